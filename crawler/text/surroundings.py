"""How well a word fits among the words around it, near and far: a page's words tell its subject.

Knows where words stand on a page, and the vectors of words in ``data/word_vectors.bin``. Must not
know what swaps words, or which of two words is to be believed.

A log-bilinear model (Mnih, A. & Hinton, G. (2007), "Three new graphical models for statistical
language modelling"), fitted to tell each word of our list from those that farms put for it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import add, sub
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
    tokenizer = segment._jieba()  # noqa: SLF001 - one dictionary of 100 MB is enough
    counts, total = tokenizer.whole(), math.log(tokenizer.total)
    for match in _PIECE.finditer(text):
        start, kind = match.start(), match.lastgroup
        if kind != "han":
            sign = NUMBER if kind == "number" else LATIN if kind == "latin" else MARK
            yield start, match.end(), sign
            continue
        for low in range(start, match.end(), _MAX_RUN):
            at = low
            for word in _cut(text[low : min(low + _MAX_RUN, match.end())], counts, total):
                yield at, at + len(word), word
                at += len(word)


def _cut(text: str, counts: Mapping[str, int], total: float) -> list[str]:
    """Divide ``text`` as jieba does without its hidden Markov model, in less time.

    The most probable words each for itself; of divisions as probable, the longer word first.
    ``total`` is the logarithm of the sum of all counts.
    """
    size = len(text)
    best, ends = [0.0] * (size + 1), [0] * size
    for start in range(size - 1, -1, -1):
        most, last = -math.inf, start + 1
        for end in range(start + 1, size + 1):
            count = counts.get(text[start:end])
            if count is None:
                break
            if count:
                found = math.log(count) - total + best[end]
                if found >= most:
                    most, last = found, end
        best[start] = most if most > -math.inf else best[start + 1] - total
        ends[start] = last
    words, at = [], 0
    while at < size:
        words.append(text[at : ends[at]])
        at = ends[at]
    return words


class Surroundings:
    """What surrounds each place of a text. Takes some microseconds a character."""

    def __init__(self, text: str, vectors: WordVectors | None = None) -> None:
        """Take a text, and the vectors to weigh by: without, those that we ship."""
        self._vectors = vectors or load()
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._rows: list[Sequence[float]] = []
        #: For each word the sum of all rows before it.
        self._sums: list[Sequence[float]] = [(0.0,) * self._vectors.size]
        self._around: dict[tuple[int, int], Sequence[float]] = {}
        self._fits: dict[tuple[int, int, str], float | None] = {}
        ends = ((0, 0, MARK), (len(text), len(text), MARK))
        total = self._sums[0]
        for start, end, word in (ends[0], *words(text), ends[1]):
            row = self._vectors.row(word)
            self._starts.append(start)
            self._ends.append(end)
            self._rows.append(row)
            total = tuple(map(add, total, row))
            self._sums.append(total)

    def odds(self, start: int, end: int, spun: str, original: str) -> float | None:
        """Return log odds for ``original`` in a place against ``spun``, by what stands around it.

        How frequent the words are is left out. None where one of them has no vectors.
        """
        one, other = self._fit(start, end, original), self._fit(start, end, spun)
        return None if one is None or other is None else one - other

    def _fit(self, start: int, end: int, word: str) -> float | None:
        """Return how well ``word`` fits in a place, on a scale that is the place's own.

        That is the product of the two vectors less half the square of the surrounding's, which is
        equal for all words: it takes one call for their distance.
        """
        key = (start, end, word)
        if key not in self._fits:
            weighed = self._vectors.weighed(word)
            if weighed is None:
                self._fits[key] = None
            else:
                row, square = weighed
                apart = math.dist(row, self._surrounding(start, end))
                self._fits[key] = self._vectors.scale * (square - apart * apart) / 2
        return self._fits[key]

    def _surrounding(self, start: int, end: int) -> Sequence[float]:
        """Return the vectors of the five places around ``text[start:end]``."""
        known = self._around.get((start, end))
        if known is not None:
            return known
        left, right = bisect_right(self._ends, start), bisect_left(self._starts, end)
        reach, last = self._vectors.reach, len(self._rows)
        nothing = self._sums[0]
        near: list[float] = []
        for place in (left - 1, right, left - 2, right + 1):
            near += self._rows[place] if 0 <= place < last else nothing
        before = self._between(max(0, left - reach), left - 2)
        behind = self._between(right + 2, min(last, right + reach))
        share = 1 / math.sqrt(2 * reach - (PLACES - 1))
        near += [share * number for number in map(add, before, behind)]
        known = self._around[start, end] = tuple(near)
        return known

    def _between(self, first: int, last: int) -> Iterable[float]:
        if last <= first:
            return self._sums[0]
        return map(sub, self._sums[last], self._sums[first])


@cache
def load() -> WordVectors:
    """Return the vectors that we ship."""
    return unpack(_FILE.read_bytes())
