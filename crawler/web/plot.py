"""Where things stand in a drawing: dots on a time axis, bars by day.

Pure arithmetic in the drawing's own units; the template draws. Must not know the store or SVG.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.rows import DayCount

_MARGIN = 8.0
_ROW = 7.0
#: So many names get a bar of their own colour; the others are drawn together.
_NAMED = 6
OTHERS = "others"
_MOST_DAYS = 400
#: A drawing of fewer days would look as if the scale were broken.
_FEWEST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Dot:
    """One moment: which of those given, and where it stands."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Axis:
    """Moments from the earliest to the latest."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    start: datetime
    end: datetime


def axis(times: Sequence[datetime], *, width: float) -> Axis:
    """Place moments on an axis; those that would hide each other stand one above the other."""
    start, end = min(times), max(times)
    whole = (end - start).total_seconds()
    placed: list[Dot] = []
    taken: dict[int, int] = defaultdict(int)
    for number, time in enumerate(times):
        share = (time - start).total_seconds() / whole if whole else 0.5
        x = _MARGIN + share * (width - 2 * _MARGIN)
        column = round(x / _MARGIN)
        placed.append(Dot(number, round(x, 1), min(5, taken[column]) * _ROW))
        taken[column] += 1
    height = max(dot.y for dot in placed) + 2 * _MARGIN
    dots = tuple(Dot(dot.number, dot.x, height - _MARGIN - dot.y) for dot in placed)
    return Axis(width, height, dots, start, end)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day's column."""

    day: str
    name: str
    count: int
    colour: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Days side by side, the names stacked."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    names: tuple[str, ...]
    #: Each name with what was counted under it in all, the most first and the others last.
    totals: tuple[tuple[str, int], ...]
    #: (place, text) of some days below, and of some counts at the side.
    days: tuple[tuple[float, str], ...]
    counts: tuple[tuple[float, int], ...]


def bars(counted: Sequence[DayCount], *, what: str, width: float, height: float) -> Bars | None:
    """Stack what was counted a day; ``what`` is ``articles`` or ``stories``. None for nothing."""
    days = _days([one.day for one in counted])
    if not days:
        return None
    totals: dict[str, int] = defaultdict(int)
    for one in counted:
        totals[one.name] += getattr(one, what)
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    names = ordered[:_NAMED] + ([OTHERS] if len(ordered) > _NAMED else [])
    places = {name: min(place, len(names) - 1) for place, name in enumerate(ordered)}
    stacked: dict[str, list[int]] = {day: [0] * len(names) for day in days}
    for one in counted:
        if one.day in stacked:
            stacked[one.day][places[one.name]] += getattr(one, what)
    counts = _counts(max([1, *map(sum, stacked.values())]))
    most = counts[-1]
    left, bottom = 36.0, 20.0
    step = (width - left) / len(days)
    unit = (height - bottom - _MARGIN) / most
    made: list[Bar] = []
    for number, day in enumerate(days):
        y = height - bottom
        for place, count in enumerate(stacked[day]):
            y -= count * unit
            if count:
                made.append(
                    Bar(
                        *(day, names[place], count, place),
                        *(round(left + number * step, 2), round(y, 2)),
                        *(round(max(1.0, min(step - 1, 24)), 2), round(count * unit, 2)),
                    )
                )
    return Bars(
        width,
        height,
        tuple(made),
        tuple(names),
        tuple(
            (name, sum(day[place] for day in stacked.values())) for place, name in enumerate(names)
        ),
        tuple((left + number * step, days[number][5:]) for number in _spread(len(days))),
        tuple((round(height - bottom - count * unit, 2), count) for count in counts),
    )


def _counts(most: int) -> list[int]:
    """Return round counts from nothing to at least ``most``, five steps at the most."""
    step = next(
        size * 10**power
        for power in range(19)
        for size in (1, 2, 5)
        if size * 10**power * 5 >= most
    )
    return list(range(0, most + step, step))


def _days(given: Sequence[str]) -> list[str]:
    """Return every day from the first to the last, 14 at least, at most the latest 400."""
    known = []
    for text in set(given):
        try:
            known.append(date.fromisoformat(text))
        except ValueError:
            continue
    if not known:
        return []
    last = max(*known, date.min + timedelta(days=_MOST_DAYS))
    first = max(min(known), last - timedelta(days=_MOST_DAYS - 1))
    first = min(first, last - timedelta(days=_FEWEST_DAYS - 1))
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _spread(count: int, most: int = 6) -> list[int]:
    step = max(1, -(-count // most))
    return list(range(0, count, step))
