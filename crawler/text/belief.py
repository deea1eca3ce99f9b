"""How sure we are of a reading, by its odds, its page and its source.

Knows how often readings like it were right on news of which farms swapped little, some or most.
Must not know Chinese, or how odds come about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.text.lattice import Reading

#: A reading's log odds at which the log odds of being right were fitted: straight lines join them.
_KNOTS = (0.0, 2.0, 5.0, 12.0)
#: By source: the log odds of being right at each knot, and what each unit of the log odds of a word
#: of the page having been swapped adds. By ``python -m benchmarks.quality.restore.fit_confidence``.
_WEIGHTS = {
    "learnt": (-0.50, 0.73, 2.84, 6.22, 0.14),
    "list": (0.44, 1.88, 3.96, 6.96, 0.54),
    "sibling": (-1.71, -0.46, 0.65, 2.41, -0.49),
}
#: A share of swapped words that says nothing.
_LEAST_SHARE = 0.02


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


def confidence(source: str, log_odds: float, share: float) -> float:
    """Return the probability, 0-1, that a reading is right.

    ``share`` is that of the page's words which were swapped, of those that could have been; for
    the word of another copy, the share of the text in which the copies differ.
    """
    told = features(log_odds, share)
    return logistic(sum(w * x for w, x in zip(_WEIGHTS[kind(source)], told, strict=True)))


def kind(source: str) -> str:
    """Return by which source's experience a reading of ``source`` is believed.

    Readings one byte off are of the list's pairs, and so are those of a family's own list.
    """
    return source if source in _WEIGHTS else "list"


def features(log_odds: float, share: float) -> list[float]:
    """Return how near a reading's log odds are to each knot, 0-1, and the log odds of ``share``."""
    at = min(max(log_odds, _KNOTS[0]), _KNOTS[-1])
    upper = next(n for n, knot in enumerate(_KNOTS) if n and at <= knot)
    part = (at - _KNOTS[upper - 1]) / (_KNOTS[upper] - _KNOTS[upper - 1])
    near = [0.0] * len(_KNOTS)
    near[upper - 1], near[upper] = 1 - part, part
    share = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return [*near, math.log(share / (1 - share))]


def logistic(log_odds: float) -> float:
    """Return the probability that has these log odds."""
    return 1 / (1 + math.exp(-log_odds))
