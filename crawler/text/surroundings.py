"""How well a word fits among the words around it, near and far: a page's words tell its subject.

Knows where words stand on a page, and the vectors of words in ``data/word_vectors.bin``. Must not
know what swaps words, or which of two words is to be believed.

A log-bilinear model (Mnih, A. & Hinton, G. (2007), "Three new graphical models for statistical
language modelling"), fitted to tell each word of our list from those that farms put for it.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from operator import add, mul, sub
from pathlib import Path

from crawler.text import segment
from crawler.text.wordvectors import PLACES, WordVectors, unpack

_FILE = Path(__file__).parent.parent / "data" / "word_vectors.bin"
_PIECE = re.compile(
    "(?P<han>[\u4e00-\u9fff]+)|(?P<number>[0-9.%０-９]+)|(?P<latin>[A-Za-z]+)"
    "|[^\u4e00-\u9fff0-9A-Za-z]+"
)
#: What stands for marks, for numbers, and for words in Latin letters.
MARK, NUMBER, LATIN = ",", "0", "A"
#: jieba slows down with the length of what it is given; no sentence is so long.
_MAX_RUN = 1_000


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of ``text`` with their places; marks, numbers and Latin words as signs."""
    cut = segment._jieba().cut  # noqa: SLF001 - one dictionary of 100 MB is enough
    for match in _PIECE.finditer(text):
        start, kind = match.start(), match.lastgroup
        if kind != "han":
            sign = NUMBER if kind == "number" else LATIN if kind == "latin" else MARK
            yield start, match.end(), sign
            continue
        for low in range(start, match.end(), _MAX_RUN):
            at = low
            for word in cut(text[low : min(low + _MAX_RUN, match.end())], HMM=False):
                yield at, at + len(word), word
                at += len(word)


class Surroundings:
    """What surrounds each place of a text. Takes some microseconds a character."""

    def __init__(self, text: str, vectors: WordVectors | None = None) -> None:
        """Take a text, and the vectors to weigh by: without, those that we ship."""
        self._vectors = vectors or load()
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._rows: list[Sequence[int]] = []
        #: For each word the sum of all rows before it.
        self._sums: list[Sequence[int]] = [array("i", [0] * self._vectors.size)]
        self._around: dict[tuple[int, int], Sequence[int]] = {}
        self._fits: dict[tuple[int, int, str], float | None] = {}
        ends = ((0, 0, MARK), (len(text), len(text), MARK))
        for start, end, word in (ends[0], *words(text), ends[1]):
            row = self._vectors.row(word)
            self._starts.append(start)
            self._ends.append(end)
            self._rows.append(row)
            self._sums.append(array("i", map(add, self._sums[-1], row)))

    def odds(self, start: int, end: int, spun: str, original: str) -> float | None:
        """Return log odds for ``original`` in a place against ``spun``, by what stands around it.

        How frequent the words are is left out. None where one of them has no vectors.
        """
        one, other = self._fit(start, end, original), self._fit(start, end, spun)
        return None if one is None or other is None else one - other

    def _fit(self, start: int, end: int, word: str) -> float | None:
        key = (start, end, word)
        if key not in self._fits:
            weighed = self._vectors.weighed(word)
            self._fits[key] = (
                None
                if weighed is None
                else self._vectors.scale * sum(map(mul, weighed, self._surrounding(start, end)))
            )
        return self._fits[key]

    def _surrounding(self, start: int, end: int) -> Sequence[float]:
        """Return the vectors of the five places around ``text[start:end]``."""
        known = self._around.get((start, end))
        if known is not None:
            return known
        left, right = bisect_right(self._ends, start), bisect_left(self._starts, end)
        reach, last = self._vectors.reach, len(self._rows)
        nothing = (0,) * self._vectors.size
        near: list[int] = []
        for place in (left - 1, right, left - 2, right + 1):
            near += self._rows[place] if 0 <= place < last else nothing
        before = self._between(max(0, left - reach), left - 2)
        behind = self._between(right + 2, min(last, right + reach))
        share = 1 / math.sqrt(2 * reach - (PLACES - 1))
        far = [share * number for number in map(add, before, behind)]
        known = self._around[start, end] = [*near, *far]
        return known

    def _between(self, first: int, last: int) -> Sequence[int]:
        if last <= first:
            return (0,) * self._vectors.size
        return list(map(sub, self._sums[last], self._sums[first]))


@cache
def load() -> WordVectors:
    """Return the vectors that we ship."""
    return unpack(_FILE.read_bytes())
