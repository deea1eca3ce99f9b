"""Undoing a content farm's word swaps: spun text in, our best reading of it out.

Knows which evidence is asked in which order. Must not touch text that is not spun. What it gives
is derived: each changed place says what stood there, how sure we are, and how we know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.text import undo
from crawler.text.clean import Cleaned, clean
from crawler.text.lexicon import Lexicon, own
from crawler.text.siblings import Difference, align

#: Below this probability of being spun, a text is left alone.
_GATE = 0.5
#: A swap is a word or two; what is longer was edited.
_MAX_SWAP = 12


@dataclass(frozen=True, slots=True)
class Substitution:
    """One place where the farm put other words. An empty string stands for no words."""

    #: Offsets into the cleaned text.
    start: int
    end: int
    spun: str
    original: str
    #: 0-1: that ``original`` is what the author wrote.
    confidence: float
    #: What says so: ``sibling``, ``learnt``, ``structure`` or ``list``.
    source: str


@dataclass(frozen=True, slots=True)
class Restored:
    """Our best reading of a text, and each place where it departs from the cleaned text."""

    text: str
    substitutions: tuple[Substitution, ...] = ()


def restore(
    cleaned: Cleaned | str, *, siblings: Sequence[str] = (), lexicon: Lexicon | None = None
) -> Restored:
    """Bring back the words that a farm swapped.

    ``siblings`` are other copies of the text, raw or cleaned, spun or not. ``lexicon`` holds known
    pairs. A text that is not spun comes back unchanged.
    """
    if isinstance(cleaned, str):
        cleaned = clean(cleaned)
    if cleaned.spun < _GATE:
        return Restored(cleaned.text)
    found: list[Substitution] = []
    covered: list[tuple[int, int]] = []
    for sibling in siblings:
        other = clean(sibling)
        if other.spun >= _GATE:
            continue
        alignment = align(cleaned.text, other.text)
        covered += alignment.same
        covered += [(d.start, d.end) for d in alignment.differences]
        for difference in alignment.differences:
            if _is_swap(cleaned.text, difference) and not _taken(found, difference):
                spun = cleaned.text[difference.start : difference.end]
                found.append(
                    Substitution(
                        difference.start, difference.end, spun, difference.other, 0.97, "sibling"
                    )
                )
    return _applied(cleaned.text, [*found, *_by_lexicon(cleaned.text, covered, lexicon)])


def _by_lexicon(
    text: str, covered: Sequence[tuple[int, int]], lexicon: Lexicon | None
) -> list[Substitution]:
    if lexicon is None:
        lexicon = own(*undo.families(text))
    return [
        Substitution(r.start, r.end, text[r.start : r.end], r.original, 0.9, r.source)
        for r in (choice.reading for choice in undo.undo(text, _gaps(text, covered), lexicon))
    ]


def _gaps(text: str, covered: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    gaps = []
    at = 0
    for start, end in sorted(covered):
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    if at < len(text):
        gaps.append((at, len(text)))
    return gaps


def _is_swap(text: str, difference: Difference) -> bool:
    spun = text[difference.start : difference.end]
    if max(len(spun), len(difference.other)) > _MAX_SWAP or "\n" in spun + difference.other:
        return False
    return _digits(spun) == _digits(difference.other)


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]


def _taken(found: Sequence[Substitution], difference: Difference) -> bool:
    return any(s.start < difference.end and difference.start < s.end for s in found)


def _applied(text: str, substitutions: Sequence[Substitution]) -> Restored:
    ordered = sorted(substitutions, key=lambda s: (s.start, s.end))
    parts: list[str] = []
    at = 0
    for one in ordered:
        parts += [text[at : one.start], one.original]
        at = one.end
    return Restored("".join([*parts, text[at:]]), tuple(ordered))
