"""How pages write times, shares, languages and addresses.

Knows how a person reads them. Must not know pages.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
_LANGUAGES = {"zh": "Chinese", "zh-hant": "Chinese, traditional", "en": "English"}


def when(moment: datetime | str | None) -> str:
    """Write a time in this machine's zone, to the minute."""
    moment = _time(moment)
    if moment is None:
        return "time unknown"
    try:
        return moment.astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return moment.isoformat()


def day(moment: datetime | None, now: datetime) -> str:
    """Name a day in this machine's zone, with today and yesterday by their names."""
    if moment is None:
        return "Time unknown"
    try:
        local, today = moment.astimezone().date(), now.astimezone().date()
    except (OverflowError, ValueError, OSError):
        return "Time unknown"
    text = f"{local:%A} {local.isoformat()}"
    return {0: f"Today, {text}", 1: f"Yesterday, {text}"}.get((today - local).days, text)


def ago(moment: datetime | str | None, now: datetime | None = None) -> str:
    """Write how far a time is from now, in the one unit that a person would say."""
    moment = _time(moment)
    if moment is None:
        return "never"
    apart = (now or datetime.now(UTC)) - moment
    said = span(abs(apart))
    if said == "0 min":
        return "now"
    return f"{said} ago" if apart > timedelta(0) else f"in {said}"


def span(length: timedelta) -> str:
    """Write a length of time in its largest unit of which there are two or more."""
    for unit, name in _UNITS:
        if length >= 2 * unit or name == "min":
            return f"{length // unit} {name}"
    raise AssertionError


def tongue(language: str | None) -> str:
    """Name a language; one that has no name here by its tag."""
    tag = (language or "").lower()
    return _LANGUAGES.get(tag) or _LANGUAGES.get(tag.split("-")[0]) or language or "unknown"


def iso_text(moment: datetime | str | None) -> str:
    """Write a time for a machine."""
    moment = _time(moment)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def weblink(url: str | None) -> str:
    """Return an address that may be followed: one of the web, or none."""
    return url if url and url.startswith(("http://", "https://")) else ""


def percent(value: float | None) -> str:
    """Write a share of one."""
    return "" if value is None else f"{value:.0%}"


def segment(text: str) -> str:
    """Write a name as one segment of an address."""
    return quote(text.encode("utf-8", "replace"), safe="")


def _time(moment: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment
