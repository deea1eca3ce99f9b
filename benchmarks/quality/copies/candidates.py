"""How many copies an index of fingerprints finds, and how many strangers come with them.

Knows the rule of candidates as ``crawler.text.fingerprint`` states it. Must not know the store:
a dictionary stands for its table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality.copies.pairs import COPY, QUOTE, Pair
from crawler.text.fingerprint import MAX_DOCS, MIN_SHARE, MIN_SHARED, fingerprint


class Index:
    """Articles by the hashes of their fingerprints."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Index ``texts``, keyed by name."""
        self.sizes: dict[str, int] = {}
        self.holders: dict[int, list[str]] = defaultdict(list)
        for name, text in texts.items():
            self.add(name, fingerprint(text))

    def add(self, name: str, hashes: Sequence[int]) -> None:
        """Index one article."""
        self.sizes[name] = len(hashes)
        for value in hashes:
            self.holders[value].append(name)

    def candidates(self, hashes: Sequence[int]) -> list[str]:
        """Return the articles which share enough with ``hashes``, those sharing most first."""
        shared: Counter[str] = Counter()
        for value in hashes:
            holders = self.holders.get(value, ())
            if len(holders) <= MAX_DOCS:
                shared.update(holders)
        return [
            name
            for name, count in shared.most_common()
            if count >= MIN_SHARED and count >= MIN_SHARE * min(len(hashes), self.sizes[name])
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """Share of pairs found, and the mean number of candidates for a query."""

    share: float
    candidates: float
    pairs: int


def measure(pairs: Iterable[Pair], texts: Mapping[str, str]) -> dict[str, Found]:
    """Look up ``b`` of each copy and quote in an index of ``texts`` and of every ``a``."""
    chosen = [pair for pair in pairs if pair.label in {COPY, QUOTE}]
    index = Index({**texts, **{pair.group: pair.a for pair in chosen}})
    hits: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for pair in chosen:
        found = index.candidates(fingerprint(pair.b))
        hits[pair.kind].append((pair.group in found, len(found)))
        whole = "all whole copies" if pair.label == COPY else "all quotes"
        hits[whole].append(hits[pair.kind][-1])
    return {
        kind: Found(
            sum(hit for hit, _ in seen) / len(seen), sum(n for _, n in seen) / len(seen), len(seen)
        )
        for kind, seen in sorted(hits.items())
    }
