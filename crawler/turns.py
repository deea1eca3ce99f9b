"""Whose turn it is at a host, among all processes that crawl for one store.

Within a process Scrapy asks a host one thing at a time and leaves a pause between; this holds the
same between processes: children of the daemon whose lists lead to one host, a second look, a
``crawl`` by hand. Knows a file, locks and a clock. Must not know what is asked for.

The file beside the store has a place for each of many hosts, by a hash of the name: two that fall
on one place wait for each other, which costs a little time and nothing else. Who asks locks the
place as long as that takes; the kernel lets go of it however a process ends. What stands there is
when it was last asked, and by which process; and until when a host asked to be left alone, which
concerns all. The clock is the machine's, the same for all
processes; it begins anew with the machine, so that a time ahead of now tells nothing.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import logging
import os
import struct
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)

_PLACES = 1 << 16
_WHAT = struct.Struct("<dq")
#: Behind the places: until when a host is to be left alone (seconds since 1970), and which.
_HOLD = struct.Struct("<dQ")
_HOLDS = _PLACES * _WHAT.size
_LONGEST = 25 * 3600.0
#: Seconds between two attempts at a place that another process holds.
_AGAIN = 0.1
_ALONE = "each process asks hosts one thing at a time for itself"


class Turns:
    """The places of one file. One object a process and file: see :func:`beside`.

    Args:
        path: The file; made where there is none.
    """

    def __init__(self, path: Path) -> None:
        # POSIX locks: all of a process's are gone once it closes the file, which it never does.
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self._held: Counter[int] = Counter()
        self._path, self._told = path, False

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """Wait until no other process asks ``host`` anything, nor has for ``delay`` seconds."""
        place = _place(host) * _WHAT.size
        while not self._take(place):  # noqa: ASYNC110  who lets go is another process
            await asyncio.sleep(_AGAIN)
        try:
            if (wait := self._rest(place, delay)) > 0:
                await asyncio.sleep(wait)
            self._note(place)
            yield
        finally:
            self._give(place)

    def held(self, host: str) -> float:
        """Return until when ``host`` is to be left alone, in seconds since 1970; 0: it is not."""
        with suppress(OSError, struct.error):
            until, which = _HOLD.unpack(os.pread(self._file, _HOLD.size, _hold_place(host)))
            now = time.time()  # one further ahead was noted by a clock that has been put right
            if now < until <= now + _LONGEST and which == _name(host):
                return float(until)
        return 0.0

    def hold(self, host: str, until: float) -> None:
        """Note for all processes, also later ones, until when ``host`` is to be left alone."""
        with suppress(OSError):  # of two hosts on one place, the one that asked last is heard
            os.pwrite(self._file, _HOLD.pack(until, _name(host)), _hold_place(host))

    def _take(self, place: int) -> bool:
        if not self._held[place]:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _WHAT.size, place)
            except (BlockingIOError, PermissionError):  # as systems say that another holds it
                return False
            except OSError as error:  # a file system without locks: pauses are kept all the same
                self._complain(error)
        self._held[place] += 1
        return True

    def _give(self, place: int) -> None:
        self._held[place] -= 1
        if not self._held[place]:
            del self._held[place]
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_UN, _WHAT.size, place)

    def _complain(self, error: OSError) -> None:
        if not self._told:
            log.warning("%s cannot be locked: %s: %s", self._path, error.strerror, _ALONE)
        self._told = True

    def _rest(self, place: int, delay: float) -> float:
        """Return the seconds that are left of the pause after another process's request."""
        with suppress(OSError, struct.error):
            last, process = _WHAT.unpack(os.pread(self._file, _WHAT.size, place))
            since = time.monotonic() - last
            if process != os.getpid() and 0 <= since < delay:
                return float(delay - since)
        return 0.0

    def _note(self, place: int) -> None:
        with suppress(OSError):  # a full disk: the lock still keeps one at a time
            os.pwrite(self._file, _WHAT.pack(time.monotonic(), os.getpid()), place)


def _place(host: str) -> int:
    return zlib.crc32(host.encode("utf-8", "replace")) % _PLACES


def _hold_place(host: str) -> int:
    return _HOLDS + _place(host) * _HOLD.size


def _name(host: str) -> int:
    return int.from_bytes(hashlib.blake2b(host.encode("utf-8", "replace"), digest_size=8).digest())


@cache
def beside(database: str) -> Turns | None:
    """Return the turns of a store; None without one, and where there can be no file."""
    if not database:
        return None
    path = Path(f"{database}.turns")
    try:
        return Turns(path)
    except OSError as error:
        log.warning("%s: %s: %s", path, error.strerror, _ALONE)
        return None
