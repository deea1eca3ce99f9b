"""An aligned difference of two texts, for a person to read.

Knows how to put two texts side by side and what is mere noise between them. Must not know
colours, terminals or the web.

The method is patience diff (Bram Cohen) over tokens: sequences that occur once in both texts are
anchors, the longest chain of anchors in the same order holds, and what lies between is treated
alike with shorter sequences. It is fast on any input and cuts where a reader would.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from crawler.text.tokens import located

#: Lengths of the sequences tried as anchors, one after the other.
_LENGTHS = (12, 6, 3, 2, 1)

Tag = Literal["equal", "replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Op:
    """One step from ``a`` to ``b``: the spans it concerns, as offsets into the texts given."""

    tag: Tag
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    #: No word changes: marks, spaces, width, case or script variant only.
    noise: bool = False


def diff(a: str, b: str) -> list[Op]:
    """Return the steps from ``a`` to ``b``, which cover both wholly and in order.

    Two equal texts give one ``equal`` step, two empty ones none. What lies beyond the first 20,000
    tokens is one step.
    """
    if a == b:
        return [Op("equal", 0, len(a), 0, len(b))] if a else []
    tokens_a, spans_a = located(a)
    tokens_b, spans_b = located(b)
    ops: list[Op] = []
    end_a = end_b = 0
    next_a = next_b = 0
    for i, j in [*_matches(tokens_a, tokens_b), (len(spans_a), len(spans_b))]:
        last = i == len(spans_a)
        (start_a, stop_a) = (len(a), len(a)) if last else spans_a[i]
        (start_b, stop_b) = (len(b), len(b)) if last else spans_b[j]
        words_a = _extent(spans_a[next_a:i], a, end_a, start_a)
        words_b = _extent(spans_b[next_b:j], b, end_b, start_b)
        _unmatched(ops, a, b, (end_a, *words_a, start_a), (end_b, *words_b, start_b))
        _step(ops, a, b, (start_a, stop_a, start_b, stop_b), noise=True)
        end_a, end_b = stop_a, stop_b
        next_a, next_b = i + 1, j + 1
    return ops


def _extent(spans: list[tuple[int, int]], text: str, start: int, stop: int) -> tuple[int, int]:
    """Return where the words between two matches begin and end; empty where there are none."""
    first, last = (spans[0][0], spans[-1][1]) if spans else (start, start)
    # Behind the last token that was read there may be words that were not.
    if any(char.isalnum() for char in text[last:stop]):
        return first, stop
    return (first, last) if spans else (stop, stop)


def _unmatched(
    ops: list[Op], a: str, b: str, in_a: tuple[int, int, int, int], in_b: tuple[int, int, int, int]
) -> None:
    """Append the steps between two matches: marks, words, marks.

    Each side is given as its beginning, its words' beginning and end, and its end.
    """
    (a0, a1, a2, a3), (b0, b1, b2, b3) = in_a, in_b
    if a1 == a2 and b1 == b2:
        _step(ops, a, b, (a0, a3, b0, b3), noise=True)
        return
    # Marks of a side without words stand opposite those of the other.
    if a1 == a2:
        a1 = a2 = a0 if b2 < b3 else a3
    if b1 == b2:
        b1 = b2 = b0 if a2 < a3 else b3
    _step(ops, a, b, (a0, a1, b0, b1), noise=True)
    _step(ops, a, b, (a1, a2, b1, b2), noise=False)
    _step(ops, a, b, (a2, a3, b2, b3), noise=True)


def _step(ops: list[Op], a: str, b: str, span: tuple[int, int, int, int], *, noise: bool) -> None:
    """Append the step for one stretch, its equal beginning and end apart."""
    start_a, end_a, start_b, end_b = span
    left = _common(a[start_a:end_a], b[start_b:end_b])
    _append(ops, "equal", (start_a, start_a + left, start_b, start_b + left))
    start_a, start_b = start_a + left, start_b + left
    right = _common(a[start_a:end_a][::-1], b[start_b:end_b][::-1])
    inner = (start_a, end_a - right, start_b, end_b - right)
    if inner[1] > inner[0] and inner[3] > inner[2]:
        _append(ops, "replace", inner, noise=noise)
    elif inner[1] > inner[0]:
        _append(ops, "delete", inner, noise=noise)
    else:
        _append(ops, "insert", inner, noise=noise)
    _append(ops, "equal", (end_a - right, end_a, end_b - right, end_b))


def _append(
    ops: list[Op], tag: Tag, span: tuple[int, int, int, int], *, noise: bool = False
) -> None:
    start_a, end_a, start_b, end_b = span
    if end_a == start_a and end_b == start_b:
        return
    last = ops[-1] if ops else None
    if last is not None and last.tag == tag and last.noise == noise:
        ops[-1] = Op(tag, last.a_start, end_a, last.b_start, end_b, noise)
    else:
        ops.append(Op(tag, start_a, end_a, start_b, end_b, noise))


def _common(first: str, second: str) -> int:
    """Length of the common beginning."""
    most = min(len(first), len(second))
    if first[:most] == second[:most]:
        return most
    return next(i for i in range(most) if first[i] != second[i])


def _matches(a: str, b: str) -> list[tuple[int, int]]:
    """Return the pairs of places at which the token strings agree, in order."""
    pairs: list[tuple[int, int]] = []
    todo = [(0, len(a), 0, len(b), 0)]
    while todo:
        low_a, high_a, low_b, high_b, level = todo.pop()
        start = _common(a[low_a:high_a], b[low_b:high_b])
        pairs += [(low_a + k, low_b + k) for k in range(start)]
        low_a, low_b = low_a + start, low_b + start
        stop = _common(a[low_a:high_a][::-1], b[low_b:high_b][::-1])
        pairs += [(high_a - k, high_b - k) for k in range(1, stop + 1)]
        high_a, high_b = high_a - stop, high_b - stop
        if low_a == high_a or low_b == high_b or level == len(_LENGTHS):
            continue
        length = _LENGTHS[level]
        base_a, base_b = low_a, low_b
        for i, j in _anchors(a[low_a:high_a], b[low_b:high_b], length):
            place_a, place_b = base_a + i, base_b + j
            todo.append((low_a, place_a, low_b, place_b, level + 1))
            pairs += [(place_a + k, place_b + k) for k in range(length)]
            low_a, low_b = place_a + length, place_b + length
        todo.append((low_a, high_a, low_b, high_b, level + 1))
    return sorted(pairs)


def _anchors(a: str, b: str, length: int) -> list[tuple[int, int]]:
    """Return where sequences of ``length`` tokens, unique in both, agree: in order, apart."""
    unique_a, unique_b = _unique(a, length), _unique(b, length)
    found = [(i, unique_b[gram]) for gram, i in unique_a.items() if gram in unique_b]
    chain = _longest_rising(sorted(found))
    kept: list[tuple[int, int]] = []
    for i, j in chain:
        if not kept or (i >= kept[-1][0] + length and j >= kept[-1][1] + length):
            kept.append((i, j))
    return kept


def _unique(tokens: str, length: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for start in range(len(tokens) - length + 1):
        gram = tokens[start : start + length]
        places[gram] = -1 if gram in places else start
    return {gram: start for gram, start in places.items() if start >= 0}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain whose second places rise (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before[number] = ends[at - 1] if at else -1
        if at == len(tails):
            tails.append(place)
            ends.append(number)
        else:
            tails[at], ends[at] = place, number
    chain: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
