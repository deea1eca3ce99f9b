"""The page *Stories*: what was found, newest first, with filters.

Knows what the page shows. Must not know SQL or HTML.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from crawler.export.entry import COLUMNS, entry
from crawler.web import plot
from crawler.web.ask import PERIODS, Ask
from crawler.web.page import Page
from crawler.web.wording import day, span
from storage.rows import StoryRow
from storage.store import Store

_A_PAGE = 30


def stories(store: Store, ask: Ask) -> Page:
    """Read one page of stories."""
    limit = ask.limit(_A_PAGE)
    rows = store.stories(
        since=ask.since(),
        until=ask.since("until"),
        label=ask.label(),
        language=ask.text("lang") or None,
        publisher=ask.text("publisher") or None,
        least_score=ask.share("score"),
        after_id=ask.number("after"),
        # What a person rejected is kept, and is no story of theirs any more.
        rejected=False,
        limit=limit + 1,
    )
    more = rows[limit:]
    rows = rows[:limit]
    entries = [entry(row) for row in rows]
    filters = {
        name: ask.text(name)
        for name in ("since", "until", "lang", "publisher", "label", "score")
        if ask.text(name)
    }
    return Page(
        name="stories",
        title="Stories",
        values={
            "days": _days(
                [card(row, one.excerpt) for row, one in zip(rows, entries, strict=True)], ask.now
            ),
            "publishers": sorted({name for row in rows for name in row.publishers}),
            "filters": filters,
            "periods": PERIODS,
            "paged": bool(ask.text("after")),
            "older": ask.with_(after=rows[-1].id) if more and rows else None,
            "empty_store": not rows and not filters and not ask.text("after"),
        },
        columns=COLUMNS,
        rows=[one.plain() for one in entries],
        entries=entries,
        updated=rows[0].first_seen if rows else None,
    )


def card(row: StoryRow, excerpt: str) -> dict[str, Any]:
    """Return what the list shows of one story."""
    return {
        "row": row,
        "excerpt": excerpt,
        "timeline": _timeline(row.times),
        "span": f"in {span(max(row.times) - min(row.times))}" if len(row.times) > 1 else "",
    }


def _days(cards: list[dict[str, Any]], now: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """Put what was first seen on one day under its name."""
    grouped = groupby(cards, key=lambda one: day(one["row"].first_seen, now))
    return [(name, list(group)) for name, group in grouped]


def _timeline(times: tuple[datetime, ...]) -> plot.Axis | None:
    return plot.axis(times, width=160) if len(times) > 1 else None
