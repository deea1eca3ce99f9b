"""Chooses among readings of a text: the most probable sequence of words through a lattice.

Knows how to search. Must not know where readings come from or what swaps words. The algorithm is
Viterbi's (1967) over words in a lattice of characters, with a few best histories at each node, as
decoders of noisy channels do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.text.wordmodel import WordModel

_HAN = re.compile("[\u3400-\u9fff]+")
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


@dataclass(slots=True)
class _Node:
    #: (character, node it leads to, cost, index of the reading that begins here or -1)
    edges: list[tuple[str, int, float, int]] = field(default_factory=list)
    #: last word -> (log probability, node before, last word there, readings begun in between)
    best: dict[str, tuple[float, int, str, tuple[int, ...]]] = field(default_factory=dict)


def choose(text: str, readings: Sequence[Reading], model: WordModel) -> list[Reading]:
    """Return the readings on the most probable path through ``text``, in order.

    The costs of readings are added to the log probabilities of words. Readings whose original is
    empty or not Chinese are never chosen. Takes time linear in the length of the text and in the
    number of readings.
    """
    kept = [r for r in readings if r.end > r.start and _HAN.fullmatch(r.original)]
    nodes, last = _search(text, kept, model)
    return [kept[index] for index in _trace(nodes, last)]


def words(text: str, model: WordModel) -> list[str]:
    """Return the most probable division of ``text`` into words and single other characters."""
    nodes, last = _search(text, (), model)
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
    """Return the log probability of the best division of ``text`` into words."""
    nodes, last = _search(text, (), model)
    return max((entry[0] for entry in nodes[last].best.values()), default=-math.inf)


def _search(text: str, readings: Sequence[Reading], model: WordModel) -> tuple[list[_Node], int]:
    nodes, last = _build(text, readings)
    nodes[0].best[""] = (0.0, -1, "", ())
    for number, node in enumerate(nodes):
        if len(node.best) > _BEAM:
            top = sorted(node.best.items(), key=lambda item: (-item[1][0], item[0]))[:_BEAM]
            node.best = dict(top)
        if not node.best or number == last:
            continue
        for word, target, cost, begun in _words(nodes, number, model):
            arrived = nodes[target].best
            for before, (so_far, *_) in node.best.items():
                total = so_far + cost
                if word or before:
                    total += model.log(before, word)
                have = arrived.get(word)
                if have is None or total > have[0]:
                    arrived[word] = (total, number, before, begun)
    return nodes, last


def _build(text: str, readings: Sequence[Reading]) -> tuple[list[_Node], int]:
    """Lay out nodes so that every edge leads to a higher number."""
    starting: dict[int, list[int]] = {}
    for index, reading in enumerate(readings):
        starting.setdefault(reading.start, []).append(index)
    numbers, total = [], 0
    for place in range(len(text) + 1):
        numbers.append(total)
        total += 1 + sum(len(readings[i].original) - 1 for i in starting.get(place, ()))
    nodes = [_Node() for _ in range(total)]
    for place, char in enumerate(text):
        nodes[numbers[place]].edges.append((char, numbers[place + 1], 0.0, -1))
        free = numbers[place] + 1
        for index in starting.get(place, ()):
            reading = readings[index]
            here = numbers[place]
            for position, letter in enumerate(reading.original):
                is_last = position == len(reading.original) - 1
                target = numbers[reading.end] if is_last else free
                first = position == 0
                nodes[here].edges.append(
                    (letter, target, reading.cost if first else 0.0, index if first else -1)
                )
                if not is_last:
                    here, free = free, free + 1
    return nodes, numbers[len(text)]


def _words(
    nodes: Sequence[_Node], start: int, model: WordModel
) -> Iterator[tuple[str, int, float, tuple[int, ...]]]:
    """Yield the words that begin at a node: word, node behind it, cost, readings begun."""
    stack: list[tuple[int, str, float, tuple[int, ...]]] = [(start, "", 0.0, ())]
    while stack:
        here, word, cost, begun = stack.pop()
        for char, target, price, index in nodes[here].edges:
            grown = word + char
            if not "\u3400" <= char <= "\u9fff":
                if not word:
                    yield "", target, cost + price, begun
                continue
            taken = (*begun, index) if index >= 0 else begun
            total = cost + price
            if len(grown) == 1 or model.is_word(grown):
                yield grown, target, total, taken
            if len(grown) < _MAX_WORD and model.starts_word(grown):
                stack.append((target, grown, total, taken))


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
