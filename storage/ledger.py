"""What newsvane itself did: sources and runs.

Knows those tables. Must not know of articles, nor decide when anything is due.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import cast

from storage import processes
from storage.connection import Connection
from storage.rows import Run, SourceState
from storage.values import clean_text, from_json, to_json, to_text, to_time

_TIMES = ("checked", "changed", "unconditional", "due")


class Ledger(Connection):
    """The part of a store that remembers work rather than news."""

    def source_state(self, name: str) -> SourceState:
        """Return how a source is doing; one never asked has an empty state."""
        for row in self._rows("SELECT * FROM sources WHERE name = ?", (clean_text(name),)):
            return _source(row)
        return SourceState()

    def source_states(self) -> dict[str, SourceState]:
        """Return the state of every source that was ever asked, by name."""
        rows = self._rows("SELECT * FROM sources ORDER BY name")
        return {row["name"]: _source(row) for row in rows}

    def save_source_state(self, name: str, state: SourceState) -> None:
        """Keep how a source is doing."""
        row = {key: _column(value) for key, value in asdict(state).items()}
        with self._writing() as db:
            db.table("sources").upsert({**row, "name": clean_text(name)}, pk="name")

    def start_run(self, source: str, trigger: str) -> int:
        """Open the row of a crawl; return its id."""
        row = {
            "source": clean_text(source),
            "trigger": clean_text(trigger),
            "started": to_text(self._now()),
            "process": processes.name(os.getpid()),
        }
        with self._writing() as db:
            return cast("int", db.table("runs").insert(row, pk="id").last_pk)

    def finish_run(
        self, run: int, outcome: str, counts: Mapping[str, int], errors: Sequence[str] = ()
    ) -> None:
        """Close the row of a crawl with what came of it."""
        with self._writing() as db:
            db.conn.execute(
                "UPDATE runs SET finished = ?, outcome = ?, counts = ?, errors = ? WHERE id = ?",
                (
                    to_text(self._now()),
                    clean_text(outcome),
                    to_json(dict(counts)),
                    to_json([str(error) for error in errors]),
                    run,
                ),
            )

    def close_interrupted_runs(self) -> int:
        """Close runs whose process is gone as ``interrupted``; return how many."""
        rows = self._rows("SELECT id, process FROM runs WHERE finished IS NULL")
        dead = [row["id"] for row in rows if not processes.lives(row["process"])]
        if not dead:
            return 0
        with self._writing() as db:
            db.conn.executemany(
                "UPDATE runs SET finished = ?, outcome = 'interrupted'"
                " WHERE id = ? AND finished IS NULL",
                [(to_text(self._now()), run) for run in dead],
            )
        return len(dead)

    def runs(self, limit: int = 20, source: str | None = None) -> list[Run]:
        """Return the latest runs, newest first, of one source or of all."""
        rows = self._rows(
            "SELECT * FROM runs WHERE :source IS NULL OR source = :source"
            " ORDER BY id DESC LIMIT :limit",
            {"source": source, "limit": limit},
        )
        return [
            Run(
                id=row["id"],
                source=row["source"],
                trigger=row["trigger"],
                started=to_time(row["started"]),
                finished=to_time(row["finished"]),
                outcome=row["outcome"],
                counts=from_json(row["counts"], {}),
                errors=tuple(map(str, from_json(row["errors"], []))),
            )
            for row in rows
        ]


def _column(value: str | float | datetime | None) -> str | float | None:
    if isinstance(value, datetime):
        return to_text(value)
    return clean_text(value) if isinstance(value, str) else value


def _source(row: sqlite3.Row) -> SourceState:
    columns = {key: row[key] for key in row.keys() if key != "name"}  # noqa: SIM118 - of a Row
    times = {key: to_time(columns[key]) for key in _TIMES}
    return SourceState(**columns | times | {"leads_on": bool(columns["leads_on"])})
