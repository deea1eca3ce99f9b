"""A cron trigger that fires once for each local time, also where clocks are put back.

Knows APScheduler's triggers. ``CronTrigger`` 3.11 gives the repeated hour twice, and then gives
its second occurrence for ever when it is asked for what follows it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.triggers.base import BaseTrigger

#: Clocks are put back by an hour; in a few places by half of one, or once by two.
_STEP = timedelta(minutes=30)
_STEPS = 8


class OncePerLocalTime(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """Wraps a ``CronTrigger``.

    Args:
        cron: The trigger that knows the fields and the time zone.
    """

    def __init__(self, cron: Any) -> None:
        self._cron = cron

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first due time at or after ``now`` whose local clock time is new."""
        if previous is None:
            found: datetime | None = self._cron.get_next_fire_time(None, now)
            return found
        before = _clock(previous.astimezone(self._cron.timezone))
        after = previous.astimezone(UTC) + timedelta(microseconds=1)
        for _ in range(_STEPS):
            found = self._cron.get_next_fire_time(None, after)
            if found is None or _clock(found) > before:
                return found
            after = found.astimezone(UTC) + _STEP
        return None


def _clock(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, fold=0)
