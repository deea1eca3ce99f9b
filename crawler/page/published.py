"""Decides when an article was published, among the times that a page states.

Knows which witness is to be believed. A time that a reader sees in the header is the newsroom's
own word; machines' words are sometimes hours off (the time of an edit, or of another zone), but
carry a zone. Knows nothing of elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from crawler.page import dates
from crawler.page.dates import Moment
from crawler.page.header import Line

_UPDATED = re.compile(
    r"更新|修改|最后|最後|編輯於|编辑于|\bupdat|\bmodif|\brevis|last\s+edit|\bcorrected",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"发布|發布|发表|發表|发稿|刊发|刊登|时间|時間|日期|来源|posted|publish|\bdate\b|\bfirst\b|"
    r"\bcreated", re.IGNORECASE
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"[。！？；]|[a-z]{3}[.!?]\s+[A-Z]")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2]|(?<=[-/_.])[1-9](?=[-/_.]))[-/_.]?"
    r"(0[1-9]|[12]\d|3[01]|(?<=[-/_.])[1-9](?=[-/_.]))(?!\d)"
)
_URL_MONTH = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(\d{1,2})/",
    re.IGNORECASE,
)
_SAME_CLOCK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How times are read on one page."""

    now: datetime | None
    zone: tzinfo
    language: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A time and the witness that it came from."""

    moment: Moment
    origin: str


def stated(said: Iterable[tuple[str, str | None]], reading: Reading) -> list[Found]:
    """Read the times in ``said`` (witness, text), keeping their order."""
    found = []
    read: dict[str, Moment | None] = {}  # most pages say one time in several places
    for origin, text in said:
        if not text:
            continue
        if text not in read:
            read[text] = _read(text, reading)
        if (moment := read[text]) is not None:
            found.append(Found(moment, origin))
    return found


def _read(text: str, reading: Reading) -> Moment | None:
    return dates.parse(text, now=reading.now, zone=reading.zone, language=reading.language)


def visible(
    lines: Sequence[Line], reading: Reading, *, labelled: bool = False
) -> tuple[Found | None, Found | None]:
    """Return the shown times of publication and of the last update, where there are such.

    ``labelled``: only times that are said to be those of publication count.
    """
    best: tuple[int, Found] | None = None
    updated: Found | None = None
    for line in lines:
        if len(line.text) > 40 and _SENTENCE.search(line.text):
            continue
        moments = dates.find(
            line.text, now=reading.now, zone=reading.zone, language=reading.language
        )
        for moment in moments:
            label, place = _label(line.text, moment)
            named = bool(_LABEL.search(label))
            found = Found(_with_stated(moment, line, reading), "header")
            if _UPDATED.search(label):
                updated = updated or found
            # A date deep in a long line is part of a sentence.
            elif named or (not labelled and (len(line.text) <= 60 or place <= 40)):
                weight = 2 * moment.time_stated + named - moment.relative
                if best is None or weight > best[0]:
                    best = (weight, found)
    return (best[1] if best else None), updated


def _label(text: str, moment: Moment) -> tuple[str, int]:
    """What stands just before a time in a line, and where the time begins."""
    place = text.find(moment.raw[:10])
    if place < 0:  # written with other widths or blanks than it was read with
        return text[:24], 0
    before = text[max(0, place - 24) : place]
    # The label of another time further left is not this one's.
    return _DIGITS.split(before)[-1], place


def _with_stated(moment: Moment, line: Line, reading: Reading) -> Moment:
    """Prefer what a ``time`` element says to machines, if it says more of the same day."""
    machine = _read(line.stated, reading) if line.stated else None
    if machine is None or not machine.time_stated:
        return moment
    near = abs(machine.when - moment.when) <= timedelta(days=1)
    return machine if near and (machine.zone_stated or not moment.time_stated) else moment


def in_url(url: str, reading: Reading) -> Found | None:
    """Return the day that the path of an address names (/2026/03/01/, /20260301-, t20260301_)."""
    path = url[:2000].split("?", 1)[0].partition("//")[2].partition("/")[2]
    match = _URL_DATE.search("/" + path) or _URL_MONTH.search("/" + path)
    if match is None:
        return None
    text = f"{match[3]} {match[2]} {match[1]}" if match[2].isalpha() else "-".join(match.groups())
    moment = _read(text, reading)
    return Found(moment, "url") if moment else None


def choose(
    header: Found | None,
    machine: Sequence[Found],
    address: Found | None,
    *,
    fetched: datetime | None,
    header_first: bool,
) -> Found | None:
    """Return the best witness of the time of publication.

    Args:
        header: The visible time.
        machine: What JSON-LD, meta and microdata say, best first.
        address: The day in the URL.
        fetched: Times well ahead of it are not believed.
        header_first: The header is believed before the machine's word of the same day. True where
            readers and newsroom share one zone (Chinese pages).
    """
    believed = [found for found in machine if dates.believable(found.moment, fetched)]
    if header is not None and not dates.believable(header.moment, fetched):
        header = None
    best = _fullest(believed)
    if header is None:
        return best or (address if address and dates.believable(address.moment, fetched) else None)
    if best is None:
        return header
    if not _same_day(header.moment, best.moment):
        # The URL's day decides which of the two is of another story or another event.
        supported = address is not None and _same_day(header.moment, address.moment)
        opposed = address is not None and _same_day(best.moment, address.moment)
        return header if supported and not opposed and header.moment.time_stated else best
    if not header.moment.time_stated or header.moment.relative:
        return best
    if not best.moment.time_stated:
        return header
    return _merged(header, best) if header_first else best


def _fullest(found: Sequence[Found]) -> Found | None:
    """The first, or a later one of the same day that knows the hour, or the zone as well."""
    if not found:
        return None
    best = found[0]
    for other in found[1:]:
        if not _same_day(best.moment, other.moment) or not other.moment.time_stated:
            continue
        if not best.moment.time_stated:
            best = other
        elif other.moment.zone_stated and not best.moment.zone_stated:
            clocks = (best.moment.when.replace(tzinfo=None), other.moment.when.replace(tzinfo=None))
            if abs(clocks[0] - clocks[1]) < _SAME_CLOCK:
                best = other
    return best


def _merged(header: Found, machine: Found) -> Found:
    """The header's time; in the machine's zone, where both show one clock."""
    if header.moment.zone_stated or not machine.moment.zone_stated:
        return header
    shown, meant = header.moment.when, machine.moment.when
    if abs(shown.replace(tzinfo=None) - meant.replace(tzinfo=None)) < _SAME_CLOCK:
        return machine
    # 08:00+00:00 in place of 08:00 Chinese time is the commonest slip of templates; and where
    # the two agree as instants, the header's clock is the one that was meant.
    return header


def _same_day(one: Moment, other: Moment) -> bool:
    """Whether two times are of one day on their own clocks, or less than half a day apart."""
    if one.when.date() == other.when.date():
        return True
    both = one.time_stated and other.time_stated
    return both and abs(one.when - other.when) < timedelta(hours=14)
