"""One open database file: how it is opened, locked, and how its trouble is put into words.

Knows SQLite's modes and locks. Must not know what the tables mean.
"""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from storage import schema
from storage.errors import StoreError, explain, is_busy
from storage.place import require_place, weak_place
from storage.values import utc_now

if TYPE_CHECKING:
    from sqlite_utils import Database

_LOG = logging.getLogger("newsvane.storage")
#: SQLite itself waits so long for a lock before it says that the file is busy.
_BUSY_SECONDS = 5.0
#: A file up to this size is checked page by page when it is opened for writing.
_CHECKED_BYTES = 32 * 1024 * 1024
_CACHE_KIB = 32 * 1024
_WAL_LIMIT_BYTES = 64 * 1024 * 1024


class Connection:
    """An open store file. Not to be shared between threads.

    ``patience`` is how many seconds a write waits for others to finish before it gives up;
    ``clock`` tells the time where an article does not.

    Raises:
        StoreError: the file cannot be used; nothing has been changed.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        read_only: bool = False,
        patience: float = 60.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self._patience = patience
        self._now = clock
        self._utils: Database | None = None
        self._upgraded = False
        require_place(self.path, read_only=read_only)
        with self._explained():
            wait = min(_BUSY_SECONDS, patience)
            self._sql = (_open_to_read if read_only else _open_to_write)(self.path, wait)
            try:
                if read_only:
                    schema.require_present(self._sql, self.path)
                else:
                    self._prepare()
            except BaseException:
                self._sql.close()
                raise

    def limit_cache(self, kib: int) -> None:
        """Keep at most so many KiB of the file in memory: for who writes little, for months."""
        self._sql.execute(f"PRAGMA cache_size = -{int(kib)}")

    def close(self) -> None:
        """Close the file. Closing twice does no harm."""
        self._sql.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _db(self) -> Database:
        """The same connection as sqlite-utils sees it; its import is left to those who write."""
        if self._utils is None:
            from sqlite_utils import Database  # noqa: PLC0415 - it imports numpy where it can

            self._utils = Database(self._sql, execute_plugins=False)
        return self._utils

    def _prepare(self) -> None:
        schema.version(self._sql, self.path)  # refuses before anything is changed
        if 0 < self.path.stat().st_size <= _CHECKED_BYTES:
            problems = damage(self._sql, "quick_check(1)")
            if problems:
                raise StoreError(
                    f"{self.path} is damaged ({problems[0]}); run `newsvane doctor` to see what "
                    "can be saved, or go back to a backup"
                )
        if self._retried(lambda: self._sql.execute("PRAGMA journal_mode = WAL")) != "wal":
            _LOG.warning("%s cannot use a write-ahead log: readers will block writers", self.path)
        if place := weak_place(self.path):
            _LOG.warning(
                "%s lies on a network file system (%s), whose locks SQLite cannot trust: "
                "let only one machine use it, or move it to a local disk",
                self.path,
                place,
            )
        if schema.version(self._sql, self.path) == len(schema.MIGRATIONS):
            return
        for backup in schema.upgrade(self._db, self.path, self._writing):
            self._upgraded = True
            _LOG.warning("%s was brought to a new layout; the old one is in %s", self.path, backup)

    def _retried(self, act: Callable[[], sqlite3.Cursor]) -> Any:
        """Run a statement until no one is in its way; give the first column of its answer.

        SQLite does not wait in every case in which a lock is missing, so we do.
        """
        deadline = time.monotonic() + self._patience
        pause = 0.01
        while True:
            try:
                row = act().fetchone()
                return row[0] if row else None
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() >= deadline:
                    raise
            time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - spreads those who wait
            pause = min(2 * pause, 0.5)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn trouble with the file into one sentence for a person."""
        try:
            yield
        except sqlite3.Error as error:
            explained = explain(error, self.path)
            if explained is None:
                raise
            raise explained from error

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        """Hold the write lock as :meth:`_transaction` does; the file as sqlite-utils sees it."""
        with self._transaction():
            yield self._db

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock from the first read to the commit; undo everything on any error.

        A transaction that begins by reading and then writes would be refused at once when
        another wrote in between, without SQLite's waiting for it: hence BEGIN IMMEDIATE.
        """
        if self.read_only:
            raise StoreError(f"{self.path} was opened for reading only")
        with self._explained():
            self._retried(lambda: self._sql.execute("BEGIN IMMEDIATE"))
            try:
                yield self._sql
                self._sql.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # the first error is the one to tell
                    self._sql.rollback()
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the file throughout, whatever others write meanwhile."""
        with self._explained():
            if self._sql.in_transaction:
                yield self._sql
                return
            self._sql.execute("BEGIN")
            try:
                yield self._sql
            finally:
                self._sql.rollback()

    def _rows(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[sqlite3.Row]:
        with self._explained():
            return self._sql.execute(sql, parameters).fetchall()


def damage(connection: sqlite3.Connection, check: str) -> list[str]:
    """Return what one of SQLite's checks finds wrong, a line each."""
    lines = [line for row in connection.execute(f"PRAGMA {check}") for line in row[0].splitlines()]
    return [line for line in lines if line != "ok" and not line.startswith("***")]


def _open_to_write(path: Path, wait: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in (
        "foreign_keys = ON",
        "synchronous = NORMAL",
        f"cache_size = -{_CACHE_KIB}",
        f"journal_size_limit = {_WAL_LIMIT_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _open_to_read(path: Path, wait: float) -> sqlite3.Connection:
    """Open so that nothing can be written, also from a directory that cannot be written.

    A reader of a write-ahead log needs a shared-memory file beside it. Where none can be made
    and no log is left over, nobody is writing, and the file may be read as it lies.
    """
    uri = path.absolute().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=wait, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
            connection.close()
            raise
        connection.close()
        connection = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection
