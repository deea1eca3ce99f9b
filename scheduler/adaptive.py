"""When to look next at a source whose schedule is left to us.

Pure: decides from what is known of the source's rhythm. Must not know where that is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.rhythm import Rate, Rhythm

#: Looks an hour at a source that brings one item an hour.
_PACE = 3.0
_HOUR = timedelta(hours=1)
#: The rate is taken as even for so long.
_STEP = timedelta(minutes=15)
#: A publisher's wish is heeded up to this interval; some ask for a year.
_LONGEST_WISH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """The shortest and the longest interval between two looks."""

    fastest: timedelta = timedelta(minutes=5)
    slowest: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Decision:
    """When to look next, and why, for a person."""

    due: datetime
    why: str


def decide(rhythm: Rhythm | None, *, last: datetime, limits: Limits) -> Decision:
    """Place the next look at a source.

    For a given number of looks, the mean time that items wait is least where looks are as dense
    as the square root of the rate at which items come (Cho and Garcia-Molina showed it for even
    rates, Sia, Cho and Cho for those that vary over the day): a source that brings four times
    as much is looked at twice as often, and by night as much less often as less comes then. The
    next look is where the integral of that density from the last one on reaches one.

    Args:
        rhythm: What is known of when the source brings something; None: nothing yet.
        last: When it was last looked at (aware).
        limits: Shortest and longest interval. A wish of the publisher (``sy:updatePeriod``,
            ``ttl``, ``max-age``) lengthens the shortest.
    """
    rate = Rate(rhythm)
    wish = timedelta(seconds=rhythm.asked) if rhythm else timedelta()
    shortest = max(limits.fastest, min(wish, _LONGEST_WISH))
    longest = max(limits.slowest, shortest)
    wait = _reach(rate, last.astimezone(UTC), shortest, longest)
    why = f"brings {_often(rate.mean)}: looked at about every {_length(wait)}"
    if wait == shortest and shortest > limits.fastest:
        why = f"brings {_often(rate.mean)}: the site asks for {_length(shortest)} between looks"
    return Decision(last + wait, why)


def _reach(rate: Rate, start: datetime, shortest: timedelta, longest: timedelta) -> timedelta:
    """Return how long after ``start`` one look is due, by the integral of the density."""
    done, wait = 0.0, timedelta()
    least, most = _HOUR / longest, _HOUR / shortest
    while True:
        density = _PACE * math.sqrt(rate(start + wait + _STEP / 2))
        density = min(most, max(least, density))
        step = (1 - done) / density * _HOUR
        if step <= _STEP:
            return min(longest, max(shortest, wait + step))
        wait += _STEP
        done += density * (_STEP / _HOUR)


def _often(per_hour: float) -> str:
    per_day = per_hour * 24
    if per_day >= 1.5:
        return f"about {per_day:.0f} a day"
    return f"about {per_day * 7:.0f} a week" if per_day * 7 >= 1.5 else "hardly anything"


def _length(interval: timedelta) -> str:
    minutes = interval / timedelta(minutes=1)
    return f"{minutes:.0f} minutes" if minutes < 100 else f"{minutes / 60:.1f} hours"
