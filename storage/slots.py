"""The timetable as it is kept: each due time and what became of it, and what is due next.

Knows those tables. Must not know of articles, nor decide when anything is due.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.connection import Connection
from storage.rows import Slot
from storage.values import clean_text, to_text, to_time

_PUT = (
    "INSERT INTO slots (source, due, outcome, detail, recorded) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (source, due) DO UPDATE SET"
    " outcome = excluded.outcome, detail = excluded.detail, recorded = excluded.recorded"
)
_PUT_DUE = (
    "INSERT INTO dues (source, due, latest, why) VALUES (?, ?, ?, ?) ON CONFLICT (source)"
    " DO UPDATE SET due = excluded.due, latest = excluded.latest, why = excluded.why"
)


@dataclass(frozen=True, slots=True)
class Due:
    """The first due time of a source that is not accounted for."""

    due: datetime
    #: The latest due time on record.
    latest: datetime | None = None
    #: A sentence for a person.
    why: str = ""


class Slots(Connection):
    """The part of a store that remembers due times. Times are kept to the second."""

    def record_slot(self, source: str, due: datetime, outcome: str, detail: str = "") -> None:
        """Note what became of a due time; a later word on the same one replaces the earlier."""
        self.record_slots([(source, due, outcome, detail)])

    def record_slots(
        self,
        slots: Iterable[tuple[str, datetime, str, str]],
        dues: Mapping[str, Due | None] | None = None,
    ) -> None:
        """Note what became of due times and what is due next, all in one transaction.

        Args:
            slots: Source, due time, outcome and detail of each.
            dues: What is due next by source; None where nothing ever is again.
        """
        now = to_text(self._now())
        with self._writing() as db:
            db.conn.executemany(
                _PUT,
                [
                    (clean_text(source), to_text(due), clean_text(outcome), clean_text(detail), now)
                    for source, due, outcome, detail in slots
                ],
            )
            for source, due in (dues or {}).items():
                name = clean_text(source)
                if due is None:
                    db.conn.execute("DELETE FROM dues WHERE source = ?", (name,))
                else:
                    values = (name, to_text(due.due), to_text(due.latest), clean_text(due.why))
                    db.conn.execute(_PUT_DUE, values)

    def slots(self, limit: int = 50, source: str | None = None) -> list[Slot]:
        """Return the latest due times, newest first, of one source or of all."""
        where = "" if source is None else "WHERE source = :source"
        rows = self._rows(
            f"SELECT * FROM slots {where} ORDER BY due DESC, source LIMIT :limit",  # noqa: S608 - our own text
            {"source": source, "limit": limit},
        )
        return [
            Slot(
                row["source"],
                to_time(row["due"]),
                row["outcome"],
                row["detail"],
                to_time(row["recorded"]),
            )
            for row in rows
        ]

    def has_slot(self, source: str, due: datetime) -> bool:
        """Tell whether a due time is on record."""
        query = "SELECT 1 FROM slots WHERE source = ? AND due = ?"
        return bool(self._rows(query, (clean_text(source), to_text(due))))

    def slot_counts(self, since: datetime) -> dict[str, int]:
        """Return how many slots that were due since then had which outcome."""
        rows = self._rows(
            "SELECT outcome, count(*) AS n FROM slots WHERE due >= ? GROUP BY outcome ORDER BY 1",
            (to_text(since),),
        )
        return {row["outcome"]: row["n"] for row in rows}

    def dues(self) -> dict[str, Due]:
        """Return what is due next, by source."""
        found = {}
        for row in self._rows("SELECT * FROM dues ORDER BY source"):
            if due := to_time(row["due"]):
                found[row["source"]] = Due(due, to_time(row["latest"]), row["why"])
        return found

    def rhythm(self, source: str) -> str | None:
        """Return what was learnt of when a source brings something, as it was saved."""
        rows = self._rows("SELECT rhythm FROM rhythms WHERE source = ?", (clean_text(source),))
        return rows[0]["rhythm"] if rows else None

    def save_rhythms(self, rhythms: Mapping[str, str]) -> None:
        """Keep what was learnt of when sources bring something, by source."""
        with self._writing() as db:
            db.conn.executemany(
                "INSERT INTO rhythms (source, rhythm) VALUES (?, ?)"
                " ON CONFLICT (source) DO UPDATE SET rhythm = excluded.rhythm",
                [(clean_text(name), clean_text(text)) for name, text in rhythms.items()],
            )


def fold(connection: sqlite3.Connection, before: str) -> None:
    """Count the slots that were due before then into ``slot_days``. They are to be deleted."""
    connection.execute(
        "INSERT INTO slot_days (day, source, outcome, count)"
        " SELECT substr(due, 1, 10), source, outcome, count(*) FROM slots WHERE due < ?"
        " GROUP BY 1, 2, 3"
        " ON CONFLICT (day, source, outcome) DO UPDATE SET count = count + excluded.count",
        (before,),
    )
