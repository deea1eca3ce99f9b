"""Copies of the store on a schedule, the latest few kept.

Knows how they are named and how long they stay. Must not know when: it is called.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from crawler.library import open_store
from crawler.upkeep.settings import Backup
from scheduler.plan import trigger
from storage.errors import StoreError

log = logging.getLogger(__name__)

_STAMP = "%Y%m%dT%H%M%SZ"
_HALF = ".partial"


def due(backup: Backup, database: Path, zone: str, now: datetime) -> bool:
    """Tell whether a backup is due: one was, since the latest that there is."""
    if backup.folder is None or not database.is_file():
        return False
    kept = _kept(backup.folder, database)
    if not kept:
        return True
    made = trigger(backup.every, timezone=zone)
    last = _time(kept[-1], database)
    fire = made.get_next_fire_time(last, last)
    if fire is not None and fire <= last:
        fire = made.get_next_fire_time(fire, fire)
    return fire is not None and fire <= now


def make(backup: Backup, database: Path, now: datetime) -> Path:
    """Write a copy of the store, and delete the oldest beyond those that are kept.

    It has its name only once it is whole. Others may go on writing meanwhile.

    Raises:
        StoreError: It cannot be written; the message says why.
    """
    folder = backup.folder
    assert folder is not None, "asked for where none is wanted"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        room = shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreError(f"{folder}: no backup can be kept there: {error.strerror}") from error
    need = database.stat().st_size
    if room < need:
        raise StoreError(
            f"{folder}: no room for a backup of {database}: {need >> 20} MiB are needed, "
            f"{room >> 20} MiB are free"
        )
    target = folder / f"{database.stem}-{now.strftime(_STAMP)}.db"
    half = target.with_name(target.name + _HALF)
    for left in folder.glob(f"{database.stem}-*.db{_HALF}"):
        left.unlink(missing_ok=True)
    with open_store(database, read_only=True) as store:
        store.backup(half)
    _sync(half)
    half.replace(target)
    _sync(folder)
    for old in _kept(folder, database)[: -backup.keep]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def _kept(folder: Path, database: Path) -> list[Path]:
    """Return the backups of this store, oldest first; nothing else in the folder is touched."""
    name = re.compile(re.escape(database.stem) + r"-\d{8}T\d{6}Z\.db")
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name))


def _time(path: Path, database: Path) -> datetime:
    stamp = path.stem.removeprefix(f"{database.stem}-")
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def _sync(path: Path) -> None:
    """Have it on the disk before what it replaces is gone."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
