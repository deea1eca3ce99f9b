"""Whether one text is a copy of another, quotes it, or is a different work.

Knows the weights of what two texts share. Must not know where texts come from or are kept.

The weights are boosted trees over ``features``, fitted by ``benchmarks.quality.copies.fit`` to
pairs whose relation is known. The probability is calibrated: of pairs given 0.7, about seven in
ten are copies, in a mixture of copies and of near misses like the one fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from crawler.text import model
from crawler.text.direction import Direction, direction
from crawler.text.features import shared, side

Relation = Literal["copy", "quote", "different"]

_WEIGHTS = Path(__file__).parent.parent / "data" / "compare_model.json"
#: More likely a copy than not.
COPY_FROM = 0.5
#: Where articles of one event, who share a phrase or two, are called quotes once in a hundred.
QUOTE_FROM = 0.55


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts relate. ``containment_a`` is the share of a's own text that b holds."""

    relation: Relation
    #: That one of them is a copy of the other, 0-1.
    probability: float
    containment_a: float
    containment_b: float
    #: Which derives from which; also given for a quote.
    direction: Direction


@cache
def _model() -> model.Model:
    return model.load(_WEIGHTS)


def relation(copy: float, quote: float) -> Relation:
    """Return the relation for the probabilities of being a copy and, if not, of quoting."""
    if copy >= COPY_FROM:
        return "copy"
    return "quote" if quote >= QUOTE_FROM else "different"


def compare(a: str, b: str) -> Comparison:
    """Compare two texts, raw or cleaned, in any order: only the sides swap.

    Marks, spaces, width, case and script variants do not count. A text of less than a dozen
    tokens matches nothing. Of a very long text only the first 20,000 tokens are looked at.
    """
    found = shared(side(a), side(b))
    if found.features is None:
        return Comparison("different", 0.0, *found.coverage, "unknown")
    copy = _model().probability("copy", found.features)
    quote = _model().probability("quote", found.features)
    related = relation(copy, quote)
    which: Direction = "unknown"
    if related != "different":
        which = direction(a, b, found.coverage, found.passages)
    return Comparison(related, round(copy, 4), *found.coverage, which)
