"""Which words farms put for which: our own list, and what has been learnt.

Knows pairs, and chains of them: farms replace what they have already replaced. Must not know
which of several readings fits a sentence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.text.lattice import Reading

_FILE = Path(__file__).parent.parent / "data" / "substitutions.tsv"
#: How much less is known of a word's swap the more of them it has: 1 were true of a farm that
#: takes each as often as any other, 0 of one that always takes the same.
_SPREAD = 0.67
#: Of each further link of a chain.
_CHAINED = -4.0
#: What costs less than this is a chain.
_DIRECT = -3.0
_MAX_CHAIN = 3
#: At most so many readings of one spun word, the likeliest.
_MAX_READINGS = 24
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

    def __init__(
        self,
        listed: Iterable[tuple[str, str]] = (),
        learnt: Iterable[Pair] = (),
        families: Mapping[str, Iterable[tuple[str, str]]] | None = None,
    ) -> None:
        """Take pairs (spun, original) that are listed, of families of farms, and learnt pairs."""
        self._ways: dict[str, tuple[_Way, ...]] = {}
        self._join(_chained(listed, "list"))
        for family, pairs in (families or {}).items():
            self._join(_chained(pairs, f"list of {family}"))
        self._join(_learnt(learnt))

    def with_learnt(self, pairs: Iterable[Pair]) -> Lexicon:
        """Return a lexicon that knows ``pairs`` as well."""
        other = Lexicon()
        other._ways = dict(self._ways)
        other._join(_learnt(pairs))
        return other

    def _join(self, found: Mapping[str, Sequence[_Way]]) -> None:
        """Take further ways back; where two lead to the same word, the new one."""
        for spun, ways in found.items():
            known = {(way.original, way.source) for way in ways}
            rest = [w for w in self._ways.get(spun, ()) if (w.original, w.source) not in known]
            self._ways[spun] = (*ways, *rest)[:_MAX_READINGS]
        self._originals: dict[str, set[str]] = {}
        for ways in self._ways.values():
            for way in ways:
                if way.cost >= _DIRECT:
                    self._originals.setdefault(way.original, set()).add(way.source)
        lengths: dict[str, set[int]] = {}
        for spun in self._ways:
            if len(spun) <= _MAX_LENGTH:
                lengths.setdefault(spun[0], set()).add(len(spun))
        #: Of the spun words that begin with a character.
        self._lengths = {first: sorted(found) for first, found in lengths.items()}

    def __contains__(self, spun: str) -> bool:
        return spun in self._ways

    def __len__(self) -> int:
        return len(self._ways)

    def matches(self, text: str) -> Iterator[tuple[int, int, Sequence[_Way]]]:
        """Yield each place where a spun word stands, whatever it may be part of."""
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                ways = self._ways.get(text[start : start + length])
                if ways and start + length <= len(text):
                    yield start, start + length, ways

    def opportunities(self, text: str) -> Counter[str]:
        """Count, by source, the words of ``text`` that could have been swapped, and were not."""
        found: Counter[str] = Counter()
        place = 0
        while place < len(text):
            for length in (4, 3, 2):
                sources = self._originals.get(text[place : place + length])
                if sources:
                    found.update(sources)
                    place += length
                    break
            else:
                place += 1
        return found

    def sources(self, original: str) -> AbstractSet[str]:
        """Return which sources have pairs that swap the word ``original``."""
        return self._originals.get(original, frozenset())

    def readings(self, text: str) -> Iterator[Reading]:
        """Yield what may have stood in each place of ``text``, with its log probability."""
        for start, end, ways in self.matches(text):
            for way in ways:
                yield Reading(start, end, way.original, way.cost, way.source)


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Return, by spun word, the words that it may stand for, with log probabilities."""
    swaps: dict[str, list[str]] = {}
    for spun, original in pairs:
        if spun and spun != original:
            swaps.setdefault(original, []).append(spun)
    table: dict[str, dict[str, float]] = {}
    for original, spun_words in swaps.items():
        cost = -_SPREAD * math.log(len(spun_words))
        for spun in spun_words:
            table.setdefault(spun, {})[original] = cost
    return table


def _chained(pairs: Iterable[tuple[str, str]], source: str) -> dict[str, list[_Way]]:
    table = _table(pairs)
    return {
        spun: [_Way(original, cost, source) for original, cost in _chains(spun, table)]
        for spun in table
    }


def _chains(spun: str, table: Mapping[str, Mapping[str, float]]) -> list[tuple[str, float]]:
    """Return the words that up to three pairs lead back to, the likeliest first, with costs."""
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
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MAX_READINGS]


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
    """Return our own list: what any farm may do, and what ``families`` of them do."""
    known = listed()
    return Lexicon(known.get("", ()), families={name: known.get(name, ()) for name in families})
