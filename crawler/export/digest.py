"""Which stories of a period weigh most.

Pure. Must not know formats or the store.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from crawler.export.entry import Entry

#: What nobody has accepted yet counts for so much less.
_REVIEW = 0.4


def weight(one: Entry) -> float:
    """Return how much a story weighs: its score, raised by each publisher that carries it.

    The logarithm lets ten farms that copy one text weigh no more than a few that chose it.
    """
    score = one.score if one.score is not None else 0.0
    certainty = 1.0 if one.label == "relevant" else _REVIEW
    return certainty * score * (1 + math.log2(1 + len(one.publishers)))


def weightiest(entries: Iterable[Entry], limit: int) -> list[Entry]:
    """Return the stories that weigh most, the heaviest first; of equals the newest."""
    return sorted(entries, key=lambda one: (-weight(one), -one.story))[:limit]


def by_publisher(entries: Iterable[Entry]) -> list[tuple[str, int]]:
    """Return who carries how many of these stories, most first."""
    counts: dict[str, int] = {}
    for one in entries:
        for name in one.publishers:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
