"""robots.txt kept between runs: for a day, as RFC 9309 2.4 allows, trouble with it for less.

Knows for how long which answer holds, and the store's table. Must not know how robots.txt is
fetched or what its rules mean.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from storage.source_rows import StoredRobots

#: How long rules hold, and "there are none" likewise.
KEPT = timedelta(hours=24)
#: How long a server in trouble is taken to be so: a poll a minute must not ask each time.
KEPT_TROUBLE = timedelta(minutes=10)

Key = tuple[str, bool]


class Keeps(Protocol):
    """The part of a store that is used here."""

    def robots(self, origin: str, now: datetime, *, insecure: bool) -> StoredRobots | None:
        """Return robots.txt of an origin if it need not be asked again at ``now``."""
        ...

    def save_robots(self, files: dict[Key, StoredRobots]) -> None:
        """Keep robots.txt of several origins."""
        ...


def lasts(status: int) -> timedelta:
    """Return for how long an answer holds."""
    fine = 200 <= status < 300 or (400 <= status < 500 and status != 429)
    return KEPT if fine else KEPT_TROUBLE


class RobotsShelf:
    """What a run finds on the shelf and puts there; written all at once by ``save``."""

    def __init__(
        self, store: Keeps, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._now = now
        self._fresh: dict[Key, StoredRobots] = {}

    def get(self, origin: str, *, insecure: bool) -> StoredRobots | None:
        """Return what is known of an origin's robots.txt, if it still holds."""
        return self._store.robots(origin, self._now(), insecure=insecure)

    def put(
        self,
        origin: str,
        *,
        insecure: bool,
        status: int,
        body: bytes = b"",
        trouble: str = "",
        detail: str = "",
    ) -> None:
        """Put an answer on the shelf for as long as it holds; ``trouble`` where it forbids all.

        Where there was no answer, there is nothing to keep: asking for the list would fail as well.
        """
        now = self._now()
        file = StoredRobots(now, now + lasts(status), status, body, trouble, detail)
        self._fresh[origin, insecure] = file

    def save(self) -> None:
        """Write what is new."""
        self._store.save_robots(self._fresh)
        self._fresh = {}
