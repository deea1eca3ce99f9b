"""When a source brings something new: a small memory of counts, and the rate that follows.

Pure: knows times and counts. Must not know what was brought or where the memory is kept.

The rate is that of a Poisson process whose strength varies with the hour of the day and the day
of the week, for which Sia, Cho and Cho ("Efficient monitoring algorithm for fast news alerts",
2007) found that news sites keep to such a rhythm; besides, what has just come makes more to come
likelier for an hour or two, as with earthquakes and as Hawkes described. What lies back counts
for less and less, so that a source which changes its habits is known anew within weeks.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

#: Hours after which something counts for a third (1/e).
_MEMORY = 24.0 * 14
#: What a source is thought to bring an hour before anything is known, and how many hours of
#: looking that opinion is worth.
_PRIOR_RATE, _PRIOR_HOURS = 0.25, 8.0
#: Items so many an hour (a day) of the week are taken for granted, so that few items tell little.
_EVEN_HOUR, _EVEN_DAY = 1.0, 4.0
#: What an item adds to the rate just after it, and hours until a third of that is left.
_STIR, _STIR_MEMORY = 0.35, 1.0
#: Of what a list holds at first, older items say nothing of the rate.
_BACKLOG = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is remembered of one source. Hours and days are in UTC."""

    #: From then on it is known what came.
    since: datetime
    #: The sums below hold for this time.
    at: datetime
    hours: tuple[float, ...] = (0.0,) * 24
    #: Monday first.
    days: tuple[float, ...] = (0.0,) * 7
    #: Items an hour that are expected at ``at`` because of what came just before.
    stir: float = 0.0
    #: Seconds between looks for which the publisher asks; 0: it does not say.
    asked: int = 0

    @property
    def total(self) -> float:
        """How many items are remembered, each for what it still counts."""
        return math.fsum(self.days)


def learn(
    rhythm: Rhythm | None,
    *,
    now: datetime,
    fresh: int,
    published: Sequence[datetime] = (),
    asked: int | None = None,
    backlog: bool = False,
) -> Rhythm:
    """Return what is known after a source has been read.

    Args:
        rhythm: What was known before, when it was last read; None: nothing.
        now: When it was read.
        fresh: How many items were there that were not there before.
        published: When they say they were published, as far as they do (aware).
        asked: Seconds between looks for which the publisher asks; None: as before.
        backlog: They were there before anybody looked.
    """
    wish = (rhythm.asked if rhythm else 0) if asked is None else asked
    if rhythm is None or rhythm.at > now:
        return _begun(Rhythm(now, now), now, published, wish)
    if backlog:
        return _begun(_aged(rhythm, now), now, published, wish)
    before = rhythm.at
    known = [p for p in published if before < p <= now]
    # The others came at some time between the two looks.
    rest = max(0, fresh - len(known))
    step = (now - before) / (rest or 1)
    came = known + [before + step * (index + 0.5) for index in range(rest)]
    return _count(_aged(rhythm, now), came, now, wish)


def _begun(rhythm: Rhythm, now: datetime, published: Sequence[datetime], asked: int) -> Rhythm:
    """Of a list seen for the first time, its items' own times tell how quickly they came."""
    known = [p for p in published if now - _BACKLOG <= p <= now]
    since = min([*known, rhythm.since])
    return _count(replace(rhythm, since=since), known, now, asked)


def _aged(rhythm: Rhythm, now: datetime) -> Rhythm:
    hours = (now - rhythm.at) / timedelta(hours=1)
    left, stir = math.exp(-hours / _MEMORY), math.exp(-hours / _STIR_MEMORY)
    return replace(
        rhythm,
        at=now,
        hours=tuple(value * left for value in rhythm.hours),
        days=tuple(value * left for value in rhythm.days),
        stir=rhythm.stir * stir,
    )


def _count(rhythm: Rhythm, came: Sequence[datetime], now: datetime, asked: int) -> Rhythm:
    hours, days, stir = list(rhythm.hours), list(rhythm.days), rhythm.stir
    for moment in came:
        utc = moment.astimezone(UTC)
        ago = (now - utc) / timedelta(hours=1)
        weight = math.exp(-ago / _MEMORY)
        hours[utc.hour] += weight
        days[utc.weekday()] += weight
        stir += _STIR / _STIR_MEMORY * math.exp(-ago / _STIR_MEMORY)
    return replace(rhythm, hours=tuple(hours), days=tuple(days), stir=stir, asked=asked)


class Rate:
    """Items an hour that a source is expected to bring, as a function of time.

    Args:
        rhythm: What is known of it; None: nothing.
    """

    def __init__(self, rhythm: Rhythm | None) -> None:
        self._rhythm = rhythm
        if rhythm is None:
            self.mean = _PRIOR_RATE
            return
        watched = (rhythm.at - rhythm.since) / timedelta(hours=1)
        exposure = _MEMORY * -math.expm1(-max(0.0, watched) / _MEMORY)
        total = rhythm.total
        self.mean = (total + _PRIOR_RATE * _PRIOR_HOURS) / (exposure + _PRIOR_HOURS)
        # A shape is only believed once it was seen whole, some times over.
        self._hours = _shape(_smooth(rhythm.hours), _EVEN_HOUR, watched / 24 / 3)
        self._days = _shape(rhythm.days, _EVEN_DAY, watched / 168 / 2)

    def __call__(self, moment: datetime) -> float:
        """Return the rate at ``moment`` (UTC)."""
        if self._rhythm is None:
            return self.mean
        usual = self.mean * self._hours[moment.hour] * self._days[moment.weekday()]
        ahead = max(0.0, (moment - self._rhythm.at) / timedelta(hours=1))
        return usual + self._rhythm.stir * math.exp(-ahead / _STIR_MEMORY)


def _shape(counts: Sequence[float], even: float, trust: float) -> list[float]:
    """Return how much more than on average each part has; 1 is average."""
    mean = math.fsum(counts) / len(counts) + even
    weight = min(1.0, trust)
    return [1 + weight * ((count + even) / mean - 1) for count in counts]


def _smooth(hours: Sequence[float]) -> list[float]:
    return [
        (hours[i - 1] + 2 * hours[i] + hours[(i + 1) % len(hours)]) / 4 for i in range(len(hours))
    ]


def to_json(rhythm: Rhythm) -> str:
    """Write a rhythm as JSON that a person can read."""
    return json.dumps(
        {
            "since": rhythm.since.isoformat(timespec="seconds"),
            "at": rhythm.at.isoformat(timespec="seconds"),
            "hours": [round(value, 3) for value in rhythm.hours],
            "days": [round(value, 3) for value in rhythm.days],
            "stir": round(rhythm.stir, 4),
            "asked": rhythm.asked,
        },
        separators=(",", ":"),
    )


def from_json(text: str | None) -> Rhythm | None:
    """Read what :func:`to_json` wrote; None for anything else."""
    try:
        value = json.loads(text or "")
        made = Rhythm(
            since=datetime.fromisoformat(value["since"]),
            at=datetime.fromisoformat(value["at"]),
            hours=tuple(map(float, value["hours"])),
            days=tuple(map(float, value["days"])),
            stir=float(value["stir"]),
            asked=int(value["asked"]),
        )
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    sound = len(made.hours) == 24 and len(made.days) == 7
    numbers = (*made.hours, *made.days, made.stir)
    sound = sound and all(math.isfinite(number) and number >= 0 for number in numbers)
    aware = made.since.tzinfo and made.at.tzinfo
    return made if sound and aware and made.since <= made.at else None
