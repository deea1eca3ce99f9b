"""The schedule of one source: its due times one after another, or what bounds them if adaptive.

Knows triggers, active hours and jitter. Must not know what is being scheduled, nor what became of
any due time.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.active import Active, active
from scheduler.adaptive import Limits
from scheduler.plan import PlanError, length, trigger

_ADAPTIVE = re.compile(r"adaptive(?:\s+(\S+?)\s*(?:-|\bto\b)\s*(\S+))?", re.IGNORECASE)
#: Sources of one interval begin at up to so many different times within it: one child can then
#: serve many of them, and still they do not all begin at once.
_DEPARTURES = 4
#: Clock times are kept to this: whoever writes 07:30 means it.
_CLOCK_JITTER = timedelta(minutes=2)
#: Due times of adaptive schedules are whole multiples of one of these: sources that are due about
#: now go into one child, whose start costs as much as some hundred looks.
_GRAINS = tuple(timedelta(minutes=minutes) for minutes in (15, 5, 2, 1))
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)
#: A schedule none of whose next so many due times lies in the active hours never will.
_TRIES = 1500


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one source is due. Two schedules of the same ``text`` are the same."""

    #: All that decides the due times, as written.
    text: tuple[str, ...]
    #: What an adaptive schedule keeps to; None: the schedule is a fixed one.
    limits: Limits | None
    #: Between two due times, where it is always the same; None: at clock times, or adaptive.
    interval: timedelta | None
    #: How much later than others of this schedule the source is due.
    offset: timedelta
    _trigger: Any
    _active: Active | None

    @property
    def is_fixed(self) -> bool:
        """Whether due times are known in advance."""
        return self.limits is None

    def following(self, last: datetime) -> datetime:
        """Return the first due time after ``last`` (aware) of a fixed schedule, in UTC.

        ``last`` should be a due time where there is one: an hour that comes twice, when clocks
        are put back, is then used once.
        """
        moment = last
        for _ in range(_TRIES):
            due = self._fire(moment)
            if self._active is None or self._active.holds(due):
                return due
            moment = max(due, self._active.begins(due) - _INSTANT)
        raise PlanError(f"{' '.join(self.text)}: no due time ever lies in the active hours")

    def allowed(self, due: datetime, even: timedelta = _GRAINS[-1]) -> datetime:
        """Return the first due time of an adaptive schedule at or after ``due``.

        It is a whole multiple of ``even``; see :func:`grain`.
        """
        rounded = _rounded(due, even)
        if self._active is None or self._active.holds(rounded):
            return rounded
        return _rounded(self._active.begins(rounded) + self.offset, even)

    def _fire(self, last: datetime) -> datetime:
        if self.interval:  # on a grid of its own: where the last one lay does not matter
            fire = self._trigger.get_next_fire_time(None, last + _INSTANT)
        else:
            nominal = last - self.offset
            fire = self._trigger.get_next_fire_time(nominal, nominal + _INSTANT) + self.offset
        due: datetime = fire.astimezone(UTC).replace(microsecond=0)
        return due if due > last else due + timedelta(seconds=1)


def schedule(
    name: str,
    every: str,
    *,
    timezone: str = "UTC",
    hours: str | None = None,
    jitter: str | None = None,
) -> Schedule:
    """Make the schedule of the source ``name``.

    Args:
        name: Decides where within the jitter the source lies, always the same way.
        every: ``adaptive``, ``adaptive 10m-6h``, or as :func:`scheduler.plan.trigger` reads it.
        timezone: IANA zone in which clock times are meant.
        hours: Active hours, see :func:`scheduler.active.active`; None: always.
        jitter: Over how long sources of one schedule are spread, e.g. ``2m``, ``0s``; None: over
            the interval, or two minutes from a clock time on.

    Raises:
        PlanError: Something of it cannot be understood, or it would never be due.
    """
    limits, made = adaptive_limits(every), None
    if limits is None:
        made = trigger(every, timezone=timezone)
    interval = getattr(made, "interval", None)
    open_hours = active(hours, timezone=timezone) if hours else None
    spread = spread_of(jitter) if jitter is not None else interval or _CLOCK_JITTER
    offset = _offset(name, min(spread, interval) if interval else spread, jitter)
    if interval:
        made = _on_grid(interval, offset)
    text = (every, timezone, hours or "", jitter or "")
    built = Schedule(text, limits, interval, offset, made, open_hours)
    if built.is_fixed and open_hours:
        built.following(_EPOCH)  # says so if it never comes
    return built


def adaptive_limits(every: str) -> Limits | None:
    """Return the limits of an adaptive schedule; None where ``every`` is another one.

    Raises:
        PlanError: The limits cannot be understood, or are none.
    """
    if not (match := _ADAPTIVE.fullmatch(" ".join(every.split()))):
        return None
    if match[1] is None:
        return Limits()
    fastest, slowest = length(match[1]), length(match[2])
    if not timedelta(minutes=1) <= fastest <= slowest:
        raise PlanError(
            f"{every!r}: write the shortest interval first, at least 1m, e.g. adaptive 10m-6h"
        )
    return Limits(fastest, slowest)


def spread_of(jitter: str) -> timedelta:
    """Read a jitter.

    Raises:
        PlanError: It is no length of time, or longer than a day.
    """
    if re.fullmatch(r"0+\s*[smhdw]?", jitter.strip(), re.IGNORECASE):
        return timedelta()
    spread = length(jitter)
    if spread > timedelta(days=1):
        raise PlanError(f"the jitter {jitter!r} is longer than a day")
    return spread


def _offset(name: str, spread: timedelta, jitter: str | None) -> timedelta:
    """Place a source within the spread: by its name, so that it is the same after a restart."""
    part = int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:4]) / 2**32
    if jitter is None:
        part = int(part * _DEPARTURES) / _DEPARTURES
    return timedelta(seconds=int(part * spread.total_seconds()))


def _on_grid(interval: timedelta, offset: timedelta) -> Any:
    """An interval counted from a fixed day on, so that due times outlive a restart."""
    from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

    seconds = int(interval.total_seconds())
    return IntervalTrigger(seconds=seconds, start_date=_EPOCH + offset, timezone=UTC)


def grain(interval: timedelta) -> timedelta:
    """Return how coarse the due times of an interval are: a quarter of it, at most 15 minutes."""
    return next((each for each in _GRAINS if each <= interval / 4), _GRAINS[-1])


def _rounded(due: datetime, even: timedelta) -> datetime:
    """Round up, so that sources which are due about now share a child."""
    return due + (_EPOCH - due) % even
