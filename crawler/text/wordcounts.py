"""How often words, and words behind words, were counted: a packed table of them.

Knows the layout of ``data/word_counts.bin`` (``pack`` and ``unpack``). Must not know what the
counts are for, or which were worth keeping.

The table is five streams, each behind its length (four bytes, little-endian) and compressed (LZMA):
the words (UTF-8, one a line, the most frequent first, "" for the border of a run of characters),
their counts, how many followers each has, the followers (numbers of words, each as its distance
from the one before), and how often each follows: two to a byte, rounded to one of ``LEVELS``.
Numbers are of seven bits a byte, the lowest first, the eighth bit saying that more follow.
"""

from __future__ import annotations

import lzma
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate

#: What a count of neighbours is rounded to.
LEVELS = (1, 2, 3, 4, 5, 6, 8, 10, 13, 18, 25, 40, 70, 150, 400, 1500)
_LENGTH = 4


class WordCounts:
    """Counts of words and of pairs of neighbours."""

    def __init__(
        self, words: Mapping[str, int], ends: array[int], followers: array[int], levels: bytes
    ) -> None:
        """Take words with their counts in the order of their numbers, and the followers of each.

        ``ends`` says for each word where its followers end, who are in the order of their numbers.
        """
        self.words = words
        self.total = max(1, sum(words.values()))
        self._numbers = {word: number for number, word in enumerate(words)}
        self._ends = ends
        self._followers = followers
        self._levels = levels

    def leads(self, word: str) -> bool:
        """Whether anything is known of what follows ``word``."""
        start, end = self._span(word)
        return start < end

    def pair(self, before: str, word: str) -> int:
        """Return how often ``word`` was seen right behind ``before``, roughly."""
        return self.behind(before)(word)

    def behind(self, before: str) -> Callable[[str], int]:
        """Return ``pair`` for the words behind ``before``: quicker where many are asked for."""
        start, end = self._span(before)
        numbers, followers, levels = self._numbers.get, self._followers, self._levels

        def pair(word: str) -> int:
            number = numbers(word)
            if number is None:
                return 0
            place = bisect_left(followers, number, start, end)
            if place == end or followers[place] != number:
                return 0
            return LEVELS[levels[place // 2] >> 4 * (place % 2) & 15]

        return pair

    def _span(self, word: str) -> tuple[int, int]:
        """Return where the followers of ``word`` begin and end."""
        number = self._numbers.get(word)
        if number is None:
            return 0, 0
        return self._ends[number - 1] if number else 0, self._ends[number]


def pack(words: Mapping[str, int], followers: Mapping[str, Mapping[str, int]]) -> bytes:
    """Return the table of ``words`` with their counts, and of the words that follow each."""
    ordered = sorted(words, key=lambda word: (-words[word], word))
    numbers = {word: number for number, word in enumerate(ordered)}
    sizes, gaps, levels = bytearray(), bytearray(), []
    for word in ordered:
        behind = sorted((numbers[other], count) for other, count in followers.get(word, {}).items())
        sizes += _number(len(behind))
        before = 0
        for number, count in behind:
            gaps += _number(number - before)
            before = number
            levels.append(min(range(16), key=lambda level: abs(LEVELS[level] - count)))
    levels += [0] * (len(levels) % 2)
    streams = (
        "\n".join(ordered).encode(),
        b"".join(_number(words[word]) for word in ordered),
        bytes(sizes),
        bytes(gaps),
        bytes(low | high << 4 for low, high in zip(levels[::2], levels[1::2], strict=True)),
    )
    packed = [lzma.compress(stream, preset=9) for stream in streams]
    return b"".join(len(stream).to_bytes(_LENGTH, "little") + stream for stream in packed)


def unpack(data: bytes) -> WordCounts:
    """Read a table that ``pack`` made.

    Raises:
        ValueError: It is none, or damaged.
    """
    try:
        names, counts, sizes, gaps, levels = _streams(data)
        ends = array("I", accumulate(_numbers(sizes)))
        followers = array("H")
        start, steps = 0, array("I", _numbers(gaps))
        for end in ends:
            followers.extend(accumulate(steps[start:end]))
            start = end
    except (lzma.LZMAError, EOFError, OverflowError) as error:
        raise ValueError(f"no table of word counts: {error}") from error
    words = dict(zip(names.decode().split("\n"), _numbers(counts), strict=True))
    return WordCounts(words, ends, followers, levels)


def _streams(data: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        end = place + _LENGTH + int.from_bytes(data[place : place + _LENGTH], "little")
        yield lzma.decompress(data[place + _LENGTH : end])
        place = end


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _numbers(data: Iterable[int]) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        if byte > 127:
            value |= (byte & 127) << shift
            shift += 7
        else:
            yield value | byte << shift
            value = shift = 0
