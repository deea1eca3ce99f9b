"""A schedule as people write it, turned into an APScheduler trigger and into due times.

Knows text, time zones and APScheduler's triggers. Must not know what is being scheduled.
Heavy imports happen when a trigger is made, so that checking nothing costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_INTERVAL = re.compile(r"(?:every\s+)?(\d{1,6})\s*(s|m|h|d|w)", re.IGNORECASE)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_WEEKDAYS = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_SHORTEST = timedelta(seconds=30)
_EXAMPLES = (
    "write adaptive, 15m, 2h, 1d, 'at 07:30 and 19:00', or five cron fields with weekday names"
)


class PlanError(ValueError):
    """A schedule that cannot be understood, or that would never fire."""


def zone(name: str) -> ZoneInfo:
    """Return the time zone ``name`` (IANA).

    Raises:
        PlanError: There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PlanError(
            f"unknown time zone {name!r}; write an IANA name, e.g. Asia/Shanghai"
        ) from (error)


def trigger(text: str, *, timezone: str = "UTC") -> Any:
    """Make the APScheduler trigger that ``text`` describes.

    Args:
        text: ``15m``, ``at 07:30 and 19:00``, or cron (``0 8 * * mon-fri``). Weekdays have names
            only: cron counts Sunday as 0 and APScheduler counts Monday as 0.
        timezone: IANA zone in which clock times are meant.

    Raises:
        PlanError: The text is none of these, or would never fire.
    """
    cleaned = " ".join(text.split())
    if _INTERVAL.fullmatch(cleaned):
        return _interval(cleaned)
    clocks = _clocks(cleaned)
    if clocks:
        from apscheduler.triggers.combining import OrTrigger  # noqa: PLC0415

        parts = [_cron(text, f"{m} {h} * * *", timezone) for h, m in clocks]
        return parts[0] if len(parts) == 1 else OrTrigger(parts)
    return _cron(text, cleaned, timezone)


def length(text: str) -> timedelta:
    """Read a length of time: ``90s``, ``15m``, ``2h``, ``1d``, ``1w``.

    Raises:
        PlanError: It is none.
    """
    match = _INTERVAL.fullmatch(" ".join(text.split()))
    if not match:
        raise PlanError(f"cannot read the length of time {text!r}; write e.g. 90s, 15m, 2h or 1d")
    try:
        return timedelta(**{_UNITS[match[2].lower()]: int(match[1])})
    except OverflowError as error:
        raise PlanError(f"{text!r} is longer than anybody can wait") from error


def due_times(made: Any, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the due times of a trigger after ``start`` up to ``end`` (aware), in UTC."""
    previous, now = None, start
    while (fire := made.get_next_fire_time(previous, now)) is not None and fire <= end:
        yield fire.astimezone(UTC)
        previous, now = fire, fire + timedelta(microseconds=1)


def _interval(text: str) -> Any:
    from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

    interval = length(text)
    if interval < _SHORTEST:
        raise PlanError(f"{text!r} is shorter than 30 seconds; be kind to the site")
    return IntervalTrigger(seconds=int(interval.total_seconds()), timezone=UTC)


def _clocks(text: str) -> list[tuple[int, int]]:
    if not text.lower().startswith("at ") and not _CLOCK.fullmatch(text):
        return []
    body = text[3:] if text.lower().startswith("at ") else text
    parts = [part for part in re.split(r"\s*(?:,|and|&)\s*|\s+", body) if part]
    matches = [_CLOCK.fullmatch(part) for part in parts]
    if not parts or not all(matches):
        raise PlanError(f"cannot read the times in {text!r}; write e.g. 'at 07:30 and 19:00'")
    return [(int(match[1]), int(match[2])) for match in matches if match]


def _cron(original: str, text: str, timezone: str) -> Any:
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    from scheduler.local_time import OncePerLocalTime  # noqa: PLC0415

    fields = text.split()
    if len(fields) != 5:
        raise PlanError(f"cannot read the schedule {original!r}; {_EXAMPLES}")
    minute, hour, day, month, weekday = fields
    if weekday != "*" and not set(re.findall(r"\w+", weekday.lower())) <= _WEEKDAYS:
        raise PlanError(
            f"weekday {weekday!r} in {original!r}: write names (mon, tue-thu, sat,sun); "
            "numbers mean different days in different programs"
        )
    try:
        made = CronTrigger(
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=weekday,
            timezone=zone(timezone),
        )
        first = made.get_next_fire_time(None, datetime(2026, 1, 1, tzinfo=UTC))
    except (ValueError, TypeError, OverflowError) as error:
        raise PlanError(f"cannot read the schedule {original!r}: {error}; {_EXAMPLES}") from error
    if first is None:
        raise PlanError(f"the schedule {original!r} never fires; check day and month")
    return OncePerLocalTime(made)
