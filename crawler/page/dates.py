"""Reads times as news pages and feeds write them, in Chinese, English and machine forms.

Reads ISO 8601, RFC 822, epoch seconds, 2026年3月1日 13:12, March 1, 2026 at 1:12 PM EST,
03-01 13:12, 3小时前, 昨天 18:20. Knows neither pages nor a clock: what ``now`` is, and which
zone is meant by a time that names none, the caller says. Nothing is guessed from a lone year or
a lone number; there is no fuzzy reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawler.page import notations, zones
from crawler.page.language import is_east_asian

#: Longer texts are cut before reading: no notation of a time needs more.
_LONGEST = 300
#: A page may be fetched a little before its stated time: clocks differ, papers are dated ahead.
_AHEAD = timedelta(days=1)
_OLDEST_YEAR = 1990
#: What most sites tell machines. Read by the library it takes a fifth of the time.
ISO = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that was read, and how much of it was stated rather than assumed."""

    when: datetime
    raw: str
    zone_stated: bool
    time_stated: bool
    #: True for a distance from ``now`` (3小时前), exact only to its unit.
    relative: bool = False


#: In this order: a day before a month's name is never the start of another notation.
_DATED = (notations.NUMERIC, notations.DAY_FIRST, notations.MONTH_FIRST, notations.SLASHED)


def parse(
    text: str,
    *,
    now: datetime | None = None,
    zone: str | tzinfo | None = None,
    language: str | None = None,
) -> Moment | None:
    """Read the first time in ``text``, or return None.

    Args:
        text: A stated time, with or without words around it.
        now: Aware; what relative and yearless forms count from. Without it they are not read.
        zone: The zone of times that name none (IANA name or tzinfo); UTC where not given.
        language: Decides what ``CST`` means (China's in Chinese, Chicago's otherwise).
    """
    if ISO.fullmatch(text):
        with suppress(ValueError):  # the 24th hour, the 60th second: read below
            when = datetime.fromisoformat(text).replace(microsecond=0)
            return Moment(when, text, zone_stated=True, time_stated=True)
    return next(find(text, now=now, zone=zone, language=language), None)


def find(
    text: str,
    *,
    now: datetime | None = None,
    zone: str | tzinfo | None = None,
    language: str | None = None,
) -> Iterator[Moment]:
    """Yield the times in ``text``: the fullest notations first, in their order of appearance."""
    if not notations.HAS_TIME.search(text[:_LONGEST]):
        return
    raw = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
    raw = notations.CHINESE_MONTH.sub(_english_month, raw)
    assumed = zones.named(zone) if isinstance(zone, str) else zone
    reader = _Reader(raw, now, assumed or UTC, is_east_asian(language))
    yield from reader.moments()


def believable(moment: Moment, fetched: datetime | None) -> bool:
    """Tell whether an article fetched at ``fetched`` can be of that time.

    Times more than a day ahead of the fetch, or from before there were news sites, are mistakes
    or tricks.
    """
    try:
        if moment.when.year < _OLDEST_YEAR:
            return False
        return fetched is None or moment.when <= fetched + _AHEAD
    except OverflowError:
        return False


@dataclass(frozen=True, slots=True)
class _Reader:
    """One text, and what its times are read against."""

    text: str
    now: datetime | None
    zone: tzinfo
    east_asian: bool

    def moments(self) -> Iterator[Moment]:
        if self.text.isdigit():
            yield from self._digits()
            return
        for pattern in _DATED:
            for match in pattern.finditer(self.text):
                moment = self._absolute(match)
                if moment is not None:
                    yield moment
        yield from self._compact()
        if self.now is not None:
            yield from self._against_now(self.now)

    def _digits(self) -> Iterator[Moment]:
        """All digits: epoch seconds or milliseconds, or a compact date."""
        if notations.EPOCH.fullmatch(self.text):
            seconds = int(self.text[:10])
            yield Moment(datetime.fromtimestamp(seconds, UTC), self.text, True, True)
        else:
            yield from self._compact()

    def _compact(self) -> Iterator[Moment]:
        match = notations.COMPACT.fullmatch(self.text)
        moment = self._absolute(match) if match else None
        if moment is not None:
            yield moment

    def _absolute(self, match: re.Match[str]) -> Moment | None:
        groups = match.groupdict()
        year = groups["year"] or groups.get("late")
        if year is None:
            return self._yearless(match, groups) if self.now is not None else None
        number = int(year) if len(year) == 4 else 2000 + int(year)
        if groups.get("name"):
            month, day = notations.MONTHS[groups["name"].lower()], int(groups["day"])
        elif groups.get("first"):
            month, day = self._order(groups)
        else:
            month, day = int(groups["month"]), int(groups["day"])
        return self._moment(match, number, month, day)

    def _order(self, groups: dict[str, str | None]) -> tuple[int, int]:
        """Month and day of 03/04/2026: the American order only where America is meant."""
        first, other = int(groups["first"] or 0), int(groups["other"] or 0)
        american = str(self.zone).startswith("America/") or self.zone is UTC
        if first > 12 or (other <= 12 and (groups["sep"] != "/" or not american)):
            return other, first
        return first, other

    def _yearless(self, match: re.Match[str], groups: dict[str, str | None]) -> Moment | None:
        """The latest such day that is not ahead of now."""
        if self.now is None:
            return None
        if groups.get("name"):
            month, day = notations.MONTHS[(groups["name"] or "").lower()], int(groups["day"] or 0)
        else:
            month = int(groups["month"] or groups["month2"] or 0)
            day = int(groups["day"] or groups["day2"] or 0)
        this_year = self.now.astimezone(self.zone).year
        for year in (this_year, this_year - 1):
            moment = self._moment(match, year, month, day)
            if moment is not None and moment.when <= self.now + _AHEAD:
                return moment
        return None

    def _against_now(self, now: datetime) -> Iterator[Moment]:
        if (match := notations.YEARLESS.search(self.text)) and (
            moment := self._yearless(match, match.groupdict())
        ):
            yield moment
        if match := notations.NAMED_DAY.search(self.text):
            day = now.astimezone(self.zone) - timedelta(
                days=notations.DAYS_BACK[match["word"].lower()]
            )
            moment = self._moment(match, day.year, day.month, day.day)
            if moment is not None:
                yield moment
        if match := notations.AGO.search(self.text):
            unit = match["unit"].lower()
            step = next(
                notations.UNITS[key] for key in (unit[:2], unit[0]) if key in notations.UNITS
            )
            count = float(match["count"] or (0.5 if match["one"] == "半" else 1))
            when = (now - count * step).astimezone(self.zone)
            yield Moment(when, match[0], False, step < timedelta(days=1), relative=True)
        elif match := notations.JUST_NOW.search(self.text):
            yield Moment(now.astimezone(self.zone), match[0], False, True, relative=True)

    def _moment(self, match: re.Match[str], year: int, month: int, day: int) -> Moment | None:
        clock, raw = match, match[0]
        if match["hour"] is None:
            before = notations.CLOCK_BEFORE.search(
                self.text[max(0, match.start() - 40) : match.start()]
            )
            if before:
                clock, raw = before, before[0] + raw
        try:
            zone = self._zone(clock["zone"] or clock.groupdict().get("stated"))
            hour, minute = _hour(clock)
            second = min(int(clock["second"] or 0), 59)
            stated = zone is not None
            # ISO 8601 lets a day end at 24:00, which is the next one's 0:00.
            next_day = timedelta(days=int(hour == 24 and minute == second == 0))
            hour = 0 if next_day else hour
            when = datetime(year, month, day, hour, minute, second, tzinfo=zone or self.zone)
            when += next_day
            when.astimezone(UTC)  # the calendar's first and last days have no such
        except (ValueError, OverflowError):
            return None
        return Moment(when, raw.strip(" ,|-()"), stated, clock["hour"] is not None)

    def _zone(self, name: str | None) -> tzinfo | None:
        if not name:
            return None
        word = name.lower()
        if word == "cst" and self.east_asian:
            return timezone(timedelta(hours=8))
        if word in notations.OFFSETS:
            return timezone(timedelta(minutes=notations.OFFSETS[word]))
        if word in notations.CITIES:
            return zones.named(notations.CITIES[word])
        sign, digits = ("-" if "-" in word else "+"), re.sub(r"\D", "", word)
        digits = digits if len(digits) > 2 else digits + "00"
        return zones.named(f"{sign}{digits:0>4}")


def _english_month(match: re.Match[str]) -> str:
    number = notations.CHINESE_MONTHS.index(match[1]) + 1
    return next(name for name, value in notations.MONTHS.items() if value == number) + " "


def _hour(clock: re.Match[str]) -> tuple[int, int]:
    """Hour and minute on the 24-hour clock; ValueError where there is no such hour."""
    groups = clock.groupdict()
    if groups["hour"] is None:
        return 0, 0
    hour, minute, half = int(groups["hour"]), int(groups["minute"]), groups.get("half") or ""
    late = groups.get("ampm") in {"p", "P"} or half in {"下午", "傍晚", "오후", "午後"}
    late = late or half.startswith("晚") or (half == "中午" and hour < 3)
    early = groups.get("ampm") in {"a", "A"} or half in {"上午", "凌晨", "오전", "午前"}
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    return hour, minute
