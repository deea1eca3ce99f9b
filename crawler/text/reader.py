"""Reads an article for one topic: which part of it, and which of the topic's terms stand there.

Knows terms, patterns and sentences that are not to be heard. Does not know how what was found is
weighed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.text.signals import END, Field, Mention
from crawler.text.terms import TermMatcher, fold
from crawler.text.topic import Definition, Side, Term

_HAN = re.compile("[\u3400-\u9fff]+")
#: So many characters of the text, with the title, tell its script.
_PROBE = 100
#: Titles longer than this are no titles; the rest is not read.
_MAX_TITLE = 300
#: A pattern of a topic is tried on so many characters, whatever the topic reads.
_MAX_PATTERN_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read of an article, as it was given and folded."""

    title: str
    text: str
    folded_title: str
    folded_text: str
    chinese: bool
    #: Length of the beginning of ``text`` that counts as its opening.
    opening: int


class _Gate:
    """Tells cheaply that a side is not met; that it is, only the mentions tell."""

    def __init__(self, side: Side, terms: Sequence[Term], least: float) -> None:
        self._least = least
        needed = [item for item in terms if item.weight > 0 and item.facet in side.facets]
        self._matcher = TermMatcher([item.text for item in needed])
        self._keys = [(item.facet, item.text, item.weight) for item in needed]
        self._adds = [side.facets[item.facet] * item.weight for item in needed]

    def may_be_met(self, passage: Passage) -> bool:
        if self._least <= 0:
            return True
        total = 0.0
        seen: set[tuple[str, str, float]] = set()
        for part, folded in (
            (passage.title, passage.folded_title),
            (passage.text, passage.folded_text),
        ):
            for index in self._matcher.present(part, folded):
                if self._keys[index] not in seen:
                    seen.add(self._keys[index])
                    total += self._adds[index]
                    if total >= self._least:
                        return True
        return False


class Reader:
    """Finds what a topic's definition asks for."""

    def __init__(self, definition: Definition) -> None:
        """Build the matchers; this takes some milliseconds, reading does not."""
        self._reading = definition.reading
        self._terms = definition.terms
        self._matcher = TermMatcher([term.text for term in self._terms])
        self._patterns = [(re.compile(item.expression), item) for item in definition.patterns]
        self._ignore = [fold(phrase) for phrase in definition.reading.ignore]
        patterned = {item.facet for item in definition.patterns}
        self._gates = [
            _Gate(side, definition.terms, least=side.least or (0.0 if number else 1e-9))
            for number, side in enumerate(definition.sides)
            if not patterned & side.facets.keys()
        ]

    def passage(self, title: str, text: str) -> Passage:
        """Cut the article to what is read."""
        title = title[:_MAX_TITLE]
        probe = title + text[:_PROBE]
        chinese = 5 * len(_HAN.sub("", probe)) < 4 * len(probe)
        text = text[: self._reading.chinese if chinese else self._reading.latin]
        # Chinese says in so many characters what English says in twice as many.
        opening = self._reading.opening * (1 if chinese else 2)
        return Passage(title, text, fold(title), fold(text), chinese, opening)

    def may_belong(self, passage: Passage) -> bool:
        """Whether each side may be met: most of what a crawler sees ends here, cheaply."""
        return all(gate.may_be_met(passage) for gate in self._gates)

    def mentions(self, passage: Passage) -> list[Mention]:
        """Find the topic's terms and patterns, leaving out sentences that it ignores."""
        found = self._found(passage.text, passage.folded_text, "text")
        places = [at for phrase in self._ignore for at in _places(phrase, passage.folded_text)]
        if places:
            ends = [match.end() for match in END.finditer(passage.text)]
            silent = {bisect_right(ends, place) for place in places}
            found = [item for item in found if bisect_right(ends, item.start) not in silent]
        return self._found(passage.title, passage.folded_title, "title") + found

    def _found(self, text: str, folded: str, field: Field) -> list[Mention]:
        found: dict[tuple[str, int], Mention] = {}
        for index, start, end in self._matcher.find(text, folded):
            term = self._terms[index]
            # Two spellings of one facet at one place are one mention.
            if (term.facet, start) not in found:
                found[term.facet, start] = Mention(
                    term.facet, term.text, term.name or term.text, term.weight, field, start, end
                )
        mentions = list(found.values())
        for expression, item in self._patterns:
            for match in expression.finditer(text[:_MAX_PATTERN_TEXT]):
                name, (start, end) = item.expression, match.span()
                mentions.append(Mention(item.facet, name, name, item.weight, field, start, end))
        return mentions


def _places(phrase: str, text: str) -> Iterator[int]:
    """Where ``phrase`` stands in ``text``; both folded."""
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + max(1, len(phrase)))


def side_sum(side: Side, found: Sequence[Mention]) -> float:
    """Sum of the positive weights of the different terms of a side, each times its share."""
    different = {(item.facet, item.term, item.weight) for item in found if item.weight > 0}
    return sum(side.facets.get(facet, 0.0) * weight for facet, _, weight in different)


def any_of(expressions: Sequence[str]) -> re.Pattern[str] | None:
    """One expression that finds any of ``expressions`` in any case; None where there are none."""
    if not expressions:
        return None
    return re.compile("|".join(f"(?:{item})" for item in expressions), re.IGNORECASE)
