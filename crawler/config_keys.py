"""The keys of ``newsvane.toml``: which there are, and what each may hold.

Knows single values only. Must not know files, lines or what a value is used for.
A check takes a TOML value and returns ours, or raises ``ValueError`` with what to write instead.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_KINDS = ("feed", "sitemap", "listing", "json")
_NAME = re.compile(r"[\w.-]{1,64}")

Check = Callable[[Any], Any]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean ...?`` for the closest known word, or nothing."""
    match = difflib.get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {match[0]!r}?" if match else ""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text in quotes")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('write a list of texts, e.g. ["a", "b"]')
    return tuple(_text(item) for item in value)


def _strings(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError('write a table of texts, e.g. { title = "name" }')
    return {key: _text(item) for key, item in value.items()}


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise ValueError("write a number of seconds from 0 to 3600")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5000:
        raise ValueError("write a whole number from 1 to 5000")
    return value


def _name(value: Any) -> str:
    if not _NAME.fullmatch(_text(value)):
        raise ValueError("use letters, digits, dots, dashes and underscores, at most 64")
    return _text(value)


def _kind(value: Any) -> str:
    if value not in _KINDS:
        raise ValueError(f"write one of {', '.join(_KINDS)}{nearest(str(value), _KINDS)}")
    return str(value)


def _method(value: Any) -> str:
    if value not in ("GET", "POST"):
        raise ValueError("write GET or POST")
    return str(value)


def _url(value: Any) -> str:
    try:
        parts = urlsplit(_text(value))
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("write a whole address that begins with http:// or https://")
    return _text(value)


def _pattern(value: Any) -> str:
    try:
        re.compile(_text(value))
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return _text(value)


def _selector(value: Any) -> str:
    import soupsieve  # noqa: PLC0415  BeautifulSoup's own selector engine; only listings need it

    try:
        soupsieve.compile(_text(value))
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"not a CSS selector: {str(error).splitlines()[0]}") from error
    return _text(value)


def _schedule(value: Any) -> str:
    from scheduler.plan import trigger  # noqa: PLC0415  APScheduler, only where one is written

    trigger(_text(value))
    return _text(value)


def _zone(value: Any) -> str:
    from scheduler.plan import zone  # noqa: PLC0415

    zone(_text(value))
    return _text(value)


def _path(value: Any) -> Path:
    return Path(_text(value)).expanduser()


#: Keys at the top of the file.
TOP: Mapping[str, Check] = {
    "database": _path,
    "contact": _text,
    "topics": _texts,
    "allow_hosts": _texts,
    "delay": _seconds,
    "deadline": _seconds,
    "every": _schedule,
    "zone": _zone,
    "catalogue": _flag,
    "include": _texts,
    "exclude": _texts,
}
#: Keys of a ``[[source]]`` table.
SOURCE: Mapping[str, Check] = {
    "name": _name,
    "url": _url,
    "kind": _kind,
    "title": _text,
    "publisher": _text,
    "language": _text,
    "zone": _zone,
    "article_pattern": _pattern,
    "selector": _selector,
    "items": _text,
    "fields": _strings,
    "url_template": _text,
    "method": _method,
    "body": _text,
    "headers": _strings,
    "follow": _flag,
    "every": _schedule,
    "delay": _seconds,
    "max_items": _count,
    "groups": _texts,
    "enabled": _flag,
    "insecure": _flag,
    "note": _text,
}
