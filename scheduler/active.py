"""The hours in which a source is looked at, as people write them.

Knows weekdays, clock times and time zones. Must not know what is done in those hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.plan import PlanError, zone

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_WINDOW = re.compile(
    rf"(?:(?P<days>[a-z]{{3}}(?:\s*[-,]\s*[a-z]{{3}})*)\s+)?(?P<from>{_CLOCK})\s*-\s*(?P<to>{_CLOCK})"
)
_ZONE = re.compile(r"\s([A-Za-z][\w+-]*(?:/[\w+-]+)+|UTC)$")
_EXAMPLES = "write e.g. 07:00-23:00, or 'mon-fri 07:00-19:00, sat 09:00-12:00 Asia/Shanghai'"
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class _Window:
    """Minutes of a day from which to which; beyond the day's end where it goes past midnight."""

    days: frozenset[int]
    start: int
    end: int

    def holds(self, day: int, minute: int) -> bool:
        today = day in self.days and self.start <= minute < self.end
        return today or ((day - 1) % 7 in self.days and minute + _DAY < self.end)


@dataclass(frozen=True, slots=True)
class Active:
    """Hours of the week in a time zone. Local time decides, also where clocks are changed."""

    windows: tuple[_Window, ...]
    zone: ZoneInfo

    def holds(self, moment: datetime) -> bool:
        """Tell whether ``moment`` (aware) lies in these hours."""
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(window.holds(local.weekday(), minute) for window in self.windows)

    def begins(self, moment: datetime) -> datetime:
        """Return the first time from ``moment`` on that lies in these hours, in UTC."""
        if self.holds(moment):
            return moment.astimezone(UTC)
        first = moment.astimezone(self.zone).date()
        found = []
        # More than a week: a window may begin within the hour that clocks leave out.
        for ahead in range(16):
            day = first + timedelta(days=ahead)
            for window in self.windows:
                clock = time(window.start // 60, window.start % 60)
                start = datetime.combine(day, clock, self.zone).astimezone(UTC)
                if start >= moment and self.holds(start):
                    found.append(start)
            if found:
                return min(found)
        raise PlanError("these active hours never come")


def active(text: str, *, timezone: str = "UTC") -> Active:
    """Read active hours.

    Args:
        text: Times from-to, each with weekdays before them or for every day, parted by commas;
            at the end, if wanted, a time zone. ``22:00-06:00`` goes past midnight.
        timezone: IANA zone where the text names none.

    Raises:
        PlanError: The text is nothing of the kind.
    """
    cleaned = " ".join(text.split())
    if named := _ZONE.search(cleaned):
        timezone, cleaned = named[1], cleaned[: named.start()]
    windows, position = [], 0
    lowered = cleaned.lower()
    while match := _WINDOW.match(lowered, position):
        windows.append(_window(match, text))
        rest = re.compile(r"\s*(?:,|and|&)\s*|\s*$").match(lowered, match.end())
        if rest is None:
            break
        position = rest.end()
        if position == len(lowered):
            return Active(tuple(windows), zone(timezone))
    raise PlanError(f"cannot read the active hours {text!r}; {_EXAMPLES}")


def _window(match: re.Match[str], text: str) -> _Window:
    start, end = (_minutes(match[name]) for name in ("from", "to"))
    if start == end or start >= _DAY or end > _DAY:
        raise PlanError(f"the active hours {text!r} hold no time; {_EXAMPLES}")
    days = _days(match["days"], text) if match["days"] else frozenset(range(7))
    return _Window(days, start, end if end > start else end + _DAY)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _days(text: str, whole: str) -> frozenset[int]:
    days: set[int] = set()
    for part in re.split(r"\s*,\s*", text):
        names = re.split(r"\s*-\s*", part)
        unknown = [name for name in names if name not in _DAYS]
        if unknown or len(names) > 2:
            raise PlanError(
                f"cannot read the days {part!r} in {whole!r}; write mon, tue, wed, thu, fri, sat,"
                " sun, or e.g. mon-fri"
            )
        first, last = _DAYS.index(names[0]), _DAYS.index(names[-1])
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(days)
