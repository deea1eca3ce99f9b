"""A page before it has a format: what is said, as values.

Every page can be had as HTML, JSON, CSV and, where it holds stories, as a feed. Must not know how
the values are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.export.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page says."""

    #: Name of its template, and of its place in the menu.
    name: str
    title: str
    #: What the template is given besides.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: For CSV, and for JSON unless ``data`` is given.
    columns: Sequence[str] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    data: Any = None
    #: For the feed.
    entries: Sequence[Entry] = ()
    updated: datetime | None = None
    status: int = 200


def missing(what: str, hint: str) -> Page:
    """Return the page for something that is not there."""
    return Page(
        name="trouble",
        title=what,
        values={"what": what, "hint": hint},
        data={"error": f"{what}. {hint}"},
        status=404,
    )


def trouble(message: str) -> Page:
    """Return the page for a store that cannot be read just now."""
    return Page(
        name="trouble",
        title="The store cannot be read",
        values={"what": "The store cannot be read", "hint": message},
        data={"error": message},
        status=503,
    )
