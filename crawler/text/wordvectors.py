"""Vectors of words: which words like to stand among which others. A packed table of them.

Knows the layout of ``data/word_vectors.bin`` (``pack`` and ``unpack``), and how two vectors are
weighed against each other. Must not know Chinese, where words stand, or how vectors are fitted.

The table is, compressed as one, the reach of a surrounding in words and the number of dimensions (a
byte each), the scale (a float, little-endian), the words that surround and the words that are
weighed (UTF-8, parted by line feeds, each list behind its length in four bytes), and the numbers of
all their vectors, a byte each and 128 too large. A word that surrounds has one vector; one that is
weighed has five: for the word left of it, right of it, second to the left, second to the right, and
all that stand farther off.
"""

from __future__ import annotations

import lzma
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul

#: The four places next to a word, and what is farther off.
PLACES = 5
_HEAD = struct.Struct("<BBf")
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Vectors of words that surround, and of words that are weighed by what surrounds them."""

    #: How many words on either side surround a place.
    reach: int
    size: int
    #: What the product of two whole numbers is worth as a log probability.
    scale: float
    _around: Mapping[str, int]
    _weighed: Mapping[str, int]
    _numbers: memoryview
    _rows: dict[str, Sequence[float]] = field(default_factory=dict)
    _targets: dict[str, tuple[Sequence[float], float]] = field(default_factory=dict)

    def row(self, word: str) -> Sequence[float]:
        """Return the vector of ``word`` as one that surrounds; that of the unknown word is ""."""
        row = self._rows.get(word)
        if row is None:
            place = self._around.get(word, 0) * self.size
            row = self._rows[word] = tuple(map(float, self._numbers[place : place + self.size]))
        return row

    def weighed(self, word: str) -> tuple[Sequence[float], float] | None:
        """Return the five vectors of ``word``, one behind the other, and the square of their norm.

        None where it has none.
        """
        known = self._targets.get(word)
        if known is None:
            number = self._weighed.get(word)
            if number is None:
                return None
            width = self.size * PLACES
            place = len(self._around) * self.size + number * width
            row = tuple(map(float, self._numbers[place : place + width]))
            known = self._targets[word] = row, sum(map(mul, row, row))
        return known


def pack(
    around: Mapping[str, Sequence[int]],
    weighed: Mapping[str, Sequence[int]],
    *,
    reach: int,
    scale: float,
) -> bytes:
    """Return the table of whole numbers from -128 to 127. ``around`` begins with the unknown."""
    size = len(next(iter(around.values())))
    rows = [*around.values(), *weighed.values()]
    parts = [_HEAD.pack(reach, size, scale)]
    for words in (around, weighed):
        names = "\n".join(words).encode()
        parts += [_LENGTH.pack(len(names)), names]
    parts += [bytes(value + 128 for value in row) for row in rows]
    return lzma.compress(b"".join(parts), preset=9)


def unpack(data: bytes) -> WordVectors:
    """Read a table that ``pack`` made.

    Raises:
        ValueError: It is none, or damaged.
    """
    try:
        table = lzma.decompress(data)
        reach, size, scale = _HEAD.unpack_from(table)
        around, place = _names(table, _HEAD.size)
        weighed, place = _names(table, place)
    except (lzma.LZMAError, EOFError, struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"no table of word vectors: {error}") from error
    numbers = bytes((value - 128) & 255 for value in range(256))
    body = memoryview(table[place:].translate(numbers)).cast("b")
    if len(body) != size * (len(around) + PLACES * len(weighed)):
        raise ValueError("no table of word vectors: it is not whole")
    return WordVectors(reach, size, scale, around, weighed, body)


def _names(table: bytes, place: int) -> tuple[dict[str, int], int]:
    (length,) = _LENGTH.unpack_from(table, place)
    start = place + _LENGTH.size
    names = table[start : start + length].decode().split("\n")
    return {name: number for number, name in enumerate(names)}, start + length
