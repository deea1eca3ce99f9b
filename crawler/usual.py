"""What is usual for a source, learnt from its figures by day, and what is unusual now.

Pure. Knows figures. Must not know the store, nor the words in which a person is told.

How likely a day with news is is learnt for weekdays and weekends apart, since newsrooms rest. A
silence is told when so many days without any are no chance any more, and it is far longer than any
silence learnt from. Days are counted and not addresses: these come in bursts, so that a Poisson
count of them would cry wolf.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.source_rows import SourceDay

#: Days that are learnt from, before the last news.
LEARNT = timedelta(days=60)
#: Fewer days with looks, or fewer with new addresses, teach nothing.
_LEAST_DAYS, _LEAST_NEWS = 10, 5
#: A silence that has a chance of less than one in a thousand (the logarithm of that).
_UNLIKELY = 7.0
#: How many times as long as the longest silence that was usual.
_LONGER = 2.5
#: Articles of late that a field must be missing from, and of before that had it.
_LATE, _BEFORE = 8, 20
_USUALLY, _HARDLY = 0.8, 0.25


@dataclass(frozen=True, slots=True)
class Rhythm:
    """New addresses a day, as learnt."""

    weekday: float
    weekend: float
    #: How surprising a weekday and a weekend's day without any are: -log of the chance.
    surprise_weekday: float
    surprise_weekend: float
    #: Most days in a row without one.
    longest_gap: int

    @property
    def a_day(self) -> float:
        """The mean over a week."""
        return (5 * self.weekday + 2 * self.weekend) / 7


@dataclass(frozen=True, slots=True)
class Silence:
    """No new address, for longer than usual."""

    rhythm: Rhythm
    #: Since the last one.
    lasted: timedelta


def rhythm(days: Sequence[SourceDay], news: datetime) -> Rhythm | None:
    """Learn from the days up to the last news; None where they are too few.

    Args:
        days: Figures by day, oldest first.
        news: When the list last held a new address.
    """
    last = news.date()
    seen = [d for d in days if d.looks and last - LEARNT <= d.day <= last]
    if len(seen) < _LEAST_DAYS or sum(d.news > 0 for d in seen) < _LEAST_NEWS:
        return None
    longest = gap = 0
    for day in seen:
        gap = 0 if day.news else gap + 1
        longest = max(longest, gap)
    week = [d.news for d in seen if d.day.weekday() < 5]
    end = [d.news for d in seen if d.day.weekday() >= 5]
    mean = sum(d.news for d in seen) / len(seen)
    return Rhythm(
        sum(week) / len(week) if week else mean,
        sum(end) / len(end) if len(end) > 1 else mean,
        _surprise(week or end),
        _surprise(end if len(end) > 1 else week),
        longest,
    )


def _surprise(news: Sequence[int]) -> float:
    """Return -log of the chance of a day without news, as far as so few days tell."""
    without = sum(count == 0 for count in news)
    return -math.log((without + 0.5) / (len(news) + 1))


def silence(days: Sequence[SourceDay], news: datetime, now: datetime) -> Silence | None:
    """Tell whether the time since the last news is longer than usual.

    Only days on which the list was looked at count: who was not there has heard no silence.
    """
    learnt = rhythm(days, news)
    if learnt is None:
        return None
    surprise = quiet = 0.0
    for day in days:
        if day.looks and news.date() < day.day <= now.date():
            # Of today, what has passed.
            passed = (now.hour * 60 + now.minute) / 1440 if day.day == now.date() else 1.0
            weekend = day.day.weekday() >= 5
            surprise += passed * (learnt.surprise_weekend if weekend else learnt.surprise_weekday)
            quiet += passed
    if surprise < _UNLIKELY or quiet < 1.0 or quiet < _LONGER * (learnt.longest_gap + 0.5):
        return None
    return Silence(learnt, now - news)


def missing(days: Sequence[SourceDay]) -> tuple[str, ...]:
    """Return what the latest articles lack that earlier ones had: titles, times, texts, articles.

    ``articles``: nearly all pages hold none, where most did.
    """
    late, before = _parted(days)
    if late is None or before is None:
        return ()
    found = []
    for field in ("titles", "times", "texts"):
        had = getattr(before, field) / before.articles if before.articles else 0.0
        has = getattr(late, field) / late.articles if late.articles else had
        if (
            before.articles >= _BEFORE
            and late.articles >= _LATE
            and had >= _USUALLY > _HARDLY >= has
        ):
            found.append(field)
    pages, earlier = late.articles + late.absent, before.articles + before.absent
    if pages >= _LATE and earlier >= _BEFORE:
        had, has = before.articles / earlier, late.articles / pages
        if had >= _USUALLY and has <= _HARDLY:
            found.append("articles")
    return tuple(found)


def _parted(days: Sequence[SourceDay]) -> tuple[SourceDay | None, SourceDay | None]:
    """Sum up the latest days that hold enough pages, and all before them."""
    pages, split = 0, len(days)
    while split and pages < _LATE:
        split -= 1
        pages += days[split].articles + days[split].absent
    if pages < _LATE or not split:
        return None, None
    return _sum(days[split:]), _sum(days[:split])


def _sum(days: Sequence[SourceDay]) -> SourceDay:
    return SourceDay(
        day=days[-1].day,
        articles=sum(d.articles for d in days),
        titles=sum(d.titles for d in days),
        times=sum(d.times for d in days),
        texts=sum(d.texts for d in days),
        absent=sum(d.absent for d in days),
    )
