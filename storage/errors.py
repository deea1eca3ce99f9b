"""What the store says when it cannot work: one sentence that names the file and what to do.

Knows SQLite's result codes. Must not know what is stored.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

# Primary result codes, https://www.sqlite.org/rescode.html: the low byte of an extended code.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR = 3, 5, 6, 8, 10
_CORRUPT, _FULL, _CANTOPEN, _NOTADB = 11, 13, 14, 26
#: Bytes; the index of the write-ahead log grows by half as much.
_LEAST_SPACE = 64 * 1024


class StoreError(Exception):
    """The store cannot be used as asked. The message is for a person.

    ``temporary`` is true where the same call may succeed later without anyone's help or after
    making space: a locked file, a full disk.
    """

    def __init__(self, message: str, *, temporary: bool = False) -> None:
        super().__init__(message)
        self.temporary = temporary


def result_code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code, or None for an error of the Python module itself."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another connection holds the lock that was needed."""
    return result_code(error) in {_BUSY, _LOCKED}


def _is_full(path: Path) -> bool:
    import shutil  # noqa: PLC0415 - brings every kind of archive along

    try:
        return shutil.disk_usage(path.parent).free < _LEAST_SPACE
    except OSError:
        return False


def explain(error: sqlite3.Error, path: Path) -> StoreError | None:
    """Translate trouble with the file; None for an error that is the program's own."""
    code = result_code(error)
    if code == _IOERR and _is_full(path):
        code = _FULL  # where the log's index cannot grow, SQLite does not say why
    match code:
        case c if c in {_BUSY, _LOCKED}:
            return StoreError(
                f"{path} is locked by another program; try again when it has finished",
                temporary=True,
            )
        case c if c == _FULL:
            return StoreError(
                f"the disk that holds {path} is full; make space, nothing stored was lost",
                temporary=True,
            )
        case c if c == _CORRUPT:
            return StoreError(
                f"{path} is damaged; run `newsvane doctor` to see what can be saved, "
                "or go back to a backup"
            )
        case c if c == _NOTADB:
            return StoreError(
                f"{path} is not a SQLite database; it was left as it is: give another path with "
                "--db, or run `newsvane doctor` if it once was a store"
            )
        case c if c in {_READONLY, _PERM}:
            return StoreError(
                f"{path} is read-only; make the file and its directory writable, "
                "or give another path with --db"
            )
        case c if c == _CANTOPEN:
            return StoreError(
                f"{path} cannot be opened; check that its directory exists and is writable"
            )
        case c if c == _IOERR:
            return StoreError(
                f"reading or writing {path} failed ({error}); check the disk, "
                "then run `newsvane doctor`",
                temporary=True,
            )
        case _:
            return None
