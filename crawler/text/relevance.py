"""Judges whether an article belongs to a topic, and says by which words.

Knows how facets, sides and learnt rules make a probability and a label. Knows nothing of how a
topic is written, of stores, crawlers or clocks. The same words always get the same verdict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from crawler.text import ngrams, roundup, rules, topic_file
from crawler.text.ngrams import Known, Wording
from crawler.text.reader import Passage, Reader, any_of, side_sum
from crawler.text.rules import Rules, sigmoid
from crawler.text.signals import Field, Mention, Signals
from crawler.text.topic import Definition, TopicError

__all__ = ["Evidence", "Topic", "TopicError", "Verdict", "load_topic"]

#: So many spans are reasons enough; what is dropped, which is nearly everything, needs few.
_MAX_EVIDENCE, _MAX_DROPPED = 30, 8
#: The facet under which runs of characters are reasons, and how many of them are given.
_WORDING, _MAX_RUNS = "wording", 3
#: Log-odds of the rules below which wording, which costs most, is not asked: on labelled articles
#: it brought none of these to the topic that the rules had not.
_HOPELESS = -2.5
#: So many characters of a roundup are read.
_MAX_ROUNDUP = 20_000
#: The beginning of a part of a roundup that stands for its title.
_PART_TITLE = 40


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

    def __init__(
        self, definition: Definition, learnt: Rules | None = None, wording: Wording | None = None
    ) -> None:
        """Make ready ``definition``; without ``learnt`` rules its calibration decides.

        ``wording`` joins what the rules or the calibration say with the text's own wording.
        """
        self.definition = definition
        self.rules = learnt
        self.wording = wording
        self._reader = Reader(definition)
        self._signals = Signals(definition)
        self._exclude = any_of(definition.exclusions)
        self._roundup = any_of(definition.reading.roundups)

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
            text: raw or cleaned; only its beginning is read, but all the parts of a roundup.
            publisher: who published it, where known.
            section: rubric of the site, where known.

        Returns:
            The label, a calibrated probability and the spans that caused them, as offsets into the
            ``title`` and ``text`` given.
        """
        del publisher, section  # neither told more than the words did
        passage = self._reader.passage(title, text)
        if self._exclude and self._exclude.search(passage.title):
            return self._verdict(0.0, ())
        if self._roundup and self._roundup.search(passage.title):
            return self._judge_parts(text)
        return self._verdict(*self._score(passage))

    def mentions(self, title: str, text: str) -> list[Mention]:
        """Return every term found, whether or not it came to judging."""
        return self._reader.mentions(self._reader.passage(title, text))

    def signals(self, title: str, text: str) -> dict[str, float]:
        """Return what the learnt rules see of an article: signal -> value."""
        passage = self._reader.passage(title, text)
        return self._signals.count(self._reader.mentions(passage), passage)

    def folded(self, title: str, text: str) -> tuple[str, str]:
        """Return what is read of an article, folded: what the weights of wording see."""
        passage = self._reader.passage(title, text)
        return passage.folded_title, passage.folded_text

    def may_belong(self, title: str, text: str) -> bool:
        """Whether an article holds enough of each side to be weighed at all."""
        passage = self._reader.passage(title, text)
        if not self._reader.may_belong(passage):
            return False
        mentions = self._reader.mentions(passage)
        return self._sides_met(mentions) and self._is_strong(self._strength(mentions, passage))

    def strength(self, title: str, text: str) -> float:
        """Return what the facets alone say: the geometric mean of the sides, less the penalty."""
        passage = self._reader.passage(title, text)
        return self._strength(self._reader.mentions(passage), passage)

    def _score(self, passage: Passage) -> tuple[float, Sequence[Mention]]:
        if not self._reader.may_belong(passage):
            return 0.0, ()
        mentions = self._reader.mentions(passage)
        if not self._sides_met(mentions):
            return 0.0, mentions
        strength = self._strength(mentions, passage)
        if not self._is_strong(strength):
            return 0.0, mentions
        linear = self.definition.linear
        signals: dict[str, float] = {}
        if self.rules is not None or linear:
            signals = self._signals.count(mentions, passage)
        if self.rules is not None:
            logit = self.rules.logit(signals)
        else:
            calibration = self.definition.calibration
            logit = calibration.slope * math.log1p(strength) + calibration.intercept
        said = passage.folded_title, passage.folded_text
        known: Known | None = None
        if self.wording is not None and logit > _HOPELESS:
            known = self.wording.known(*said)
            logit = self.wording.logit(logit, known)
        logit += linear.get("bias", 0.0)
        logit += sum(weight * signals.get(name, 0.0) for name, weight in linear.items())
        score = sigmoid(logit)
        if self.wording and known and score >= self.definition.thresholds.review:
            mentions += [
                Mention(_WORDING, run.text, run.text, run.weight, run.field, run.start, run.end)
                for run in self.wording.strongest(*said, known, _MAX_RUNS)
            ]
        return score, mentions

    def _sides_met(self, mentions: Sequence[Mention]) -> bool:
        """Whether the other sides than the first, which was asked before, are met."""
        return all(side_sum(side, mentions) >= side.least for side in self.definition.sides[1:])

    def _strength(self, mentions: Sequence[Mention], passage: Passage) -> float:
        return self._signals.strength(mentions, len(passage.text))

    def _is_strong(self, strength: float) -> bool:
        """Whether facets alone say enough for an article to be weighed in full."""
        return strength > self.definition.calibration.least

    def _judge_parts(self, text: str) -> Verdict:
        """Judge a roundup: the mean over its text, and at least for review if one part belongs."""
        thresholds = self.definition.thresholds
        text = text[:_MAX_ROUNDUP]
        total, best = 0.0, 0.0
        mentions: list[Mention] = []
        for start, end in roundup.parts(text):
            part = text[start:end]
            score, found = self._score(self._reader.passage(part[:_PART_TITLE], part))
            total += score * (end - start)
            best = max(best, score)
            if score >= thresholds.review:
                mentions += [item.moved(start) for item in found if item.field == "text"]
        score = total / max(1, len(text))
        if best >= thresholds.relevant:
            score = max(score, thresholds.review)
        return self._verdict(score, mentions)

    def _verdict(self, score: float, mentions: Sequence[Mention]) -> Verdict:
        thresholds = self.definition.thresholds
        label: Literal["relevant", "review", "off-topic"] = "off-topic"
        if score >= thresholds.relevant:
            label = "relevant"
        elif score >= thresholds.review:
            label = "review"
        # Facets are the readable reason, so runs of characters come last.
        ordered = sorted(
            mentions,
            key=lambda item: (item.facet == _WORDING, -abs(item.weight), item.field != "title"),
        )
        shown = ordered[: _MAX_DROPPED if label == "off-topic" else _MAX_EVIDENCE]
        return Verdict(self.name, self.version, label, score, tuple(map(_evidence, shown)))


def _evidence(item: Mention) -> Evidence:
    return Evidence(item.facet, item.term, item.field, item.start, item.end, item.weight)


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
    folder = resources.files("crawler") / "data" / "topics"
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
        learnt = wording = None
        if name := definition.rules:
            learnt = rules.parse(read(name), name)
        if name := definition.wording:
            wording = ngrams.parse(read(name), name)
        return Topic(definition, learnt, wording)
    except TopicError:
        raise
    except (OSError, ValueError) as error:  # a name with a NUL in it is no file's
        raise TopicError(f"{where}: cannot be read: {error}") from error
