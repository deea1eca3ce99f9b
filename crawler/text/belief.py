"""How sure we are of a reading, by its odds, its page and its source.

Knows how often readings like it were right on news that was swapped by several farms' lists, some
dense and some plain. Must not know Chinese, or how odds come about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.text.lattice import Reading

#: Beyond these odds nothing more is learnt from a unit of them than this part.
_FAR, _BEYOND = 6.0, 0.25
_MOST = 20.0
#: By source: log odds of being right, what each unit of the reading's log odds adds, and what the
#: log odds of a word of the page having been swapped add. Fitted by logistic regression.
_WEIGHTS = {
    "list": (0.29, 0.53, 0.37),
    "learnt": (-0.64, 0.58, 0.14),
    "sibling": (-0.71, 0.41, 0.0),
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
    base, by_odds, by_share = _WEIGHTS.get(source, _WEIGHTS["list"])
    far = max(0.0, min(log_odds, _MOST) - _FAR)
    gain = min(log_odds, _FAR) + _BEYOND * far
    share = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    told = base + by_odds * gain + by_share * math.log(share / (1 - share))
    return 1 / (1 + math.exp(-told))
