"""Which layout a store has, and how an older one becomes the present one.

Knows the migrations and their order. Must not know how rows are read or written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import StoreError
from storage.layout_archive import archive_and_numbers
from storage.layout_channels import channels
from storage.tables import FIRST_LAYOUT
from storage.tables_revisits import REVISITS_LAYOUT
from storage.tables_slots import SLOTS_LAYOUT
from storage.tables_watch import WATCH_LAYOUT
from storage.values import to_text, utc_now

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Written into the file's header, so that another program's database is never taken for a store.
APPLICATION_ID = int.from_bytes(b"nwsv")


def first_layout(db: Database) -> None:
    """Lay out an empty file."""
    for statement in FIRST_LAYOUT:
        db.execute(statement)


def timetable(db: Database) -> None:
    """Remember what is due next, old slots by the day, and how often sources change."""
    for statement in SLOTS_LAYOUT:
        db.execute(statement)


def watching(db: Database) -> None:
    """Add what watching sources for months needs to remember."""
    for statement in WATCH_LAYOUT:
        db.execute(statement)


def revisit_addresses(db: Database) -> None:
    """Remember under which address an article is to be asked for again."""
    for statement in REVISITS_LAYOUT:
        db.execute(statement)


#: In order of birth; a store's ``user_version`` is the number of those it has been through.
MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    first_layout,
    channels,
    timetable,
    archive_and_numbers,
    watching,
    revisit_addresses,
)


def version(connection: sqlite3.Connection, path: Path) -> int:
    """Return how many migrations the file has been through; 0 for a new file.

    Raises:
        StoreError: the file is another program's, or a newer newsvane's.
    """
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and owner != APPLICATION_ID:
        raise StoreError(
            f"{path} is a SQLite database but not a newsvane store; give another path with --db"
        )
    if number > len(MIGRATIONS):
        raise StoreError(
            f"{path} was written by a newer newsvane (layout {number}, this one knows "
            f"{len(MIGRATIONS)}); upgrade newsvane, or go back to a backup"
        )
    return number


def require_present(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse to read a file whose layout is not the present one.

    Raises:
        StoreError: it is older, newer, empty or another program's.
    """
    number = version(connection, path)
    if number < len(MIGRATIONS):
        raise StoreError(
            f"{path} has layout {number}, this newsvane needs {len(MIGRATIONS)}; "
            "run `newsvane doctor` once to bring it up to date (it makes a backup first)"
        )


def upgrade(
    db: Database, path: Path, writing: Callable[[], AbstractContextManager[object]]
) -> list[Path]:
    """Bring the file to the present layout; return the backups made on the way.

    Each migration is one transaction of ``writing``. Before the first change of a file that
    was laid out before, its state is copied beside it while the write lock is held, so that nobody
    writes in between.
    """
    from sqlite_utils.migrations import Migrations  # noqa: PLC0415 - only who migrates pays

    steps = Migrations("newsvane")
    for migration in MIGRATIONS:
        steps(name=migration.__name__)(migration)
    names = [migration.__name__ for migration in MIGRATIONS]
    backups: list[Path] = []
    holds_something = version(db.conn, path) > 0
    while version(db.conn, path) < len(MIGRATIONS):
        with writing():
            number = version(db.conn, path)
            if number == len(MIGRATIONS):  # another process was quicker
                break
            if holds_something and not backups:
                backups.append(_backup(path, number))
            steps.apply(db, stop_before=names[number + 1 :])
            db.execute(f"PRAGMA user_version = {number + 1}")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return backups


def _backup(path: Path, number: int) -> Path:
    """Copy the committed state of ``path`` beside it, under a name that is not taken."""
    stamp = (to_text(utc_now()) or "").replace(":", "").replace("-", "")
    target = path.with_name(f"{path.name}.layout-{number}.{stamp}.backup")
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
        finally:
            copy.close()
    finally:
        source.close()
    return target
