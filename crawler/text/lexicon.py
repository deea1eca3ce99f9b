"""Which words farms put for which: our own list, and what has been learnt.

Knows pairs, and chains of them: farms replace what they have already replaced. Must not know
which of several readings fits a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.text.lattice import Reading

_FILE = Path(__file__).parent.parent / "data" / "substitutions.tsv"
#: Log probability that a farm swapped a word by a listed pair, given that it swaps.
_LISTED = -1.0
#: Of each further link of a chain.
_CHAINED = -3.0
_MAX_CHAIN = 3
#: At most so many readings of one spun word, the likeliest.
_MAX_READINGS = 8
_MAX_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Pair:
    """A farm's word and the author's; how often it was seen, and where last."""

    spun: str
    original: str
    count: int = 1
    #: Text around the place, the spun word in it.
    context: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way back from a spun word."""

    original: str
    cost: float
    source: str


class Lexicon:
    """Known pairs, ready to be looked up in a text."""

    def __init__(self, listed: Iterable[tuple[str, str]] = (), learnt: Iterable[Pair] = ()) -> None:
        """Take pairs of (spun, original) that are listed, and pairs that were learnt."""
        table = _table(listed)
        self._ways = {spun: tuple(_chains(spun, table)) for spun in table}
        self._add(learnt)

    def with_learnt(self, pairs: Iterable[Pair]) -> Lexicon:
        """Return a lexicon that knows ``pairs`` as well."""
        other = Lexicon()
        other._ways = dict(self._ways)
        other._add(pairs)
        return other

    def _add(self, learnt: Iterable[Pair]) -> None:
        for spun, ways in _learnt(learnt).items():
            known = {way.original for way in ways}
            rest = [way for way in self._ways.get(spun, ()) if way.original not in known]
            self._ways[spun] = (*ways, *rest)[:_MAX_READINGS]
        self._originals = {way.original for ways in self._ways.values() for way in ways}
        self._lengths = sorted({len(spun) for spun in self._ways if len(spun) <= _MAX_LENGTH})

    def __contains__(self, spun: str) -> bool:
        return spun in self._ways

    def __len__(self) -> int:
        return len(self._ways)

    def matches(self, text: str) -> Iterator[tuple[int, int, Sequence[_Way]]]:
        """Yield each place where a spun word stands, whatever it may be part of."""
        for start in range(len(text)):
            for length in self._lengths:
                ways = self._ways.get(text[start : start + length])
                if ways and start + length <= len(text):
                    yield start, start + length, ways

    def opportunities(self, text: str) -> int:
        """Return how many words of ``text`` could have been swapped by these pairs, and were not."""
        found = place = 0
        while place < len(text):
            for length in (4, 3, 2):
                if text[place : place + length] in self._originals:
                    found += 1
                    place += length
                    break
            else:
                place += 1
        return found

    def readings(self, text: str) -> Iterator[Reading]:
        """Yield what may have stood in each place of ``text``, with its log probability."""
        for start, end, ways in self.matches(text):
            for way in ways:
                yield Reading(start, end, way.original, way.cost, way.source)


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for spun, original in pairs:
        if spun and spun != original:
            table.setdefault(spun, {})[original] = _LISTED
    return table


def _chains(spun: str, table: Mapping[str, Mapping[str, float]]) -> list[_Way]:
    """Return the ways back over up to three pairs, the shortest chain to each original."""
    found: dict[str, float] = {}
    front = {spun: 0.0}
    for link in range(_MAX_CHAIN):
        following: dict[str, float] = {}
        for word, cost in front.items():
            for original, price in table.get(word, {}).items():
                total = cost + (price if link == 0 else _CHAINED)
                if original != spun and total > found.get(original, -math.inf):
                    found[original] = following[original] = total
        front = following
    ways = [_Way(original, cost, "list") for original, cost in found.items()]
    return sorted(ways, key=lambda way: -way.cost)[: _MAX_READINGS * 3]


def _learnt(pairs: Iterable[Pair]) -> dict[str, list[_Way]]:
    counts: dict[str, dict[str, int]] = {}
    for pair in pairs:
        if pair.spun and pair.spun != pair.original and pair.count > 0:
            originals = counts.setdefault(pair.spun, {})
            originals[pair.original] = originals.get(pair.original, 0) + pair.count
    ways: dict[str, list[_Way]] = {}
    for spun, originals in counts.items():
        total = sum(originals.values()) + 0.5
        ways[spun] = [
            _Way(original, math.log(count / total), "learnt")
            for original, count in sorted(originals.items(), key=lambda item: (-item[1], item[0]))
        ]
    return ways


@cache
def listed() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the pairs (spun, original) of our own list, by family of farms."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    with _FILE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            original, spun, family = line.rstrip("\n").split("\t")
            pairs.setdefault(family, []).extend((word, original) for word in spun.split("|"))
    return {family: tuple(found) for family, found in pairs.items()}


@cache
def own(*families: str) -> Lexicon:
    """Return our own list: what any farm does, and what ``families`` of them do."""
    known = listed()
    return Lexicon(pair for family in ("", *families) for pair in known.get(family, ()))
