"""Judges whether an article belongs to a topic, and says by which words.

Knows how facets, sides and the linear layer make a probability and a label. Knows nothing of how a
topic is written, of stores, crawlers or clocks. The same words always get the same verdict.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from crawler.text import topic_file
from crawler.text.terms import TermMatcher
from crawler.text.topic import Definition, Reading, TopicError

__all__ = ["Evidence", "Topic", "TopicError", "Verdict", "load_topic"]

Field = Literal["title", "text"]
_BUILT_IN = "crawler.data"
_HAN = re.compile("[\u3400-\u9fff]")
#: Titles longer than this are no titles; the rest is not read.
_MAX_TITLE = 300


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

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._terms = definition.terms
        self._matcher = TermMatcher([term.text for term in definition.terms])

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
        del publisher, section
        lead = text[: _reach(text, self.definition.reading)]
        evidence = self._matches(title[:_MAX_TITLE], "title") + self._matches(lead, "text")
        strength = self._strength(evidence, len(lead))
        if strength <= 0:
            return self._verdict(0.0, evidence)
        calibration = self.definition.calibration
        return self._verdict(
            _sigmoid(calibration.slope * math.log1p(strength) + calibration.intercept), evidence
        )

    def _matches(self, text: str, field: Field) -> list[Evidence]:
        return [
            Evidence(term.facet, term.text, field, hit.start, hit.end, term.weight)
            for hit in self._matcher.find(text)
            for term in (self._terms[hit.term],)
        ]

    def _strength(self, evidence: list[Evidence], length: int) -> float:
        """Geometric mean of the sides, raised where the title meets them, less the penalty."""
        facets = self._facets(evidence, length)
        product = 1.0
        for side in self.definition.sides:
            total = sum(share * facets.get(name, 0.0) for name, share in side.facets.items())
            product *= max(0.0, min(total, side.cap))
        if product <= 0:
            return 0.0
        strength = math.pow(product, 1 / max(1, len(self.definition.sides)))
        if self._title_meets(evidence):
            strength *= 1.3
        against = sum(
            share * facets.get(name, 0.0) for name, share in self.definition.penalty.items()
        )
        return max(0.0, strength + against)

    def _facets(self, evidence: list[Evidence], length: int) -> Mapping[str, float]:
        """Facet -> sum of ``weight * log(1 + count)`` over its terms, for a text of 400."""
        counts: Counter[tuple[str, str, float]] = Counter()
        for item in evidence:
            worth = self.definition.reading.title_weight if item.field == "title" else 1.0
            counts[item.facet, item.term, item.weight] += worth  # type: ignore[assignment]
        facets: defaultdict[str, float] = defaultdict(float)
        for (facet, _, weight), count in counts.items():
            facets[facet] += weight * math.log1p(count)
        scale = math.log(60 + length) / math.log(400)
        return {facet: total / scale for facet, total in facets.items()}

    def _title_meets(self, evidence: list[Evidence]) -> bool:
        there = {item.facet for item in evidence if item.field == "title"}
        return all(there & side.facets.keys() for side in self.definition.sides)

    def _verdict(self, score: float, evidence: list[Evidence]) -> Verdict:
        thresholds = self.definition.thresholds
        label: Literal["relevant", "review", "off-topic"] = "off-topic"
        if score >= thresholds.relevant:
            label = "relevant"
        elif score >= thresholds.review:
            label = "review"
        ordered = sorted(evidence, key=lambda item: (item.field != "title", -abs(item.weight)))
        return Verdict(self.name, self.version, label, score, tuple(ordered))


def _reach(text: str, reading: Reading) -> int:
    """How many characters of ``text`` are read."""
    probe = text[:400]
    han = len(_HAN.findall(probe))
    return reading.chinese if 5 * han > len(probe) else reading.latin


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def load_topic(name_or_path: str | Path) -> Topic:
    """Load a built-in topic by its name, or one of the user's by the path of its TOML file.

    Raises:
        TopicError: there is no such topic, or its file is wrong.
    """
    if isinstance(name_or_path, str) and not name_or_path.endswith(".toml"):
        return _built_in(name_or_path)
    path = Path(name_or_path)
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise TopicError(f"{path}: cannot be read: {error}") from error
    return Topic(topic_file.parse(source, str(path)))


@cache
def _built_in(name: str) -> Topic:
    folder = resources.files(_BUILT_IN) / "topics"
    known = sorted(
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    )
    if name not in known:
        raise TopicError(
            f"no topic {name!r}; built in are {', '.join(known)}, or give a .toml file"
        )
    source = (folder / f"{name}.toml").read_text(encoding="utf-8")
    definition = topic_file.parse(source, f"{name}.toml")
    return Topic(replace(definition, name=name))
