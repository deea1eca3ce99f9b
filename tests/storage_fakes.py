"""Stand-ins for what the store is given: texts of words, compared as sets of words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.records import Article
from storage.store import Store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class FakeEvidence:
    facet: str = "ai"
    term: str = "芯片"
    field: str = "text"
    start: int = 0
    end: int = 2
    weight: float = 1.5


@dataclass(frozen=True)
class FakeVerdict:
    label: str = "relevant"
    score: float = 0.75
    topic: str = "ai-competition"
    topic_version: str = "1"
    evidence: tuple[FakeEvidence, ...] = (FakeEvidence(),)


@dataclass(frozen=True)
class FakeComparison:
    relation: str
    probability: float
    containment_a: float
    containment_b: float
    direction: str = "unknown"


@dataclass(frozen=True)
class FakeOrigin:
    lead: int
    publisher: str | None
    confidence: float
    reasons: tuple[str, ...]


class FakeMatcher:
    """A text is its set of words: more than half shared is a copy, a sixth a quote."""

    def fingerprint(self, text: str) -> Sequence[int]:
        return [zlib.crc32(word.encode("utf-8", "replace")) for word in text.split()]

    def compare(self, a: str, b: str) -> Any:
        left, right = set(a.split()), set(b.split())
        shared = len(left & right)
        likeness = shared / max(1, len(left | right))
        relation = "copy" if likeness > 1 / 2 else "quote" if likeness > 1 / 6 else "different"
        return FakeComparison(
            relation, likeness, shared / max(1, len(left)), shared / max(1, len(right))
        )

    def origin(self, members: Sequence[Article]) -> Any:
        """The one published first, by URL where that does not decide."""
        never = datetime.max.replace(tzinfo=UTC)
        first = min(members, key=lambda member: (member.published or never, member.url))
        known = first.published is not None
        return FakeOrigin(
            members.index(first),
            first.publisher if known else None,
            0.6 if known else 0.0,
            ("it was published first",),
        )


def open_fake(path: Path, **options: Any) -> Store:
    """Open a store that matches and segments by words."""
    options = {"matcher": FakeMatcher(), "segmenter": str.split, "clock": lambda: NOON} | options
    return Store(path, **options)


def words(first: int, count: int = 20) -> str:
    """Return a text of numbered words, so that texts overlap as their numbers do."""
    return " ".join(f"w{number}" for number in range(first, first + count))


def article(name: str, text: str, **fields: Any) -> Article:
    """Return an article at a URL of its own, fetched at noon."""
    fields = {"title": f"Title of {name}", "fetched": NOON} | fields
    return Article(url=f"https://{name}.example/story", text=text, **fields)
