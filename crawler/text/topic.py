"""What a topic is: facets of weighted terms, the sides that must meet, thresholds.

Knows the values and what they mean. Does not know how a topic is written (``topic_file``) nor how
an article is judged by it (``relevance``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class TopicError(ValueError):
    """A topic cannot be used; the message names the file, the key and what would be right."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that speaks for its facet; with a negative ``weight``, against it."""

    text: str
    weight: float
    facet: str
    #: The one thing that it names, which may have other terms; empty where it names none.
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that speaks for its facet."""

    expression: str
    weight: float
    facet: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that must meet: a weighted sum of facets, at most ``cap``."""

    name: str
    about: str
    cap: float
    #: Below this sum of weights of its different terms an article is off topic at once.
    least: float
    #: facet -> its share in the side.
    facets: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How much of an article is read, and how much its title counts."""

    chinese: int = 600
    latin: int = 1200
    #: So many characters of a Chinese text are its opening, twice as many of another.
    opening: int = 150
    title_weight: float = 3.0
    #: Sentences in which one of these phrases stands are not heard.
    ignore: tuple[str, ...] = ()
    #: Titles that match one of these are of roundups, which are judged by their parts.
    roundups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Probabilities from which an article is for review, and from which it is relevant."""

    review: float = 0.2
    relevant: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From the strength of an article to log-odds: ``slope * log(1 + strength) + intercept``."""

    slope: float = 2.0
    intercept: float = -4.0
    #: An article of this strength or less is off topic at once, whatever else it says.
    least: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A topic as its file defines it."""

    name: str
    version: str
    title: str = ""
    description: str = ""
    #: facet -> what it stands for, in the order of the file.
    facets: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    sides: tuple[Side, ...] = ()
    #: facet -> its share in the strength, outside the sides.
    penalty: Mapping[str, float] = field(default_factory=dict)
    #: Titles that match one of these are off topic whatever else they say.
    exclusions: tuple[str, ...] = ()
    reading: Reading = Reading()
    thresholds: Thresholds = Thresholds()
    calibration: Calibration = Calibration()
    #: signal -> what one of it adds to the log-odds; ``bias`` is added to all. Learnt from what the
    #: user accepted and rejected.
    linear: Mapping[str, float] = field(default_factory=dict)
    #: File of the learnt rules, beside the topic's; empty where there are none.
    rules: str = ""
    #: File of the learnt weights of wording, likewise.
    wording: str = ""
