"""Looking after the file: is it whole, how big is it, copying and mending it.

Knows what can be wrong with a store as a file. Must not know what articles mean.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from storage import retention, search_index
from storage.connection import Connection, damage
from storage.errors import StoreError
from storage.records import Segmenter
from storage.search_text import FoldTable
from storage.values import to_text, to_time

#: A log this long is a sign that some reader never ends.
_LONG_LOG_BYTES = 256 * 1024 * 1024
_BATCH = 100
_COUNTS = {
    "stories": "SELECT count(*) FROM stories",
    "relevant": "SELECT count(*) FROM stories WHERE label = 'relevant'",
    "review": "SELECT count(*) FROM stories WHERE label = 'review'",
    "untold": "SELECT count(*) FROM stories WHERE told IS NULL",
    "articles": "SELECT count(*) FROM articles",
    "copies": "SELECT count(*) FROM articles WHERE relation <> 'lead'",
    "quotes": "SELECT count(*) FROM quotes",
    "revisions": "SELECT count(*) FROM revisions",
    "dropped": "SELECT count(DISTINCT url) FROM dropped",
    "seen": "SELECT count(*) FROM seen",
    "sources": "SELECT count(*) FROM sources",
    "runs": "SELECT count(*) FROM runs",
    "open_runs": "SELECT count(*) FROM runs WHERE finished IS NULL",
    "undecided_deliveries": "SELECT count(*) FROM deliveries WHERE state = 'undecided'",
}


class Care(Connection):
    """The part of a store that keeps it well."""

    _segmenter: Segmenter | None
    _folds: FoldTable

    def status(self) -> dict[str, int]:
        """Return how much of everything there is; ``bytes`` and ``log_bytes`` are of the file."""
        with self._reading() as connection:
            counts = {
                name: int(connection.execute(sql).fetchone()[0]) for name, sql in _COUNTS.items()
            }
        return counts | {"bytes": _size(self.path), "log_bytes": _size(self._log())}

    def integrity(self) -> list[str]:
        """Return what is wrong with the file, a sentence each; reads all of it."""
        try:
            problems = self._damage()
        except sqlite3.DatabaseError as error:
            return [f"{self.path} cannot be read to its end: {error}"]
        if long := self.long_log():
            problems.append(long)
        return problems

    def long_log(self) -> str | None:
        """Say so if the write-ahead log has grown beyond all measure; looks at its size only."""
        size = _size(self._log())
        if size <= _LONG_LOG_BYTES:
            return None
        return (
            f"{self._log()} is {size >> 20} MiB long: "
            "a program that reads the store and never ends keeps it from being folded in"
        )

    def rebuild_search(self) -> int:
        """Build the search index anew from the articles; return how many there were.

        One interrupted goes on where it stopped: until its end, search finds a part.
        """
        with self._writing() as db:
            search_index.empty(db.conn)
        return self.index_missing()

    def index_missing(self) -> int:
        """Index the articles that are not indexed; return how many there were."""
        if self._segmenter is None:
            raise StoreError(f"{self.path} was opened without a segmenter")
        done = 0
        while rows := search_index.missing(self._sql, _BATCH):
            prepared = [
                (
                    row["id"],
                    row["text_sha256"],
                    search_index.document(
                        row["title"], row["text"], row["restored"], self._segmenter, self._folds
                    ),
                )
                for row in rows
            ]
            with self._writing() as db:
                for article, sha256, content in prepared:
                    search_index.put_if_missing(db.conn, article, sha256, content)
            done += len(rows)
        return done

    def backup(self, target: str | Path) -> Path:
        """Write a compact copy of the store to a new file; others may go on writing.

        Raises:
            StoreError: there is such a file already, or it cannot be written.
        """
        path = Path(target)
        if path.exists():
            raise StoreError(f"{path} exists; give the name of a new file for the backup")
        if not path.parent.is_dir():
            raise StoreError(f"{path.parent} does not exist; make that directory for the backup")
        try:
            self._sql.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.Error as error:
            path.unlink(missing_ok=True)
            raise StoreError(f"the backup to {path} failed: {error}") from error
        return path

    def pruned(self) -> datetime | None:
        """Return when ``prune`` was last done; None: never."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'pruned'")
        return to_time(rows[0]["value"]) if rows else None

    def prune(self, now: datetime | None = None) -> dict[str, int]:
        """Delete what each table keeps no longer; return how many rows of which table."""
        with self._writing() as db:
            moment = now or self._now()
            deleted = retention.prune(db.conn, moment)
            kept = {"key": "pruned", "value": to_text(moment)}
            db.table("settings").upsert(kept, pk="key")
        with self._explained():
            self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._sql.execute("PRAGMA optimize").fetchall()
        return deleted

    def _damage(self) -> list[str]:
        run = self._sql.execute
        problems = damage(self._sql, "integrity_check(20)")
        problems += [
            f"row {row['rowid']} of {row['table']} refers to a row of {row['parent']}"
            " that is not there"
            for row in run("PRAGMA foreign_key_check").fetchmany(20)
        ]
        problems += search_index.problems(self._sql)
        if not self.read_only and search_index.damaged(self._sql):
            problems.append("the search index is damaged; rebuilding it mends that")
        lost = run("SELECT count(*) FROM stories WHERE lead IS NULL").fetchone()[0]
        if lost:
            problems.append(f"{lost} stories have no lead")
        return problems

    def _log(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
