"""The page *Trends*: how much a day, of whom; and who copies whom, how long after.

Knows what the page shows. Must not know SQL or HTML.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal, cast

from crawler.web import plot
from crawler.web.ask import Ask
from crawler.web.page import Page
from storage.rows import Copying
from storage.store import Store

_PERIOD = timedelta(days=30)
_BY = ("language", "publisher", "facet")
_COUNTED = ("stories", "articles")
_PAIRS = 15


def trends(store: Store, ask: Ask) -> Page:
    """Count a period: ``by`` and ``what`` in the query choose what is drawn."""
    since = ask.since() or ask.now - _PERIOD
    by = ask.text("by") if ask.text("by") in _BY else _BY[0]
    what = ask.text("what") if ask.text("what") in _COUNTED else _COUNTED[0]
    counted = store.per_day(cast("Literal['language', 'publisher', 'facet']", by), since=since)
    copying = store.copying(since=since)
    rows = [
        {"day": one.day, "name": one.name, "articles": one.articles, "stories": one.stories}
        for one in counted
    ]
    return Page(
        name="trends",
        title="Trends",
        values={
            "by": by,
            "what": what,
            "bys": _BY,
            "whats": _COUNTED,
            "since": since,
            "bars": plot.bars(counted, what=what, width=720, height=240),
            "pairs": _pairs(copying[:_PAIRS]),
            "more_pairs": max(0, len(copying) - _PAIRS),
        },
        columns=("day", "name", "articles", "stories"),
        rows=rows,
        data={
            "days": rows,
            "copying": [
                {
                    "copier": one.copier,
                    "original": one.original,
                    "copies": one.copies,
                    "median_lag_seconds": _seconds(one),
                }
                for one in copying
            ],
        },
    )


def _seconds(one: Copying) -> float | None:
    return one.median_lag.total_seconds() if one.median_lag is not None else None


def _pairs(copying: list[Copying]) -> list[dict[str, Any]]:
    """Return the pairs with the length of their bars, as shares of the longest."""
    longest = max((one.copies for one in copying), default=1)
    return [
        {"pair": one, "share": one.copies / longest, "lag": lag_text(one.median_lag)}
        for one in copying
    ]


def lag_text(lag: timedelta | None) -> str:
    """Return a lag as a person says it; a copy may claim to be older than its lead."""
    if lag is None:
        return "unknown"
    seconds = abs(lag.total_seconds())
    side = "earlier, by its own claim" if lag < timedelta(0) else "later"
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length or length == 60:
            return f"{seconds / length:.0f} {unit} {side}"
    return side
