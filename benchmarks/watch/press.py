"""Sources as they behave in life, invented: when each publishes, and how it answers when asked.

All that is random is drawn from the seed given. Times are aware, in UTC.
"""

from __future__ import annotations

import bisect
import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Of 300 sources so many are of each kind.
MIX = {
    "newsroom": 90,
    "steady": 80,
    "bursty": 50,
    "slow": 12,
    "limited": 12,
    "back": 12,
    "moved": 8,
    "frozen": 14,
    "dead": 14,
    "hanging": 8,
}
#: Schedules that people wrote; all others are left to us.
FIXED = ("15m", "at 07:30 and 19:00", "0 8-20 * * mon-fri")
#: A list shows so many items, the newest.
SHOWN = 30
#: Items an hour by the hour of the day where a newsroom is, as a multiple of its mean.
_DAY = (
    *[0.15] * 6,
    0.6,
    1.2,
    1.9,
    2.1,
    2.0,
    1.9,
    1.6,
    1.7,
    1.8,
    1.8,
    1.7,
    1.5,
    1.0,
    0.7,
    0.5,
    0.35,
    0.25,
    0.2,
)
_WEEKEND = 0.35
_HOUR = timedelta(hours=1)


@dataclass
class Answer:
    """What came of asking a source."""

    #: ok, failed, held
    kind: str
    seconds: float
    #: The first item that it shows, and the one after the last, by number.
    shows: tuple[int, int] = (0, 0)
    hold: timedelta | None = None


@dataclass
class Source:
    """One invented source."""

    name: str
    kind: str
    every: str
    #: When its items appeared, in order; those before the start too.
    items: list[datetime]
    gone: tuple[datetime, datetime] | None = None
    #: Looks within an hour after which it says 429.
    patience: int = 0
    asked: list[datetime] = field(default_factory=list)

    def shown(self, now: datetime) -> tuple[int, int]:
        """Return the items on its list by number: first, and one after the last."""
        end = bisect.bisect_right(self.items, now)
        return max(0, end - SHOWN), end

    def answer(self, now: datetime) -> Answer:
        """Answer a look at ``now``."""
        if self.kind == "dead":
            return Answer("failed", 7.0)
        if self.kind == "hanging":
            return Answer("failed", 96.0)  # three tries of 30 seconds, with pauses
        if self.gone and self.gone[0] <= now < self.gone[1]:
            return Answer("failed", 2.0)
        if self.kind == "limited":
            self.asked = [at for at in self.asked if now - at < _HOUR]
            if len(self.asked) >= self.patience:
                return Answer("held", 1.0, hold=timedelta(minutes=45))
            self.asked.append(now)
        seconds = {"slow": 25.0, "moved": 2.0}.get(self.kind, 1.0)
        return Answer("ok", seconds, self.shown(now))

    def reachable(self, now: datetime) -> bool:
        """Tell whether a look at ``now`` would be answered, however often it was asked before."""
        away = self.gone is not None and self.gone[0] <= now < self.gone[1]
        return self.kind not in ("dead", "hanging") and not away


def press(count: int, start: datetime, days: int, seed: int) -> list[Source]:
    """Return ``count`` sources in the proportions of ``MIX``."""
    draw = random.Random(seed)
    kinds = [kind for kind, share in MIX.items() for _ in range(round(share * count / 300))]
    kinds = (kinds + ["steady"] * count)[:count]
    return [
        _source(f"{kind}-{i:03}", kind, start=start, days=days, draw=draw, number=i)
        for i, kind in enumerate(kinds)
    ]


def _source(
    name: str, kind: str, *, start: datetime, days: int, draw: random.Random, number: int
) -> Source:
    begin, end = start - timedelta(days=14), start + timedelta(days=days)
    every = FIXED[number // 5 % len(FIXED)] if number % 5 == 0 else "adaptive"
    made = Source(name, kind, every, [])
    if kind == "dead":
        return made
    # Log-normal: a few bring most of the news. Median 8 a day, one in six more than 30.
    per_day = min(250.0, 8 * math.exp(draw.gauss(0, 1.3)))
    if kind == "frozen":
        made.items = sorted(begin + draw.random() * 5 * timedelta(days=1) for _ in range(40))
        return made
    if kind in ("newsroom", "slow", "limited", "moved", "back"):
        made.items = _newsroom(begin, end, per_day, draw)
    elif kind == "bursty":
        made.items = _bursty(begin, end, per_day, draw)
    else:
        made.items = _steady(begin, end, per_day, draw)
    if kind == "back":
        at = start + timedelta(days=days * draw.uniform(0.2, 0.5))
        made.gone = (at, at + timedelta(days=days * draw.uniform(0.05, 0.2)))
    made.patience = draw.choice((2, 3, 4))
    return made


def _newsroom(
    begin: datetime, end: datetime, per_day: float, draw: random.Random
) -> list[datetime]:
    """A Poisson process with the hours of an office somewhere; thinned."""
    zone = timedelta(hours=draw.choice((-8, -5, 0, 1, 8, 8, 8, 9)))
    most = per_day / 24 * max(_DAY)
    found, moment = [], begin
    while (moment := moment + draw.expovariate(most) * _HOUR) < end:
        local = moment + zone
        weight = _DAY[local.hour] * (_WEEKEND if local.weekday() >= 5 else 1)
        if draw.random() < weight / max(_DAY):
            found.append(moment)
    return found


def _steady(begin: datetime, end: datetime, per_day: float, draw: random.Random) -> list[datetime]:
    """An agency that works around the clock."""
    found, moment = [], begin
    while (moment := moment + draw.gammavariate(3, 1 / (3 * per_day / 24)) * _HOUR) < end:
        found.append(moment)
    return found


def _bursty(begin: datetime, end: datetime, per_day: float, draw: random.Random) -> list[datetime]:
    """Little, and now and then much within two hours."""
    found = _steady(begin, end, per_day / 3, draw)
    moment = begin
    while (moment := moment + draw.expovariate(per_day * 2 / 3 / 24 / 12) * _HOUR) < end:
        burst = [moment + draw.expovariate(1.2) * _HOUR for _ in range(12)]
        found += [at for at in burst if at < end]
    return sorted(found)
