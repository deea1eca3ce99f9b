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
from typing import NamedTuple

import ahocorasick
import opencc

#: The Han blocks in which Traditional and Simplified forms are told apart.
_HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
#: Letters and digits of full width, and those of half width.
_WIDE = {
    code: chr(code - 0xFEE0)
    for first, last in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
    for code in range(first, last)
}
#: Signs that part a compound, and the apostrophe: ``open-source`` and ``open source`` are one.
_PLAIN = {"-": " ", "\u2011": " ", "\u00a0": " ", "\t": " ", "\n": " ", "\u2019": "'"}
#: Places where Chinese and Latin meet; writers put a space there or do not.
_SEAM = re.compile(r"(?<=[a-z0-9]) ?(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) ?(?=[a-z0-9])")
#: More seams than this in one term are not varied, so that variants cannot explode.
_MAX_SEAMS = 3


@cache
def _traditional() -> tuple[re.Pattern[str], dict[int, str]]:
    """The characters that fold to another one, as an expression and as a table."""
    han = "".join(chr(code) for first, last in _HAN_RANGES for code in range(first, last))
    simplified = opencc.OpenCC("t2s").convert(han)
    table = dict(_WIDE)
    if len(simplified) == len(han):
        table |= {ord(a): b for a, b in zip(han, simplified, strict=True) if a != b}
    return re.compile("[" + "".join(map(chr, table)) + "]"), table


def narrow(text: str) -> str:
    """Fold width and joiners but neither case nor script; the length stays."""
    text = text.translate(_WIDE)
    for sign, plain in _PLAIN.items():
        text = text.replace(sign, plain)
    return text


def fold(text: str) -> str:
    """Fold case, width and script; the result is exactly as long as ``text``."""
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals, such as the dotted I, have two small letters
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    for sign, plain in _PLAIN.items():
        if sign in lower:
            lower = lower.replace(sign, plain)
    # Most texts hold no such character, and looking for one costs a tenth of translating.
    pattern, table = _traditional()
    return lower.translate(table) if pattern.search(lower) else lower


def _is_word(char: str) -> bool:
    """Whether ``char`` (folded) belongs to a word that is written with borders around it."""
    return char.isalnum() and not "\u2e80" <= char <= "\uffff"


class Hit(NamedTuple):
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
    first wins, and of those the longest; terms at the very same place are all found.

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
        plain = narrow(term.rstrip("*")).strip()
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
            key = _bytes(folded)
            self._automaton.add_word(key, (*self._automaton.get(key, ()), form))

    def find(self, text: str, folded: str | None = None) -> list[Hit]:
        """Return the hits in ``text``, in order, none overlapping another in part.

        ``folded`` is ``fold(text)`` where the caller has it already.
        """
        if not self._ready:
            return []
        folded = fold(text) if folded is None else folded
        found = list(self._candidates(text, folded))
        found.sort(key=lambda hit: (hit.start, -hit.end, hit.term))
        hits: list[Hit] = []
        free, last = 0, (-1, -1)
        for hit in found:
            if hit.start >= free or (hit.start, hit.end) == last:
                hits.append(hit)
                free, last = hit.end, (hit.start, hit.end)
        return hits

    def present(self, text: str, folded: str) -> Iterator[int]:
        """Yield each term that stands in ``text``, wherever it does, whatever overlaps it.

        ``folded`` is ``fold(text)``. Cheaper than ``find`` where it need not be known which of two
        terms wins, and where the first few are enough.
        """
        if self._ready:
            for hit in self._candidates(text, folded):
                yield hit.term

    def _candidates(self, text: str, folded: str) -> Iterator[Hit]:
        data = folded.encode("utf-8", "surrogatepass")
        last = len(folded) - 1
        plain = len(data) == len(folded)  # a byte a character, so places need no counting
        at, seen = -1, 0
        for byte, forms in self._automaton.iter(folded if plain else data.decode("latin-1")):
            if plain:
                at = byte
            else:
                at += len(data[seen : byte + 1].decode("utf-8", "surrogatepass"))
                seen = byte + 1
            for form in forms:
                start = at - form.length + 1
                if form.left and start and _is_word(folded[start - 1]):
                    continue
                if form.right and at < last and _is_word(folded[at + 1]):
                    continue
                if form.exact and not _same(text[start : at + 1], form.exact):
                    continue
                end = at + 1
                while form.stem and end <= last and _is_word(folded[end]):
                    end += 1
                yield Hit(form.term, start, end)


def _same(given: str, spelling: str) -> bool:
    if given == spelling:
        return True
    plain = given.isascii() and given.isalnum()  # nothing to fold: the case differs
    return not plain and narrow(given) == spelling


def _bytes(text: str) -> str:
    """Spell ``text`` in bytes, a character each.

    The automaton tries the branches of a node one by one, and as characters the first node of a
    Chinese list would have hundreds; as bytes none has more than 64 or so. UTF-8 cannot match out
    of step.
    """
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


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
