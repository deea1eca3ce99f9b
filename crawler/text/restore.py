"""Undoing a content farm's word swaps: spun text in, our best reading of it out.

Knows which evidence is asked in which order. Must not touch text that is not spun. What it gives
is derived: each changed place says what stood there, how sure we are, and how we know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.text import tortured, undo
from crawler.text.belief import Choice
from crawler.text.clean import Cleaned, clean
from crawler.text.lexicon import Lexicon, own
from crawler.text.siblings import Alignment, Difference, align
from crawler.text.votes import count
from crawler.text.widen import by_words, is_swap
from crawler.text.wordmodel import WordModel

#: Below this probability of being spun, a text is left alone.
_GATE = 0.5
#: That a clean copy's word is the author's: editors change words too.
_SURE = 0.99
#: A swap is a word or two; what is longer was edited.
_MAX_SWAP = 12
#: Longer texts are not articles, and would take seconds.
_MAX_LENGTH = 200_000


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
    cleaned: Cleaned | str,
    *,
    siblings: Sequence[str] = (),
    lexicon: Lexicon | None = None,
    model: WordModel | None = None,
) -> Restored:
    """Bring back the words that a farm swapped.

    ``siblings`` are other copies of the text, raw or cleaned, spun or not. ``lexicon`` holds known
    pairs, ``model`` knows which words follow each other; without, it is those that we ship. A text
    that is not spun comes back unchanged, as does one that is too long to be an article (200,000
    characters).
    """
    if isinstance(cleaned, str):
        cleaned = clean(cleaned)
    if cleaned.spun < _GATE or len(cleaned.text) > _MAX_LENGTH:
        return Restored(cleaned.text)
    text = cleaned.text
    clean_copies, spun_copies = _laid_beside(text, siblings)
    found, covered = _from_clean(cleaned, clean_copies)
    votes = count(text, spun_copies) if spun_copies else None
    if lexicon is None:
        lexicon = own(*undo.families(text))
    gaps = _gaps(text, covered)
    choices = undo.undo(text, gaps, lexicon, votes, model) + tortured.undo(text, gaps)
    found += [_substitution(text, choice) for choice in choices]
    return _applied(text, found)


def _substitution(text: str, choice: Choice) -> Substitution:
    reading = choice.reading
    spun = text[reading.start : reading.end]
    # A source may go on to say which list.
    source = reading.source.split(" ")[0]
    return Substitution(
        reading.start, reading.end, spun, reading.original, choice.confidence, source
    )


def _laid_beside(text: str, siblings: Sequence[str]) -> tuple[list[Alignment], list[Alignment]]:
    """Return what clean copies and spun copies say of ``text``."""
    clean_copies: list[Alignment] = []
    spun_copies: list[Alignment] = []
    for sibling in siblings:
        other = clean(sibling)
        alignment = align(text, other.text)
        (spun_copies if other.spun >= _GATE else clean_copies).append(alignment)
    return clean_copies, spun_copies


def _from_clean(
    cleaned: Cleaned, copies: Sequence[Alignment]
) -> tuple[list[Substitution], list[tuple[int, int]]]:
    """Return the words of clean copies, the fullest first, and the stretches they cover."""
    text = cleaned.text
    found: list[Substitution] = []
    covered: list[tuple[int, int]] = []
    for copy in sorted(copies, key=lambda copy: -copy.covered):
        free = [
            d
            for d in copy.differences
            if (_is_small(text, d) or _was_cleaned_out(cleaned, d))
            and not any(s < d.end and d.start < e for s, e in covered)
        ]
        words = [d for d in free if is_swap(text, d)]
        places = [
            *by_words(text, words),
            *((d.start, d.end, d.other) for d in free if not is_swap(text, d)),
        ]
        found += [
            Substitution(start, end, text[start:end], original, _SURE, "sibling")
            for start, end, original in places
        ]
        covered += [*copy.same, *((d.start, d.end) for d in copy.differences)]
    return found, covered


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


def _is_small(text: str, difference: Difference) -> bool:
    spun = text[difference.start : difference.end]
    if max(len(spun), len(difference.other)) > _MAX_SWAP or "\n" in spun + difference.other:
        return False
    return _digits(spun) == _digits(difference.other)


def _was_cleaned_out(cleaned: Cleaned, difference: Difference) -> bool:
    """Whether cleaning took out what a clean copy has: the name of a firm looks like a brand."""
    return difference.start == difference.end and difference.other in cleaned.raw


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]


def _applied(text: str, substitutions: Sequence[Substitution]) -> Restored:
    ordered = sorted(substitutions, key=lambda s: (s.start, s.end))
    parts: list[str] = []
    at = 0
    for one in ordered:
        parts += [text[at : one.start], one.original]
        at = one.end
    return Restored("".join([*parts, text[at:]]), tuple(ordered))
