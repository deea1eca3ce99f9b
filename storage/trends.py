"""Counting what is kept: by day, by who copies whom, and by what a source gives.

Knows how to count rows of the store. Must not know how a count is drawn. Each question is bounded
by a time, since a store of years is not read whole for a page.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Literal

from storage.connection import Connection
from storage.rows import Copying, DayCount, Yield
from storage.stories import carrier
from storage.values import to_text, to_time

_DAY = "substr(coalesce(articles.published, articles.fetched), 1, 10)"
_COUNTS = "count(DISTINCT articles.id) AS articles, count(DISTINCT articles.story) AS stories"
_NAMES = {
    "publisher": "coalesce(articles.publisher, articles.site, '')",
    "language": "coalesce(articles.language, '')",
    "facet": "coalesce(evidence.value ->> 'facet', '')",
}
_EVIDENCE = """
JOIN verdicts ON verdicts.article = articles.id
JOIN json_each(verdicts.evidence) AS evidence"""
#: Of the pairs of publishers; a person reads no more.
_MOST_PAIRS = 500
_MATCHED = ("new", "copies", "quotes", "revisions")


class Trends(Connection):
    """The part of a store that counts."""

    def per_day(
        self, by: Literal["publisher", "language", "facet"], *, since: datetime
    ) -> list[DayCount]:
        """Return how much was published a day under each name, of what was fetched ``since``.

        The name is empty where an article has none. One article may have several facets.
        """
        rows = self._rows(
            f"SELECT {_DAY} AS day, {_NAMES[by]} AS name, {_COUNTS} FROM articles"  # noqa: S608 - our own text
            f"{_EVIDENCE if by == 'facet' else ''}"
            " WHERE articles.fetched >= :since GROUP BY 1, 2 ORDER BY 1, 2",
            {"since": to_text(since)},
        )
        return [DayCount(*row) for row in rows]

    def copying(self, *, since: datetime) -> list[Copying]:
        """Return who copied whom among what was fetched ``since``, most copies first."""
        lags: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for row in self._rows(
            "SELECT copy.publisher, copy.site, copy.url, lead.publisher, lead.site, lead.url,"
            " copy.published, lead.published FROM articles AS copy"
            " JOIN stories ON stories.id = copy.story JOIN articles AS lead"
            " ON lead.id = stories.lead WHERE copy.fetched >= ? AND copy.id <> stories.lead",
            (to_text(since),),
        ):
            pair = carrier(*row[:3]), carrier(*row[3:6])
            counts[pair] += 1
            copied, led = to_time(row[6]), to_time(row[7])
            if copied and led:
                lags[pair].append(copied - led)
        found = [Copying(*pair, count, _median(lags[pair])) for pair, count in counts.items()]
        found.sort(key=lambda one: (-one.copies, one.copier, one.original))
        return found[:_MOST_PAIRS]

    def yields(self, *, since: datetime) -> dict[str, Yield]:
        """Return by source what became of the articles read in runs begun ``since``."""
        matched = " + ".join(f"coalesce(counts ->> '{name}', 0)" for name in _MATCHED)
        rows = self._rows(
            "SELECT source, count(*) AS runs, total(coalesce(counts ->> 'off_topic', 0)) AS off,"  # noqa: S608 - our own names
            f" total({matched}) AS matched"
            " FROM runs WHERE started >= ? GROUP BY source",
            (to_text(since),),
        )
        return {
            row["source"]: Yield(
                row["source"], row["runs"], int(row["off"] + row["matched"]), int(row["matched"])
            )
            for row in rows
        }


def _median(lags: list[timedelta]) -> timedelta | None:
    """Return the middle one, of two the lower; None where there is none."""
    return sorted(lags)[(len(lags) - 1) // 2] if lags else None
