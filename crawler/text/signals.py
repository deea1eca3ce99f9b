"""Turns the terms found in an article into a few dozen numbers, each with a name.

Knows where a term stands (title, opening, text), which terms share a sentence, and which names are
of one thing. Knows neither weights of the linear layer nor thresholds. A signal's name says what it
counts: ``rivalry@title``, ``ai+rivalry@sentence``, ``lab#title``, ``side:contest@text``.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple, Protocol

from crawler.text.topic import Definition

Field = Literal["title", "text"]
#: Ends of sentences. An English full stop counts before a blank and a capital or a quote.
END = re.compile(r"[。！？!?；;\n]+|\.(?=\s+[\"'“‘(]?[A-Z])")
#: More names than these in one place say no more.
_MANY = 4
#: So many names in a sentence stand on two sides of what it says.
_BETWEEN = 2
#: Strength is raised so where the sides meet in the title already.
_TITLE_BOOST = 1.3
#: The title is the sentence before the first of the text.
_TITLE = -1


class Mention(NamedTuple):
    """A term at its place. ``start`` and ``end`` are offsets into the title or text."""

    facet: str
    term: str
    #: The one thing that the term names; the term itself where it names none.
    name: str
    weight: float
    field: Field
    start: int
    end: int

    def moved(self, by: int) -> Mention:
        """Return the mention as it stands in a text in which its own begins at ``by``."""
        return self._replace(start=self.start + by, end=self.end + by)


class Read(Protocol):
    """What was read of an article."""

    @property
    def text(self) -> str:
        """The beginning of its text."""

    @property
    def chinese(self) -> bool:
        """Whether it is written in Chinese."""

    @property
    def opening(self) -> int:
        """Length of the beginning of ``text`` that counts as its opening."""


class Signals:
    """Counts what the mentions in an article say, for one topic."""

    def __init__(self, definition: Definition) -> None:
        """Prepare what is the same for every article."""
        self._definition = definition
        self._named = tuple(dict.fromkeys(term.facet for term in definition.terms if term.name))
        #: Facet -> those of the sides that follow its own.
        self._pairs: dict[str, list[str]] = {}
        for first, second in combinations(definition.sides, 2):
            for one in first.facets:
                self._pairs.setdefault(one, []).extend(second.facets)
        #: Facets of the sides that are no names.
        self._told = frozenset(
            facet for side in definition.sides for facet in side.facets if facet not in self._named
        )

    def count(self, mentions: Sequence[Mention], passage: Read) -> dict[str, float]:
        """Count what ``mentions``, found in ``passage``, say.

        Returns:
            Signal -> value, about 0 to 4; absent ones are 0. Negative where a facet speaks against.
        """
        ends = [match.end() for match in END.finditer(passage.text)]
        sentences: defaultdict[int, list[Mention]] = defaultdict(list)
        places: dict[str, list[Mention]] = {"title": [], "opening": [], "text": []}
        for mention in mentions:
            if mention.field == "title":
                places["title"].append(mention)
                sentences[_TITLE].append(mention)
            else:
                places["text"].append(mention)
                sentences[bisect_right(ends, mention.start)].append(mention)
                if mention.start < passage.opening:
                    places["opening"].append(mention)
        out = {"chinese": float(passage.chinese)}
        for place, there in places.items():
            for facet, strength in facet_strengths(there).items():
                out[f"{facet}@{place}"] = math.copysign(math.log1p(abs(strength)), strength)
        for facet in self._named:
            out |= _names(facet, places, sentences)
        out |= _meetings(self._pairs, sentences) | _between(self._named, self._told, sentences)
        return out | self._sums(mentions, passage, out)

    def _sums(
        self, mentions: Sequence[Mention], passage: Read, counted: Mapping[str, float]
    ) -> dict[str, float]:
        """Sum up each side at each place, what speaks against, and all together."""
        out = {"strength": math.log1p(self.strength(mentions, len(passage.text)))}
        for place in ("title", "opening", "text"):
            product = 1.0
            for side in self._definition.sides:
                total = sum(
                    share * counted.get(f"{facet}@{place}", 0.0)
                    for facet, share in side.facets.items()
                )
                out[f"side:{side.name}@{place}"] = total
                product *= max(0.0, total)
            out[f"sides@{place}"] = math.pow(product, 1 / len(self._definition.sides))
        penalty = self._definition.penalty
        out["against"] = sum(counted.get(f"{facet}@text", 0.0) for facet in penalty)
        return out

    def strength(self, mentions: Sequence[Mention], length: int) -> float:
        """Geometric mean of the sides, raised where they meet in the title, less the penalty.

        Args:
            mentions: of one article.
            length: of the text that was read, in characters; longer ones hold more of every term.
        """
        definition = self._definition
        titled = [item for item in mentions if item.field == "title"]
        # A term in the title counts as so many in the text.
        extra = max(0, round(definition.reading.title_weight) - 1)
        facets = facet_strengths([*mentions, *titled * extra])
        scale = math.log(60 + length) / math.log(400)
        product = 1.0
        for side in definition.sides:
            total = sum(share * facets.get(name, 0.0) for name, share in side.facets.items())
            product *= max(0.0, min(total / scale, side.cap))
        if product <= 0:
            return 0.0
        strength = math.pow(product, 1 / len(definition.sides))
        there = {item.facet for item in titled}
        if all(there & side.facets.keys() for side in definition.sides):
            strength *= _TITLE_BOOST
        penalty = definition.penalty.items()
        against = sum(share * facets.get(name, 0.0) for name, share in penalty) / scale
        return max(0.0, strength + against)


def facet_strengths(mentions: Sequence[Mention]) -> dict[str, float]:
    """Facet -> sum over its terms of ``weight * log2(1 + count)``."""
    counts: defaultdict[tuple[str, str, float], int] = defaultdict(int)
    for mention in mentions:
        counts[mention.facet, mention.term, mention.weight] += 1
    strengths: defaultdict[str, float] = defaultdict(float)
    for (facet, _, weight), count in counts.items():
        strengths[facet] += weight * math.log2(1 + count)
    return strengths


def _names(
    facet: str, places: Mapping[str, list[Mention]], sentences: Mapping[int, list[Mention]]
) -> dict[str, float]:
    """How many different names stand in the title, the text, and in the fullest sentence."""
    out = {}
    for place in ("title", "text"):
        names = {item.name for item in places[place] if item.facet == facet}
        out[f"{facet}#{place}"] = float(min(_MANY, len(names)))
    fullest = max(
        (len({item.name for item in there if item.facet == facet}) for there in sentences.values()),
        default=0,
    )
    out[f"{facet}#sentence"] = float(min(_MANY, fullest))
    return {name: value for name, value in out.items() if value}


def _between(
    named: Sequence[str], facets: frozenset[str], sentences: Mapping[int, list[Mention]]
) -> dict[str, float]:
    """How strongly a facet speaks where two different names of one kind share a sentence.

    ``lab<rivalry>lab@title``: a word of rivalry in a title with two laboratories.
    """
    counts: defaultdict[str, float] = defaultdict(float)
    out: dict[str, float] = {}
    for number, there in sentences.items():
        for kind in named:
            if len({item.name for item in there if item.facet == kind}) < _BETWEEN:
                continue
            heard: dict[str, float] = {}
            for item in there:
                if item.facet in facets and item.weight > heard.get(item.facet, 0.0):
                    heard[item.facet] = item.weight
            for facet, weight in heard.items():
                counts[f"{kind}<{facet}>{kind}@sentence"] += weight
                if number == _TITLE:
                    out[f"{kind}<{facet}>{kind}@title"] = weight
    return out | {name: math.log1p(total) for name, total in counts.items()}


def _meetings(
    pairs: Mapping[str, Sequence[str]], sentences: Mapping[int, list[Mention]]
) -> dict[str, float]:
    """In how many sentences facets of different sides meet, and whether they do in the title."""
    counts: defaultdict[str, float] = defaultdict(float)
    out: dict[str, float] = {}
    for number, there in sentences.items():
        present: dict[str, float] = {}
        for item in there:
            if item.weight > present.get(item.facet, 0.0):
                present[item.facet] = item.weight
        for one in present.keys() & pairs.keys():
            for other in pairs[one]:
                if other in present:
                    meeting = math.sqrt(present[one] * present[other])
                    counts[f"{one}+{other}@sentence"] += meeting
                    if number == _TITLE:
                        out[f"{one}+{other}@title"] = meeting
    return out | {name: math.log1p(total) for name, total in counts.items()}
