"""The labelled items, and which of them must stay together."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.text.terms import fold

HERE = Path(__file__).parent
#: Beside the checkout, where the project's shared data lie.
SHARED = Path(__file__).parents[4] / "shared" / "quality" / "relevance"


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled article."""

    id: str
    lang: str
    title: str
    text: str
    label: str
    sure: bool = True
    #: Restated in the labeller's words: reported apart, hardly learnt from.
    abridged: bool = False
    stratum: str = ""
    event: str = ""
    base: str = ""
    publisher: str = ""

    @property
    def relevant(self) -> bool:
        """Whether the labeller would show it beside the topic's stories."""
        return self.label == "relevant"


def load(folder: Path) -> list[Item]:
    """Read every ``.jsonl`` in ``folder``, in the order of their names."""
    items = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            items.append(
                Item(
                    id=row["id"],
                    lang=row["lang"],
                    title=row["title"],
                    text=row["text"],
                    label=row["label"],
                    sure=row.get("confidence") != "borderline",
                    abridged=bool(row.get("abridged")) or row.get("text_kind") == "abridged",
                    stratum=row.get("stratum") or "",
                    event=row.get("event") or "",
                    base=row.get("base") or "",
                    publisher=row.get("source") or "",
                )
            )
    return items


def groups(items: Sequence[Item]) -> list[int]:
    """Number the items so that one event, its variants and near copies share a number."""
    parent = list(range(len(items)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    by_id = {item.id: index for index, item in enumerate(items)}
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        if item.event:
            parent[root(index)] = root(first.setdefault(item.event, index))
        if item.base in by_id:
            parent[root(index)] = root(by_id[item.base])
    for one, other in _near_copies(items):
        parent[root(one)] = root(other)
    return [root(index) for index in range(len(items))]


def _near_copies(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Pairs that share a seventh of their shingles: 6 characters in Chinese, 16 in English."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    shingles = []
    for index, item in enumerate(items):
        text = "".join(char for char in fold(item.title + item.text[:400]) if char.isalnum())
        size = 6 if item.lang == "zh" else 16
        own = {text[at : at + size] for at in range(len(text) - size + 1)}
        shingles.append(own)
        for shingle in own:
            holders[shingle].append(index)
    pairs = []
    for index, own in enumerate(shingles):
        shared = Counter(
            other
            for shingle in own
            if len(holders[shingle]) < 30
            for other in holders[shingle]
            if other < index
        )
        pairs += [
            (index, other)
            for other, count in shared.items()
            if count >= 0.15 * min(len(own), len(shingles[other]))
        ]
    return pairs


def folds(items: Sequence[Item], count: int, seed: int) -> list[int]:
    """Deal the items into ``count`` folds, keeping groups together."""
    together = groups(items)
    order = sorted(set(together))
    random.Random(seed).shuffle(order)
    place = {group: number % count for number, group in enumerate(order)}
    return [place[group] for group in together]
