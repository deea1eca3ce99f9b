"""Where another copy of a text says the same, and where it has other words.

Knows how to lay two texts side by side although sentences were cut, added or moved. Must not know
which of the two is right, or why they differ.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

#: Lengths of the character runs that two texts are tied together by, most certain first.
_RUNS = (8, 5, 3)
#: Stretches longer than this without a tie are different passages, not different words.
_MAX_GAP = 48
#: At the ends of a text, that much is a word or two.
_END = 8
_MAX_LENGTH = 200_000
#: Two texts are copies if they share so much of the shorter one; else chance ties them.
_RELATED = 0.3
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
#: Start and end in the text, start and end in the copy.
_Window = tuple[int, int, int, int]


def align(text: str, copy: str) -> Alignment:
    """Lay ``copy`` beside ``text``.

    Runs of characters that occur once in either tie the two together, the longest increasing
    chain of them is kept (Bram Cohen's patience difference), and the gaps are tied by shorter
    runs in the same way. What found no place is looked for again in the whole copy: passages may
    have been moved. Of texts that share too little, nothing is said.
    """
    text, copy = text[:_MAX_LENGTH], copy[:_MAX_LENGTH]
    same: list[tuple[int, int]] = []
    differences: list[Difference] = []
    open_stretches = [(0, len(text))]
    for number in range(_ROUNDS):
        still: list[tuple[int, int]] = []
        for start, end in open_stretches:
            blocks = list(_tied(text, copy, (start, end, 0, len(copy)), 0))
            if not blocks:
                continue
            same += [(a, a + length) for a, _, length in blocks]
            if number == 0:
                blocks = _with_ends(blocks, len(text), len(copy))
            differences += _between(copy, blocks)
            still += _unplaced(blocks, start, end)
        open_stretches = still
    if sum(end - start for start, end in same) < _RELATED * min(len(text), len(copy)):
        return Alignment((), ())
    inside = [(d.start, d.end) for d in differences]
    return Alignment(
        tuple(sorted((s, e) for s, e in same if not any(a <= s and e <= b for a, b in inside))),
        tuple(sorted(differences, key=lambda d: (d.start, d.end))),
    )


def _with_ends(blocks: list[_Block], text_end: int, copy_end: int) -> list[_Block]:
    """Tie the ends of both as well, where only a word or two lies between."""
    first, last = blocks[0], blocks[-1]
    before = first[:2]
    after = text_end - last[0] - last[2], copy_end - last[1] - last[2]
    head = [(0, 0, 0)] if min(before) > 0 and max(before) <= _END else []
    tail = [(text_end, copy_end, 0)] if min(after) > 0 and max(after) <= _END else []
    return [*head, *blocks, *tail]


def _tied(a: str, b: str, window: _Window, level: int) -> Iterator[_Block]:
    """Yield equal stretches of the window of ``a`` and ``b``, in the order of both."""
    a_start, a_end, b_start, b_end = window
    if a_start >= a_end or b_start >= b_end:
        return
    if level == len(_RUNS):
        if max(a_end - a_start, b_end - b_start) <= _MAX_GAP:
            matcher = SequenceMatcher(None, a[a_start:a_end], b[b_start:b_end], autojunk=False)
            for i, j, length in matcher.get_matching_blocks()[:-1]:
                yield a_start + i, b_start + j, length
        return
    at_a, at_b = a_start, b_start
    for i, j in _chain(a, b, window, _RUNS[level]):
        if i < at_a or j < at_b:
            continue
        i0, j0 = i, j
        while i0 > at_a and j0 > at_b and a[i0 - 1] == b[j0 - 1]:
            i0, j0 = i0 - 1, j0 - 1
        i1, j1 = i + _RUNS[level], j + _RUNS[level]
        while i1 < a_end and j1 < b_end and a[i1] == b[j1]:
            i1, j1 = i1 + 1, j1 + 1
        yield from _tied(a, b, (at_a, i0, at_b, j0), level + 1)
        yield i0, j0, i1 - i0
        at_a, at_b = i1, j1
    yield from _tied(a, b, (at_a, a_end, at_b, b_end), level + 1)


def _chain(a: str, b: str, window: _Window, size: int) -> list[tuple[int, int]]:
    """Return places of runs that occur once in either, the longest chain in the order of both."""
    a_start, a_end, b_start, b_end = window
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


def _between(b: str, blocks: list[_Block]) -> Iterator[Difference]:
    """Yield the differences between neighbouring blocks.

    A single equal character between an insertion and a deletion is chance (会议, 集会): the three
    are one difference.
    """
    pending: tuple[int, int, int, int] | None = None
    for (i, j, length), (next_i, next_j, _) in pairwise(blocks):
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
    """Yield the stretches that are too long to be other words, or that lie at an end."""
    at = start
    for number, (i, _, length) in enumerate(blocks):
        if i - at > (_MAX_GAP if number else _END):
            yield at, i
        at = i + length
    if end - at > _END:
        yield at, end
