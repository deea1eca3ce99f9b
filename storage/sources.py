"""How each source is doing: its state, its figures by day, and robots.txt of its hosts.

Knows those tables. Must not know of articles, nor decide what is well and what is not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime

from storage.connection import Connection
from storage.source_rows import SourceDay, SourceState, StoredRobots
from storage.values import clean_text, to_text, to_time

_TIMES = tuple(f.name for f in fields(SourceState) if "datetime" in str(f.type))
_FLAGS = tuple(f.name for f in fields(SourceState) if f.type == "bool")
_COLUMNS = tuple(f.name for f in fields(SourceState))
_FIGURES = tuple(f.name for f in fields(SourceDay) if f.name != "day")
_SAVE = (
    f"INSERT INTO sources (name, {', '.join(_COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES (:name, {', '.join(':' + name for name in _COLUMNS)})"
    f" ON CONFLICT (name) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in _COLUMNS)}"
)
_HEALTH = ("health", "health_detail", "health_since", "needs_person")
_SAVE_HEALTH = (
    f"UPDATE sources SET {', '.join(f'{name} = :{name}' for name in _HEALTH)}"  # noqa: S608 - our own names
    " WHERE name = :name"
)
_ADD = (
    f"INSERT INTO source_days (source, day, {', '.join(_FIGURES)})"  # noqa: S608 - our own names
    f" VALUES (:source, :day, {', '.join(':' + name for name in _FIGURES)})"
    f" ON CONFLICT (source, day) DO UPDATE SET"
    f" {', '.join(f'{name} = {name} + excluded.{name}' for name in _FIGURES)}"
)

_SAVE_ROBOTS = "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class Sources(Connection):
    """The part of a store that remembers how sources are doing."""

    def source_state(self, name: str) -> SourceState:
        """Return how a source is doing; one never asked has an empty state."""
        for row in self._rows("SELECT * FROM sources WHERE name = ?", (clean_text(name),)):
            return _source(row)
        return SourceState()

    def source_states(self, names: Collection[str] | None = None) -> dict[str, SourceState]:
        """Return the state of every source that was ever asked, by name; or of those named.

        Of the latter, those never asked have an empty state.
        """
        if names is not None:
            return {name: self.source_state(name) for name in names}
        rows = self._rows("SELECT * FROM sources ORDER BY name")
        return {row["name"]: _source(row) for row in rows}

    def save_source_state(self, name: str, state: SourceState) -> None:
        """Keep how a source is doing."""
        self.save_source_states({name: state})

    def save_source_states(self, states: Mapping[str, SourceState]) -> None:
        """Keep how several sources are doing, all or none."""
        rows = [
            {key: _column(getattr(state, key)) for key in _COLUMNS} | {"name": clean_text(name)}
            for name, state in states.items()
        ]
        with self._transaction() as connection:
            connection.executemany(_SAVE, rows)

    def save_health(self, states: Mapping[str, SourceState]) -> None:
        """Keep the health of several sources, and nothing else of their states."""
        rows = [
            {key: _column(getattr(state, key)) for key in _HEALTH} | {"name": clean_text(name)}
            for name, state in states.items()
        ]
        if rows:
            with self._transaction() as connection:
                connection.executemany(_SAVE_HEALTH, rows)

    def add_source_days(self, figures: Iterable[tuple[str, SourceDay]]) -> None:
        """Add figures to those that the sources have on the same days."""
        rows = [
            asdict(day) | {"day": day.day.isoformat(), "source": clean_text(name)}
            for name, day in figures
        ]
        if rows:
            with self._transaction() as connection:
                connection.executemany(_ADD, rows)

    def source_days(
        self, since: date, names: Collection[str] | None = None
    ) -> dict[str, list[SourceDay]]:
        """Return the figures of all sources, or those named, by day, oldest first."""
        rows = self._rows(
            "SELECT * FROM source_days WHERE day >= ? ORDER BY source, day", (since.isoformat(),)
        )
        found: dict[str, list[SourceDay]] = {}
        for row in rows:
            if names is None or row["source"] in names:
                figures = {name: row[name] for name in _FIGURES}
                day = SourceDay(day=date.fromisoformat(row["day"]), **figures)
                found.setdefault(row["source"], []).append(day)
        return found

    def robots(self, origin: str, now: datetime, *, insecure: bool) -> StoredRobots | None:
        """Return robots.txt of an origin if it need not be asked again at ``now``."""
        rows = self._rows(
            "SELECT * FROM robots WHERE origin = ? AND insecure = ? AND until > ?",
            (clean_text(origin), int(insecure), to_text(now)),
        )
        return _robots(rows[0]) if rows else None

    def save_robots(self, files: Mapping[tuple[str, bool], StoredRobots]) -> None:
        """Keep robots.txt of several origins."""
        rows = [
            (
                clean_text(origin),
                int(insecure),
                to_text(file.fetched),
                to_text(file.until),
                file.status,
                file.body,
                clean_text(file.trouble),
                clean_text(file.detail),
            )
            for (origin, insecure), file in files.items()
        ]
        if rows:
            with self._transaction() as connection:
                connection.executemany(_SAVE_ROBOTS, rows)


def _column(value: str | float | datetime | None) -> str | float | None:
    if isinstance(value, datetime):
        return to_text(value)
    return clean_text(value) if isinstance(value, str) else value


def _source(row: sqlite3.Row) -> SourceState:
    columns = {key: row[key] for key in _COLUMNS}
    times = {key: to_time(columns[key]) for key in _TIMES}
    flags = {key: bool(columns[key]) for key in _FLAGS}
    return SourceState(**columns | times | flags)


def _robots(row: sqlite3.Row) -> StoredRobots:
    fetched, until = to_time(row["fetched"]), to_time(row["until"])
    assert fetched is not None  # both are NOT NULL and written by us
    assert until is not None
    return StoredRobots(fetched, until, row["status"], row["body"], row["trouble"], row["detail"])
