"""One story as an export shows it.

Knows what may leave the store. Must not know any format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.rows import StoredArticle, StoryRow
from storage.values import to_text

#: Characters of an excerpt: enough to decide whether to read on.
EXCERPT = 200
_MOST_TERMS = 12
#: The order of columns where an entry becomes a row.
COLUMNS = (
    *("story", "title", "url", "publisher", "published", "first_seen", "language", "label"),
    *("score", "copies", "publishers", "origin_publisher", "origin_confidence", "matched"),
    "excerpt",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story with its link, an excerpt, and what was found out about it."""

    story: int
    title: str
    url: str
    excerpt: str
    publisher: str | None
    published: datetime | None
    first_seen: datetime | None
    language: str | None
    label: str | None
    score: float | None
    copies: int
    publishers: tuple[str, ...]
    origin_publisher: str | None
    origin_confidence: float
    #: The terms that decided, strongest first.
    matched: tuple[str, ...] = ()
    #: The whole text, where it was asked for.
    text: str | None = None

    def plain(self) -> dict[str, Any]:
        """Return the fields as values that JSON holds; ``text`` only where there is one."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        values |= {"publishers": list(self.publishers), "matched": list(self.matched)}
        for name in ("published", "first_seen"):
            values[name] = iso(values[name])
        if self.text is None:
            del values["text"]
        return values


def entry(row: StoryRow, lead: StoredArticle | None = None, *, full: bool = False) -> Entry:
    """Make the entry of a story; the lead adds what matched and, for ``full``, the text.

    A page that asks not to be archived gives no text.
    """
    return Entry(
        story=row.id,
        title=row.title,
        url=row.url,
        excerpt=shortened(lead.text if lead else row.beginning),
        publisher=row.publisher,
        published=row.first_published,
        first_seen=row.first_seen,
        language=row.language,
        label=row.label,
        score=row.score,
        copies=row.copies,
        publishers=row.publishers,
        origin_publisher=row.origin_publisher,
        origin_confidence=row.origin_confidence,
        matched=matched(lead) if lead else (),
        text=lead.text if full and lead and not lead.noarchive else None,
    )


def finding(one: Entry) -> str:
    """Return in one line who carries a story and where it comes from."""
    parts = []
    if one.score is not None:
        parts.append(f"{one.label} {one.score:.2f}")
    parts.append("1 copy" if one.copies == 1 else f"{one.copies} copies")
    if one.publishers:
        shown = ", ".join(one.publishers[:5])
        more = len(one.publishers) - 5
        parts.append(f"carried by {shown}" + (f" and {more} more" if more > 0 else ""))
    if one.origin_publisher:
        parts.append(f"origin: {one.origin_publisher} ({one.origin_confidence:.0%} sure)")
    return " · ".join(parts)


def matched(article: StoredArticle) -> tuple[str, ...]:
    """Return the terms of the verdict that decided, by weight times count."""
    if not article.verdicts:
        return ()
    weights: dict[str, float] = {}
    for evidence in article.verdicts[0].evidence:
        if evidence.weight > 0:
            weights[evidence.term] = weights.get(evidence.term, 0.0) + evidence.weight
    return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:_MOST_TERMS])


def shortened(text: str, length: int = EXCERPT) -> str:
    """Return the beginning of a text in one line, with an ellipsis where it goes on."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length and len(text) <= 4 * length:
        return line
    return line[:length].rstrip() + "…"


def iso(moment: datetime | None) -> str | None:
    """Write a time in UTC as the store does."""
    return to_text(moment)
