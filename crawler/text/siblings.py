"""Where another copy of a text says the same, and where it has other words.

Knows how to lay two texts side by side although sentences were cut, added or moved. Must not know
which of the two is right, or why they differ.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Lengths of the character runs that two texts are tied together by, most certain first.
_RUNS = (8, 5, 3)
#: Stretches longer than this without a tie are different passages, not different words.
_MAX_GAP = 48
_MAX_LENGTH = 200_000
#: How often what has not found its place is looked for anywhere in the other text.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """``text[start:end]`` stands where the other copy has ``other``; either may be empty."""

    start: int
    end: int
    other: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """What a copy says of a text: the stretches that are the same, and the differences between."""

    #: (start, end) in the text, in order.
    same: tuple[tuple[int, int], ...]
    differences: tuple[Difference, ...]

    @property
    def covered(self) -> int:
        """How many characters of the text the copy has as well, in the same or other words."""
        same = sum(end - start for start, end in self.same)
        return same + sum(d.end - d.start for d in self.differences)


#: A stretch that is equal in both: start in the text, start in the copy, length.
_Block = tuple[int, int, int]


def align(text: str, copy: str) -> Alignment:
    """Lay ``copy`` beside ``text``.

    Runs of characters that occur once in either tie the two together, the longest increasing
    chain of them is kept (Bram Cohen's patience difference), and the gaps are tied by shorter
    runs in the same way. What found no place is looked for again in the whole copy: passages may
    have been moved.
    """
    text, copy = text[:_MAX_LENGTH], copy[:_MAX_LENGTH]
    same: list[tuple[int, int]] = []
    differences: list[Difference] = []
    open_stretches = [(0, len(text))]
    for _ in range(_ROUNDS):
        still: list[tuple[int, int]] = []
        for start, end in open_stretches:
            blocks = list(_tied(text, start, end, copy, 0, len(copy), 0))
            if not blocks:
                continue
            same += [(a, a + length) for a, _, length in blocks]
            differences += _between(text, copy, blocks)
            still += _unplaced(blocks, start, end)
        open_stretches = [(start, end) for start, end in still if end - start > 2 * _RUNS[0]]
        if not open_stretches:
            break
    return Alignment(
        tuple(sorted(same)), tuple(sorted(differences, key=lambda d: (d.start, d.end)))
    )


def _tied(
    a: str, a_start: int, a_end: int, b: str, b_start: int, b_end: int, level: int
) -> Iterator[_Block]:
    """Yield equal stretches of ``a[a_start:a_end]`` and ``b[b_start:b_end]`` in the order of both."""
    if a_start >= a_end or b_start >= b_end:
        return
    if level == len(_RUNS):
        if max(a_end - a_start, b_end - b_start) <= _MAX_GAP:
            matcher = SequenceMatcher(None, a[a_start:a_end], b[b_start:b_end], autojunk=False)
            for i, j, length in matcher.get_matching_blocks()[:-1]:
                yield a_start + i, b_start + j, length
        return
    at_a, at_b = a_start, b_start
    for i, j in _chain(a, a_start, a_end, b, b_start, b_end, _RUNS[level]):
        if i < at_a or j < at_b:
            continue
        i0, j0 = i, j
        while i0 > at_a and j0 > at_b and a[i0 - 1] == b[j0 - 1]:
            i0, j0 = i0 - 1, j0 - 1
        i1, j1 = i + _RUNS[level], j + _RUNS[level]
        while i1 < a_end and j1 < b_end and a[i1] == b[j1]:
            i1, j1 = i1 + 1, j1 + 1
        yield from _tied(a, at_a, i0, b, at_b, j0, level + 1)
        yield i0, j0, i1 - i0
        at_a, at_b = i1, j1
    yield from _tied(a, at_a, a_end, b, at_b, b_end, level + 1)


def _chain(
    a: str, a_start: int, a_end: int, b: str, b_start: int, b_end: int, size: int
) -> list[tuple[int, int]]:
    """Return places of runs that occur once in either, the longest chain in the order of both."""
    in_b = _once(b, b_start, b_end, size)
    if not in_b:
        return []
    pairs = [(i, in_b[run]) for run, i in _once(a, a_start, a_end, size).items() if run in in_b]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _once(text: str, start: int, end: int, size: int) -> dict[str, int]:
    """Return the runs of ``size`` characters that occur once between the places, in order."""
    places: dict[str, int] = {}
    for place in range(start, end - size + 1):
        run = text[place : place + size]
        places[run] = -1 if run in places else place
    return {run: place for run, place in places.items() if place >= 0}


def _between(a: str, b: str, blocks: list[_Block]) -> Iterator[Difference]:
    """Yield the differences between neighbouring blocks.

    A single equal character between an insertion and a deletion is chance (会议, 集会): the three
    are one difference.
    """
    pending: tuple[int, int, int, int] | None = None
    for (i, j, length), (next_i, next_j, _) in zip(blocks, blocks[1:], strict=False):
        gap = (i + length, next_i, j + length, next_j)
        if max(gap[1] - gap[0], gap[3] - gap[2]) > _MAX_GAP:
            gap = (next_i, next_i, next_j, next_j)
        if pending and length == 1 and (_uneven(pending) and _uneven(gap)):
            pending = (pending[0], gap[1], pending[2], gap[3])
            continue
        if pending and (pending[1] > pending[0] or pending[3] > pending[2]):
            yield Difference(pending[0], pending[1], b[pending[2] : pending[3]])
        pending = gap
    if pending and (pending[1] > pending[0] or pending[3] > pending[2]):
        yield Difference(pending[0], pending[1], b[pending[2] : pending[3]])


def _uneven(gap: tuple[int, int, int, int]) -> bool:
    return (gap[0] == gap[1]) != (gap[2] == gap[3])


def _unplaced(blocks: list[_Block], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between blocks that are too long to be other words."""
    at = start
    for i, _, length in blocks:
        if i - at > _MAX_GAP:
            yield at, i
        at = i + length
    if end - at > _MAX_GAP:
        yield at, end
