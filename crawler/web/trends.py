"""The page *Trends*: how much a day, of whom; and who copies whom, how long after.

Knows what the page shows. Must not know SQL or HTML.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, Literal, cast

from crawler.web import plot
from crawler.web.ask import Ask
from crawler.web.page import Page
from crawler.web.wording import tongue
from storage.rows import Copying
from storage.store import Store

_PERIOD = timedelta(days=30)
_BY = ("language", "publisher", "facet")
_COUNTED = ("stories", "articles")
_PAIRS = 15
_LAG_MARKS = ((60, "1 min"), (3_600, "1 h"), (86_400, "1 d"), (30 * 86_400, "30 d"))
_LAG_WIDTH, _LAG_EDGE = 200, 6


def trends(store: Store, ask: Ask) -> Page:
    """Count a period: ``by`` and ``what`` in the query choose what is drawn."""
    since = ask.since() or ask.now - _PERIOD
    by = ask.text("by") if ask.text("by") in _BY else _BY[0]
    what = ask.text("what") if ask.text("what") in _COUNTED else _COUNTED[0]
    counted = store.per_day(cast("Literal['language', 'publisher', 'facet']", by), since=since)
    # Who carries a text of their own twice copies nobody.
    copying = [one for one in store.copying(since=since) if one.copier != one.original]
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
            "shown": tongue if by == "language" else (lambda name: name or "unknown"),
            "lag_marks": [(_place(seconds), text) for seconds, text in _LAG_MARKS],
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
        {
            "pair": one,
            "share": one.copies / longest,
            "lag": lag_text(one.median_lag),
            "place": None if (lag := _seconds(one)) is None or lag < 0 else _place(lag),
        }
        for one in copying
    ]


def _place(seconds: float) -> float:
    """Return where a lag stands on a line from a minute to a month, each unit as far apart."""
    shortest, longest = _LAG_MARKS[0][0], _LAG_MARKS[-1][0]
    share = math.log(max(seconds, shortest) / shortest) / math.log(longest / shortest)
    return round(_LAG_EDGE + min(1.0, share) * (_LAG_WIDTH - 2 * _LAG_EDGE), 1)


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
