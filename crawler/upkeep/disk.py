"""Whether there is room: before the disk is full no new pages are crawled, until there is again.

Knows files and sizes. Must not know what is crawled.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from crawler.upkeep.settings import MEGABYTE, Disk

#: It goes on when there is so much more than the least, so that it does not stop at once again.
_AGAIN = 1.1
#: Of the ceiling or of the least, from where on a warning is given.
_NEAR = 2.0
_NEAR_CEILING = 0.9
#: Seconds between two looks.
_PACE = 2.0


class Room:
    """How much room there is for the store, and whether that is enough.

    Args:
        disk: What the user set.
        store: The store's file, which need not exist.
    """

    def __init__(self, disk: Disk, store: Path) -> None:
        self._disk = disk
        self._store = store
        self._looked = -_PACE
        self._held = ""

    def held(self) -> str:
        """Return why no more pages may be crawled; empty: they may. Cheap to ask often."""
        now = time.monotonic()
        if now - self._looked >= _PACE:
            self._looked = now
            self._held = self._look()
        return self._held

    def warning(self) -> str:
        """Return what is soon to be done; empty: nothing."""
        free, used = self.free(), self.used()
        if free < self._disk.min_free * _NEAR:
            return f"only {_said(free)} are free for {self._store}"
        if self._disk.max_store and used > self._disk.max_store * _NEAR_CEILING:
            return f"{self._store} takes {_said(used)} of at most {_said(self._disk.max_store)}"
        return ""

    def free(self) -> int:
        """Return how many bytes are free on the store's disk."""
        folder = self._store.absolute().parent
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def used(self) -> int:
        """Return how many bytes the store takes, with its log."""
        return sum(_size(Path(f"{self._store}{end}")) for end in ("", "-wal"))

    def _look(self) -> str:
        slack = _AGAIN if self._held else 1.0
        least = self._disk.min_free * slack
        free = self.free()
        if free < least:
            return (
                f"only {_said(free)} are free for {self._store}, "
                f"less than min_free ({_said(self._disk.min_free)}); "
                "make room, and it goes on by itself"
            )
        most, used = self._disk.max_store, self.used()
        if most is not None and used > most / slack:
            return (
                f"{self._store} takes {_said(used)}, more than max_store ({_said(most)}); "
                "raise it, or move old stories away"
            )
        return ""


def _said(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
