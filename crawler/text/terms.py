"""Finds many terms in one text, in one pass, each as its language needs.

Knows scripts: case and word borders for Latin, Traditional and Simplified forms for Chinese, full
and half width. Knows nothing of topics, weights or what a term means.

Folding never changes the length of a text, so that every place found in the folded text is a place
in the text that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import ahocorasick
import opencc

#: The Han blocks in which Traditional and Simplified forms are told apart.
_HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
#: Signs that separate the parts of a compound; ``open-source`` and ``open source`` are one term.
_JOINERS = "-\u2010\u2011\u2012\u2013\u2014\u00a0\u3000\t\r\n"
_QUOTES = {"\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}
#: Places where Chinese and Latin meet; writers put a space there or do not.
_SEAM = re.compile(r"(?<=[a-z0-9]) ?(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) ?(?=[a-z0-9])")
#: More seams than this in one term are not varied, so that variants cannot explode.
_MAX_SEAMS = 3


@cache
def _width_table() -> dict[int, str]:
    """One character for one: full width to half, joiners to a space, quotes to plain ones."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(char): " " for char in _JOINERS}
    table |= {ord(char): plain for char, plain in _QUOTES.items()}
    return table


@cache
def _fold_table() -> dict[int, str]:
    """``_width_table`` and lower case and Simplified forms, still one character for one."""
    table = dict(_width_table())
    for code in range(0x250):
        lower = chr(code).lower()
        if len(lower) == 1 and lower != chr(code):
            table[code] = lower
    table |= {code: chr(code - 0xFEE0).lower() for code in range(0xFF21, 0xFF3B)}
    han = "".join(chr(code) for first, last in _HAN_RANGES for code in range(first, last))
    simplified = opencc.OpenCC("t2s").convert(han)
    if len(simplified) == len(han):
        table |= {ord(a): b for a, b in zip(han, simplified, strict=True) if a != b}
    return table


def fold(text: str) -> str:
    """Fold case, width and script; the result is exactly as long as ``text``."""
    return text.translate(_fold_table())


def _is_word(char: str) -> bool:
    """Whether ``char`` (folded) belongs to a word that is written with borders around it."""
    return char.isalnum() and not "\u2e80" <= char <= "\uffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """One term at one place. ``term`` is its index in the list that the matcher was given."""

    term: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling of a term and the borders that it needs."""

    term: int
    length: int
    left: bool
    right: bool
    #: The spelling that must stand there exactly; empty where case does not matter.
    exact: str
    #: Any ending may follow.
    stem: bool


class TermMatcher:
    """Matches a fixed list of terms.

    A term in lower case matches any case; one that holds a capital letter matches only as it is
    written (``US`` is not ``us``). Latin terms match whole words; a ``*`` at the end allows any
    ending (``compet*``). A blank matches a hyphen as well. Where terms overlap, the one that begins
    first wins, and of those the longest.

    Aho, A. V. & Corasick, M. J. (1975), "Efficient string matching: an aid to bibliographic
    search".
    """

    def __init__(self, terms: Sequence[str]) -> None:
        """Build the automaton for ``terms``; empty ones match nothing."""
        self.terms = tuple(terms)
        self._automaton = ahocorasick.Automaton()
        for index, term in enumerate(self.terms):
            self._add(index, term)
        self._ready = len(self._automaton) > 0
        if self._ready:
            self._automaton.make_automaton()

    def _add(self, index: int, term: str) -> None:
        stem = term.endswith("*")
        plain = term.rstrip("*").translate(_width_table()).strip()
        for spelling in {plain, *_variants(plain)}:
            folded = fold(spelling)
            if not folded:
                continue
            form = _Form(
                index,
                len(folded),
                left=_is_word(folded[0]),
                right=_is_word(folded[-1]) and not stem,
                exact=spelling if any(char.isupper() for char in spelling) else "",
                stem=stem,
            )
            forms = self._automaton.get(folded, ())
            self._automaton.add_word(folded, (*forms, form))

    def find(self, text: str, folded: str | None = None) -> list[Hit]:
        """Return the hits in ``text``, in order, none overlapping another.

        ``folded`` is ``fold(text)`` where the caller has it already.
        """
        if not self._ready:
            return []
        folded = fold(text) if folded is None else folded
        found = list(self._candidates(text, folded))
        found.sort(key=lambda hit: (hit.start, -hit.end, hit.term))
        hits: list[Hit] = []
        free = 0
        for hit in found:
            if hit.start >= free:
                hits.append(hit)
                free = hit.end
        return hits

    def _candidates(self, text: str, folded: str) -> Iterator[Hit]:
        last = len(folded) - 1
        for at, forms in self._automaton.iter(folded):
            for form in forms:
                start = at - form.length + 1
                if form.left and start and _is_word(folded[start - 1]):
                    continue
                if form.right and at < last and _is_word(folded[at + 1]):
                    continue
                if form.exact and text[start : at + 1].translate(_width_table()) != form.exact:
                    continue
                end = at + 1
                while form.stem and end <= last and _is_word(folded[end]):
                    end += 1
                yield Hit(form.term, start, end)


def _variants(term: str) -> list[str]:
    """Spell ``term`` with and without a blank wherever Chinese and Latin meet."""
    seams = [match.span() for match in _SEAM.finditer(term.lower())]
    if not seams or len(seams) > _MAX_SEAMS or len(term.lower()) != len(term):
        return []
    spellings = []
    for blanks in product(("", " "), repeat=len(seams)):
        parts, at = [], 0
        for (start, end), blank in zip(seams, blanks, strict=True):
            parts += [term[at:start], blank]
            at = end
        spellings.append("".join([*parts, term[at:]]))
    return spellings
