"""Whether one text is a copy of another, quotes it, or is a different work.

Knows how to weigh what two texts share. Must not know where texts come from or are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.text.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts relate. ``containment_a`` is the share of a's own text that b holds."""

    relation: Literal["copy", "quote", "different"]
    #: That one of them is a copy of the other, 0-1.
    probability: float
    containment_a: float
    containment_b: float
    direction: Literal["a from b", "b from a", "unknown"]


def _grams(tokens: str) -> set[str]:
    return {tokens[i : i + 2] for i in range(len(tokens) - 1)}


def compare(a: str, b: str) -> Comparison:
    """Compare two texts, raw or cleaned."""
    grams_a, grams_b = _grams(tokenize(a)), _grams(tokenize(b))
    shared = len(grams_a & grams_b)
    if shared < 10:
        return Comparison("different", 0.0, 0.0, 0.0, "unknown")
    share_a, share_b = shared / len(grams_a), shared / len(grams_b)
    best = max(share_a, share_b)
    probability = min(1.0, max(0.0, best - 0.66) / 0.34 * 0.5 + 0.5 if best > 0.66 else best * 0.7)
    relation: Literal["copy", "quote", "different"] = (
        "copy" if probability > 0.5 else "quote" if best > 0.4 else "different"
    )
    return Comparison(relation, probability, share_a, share_b, "unknown")
