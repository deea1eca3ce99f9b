"""When a channel is not to be disturbed, and when its digest is due.

Pure: knows clock times, zones and schedules. Must not know what is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.plan import trigger

_SPAN = re.compile(
    r"([01]?\d|2[0-3]):([0-5]\d)\s*(?:-|–|to)\s*(?:([01]?\d|2[0-3]):([0-5]\d)|24:00)"
)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A span of each day, in the local time of a zone; it may go over midnight."""

    begin: time
    end: time

    def until(self, now: datetime, zone: str) -> datetime | None:
        """Return when the span that ``now`` lies in ends; None outside."""
        local = now.astimezone(ZoneInfo(zone))
        at = local.time()
        over_midnight = self.end <= self.begin
        late = at >= self.begin and (over_midnight or at < self.end)
        early = over_midnight and at < self.end
        if not (late or early):
            return None
        day = local.date() + timedelta(days=1 if late and over_midnight else 0)
        end = datetime.combine(day, self.end, ZoneInfo(zone))
        # Where clocks are put back the hour comes twice, and the first may be over.
        return end if end.timestamp() > now.timestamp() else end.replace(fold=1)


def spans(texts: Sequence[str]) -> tuple[Quiet, ...]:
    """Read spans as ``22:00-07:00``.

    Raises:
        ValueError: One is written differently.
    """
    found = []
    for text in texts:
        match = _SPAN.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is no span of hours; write e.g. '22:00-07:00'")
        end = time(int(match[3]), int(match[4])) if match[3] else time(0)
        found.append(Quiet(time(int(match[1]), int(match[2])), end))
    return tuple(found)


def quiet_until(quiet: Sequence[Quiet], now: datetime, zone: str) -> datetime | None:
    """Return when it is no longer quiet; None if it is not quiet now. Spans may adjoin."""
    end: datetime | None = None
    for _ in range(1 + len(quiet)):
        ends = [found for span in quiet if (found := span.until(end or now, zone))]
        if not ends:
            break
        end = max(ends)
    return end


def digest_due(schedule: str, zone: str, last: datetime, now: datetime) -> datetime | None:
    """Return the latest due time of a digest after ``last``, up to ``now``; None: none is due.

    However many were missed, one digest makes up for them.
    """
    made = trigger(schedule, timezone=zone)
    due, found = last, None
    for _ in range(10_000):
        following = made.get_next_fire_time(due, due + timedelta(seconds=1))
        if following is None or following > now:
            break
        if following <= due:
            break
        due = found = following
    return found
