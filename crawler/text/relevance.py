"""Judges whether an article belongs to a topic, and says by which words.

Knows how facets, sides and the linear layer make a probability and a label. Knows nothing of how a
topic is written, of stores, crawlers or clocks. The same words always get the same verdict.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from crawler.text import rules, topic_file
from crawler.text.rules import Rules, sigmoid
from crawler.text.signals import END, Field, Mention, Signals, facet_strengths
from crawler.text.terms import TermMatcher, fold
from crawler.text.topic import Definition, Side, TopicError

__all__ = ["Evidence", "Topic", "TopicError", "Verdict", "load_topic"]

_HAN = re.compile("[\u3400-\u9fff]+")
#: So many characters of the text, with the title, tell its script.
_PROBE = 100
#: Titles longer than this are no titles; the rest is not read.
_MAX_TITLE = 300
#: A pattern of a topic is tried on so many characters, whatever the topic reads.
_MAX_PATTERN_TEXT = 2000
#: Sides that meet in the title already.
_TITLE_BOOST = 1.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: a term of a facet, and where it stands in the title or text that was given."""

    facet: str
    term: str
    field: Field
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """One topic's judgement of one article."""

    topic: str
    topic_version: str
    label: Literal["relevant", "review", "off-topic"]
    #: Calibrated probability that the article is relevant, 0-1.
    score: float
    #: The spans that decided, strongest first.
    evidence: tuple[Evidence, ...] = ()


class Topic:
    """A topic that is ready to judge. Make one with ``load_topic``."""

    def __init__(self, definition: Definition, learnt: Rules | None = None) -> None:
        """Make ready ``definition``; without ``learnt`` rules its calibration decides."""
        self.definition = definition
        self.rules = learnt
        self._matcher = TermMatcher([term.text for term in definition.terms])
        self._signals = Signals(definition)
        self._ignore = _any_of(definition.reading.ignore)
        self._exclude = _any_of(definition.exclusions)
        self._patterns = [(re.compile(item.expression), item) for item in definition.patterns]
        self._first = definition.sides[0]
        self._needed = [term for term in definition.terms if term.facet in self._first.facets]
        self._gate = TermMatcher([term.text for term in self._needed])

    @property
    def name(self) -> str:
        """Name of the topic."""
        return self.definition.name

    @property
    def version(self) -> str:
        """Version of the topic's terms and weights."""
        return self.definition.version

    def judge(
        self, title: str, text: str, *, publisher: str | None = None, section: str | None = None
    ) -> Verdict:
        """Judge one article by its title and the beginning of its text.

        Args:
            title: may be empty.
            text: raw or cleaned; only its beginning is read.
            publisher: who published it, where known.
            section: rubric of the site, where known.

        Returns:
            The label, a calibrated probability and the spans that caused them, as offsets into the
            ``title`` and ``text`` given.
        """
        del publisher, section  # neither told more than the words did
        title, lead, chinese = self._part(title, text)
        folded = fold(title), fold(lead)
        if not self._may_belong((title, lead), folded):
            return self._verdict(0.0, ())
        mentions = self._mentions((title, lead), folded)
        if self._exclude and self._exclude.search(title):
            return self._verdict(0.0, mentions)
        if any(_sum(mentions, side) < side.least for side in self.definition.sides[1:]):
            return self._verdict(0.0, mentions)
        if self.rules is None:
            return self._verdict(self._calibrated(mentions, len(lead)), mentions)
        signals = self._signals.count(mentions, lead, self._opening(chinese), chinese=chinese)
        return self._verdict(self.rules.probability(signals), mentions)

    def _part(self, title: str, text: str) -> tuple[str, str, bool]:
        """Cut to what is read, and tell whether it is Chinese."""
        title = title[:_MAX_TITLE]
        probe = title + text[:_PROBE]
        chinese = 5 * len(_HAN.sub("", probe)) < 4 * len(probe)
        reading = self.definition.reading
        return title, text[: reading.chinese if chinese else reading.latin], chinese

    def _may_belong(self, parts: tuple[str, str], folded: tuple[str, str]) -> bool:
        """Whether the first side is met: nearly all that a crawler sees ends here, cheaply."""
        least, found = self._first.least, set()
        total = 0.0
        for part, plain in zip(parts, folded, strict=True):
            for hit in self._gate.find(part, plain):
                term = self._needed[hit.term]
                if term.weight > 0 and term.text not in found:
                    found.add(term.text)
                    total += term.weight * self._first.facets[term.facet]
        return bool(found) and total >= least

    def read(self, title: str, text: str) -> tuple[list[Mention], str, bool]:
        """Return the terms found, the part of the text that was read, and whether it is Chinese."""
        title, lead, chinese = self._part(title, text)
        return self._mentions((title, lead), (fold(title), fold(lead))), lead, chinese

    def signals(self, title: str, text: str) -> dict[str, float]:
        """Return what the learnt rules see of an article: signal -> value."""
        mentions, lead, chinese = self.read(title, text)
        opening = (
            self.definition.reading.opening if chinese else 2 * self.definition.reading.opening
        )
        return self._signals.count(mentions, lead, opening, chinese=chinese)

    def _opening(self, chinese: bool) -> int:
        """Chinese says in so many characters what English says in twice as many."""
        return self.definition.reading.opening * (1 if chinese else 2)

    def strength(self, title: str, text: str) -> float:
        """Return what the facets alone say: the geometric mean of the sides, less the penalty."""
        mentions, lead, _ = self.read(title, text)
        return self._strength(mentions, len(lead))

    def _mentions(self, parts: tuple[str, str], folded: tuple[str, str]) -> list[Mention]:
        title, text = parts
        return [
            *self._found(title, folded[0], "title"),
            *self._heard(self._found(text, folded[1], "text"), text),
        ]

    def _found(self, text: str, folded: str, field: Field) -> list[Mention]:
        terms = self.definition.terms
        found: dict[tuple[str, int], Mention] = {}
        for hit in self._matcher.find(text, folded):
            term = terms[hit.term]
            # Two spellings of one facet at one place are one mention.
            found.setdefault(
                (term.facet, hit.start),
                Mention(
                    term.facet,
                    term.text,
                    term.name or term.text,
                    term.weight,
                    field,
                    hit.start,
                    hit.end,
                ),
            )
        mentions = list(found.values())
        for expression, item in self._patterns:
            for match in expression.finditer(text[:_MAX_PATTERN_TEXT]):
                name, (start, end) = item.expression, match.span()
                mentions.append(Mention(item.facet, name, name, item.weight, field, start, end))
        return mentions

    def _heard(self, found: list[Mention], text: str) -> list[Mention]:
        """Leave out what stands in a sentence that the topic ignores."""
        if self._ignore is None:
            return found
        places = [match.start() for match in self._ignore.finditer(text)]
        if not places:
            return found
        ends = [match.end() for match in END.finditer(text)]
        silent = {bisect_right(ends, place) for place in places}
        return [item for item in found if bisect_right(ends, item.start) not in silent]

    def _calibrated(self, mentions: Sequence[Mention], length: int) -> float:
        strength = self._strength(mentions, length)
        if strength <= 0:
            return 0.0
        calibration = self.definition.calibration
        return sigmoid(calibration.slope * math.log1p(strength) + calibration.intercept)

    def _strength(self, mentions: Sequence[Mention], length: int) -> float:
        titled = [item for item in mentions if item.field == "title"]
        # A term in the title counts as so many in the text.
        extra = max(0, round(self.definition.reading.title_weight) - 1)
        facets = facet_strengths([*mentions, *titled * extra])
        scale = math.log(60 + length) / math.log(400)
        product = 1.0
        for side in self.definition.sides:
            total = sum(share * facets.get(name, 0.0) for name, share in side.facets.items())
            product *= max(0.0, min(total / scale, side.cap))
        strength = math.pow(product, 1 / max(1, len(self.definition.sides)))
        there = {item.facet for item in titled}
        if all(there & side.facets.keys() for side in self.definition.sides):
            strength *= _TITLE_BOOST
        penalty = self.definition.penalty.items()
        against = sum(share * facets.get(name, 0.0) for name, share in penalty) / scale
        return max(0.0, strength + against) if product > 0 else 0.0

    def _verdict(self, score: float, mentions: Sequence[Mention]) -> Verdict:
        thresholds = self.definition.thresholds
        label: Literal["relevant", "review", "off-topic"] = "off-topic"
        if score >= thresholds.relevant:
            label = "relevant"
        elif score >= thresholds.review:
            label = "review"
        ordered = sorted(mentions, key=lambda item: (-abs(item.weight), item.field != "title"))
        return Verdict(self.name, self.version, label, score, tuple(map(_evidence, ordered)))


def _sum(mentions: Sequence[Mention], side: Side) -> float:
    """Sum of the weights of the different terms that a side found, each times its share."""
    different = {(item.facet, item.term, item.weight) for item in mentions if item.weight > 0}
    return sum(side.facets.get(facet, 0.0) * weight for facet, _, weight in different)


def _evidence(item: Mention) -> Evidence:
    return Evidence(item.facet, item.term, item.field, item.start, item.end, item.weight)


def _any_of(expressions: Sequence[str]) -> re.Pattern[str] | None:
    if not expressions:
        return None
    return re.compile("|".join(f"(?:{item})" for item in expressions), re.IGNORECASE)


def load_topic(name_or_path: str | Path) -> Topic:
    """Load a built-in topic by its name, or one of the user's by the path of its TOML file.

    Raises:
        TopicError: there is no such topic, or its file is wrong.
    """
    if isinstance(name_or_path, str) and not name_or_path.endswith(".toml"):
        return _built_in(name_or_path)
    path = Path(name_or_path)
    return _ready(path.name, str(path), lambda name: (path.parent / name).read_text("utf-8"))


@cache
def _built_in(name: str) -> Topic:
    folder = resources.files("crawler.data") / "topics"
    known = sorted(
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    )
    if name not in known:
        raise TopicError(
            f"no topic {name!r}; built in: {', '.join(known)}; or give the path of a .toml file"
        )
    file = f"{name}.toml"
    return _ready(file, file, lambda part: (folder / part).read_text("utf-8"))


def _ready(file: str, where: str, read: Callable[[str], str]) -> Topic:
    try:
        definition = topic_file.parse(read(file), where)
        if not definition.rules:
            return Topic(definition)
        return Topic(definition, rules.parse(read(definition.rules), definition.rules))
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{where}: cannot be read: {error}") from error
