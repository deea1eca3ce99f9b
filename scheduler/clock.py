"""The daemon's clock: APScheduler's scheduler, which beats once a second and starts the chores.

Knows APScheduler and two clocks, the wall's and the one that only goes forward. Must not know
what a beat is for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.triggers.base import BaseTrigger

from scheduler.chores import Chore, attempt

#: Seconds between two beats.
BEAT = 1.0
#: The wall clock was set if it went on by so many seconds more or less than time did.
_SET = 30.0
#: Chores that may be at work at once.
_CHORES_AT_ONCE = 4


class Clock:
    """Beats, and calls chores when they are due, each in a thread of its own pool.

    APScheduler sleeps by the wall clock: where that is put back by an hour, it would sleep an
    hour more. ``wait`` therefore returns after two beats at the latest, and plans all anew when
    the wall clock was set.
    """

    def __init__(self, chores: Iterable[Chore] = ()) -> None:
        from apscheduler.executors.pool import ThreadPoolExecutor  # noqa: PLC0415
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415

        # A skipped beat or chore is one that is still at work; that is how it is meant.
        for name in ("apscheduler.scheduler", "apscheduler.executors"):
            logging.getLogger(name).setLevel(logging.ERROR)
        # APScheduler's default grace of one second drops late jobs without a word.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults=defaults,
            executors={
                "default": ThreadPoolExecutor(_CHORES_AT_ONCE),
                "beat": ThreadPoolExecutor(1),
            },
        )
        self._beat = threading.Event()
        self._scheduler.add_job(self._beat.set, _EachBeat(), id="beat", executor="beat")
        self._chores: dict[str, Chore] = {}
        self.replace(chores)
        self._seen = (time.time(), time.monotonic())

    def replace(self, chores: Iterable[Chore]) -> None:
        """Have these chores in place of those before; one that is at work is left to end."""
        for name in self._chores:
            self._scheduler.remove_job(f"chore {name}")
        self._chores = {chore.name: chore for chore in chores}
        for chore in self._chores.values():
            first: dict[str, Any] = {"next_run_time": datetime.now(UTC)} if chore.at_start else {}
            self._scheduler.add_job(
                attempt, chore.trigger, args=(chore,), id=f"chore {chore.name}", **first
            )

    def start(self) -> None:
        """Begin to beat."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start nothing more. A chore that is at work is not waited for."""
        self._scheduler.shutdown(wait=False)

    def wait(self) -> None:
        """Wait for the next beat."""
        self._beat.wait(2 * BEAT)
        self._beat.clear()
        wall, steady = time.time(), time.monotonic()
        gone = (wall - self._seen[0]) - (steady - self._seen[1])
        self._seen = (wall, steady)
        if abs(gone) > _SET:
            self._plan_anew()

    def wake(self) -> None:
        """Make ``wait`` return. Safe to call from a signal handler and from any thread."""
        self._beat.set()

    def looks_ended(self) -> None:
        """Call the chores that follow looks soon."""
        for chore in self._chores.values():
            if chore.after_looks:
                self._scheduler.modify_job(f"chore {chore.name}", next_run_time=datetime.now(UTC))

    def _plan_anew(self) -> None:
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=job.trigger.get_next_fire_time(None, now))


class _EachBeat(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """A second from now, whatever the last time was: no beats to make up for after a sleep."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the next beat."""
        del previous
        return now + timedelta(seconds=BEAT)
