"""Chooses among readings of a text: the most probable sequence of words through a lattice.

Knows how to search. Must not know where readings come from or what swaps words. The algorithm is
Viterbi's (1967) over words in a lattice of characters, with a few best histories at each node, as
decoders of noisy channels do.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

from crawler.text.wordmodel import WordModel

_HAN = re.compile("[\u3400-\u9fff]+")
_MARK = re.compile("[^\u3400-\u9fff]")
#: Histories (last words) kept at each node.
_BEAM = 3
_MAX_WORD = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """Another wording of ``text[start:end]``; ``cost`` is its log probability as a swap."""

    start: int
    end: int
    original: str
    cost: float
    source: str = ""

    def plus(self, gain: float) -> Reading:
        """Return the same reading with ``gain`` added to its log probability."""
        return Reading(self.start, self.end, self.original, self.cost + gain, self.source)


#: Log probability, node before, last word there, readings begun in between.
_Entry = tuple[float, int, str, tuple[int, ...]]


@dataclass(slots=True)
class _Node:
    #: (character, node it leads to, cost, index of the reading that begins here or -1)
    edges: list[tuple[str, int, float, int]] = field(default_factory=list)
    #: The best way here, by last word.
    best: dict[str, _Entry] = field(default_factory=dict)


def choose(text: str, readings: Iterable[Reading], model: WordModel) -> list[Reading]:
    """Return the readings on the most probable path through ``text``, in order.

    The costs of readings are added to the log probabilities of words. Readings whose original is
    empty or not Chinese are never chosen. Takes time linear in the length of the text and in the
    number of readings.
    """
    kept = [r for r in readings if r.end > r.start and _HAN.fullmatch(r.original)]
    chosen: list[Reading] = []
    for start, end, inside in _disputed(text, kept):
        nodes, last = _search(text, start, end, inside, model)
        chosen += [inside[index] for index in _trace(nodes, last)]
    return chosen


def words(text: str, model: WordModel) -> list[str]:
    """Return the most probable division of ``text`` into words and single other characters."""
    nodes, last = _search(text, 0, len(text), (), model)
    ends = nodes[last].best
    word = max(ends, key=lambda word: (ends[word][0], word)) if ends else ""
    places = []
    number = last
    while number > 0 and ends:
        _, before, previous, _ = nodes[number].best[word]
        places.append(text[before:number])
        number, word = before, previous
    return places[::-1]


@lru_cache(maxsize=4096)
def likelihood(text: str, model: WordModel) -> float:
    """Return the log probability of the best division of ``text`` into words.

    The search of ``choose`` without readings, where a way is no more than its last word.
    """
    ways: list[dict[str, float]] = [{} for _ in range(len(text) + 1)]
    ways[0][""] = 0.0
    for start in range(len(text)):
        best = ways[start].items()
        if len(best) > _BEAM:
            best = dict(sorted(best, key=lambda item: (-item[1], item[0]))[:_BEAM]).items()
        histories = [(before, model.behind(before), so_far) for before, so_far in best]
        for word, end in _plain_words(text, start, model):
            arrived = ways[end]
            least = arrived.get(word, -math.inf)
            for before, behind, so_far in histories:
                total = so_far
                if word or before:
                    known = behind.get(word)
                    total += model.log(before, word) if known is None else known
                if total > least:
                    arrived[word] = least = total
    return max(ways[-1].values(), default=-math.inf)


def _plain_words(text: str, start: int, model: WordModel) -> Iterator[tuple[str, int]]:
    """Yield the words that begin at ``start``, and where they end; "" is a mark."""
    if not "\u3400" <= text[start] <= "\u9fff":
        yield "", start + 1
        return
    yield text[start], start + 1
    prefixes = model.prefixes
    for end in range(start + 1, min(len(text), start + _MAX_WORD) + 1):
        count = prefixes.get(text[start:end])
        if count is None:
            return
        if count and end > start + 1:
            yield text[start:end], end


def _disputed(text: str, readings: Iterable[Reading]) -> Iterator[tuple[int, int, list[Reading]]]:
    """Yield each stretch between two marks that has readings: start, end, its readings.

    A stretch ends with its mark. The words before a mark tell nothing of those behind it, so that
    each stretch is searched alone, and what has no readings not at all.
    """
    marks = [match.start() for match in _MARK.finditer(text)]
    low = high = 0
    inside: list[Reading] = []
    for reading in sorted(readings, key=attrgetter("start")):
        before, behind = bisect_left(marks, reading.start), bisect_left(marks, reading.end)
        start = marks[before - 1] + 1 if before else 0
        end = marks[behind] + 1 if behind < len(marks) else len(text)
        if inside and start >= high:
            yield low, high, inside
            inside = []
        if not inside:
            low, high = start, end
        high = max(high, end)
        inside.append(reading)
    if inside:
        yield low, high, inside


def _search(
    text: str, start: int, end: int, readings: Sequence[Reading], model: WordModel
) -> tuple[list[_Node], int]:
    """Return the nodes of ``text[start:end]`` with the best ways to each, and the last node."""
    nodes, last = _build(text, start, end, readings)
    nodes[0].best[""] = (0.0, -1, "", ())
    for number, node in enumerate(nodes):
        best = node.best
        if len(best) > _BEAM:
            top = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:_BEAM]
            node.best = best = dict(top)
        if not best or number == last:
            continue
        histories = [(before, model.behind(before), entry[0]) for before, entry in best.items()]
        for word, target, cost, begun in _words(nodes, number, model):
            arrived = nodes[target].best
            have = arrived.get(word)
            least = have[0] if have is not None else -math.inf
            for before, behind, so_far in histories:
                total = so_far + cost
                if word or before:
                    known = behind.get(word)
                    total += model.log(before, word) if known is None else known
                if total > least:
                    arrived[word] = (total, number, before, begun)
                    least = total
    return nodes, last


def _build(text: str, start: int, end: int, readings: Sequence[Reading]) -> tuple[list[_Node], int]:
    """Lay out nodes so that every edge leads to a higher number."""
    starting: dict[int, list[int]] = {}
    for index, reading in enumerate(readings):
        starting.setdefault(reading.start, []).append(index)
    numbers, total = [], 0
    for place in range(start, end + 1):
        numbers.append(total)
        total += 1 + sum(len(readings[i].original) - 1 for i in starting.get(place, ()))
    nodes = [_Node() for _ in range(total)]
    for place in range(start, end):
        begin = numbers[place - start]
        nodes[begin].edges.append((text[place], numbers[place - start + 1], 0.0, -1))
        free = begin + 1
        for index in starting.get(place, ()):
            reading = readings[index]
            here, cost, begun = begin, reading.cost, index
            for letter in reading.original[:-1]:
                nodes[here].edges.append((letter, free, cost, begun))
                here, free, cost, begun = free, free + 1, 0.0, -1
            target = numbers[reading.end - start]
            nodes[here].edges.append((reading.original[-1], target, cost, begun))
    return nodes, numbers[-1]


def _words(
    nodes: Sequence[_Node], start: int, model: WordModel
) -> list[tuple[str, int, float, tuple[int, ...]]]:
    """Return the words that begin at a node: word, node behind it, cost, readings begun."""
    found: list[tuple[str, int, float, tuple[int, ...]]] = []
    prefixes = model.prefixes
    stack: list[tuple[int, str, float, tuple[int, ...]]] = [(start, "", 0.0, ())]
    while stack:
        here, word, cost, begun = stack.pop()
        for char, target, price, index in nodes[here].edges:
            if not "\u3400" <= char <= "\u9fff":
                if not word:
                    found.append(("", target, cost + price, begun))
                continue
            grown = word + char
            count = prefixes.get(grown)
            if count is None and word:
                continue
            taken = (*begun, index) if index >= 0 else begun
            if count or not word:
                found.append((grown, target, cost + price, taken))
            if count is not None and len(grown) < _MAX_WORD:
                stack.append((target, grown, cost + price, taken))
    return found


def _trace(nodes: Sequence[_Node], last: int) -> list[int]:
    ends = nodes[last].best
    if not ends:
        return []
    word = max(ends, key=lambda word: (ends[word][0], word))
    chosen: list[int] = []
    number = last
    while number > 0:
        _, before, previous, begun = nodes[number].best[word]
        chosen += reversed(begun)
        number, word = before, previous
    return chosen[::-1]
