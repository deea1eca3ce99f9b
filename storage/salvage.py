"""Saving what can be read of a damaged store into a new file.

Knows how to step around unreadable pages. The damaged file is never written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from storage import candidates, stories
from storage.records import Matcher

#: Parents before children. Fingerprints and the search index are made anew from the texts.
_TABLES = (
    *("stories", "articles", "verdicts", "revisions", "quotes", "merged_stories", "deliveries"),
    *("decisions", "revisits", "takedowns", "source_days"),
    *("dropped", "seen", "sources", "runs", "slots", "substitutions", "settings", "channels"),
    *("dues", "slot_days", "rhythms"),
)
_STRETCH = 512


def copy_readable(damaged: Path, target: sqlite3.Connection, matcher: Matcher) -> dict[str, int]:
    """Copy every readable row of a damaged store into an empty one, whose write lock is held.

    Return how many rows of which table were saved. What refers to a row that is lost is left out;
    fingerprints and stories are worked out anew, and search is still to be indexed.
    """
    source = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    source.row_factory = sqlite3.Row
    try:
        target.execute("PRAGMA defer_foreign_keys = ON")
        saved = {table: _copy(source, target, table) for table in _TABLES}
    finally:
        source.close()
    _leave_out_orphans(target)
    _work_out(target, matcher)
    return saved


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    saved = 0
    for row in _rows(source, table):
        columns = row.keys()
        values = [None if name == "search_id" else row[name] for name in columns]
        marks = ", ".join("?" * len(columns))
        saved += target.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - columns of ours
            values,
        ).rowcount
    return saved


def _rows(source: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """Yield the rows that can be read."""
    try:
        last = source.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608 - a table of ours
    except sqlite3.DatabaseError:
        # Without row numbers, or with a damaged end: from both ends up to the damage.
        for direction in ("ASC", "DESC"):
            yield from _until_damage(source, f"SELECT * FROM {table} ORDER BY 1 {direction}")  # noqa: S608 - ours
        return
    for first in range(1, last + 1, _STRETCH):
        yield from _stretch(source, table, first, min(last, first + _STRETCH - 1))


def _until_damage(source: sqlite3.Connection, sql: str) -> Iterator[sqlite3.Row]:
    try:
        yield from source.execute(sql)
    except sqlite3.DatabaseError:
        return


def _stretch(
    source: sqlite3.Connection, table: str, first: int, last: int
) -> Iterator[sqlite3.Row]:
    """Yield the rows with numbers from first to last, halving the stretch around damage."""
    try:
        rows = source.execute(
            f"SELECT * FROM {table} WHERE rowid BETWEEN ? AND ?",  # noqa: S608 - a table of ours
            (first, last),
        ).fetchall()
    except sqlite3.DatabaseError:
        if first < last:
            middle = (first + last) // 2
            yield from _stretch(source, table, first, middle)
            yield from _stretch(source, table, middle + 1, last)
        return
    yield from rows


def _leave_out_orphans(connection: sqlite3.Connection) -> None:
    """Give articles whose story is lost one of their own; delete what else refers to nothing."""
    for row in connection.execute(
        "SELECT id, fetched FROM articles WHERE story NOT IN (SELECT id FROM stories)"
    ).fetchall():
        story = connection.execute(
            "INSERT INTO stories (first_seen) VALUES (?)", (row["fetched"],)
        ).lastrowid
        connection.execute("UPDATE articles SET story = ? WHERE id = ?", (story, row["id"]))
    connection.execute("UPDATE stories SET lead = NULL")
    for table, column, parent in (
        ("verdicts", "article", "articles"),
        ("decisions", "article", "articles"),
        ("revisits", "article", "articles"),
        ("takedowns", "article", "articles"),
        ("revisions", "article", "articles"),
        ("quotes", "quoting", "articles"),
        ("quotes", "quoted", "articles"),
        ("seen", "article", "articles"),
        ("deliveries", "story", "stories"),
        ("merged_stories", "into_story", "stories"),
    ):
        connection.execute(
            f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {parent})"  # noqa: S608 - the names above
        )


def _work_out(connection: sqlite3.Connection, matcher: Matcher) -> None:
    for row in connection.execute("SELECT id, story, text FROM articles").fetchall():
        hashes = candidates.bounded(matcher.fingerprint(row["text"]))
        candidates.index(connection, row["id"], row["story"], hashes)
    for row in connection.execute("SELECT id FROM stories").fetchall():
        stories.refresh(connection, matcher, row["id"], None)
