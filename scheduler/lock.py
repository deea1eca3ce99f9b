"""One daemon for one thing: a lock that ends with its holder, however that ends.

Knows files and processes. Must not know what is locked.

The kernel holds the lock (``flock``) for as long as the holder lives: none is left behind by a
kill, and a number that another process was given meanwhile does no harm. What stands in the file
is for people only.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

#: A holder that is being ended gets so many seconds to go.
_PATIENCE = 3.0


class HeldError(OSError):
    """Another process holds the lock; the message says which, and since when."""


@contextmanager
def hold(path: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock whose file is ``path`` (made where there is none, and left behind).

    Args:
        path: Of the file, beside what it locks.
        patience: Seconds to wait for another to let go.

    Raises:
        HeldError: Another process holds it.
        OSError: The file cannot be made or locked.
    """
    # Not inherited by children, who must not hold it longer than we do.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(descriptor, path, patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {_now()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise HeldError(_holder(descriptor, path)) from error
            time.sleep(0.1)
        else:
            return


def _holder(descriptor: int, path: Path) -> str:
    said = os.pread(descriptor, 200, 0).decode("utf-8", "replace").split()
    if len(said) < 2 or not said[0].isdecimal():
        return f"{path} is held by another process"
    return f"held by process {said[0]} since {said[1]} ({path})"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
