"""Chooses among readings of a text: the most probable sequence of words through a lattice.

Knows how to search. Must not know where readings come from or what swaps words. The algorithm is
Viterbi's (1967) over words in a lattice of characters, with a few best histories at each node, as
decoders of noisy channels do.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from crawler.text.wordmodel import WordModel

_HAN = re.compile("[\u3400-\u9fff]+")
_MARK = re.compile("[^\u3400-\u9fff]")
#: Histories (last words) kept at each node.
_BEAM = 3
#: And where a place is judged for itself, by what stands next to it.
_NARROW = 2
_MAX_WORD = 8


class Reading(NamedTuple):
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
#: Character ("" is a mark), node it leads to, cost, index of the reading that begins here or -1.
_Edge = tuple[str, int, float, int]
#: Last word of a way, log probabilities of the words behind it, log probability of the way.
_History = tuple[str, Mapping[str, float], float]


def choose(text: str, readings: Iterable[Reading], model: WordModel) -> list[Reading]:
    """Return the readings on the most probable path through ``text``, in order.

    The costs of readings are added to the log probabilities of words. Readings whose original is
    empty or not Chinese are never chosen. Takes time linear in the length of the text and in the
    number of readings.
    """
    kept = [r for r in readings if r.end > r.start and _HAN.fullmatch(r.original)]
    chosen: list[Reading] = []
    for start, end, inside in _disputed(text, kept):
        ways = _search(text, start, end, inside, model)
        chosen += [inside[index] for index in _trace(ways)]
    return chosen


def words(text: str, model: WordModel) -> list[str]:
    """Return the most probable division of ``text`` into words and single other characters."""
    ways = _search(text, 0, len(text), (), model)
    ends = ways[-1]
    word = max(ends, key=lambda word: (ends[word][0], word)) if ends else ""
    places = []
    number = len(ways) - 1
    while number > 0 and ends:
        _, before, previous, _ = ways[number][word]
        places.append(text[before:number])
        number, word = before, previous
    return places[::-1]


def likelihood(text: str, model: WordModel) -> float:
    """Return the log probability of the best division of ``text`` into words."""
    return likelihood_between("", text, "", model)


@lru_cache(maxsize=4096)
def likelihood_between(before: str, text: str, after: str, model: WordModel) -> float:
    """Return the ``likelihood`` of the three as one.

    The search of ``choose`` without readings, where a way is no more than its last word. Texts that
    stand between the same words share what is found in these.
    """
    crossing, histories = _begun(before, model)
    whole = text + after
    ways: list[dict[str, float]] = [{} for _ in whole]
    for begun, earlier in crossing:
        for word, end in _words(begun, whole, 0, model):
            ways[end - 1][word] = _arrived(word, earlier)
    inside = len(text)
    following = _every_word(after, model)
    get = model.prefixes.get
    for start, arrived in enumerate(ways):
        if start >= inside:
            for word, end in following[start - inside]:
                ways[inside + end - 1][word] = _arrived(word, histories)
        elif not "\u3400" <= whole[start] <= "\u9fff":
            arrived[""] = _arrived("", histories)
        else:
            # What `_words` and `_arrived` do, without their calls: most of the time goes here.
            word = ""
            for place in range(start, min(len(whole), start + _MAX_WORD)):
                word += whole[place]
                count = get(word)
                if count or place == start:
                    most = -math.inf
                    for _, behind, so_far in histories:
                        total = so_far + behind[word]
                        if total > most:  # noqa: PLR1730 - a call of max costs more
                            most = total
                    ways[place][word] = most
                if count is None:
                    break
        histories = _histories(arrived, model)
    return max((so_far for _, _, so_far in histories), default=-math.inf)


@lru_cache(maxsize=2048)
def _every_word(text: str, model: WordModel) -> list[list[tuple[str, int]]]:
    """Return for each place of ``text`` the words that begin there, and where they end."""
    return [list(_words("", text, start, model)) for start in range(len(text))]


@lru_cache(maxsize=2048)
def _begun(text: str, model: WordModel) -> tuple[list[tuple[str, list[_History]]], list[_History]]:
    """Return the ends of ``text`` that may begin a longer word, with the ways to them; all ways."""
    ways: list[dict[str, float]] = [{} for _ in text]
    crossing = []
    histories: list[_History] = [("", model.behind[""], 0.0)]
    for start, arrived in enumerate(ways):
        if len(text) - start < _MAX_WORD and text[start:] in model.prefixes:
            crossing.append((text[start:], histories))
        for word, end in _words("", text, start, model):
            ways[end - 1][word] = _arrived(word, histories)
        histories = _histories(arrived, model)
    return crossing, histories


def _histories(ways: Mapping[str, float], model: WordModel) -> list[_History]:
    """Return the best ways to a place, of those given by their last words."""
    best: Iterable[tuple[str, float]] = ways.items()
    if len(ways) > _NARROW:
        best = sorted(ways.items(), key=lambda item: (-item[1], item[0]))[:_NARROW]
    behind = model.behind
    return [(word, behind[word], so_far) for word, so_far in best]


def _arrived(word: str, histories: Iterable[_History]) -> float:
    """Return the log probability of the best way that ends with ``word``."""
    most = -math.inf
    for before, behind, so_far in histories:
        total = so_far + behind[word] if word or before else so_far
        most = max(most, total)
    return most


def _words(begun: str, text: str, start: int, model: WordModel) -> Iterator[tuple[str, int]]:
    """Yield the words that begin with ``begun`` and go on at ``start``, and where they end.

    "" is a mark.
    """
    if not begun and not "\u3400" <= text[start] <= "\u9fff":
        yield "", start + 1
        return
    prefixes = model.prefixes
    word = begun
    for end, char in enumerate(text[start : start + _MAX_WORD - len(begun)], start + 1):
        word += char
        count = prefixes.get(word)
        if count or len(word) == 1:
            yield word, end
        if count is None:
            return


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
) -> list[dict[str, _Entry]]:
    """Return the best ways to each node of ``text[start:end]``, by last word."""
    edges = _build(text, start, end, readings)
    ways: list[dict[str, _Entry]] = [{} for _ in edges]
    ways[0][""] = (0.0, -1, "", ())
    prefixes, behind = model.prefixes, model.behind
    for number in range(len(ways)):
        best = ways[number]
        if len(best) > _BEAM:
            top = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:_BEAM]
            ways[number] = best = dict(top)
        if not best:
            continue
        histories = [(before, behind[before], entry[0]) for before, entry in best.items()]
        # Words that begin here: node, letters so far, cost, readings begun.
        stack: list[tuple[int, str, float, tuple[int, ...]]] = [(number, "", 0.0, ())]
        while stack:
            here, letters, cost, begun = stack.pop()
            for char, target, price, index in edges[here]:
                word = letters + char
                count = prefixes.get(word)
                if letters and (not char or count is None):
                    continue
                spent = cost + price
                taken = (*begun, index) if index >= 0 else begun
                if count or not letters:
                    arrived = ways[target]
                    have = arrived.get(word)
                    most = have[0] if have is not None else -math.inf
                    for before, after, so_far in histories:
                        total = so_far + spent
                        if word or before:
                            total += after[word]
                        if total > most:
                            arrived[word] = (total, number, before, taken)
                            most = total
                if count is not None and char and len(word) < _MAX_WORD:
                    stack.append((target, word, spent, taken))
    return ways


def _build(text: str, start: int, end: int, readings: Sequence[Reading]) -> list[list[_Edge]]:
    """Lay out nodes so that every edge leads to a higher number; return the edges from each."""
    starting: dict[int, list[int]] = {}
    for index, reading in enumerate(readings):
        starting.setdefault(reading.start, []).append(index)
    numbers, total = [], 0
    for place in range(start, end + 1):
        numbers.append(total)
        total += 1
        if place in starting:
            total += sum(len(readings[i].original) - 1 for i in starting[place])
    edges: list[list[_Edge]] = [[] for _ in range(total)]
    for place in range(start, end):
        begin, char = numbers[place - start], text[place]
        known = char if "\u3400" <= char <= "\u9fff" else ""
        edges[begin].append((known, numbers[place - start + 1], 0.0, -1))
        free = begin + 1
        for index in starting.get(place, ()):
            reading = readings[index]
            here, cost, begun = begin, reading.cost, index
            for letter in reading.original[:-1]:
                edges[here].append((letter, free, cost, begun))
                here, free, cost, begun = free, free + 1, 0.0, -1
            target = numbers[reading.end - start]
            edges[here].append((reading.original[-1], target, cost, begun))
    return edges


def _trace(ways: Sequence[Mapping[str, _Entry]]) -> list[int]:
    ends = ways[-1]
    if not ends:
        return []
    word = max(ends, key=lambda word: (ends[word][0], word))
    chosen: list[int] = []
    number = len(ways) - 1
    while number > 0:
        _, before, previous, begun = ways[number][word]
        chosen += reversed(begun)
        number, word = before, previous
    return chosen[::-1]
