"""How sure we are of a reading, by its odds, how well it fits, its page and its source.

Knows how often readings like it were right on news of which farms swapped little, some or most.
Must not know Chinese, or how odds and log probabilities come about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.text.lattice import Reading

#: A reading's log odds at which the log odds of being right were fitted: straight lines join them.
_KNOTS = (0.0, 2.0, 5.0, 12.0)
#: By source: what each of ``features`` adds to the log odds of being right. By
#: ``python -m benchmarks.quality.restore.fit_confidence``.
# fmt: off
_WEIGHTS = {
    "learnt": (
        -3.48, -1.51, 1.32, 5.21, -2.32, -4.97, 0.46, 0.06,
        3.93, -4.38, 2.54, -0.30, 0.12, -2.32, -0.46,
    ),
    "list": (
        0.17, 2.82, 6.10, 10.94, -1.23, -0.51, 0.30, 0.04,
        3.36, 1.22, 1.04, 1.18, -0.05, -0.84, -0.11,
    ),
    "sibling": (
        1.07, 2.71, 4.41, 6.73, 1.35, -0.17, 1.13, -0.10,
        0.95, 3.21, 1.05, -1.94, 0.49, -0.92, -0.27,
    ),
}
# fmt: on
#: A share of swapped words that says nothing.
_LEAST_SHARE = 0.02
#: Beyond these log probabilities words are as unlikely, or as likely, as can be.
_RAREST, _SUREST = -20.0, 5.0
#: Log probabilities count in tens, so that their weights are of the order of the others.
_TEN = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a reading that was chosen."""

    source: str
    #: Against what stands there and other readings of the place: of ``odds``.
    log_odds: float
    #: That of the page's words which were swapped, of those that could have been; for the word of
    #: another copy, the share of the text in which the copies differ.
    share: float
    #: Log probability that the reading's words stand where they do, whatever else might; less than
    #: 0 is seldom.
    fit: float
    #: Log probabilities of its words, and of those on the page, wherever they stand.
    frequency: float
    spun_frequency: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that was chosen, and the probability that it is right, 0-1."""

    reading: Reading
    confidence: float


def odds(margin: float, rivals: Iterable[float]) -> float:
    """Return log odds against what stands there and all other readings of the place.

    ``margin`` and those of the ``rivals`` are log odds against what stands there. A reading that
    was chosen for its neighbours' sake may have odds below 0 by itself: its neighbours speak for
    it, so that 0 is the least.
    """
    others = [0.0, *rivals]
    most = max(others)
    total = most + math.log(sum(math.exp(other - most) for other in others))
    return max(0.0, margin - total)


def confidence(seen: Seen) -> float:
    """Return the probability, 0-1, that a reading is right."""
    weights = _WEIGHTS[kind(seen.source)]
    return logistic(sum(w * x for w, x in zip(weights, features(seen), strict=True)))


def kind(source: str) -> str:
    """Return by which source's experience a reading of ``source`` is believed.

    Readings one byte off are of the list's pairs, and so are those of a family's own list.
    """
    return source if source in _WEIGHTS else "list"


def features(seen: Seen) -> list[float]:
    """Return what is to be weighed: how near the log odds are to each knot, and what else tells.

    Log odds say only that a reading beats what stands there. Where both are wrong - two copies
    swapped the word, the farm's word stands for one that is not listed - the reading beats nonsense
    and is none the better. What tells that is how well its words fit by themselves, how frequent
    they are, and how much was swapped on the page; how rare the farm's word is says how cheap the
    odds were. The surer it is that what stands there was swapped, the more all this decides: so
    each counts once more times the log odds. What fits badly is worse the more was swapped, the
    rarer it is, and the worse it fits: so the fit counts times these, too.
    """
    at = min(max(seen.log_odds, _KNOTS[0]), _KNOTS[-1])
    upper = next(n for n, knot in enumerate(_KNOTS) if n and at <= knot)
    part = (at - _KNOTS[upper - 1]) / (_KNOTS[upper] - _KNOTS[upper - 1])
    near = [0.0] * len(_KNOTS)
    near[upper - 1], near[upper] = 1 - part, part
    share = min(max(seen.share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    swapped = math.log(share / (1 - share))
    fit = min(max(seen.fit, _RAREST), _SUREST) / _TEN
    frequencies = [max(f, _RAREST) / _TEN for f in (seen.frequency, seen.spun_frequency)]
    alone = [fit, *frequencies, swapped]
    by_odds = [at / _KNOTS[-1] * told for told in alone]
    return [*near, *alone, *by_odds, fit * swapped, fit * frequencies[0], fit * fit]


def logistic(log_odds: float) -> float:
    """Return the probability that has these log odds."""
    return 1 / (1 + math.exp(-log_odds))
