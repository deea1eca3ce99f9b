"""What newsvane itself did: its runs.

Knows those tables. Must not know of articles, nor decide when anything is due.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from storage import processes
from storage.connection import Connection
from storage.rows import Run
from storage.values import clean_text, from_json, to_json, to_text, to_time


class Ledger(Connection):
    """The part of a store that remembers work rather than news."""

    def start_run(self, source: str, trigger: str) -> int:
        """Open the row of a crawl; return its id."""
        return self.start_runs([source], trigger)[0]

    def start_runs(self, sources: Sequence[str], trigger: str) -> list[int]:
        """Open the rows of a crawl of several sources; return their ids in the order given."""
        shared = (clean_text(trigger), to_text(self._now()), processes.name(os.getpid()))
        with self._transaction() as connection:
            return [
                cast(
                    "int",
                    connection.execute(
                        "INSERT INTO runs (source, trigger, started, process) VALUES (?, ?, ?, ?)",
                        (clean_text(source), *shared),
                    ).lastrowid,
                )
                for source in sources
            ]

    def finish_run(
        self, run: int, outcome: str, counts: Mapping[str, int], errors: Sequence[str] = ()
    ) -> None:
        """Close the row of a crawl with what came of it."""
        self.finish_runs([(run, outcome, counts, errors)])

    def finish_runs(
        self, ended: Iterable[tuple[int, str, Mapping[str, int], Sequence[str]]]
    ) -> None:
        """Close several rows, each with run, outcome, counts and errors; all or none."""
        now = to_text(self._now())
        rows = [
            (
                now,
                clean_text(outcome),
                to_json(dict(counts)),
                to_json([str(error) for error in errors]),
                run,
            )
            for run, outcome, counts, errors in ended
        ]
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE runs SET finished = ?, outcome = ?, counts = ?, errors = ? WHERE id = ?",
                rows,
            )

    def close_interrupted_runs(self) -> int:
        """Close runs whose process is gone as ``interrupted``; return how many."""
        rows = self._rows("SELECT id, process FROM runs WHERE finished IS NULL")
        dead = [row["id"] for row in rows if not processes.lives(row["process"])]
        if not dead:
            return 0
        with self._transaction() as connection:
            connection.executemany(
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
