"""Text with spans as pieces that follow each other, so that a template can mark them up.

Pure. Must not know HTML: escaping is the template's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.text.align import Op
from storage.records import Evidence

#: Facets beyond these share the last colour.
COLOURS = 8
#: Equal stretches of a difference longer than thrice this are shortened in the middle.
_CONTEXT = 60
#: A page shows no more steps of a difference than this.
_MOST_STEPS = 4_000


#: What a step of a difference may be, besides equal.
KINDS = ("only a", "only b", "swapped", "noise")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what it is evidence of; no facet where it is none."""

    text: str
    facet: str = ""
    colour: int = 0
    term: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a difference: what the first text says, what the second says."""

    kind: str
    old: str
    new: str


def colours(evidence: Iterable[Evidence]) -> dict[str, int]:
    """Return a colour's number for each facet, in the order of their weight."""
    weights: dict[str, float] = {}
    for one in evidence:
        weights[one.facet] = weights.get(one.facet, 0.0) + max(0.0, one.weight)
    ordered = sorted(weights, key=lambda facet: (-weights[facet], facet))
    return {facet: min(number, COLOURS - 1) for number, facet in enumerate(ordered)}


def pieces(
    text: str, evidence: Iterable[Evidence], field: str, palette: dict[str, int]
) -> list[Piece]:
    """Return a text cut where evidence of a field begins and ends.

    Where spans overlap the earlier one wins, of two that begin together the longer.
    """
    spans = sorted(
        (one for one in evidence if one.field == field and 0 <= one.start < one.end <= len(text)),
        key=lambda one: (one.start, -one.end),
    )
    made: list[Piece] = []
    at = 0
    for one in spans:
        if one.start < at:
            continue
        if one.start > at:
            made.append(Piece(text[at : one.start]))
        made.append(
            Piece(text[one.start : one.end], one.facet, palette.get(one.facet, 0), one.term)
        )
        at = one.end
    if at < len(text):
        made.append(Piece(text[at:]))
    return made


def judged(texts: Sequence[str], evidence: Sequence[Evidence]) -> int:
    """Return which of several texts the evidence's places belong to: where most terms stand."""

    def fitting(text: str) -> int:
        return sum(
            one.field == "text"
            and text[one.start : one.end].casefold().startswith(one.term.rstrip("*").casefold())
            for one in evidence
        )

    return max(range(len(texts)), key=lambda number: (fitting(texts[number]), -number))


def steps(operations: Sequence[Op], a: str, b: str) -> list[Step]:
    """Return a difference for a reader: ``equal``, ``noise``, ``swapped``, ``only a``, ``only b``.

    Long equal stretches are shortened.
    """
    made: list[Step] = []
    for op in operations[:_MOST_STEPS]:
        old, new = a[op.a_start : op.a_end], b[op.b_start : op.b_end]
        if op.tag == "equal":
            made.append(Step("equal", _shortened(old), ""))
        elif op.noise:
            made.append(Step("noise", old, new))
        elif old and new:
            made.append(Step("swapped", old, new))
        else:
            made.append(Step("only a" if old else "only b", old, new))
    return made


def _shortened(text: str) -> str:
    if len(text) <= 3 * _CONTEXT:
        return text
    return f"{text[:_CONTEXT]} … {text[-_CONTEXT:]}"
