"""How often the origin that is named is the right one, and how often one is named.

Knows stories with their true origin in ``origin.jsonl``, whose ``origin`` is null where nobody
could know. Must not know how an origin is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmarks.quality.copies.spin import HERE
from storage.records import Article, Origin

Finder = Callable[[Sequence[Article]], Origin]


@dataclass(frozen=True, slots=True)
class Story:
    """Members of one story, and who published it first."""

    name: str
    origin: str | None
    members: tuple[Article, ...]


def _article(row: dict[str, Any]) -> Article:
    times = {
        key: datetime.fromisoformat(row.pop(key)) for key in ("published", "fetched") if key in row
    }
    return Article(**{**row, **times, "boilerplate": tuple(row.get("boilerplate", ()))})


def stories() -> list[Story]:
    """Read the stories."""
    lines = (HERE / "origin.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Story(row["id"], row["origin"], tuple(map(_article, row["members"])))
        for row in map(json.loads, lines)
    ]


@dataclass(frozen=True, slots=True)
class Result:
    """Right / named, named / all, and the stories that were named wrongly."""

    precision: float
    named: float
    wrong: tuple[str, ...]
    unnamed: tuple[str, ...]


def measure(find: Finder) -> Result:
    """Ask ``find`` for each story."""
    right, wrong, unnamed = 0, [], []
    known = stories()
    for story in known:
        said = find(story.members).publisher
        if said is None:
            unnamed.append(story.name)
        elif said == story.origin:
            right += 1
        else:
            wrong.append(f"{story.name}: {said}")
    named = right + len(wrong)
    return Result(right / max(1, named), named / len(known), tuple(wrong), tuple(unnamed))
