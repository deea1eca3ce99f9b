"""The keys of ``newsvane.toml``: which there are, and what each may hold.

Knows single values only. Must not know files, lines or what a value is used for.
A check takes a TOML value and returns ours, or raises ``ValueError`` with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]  # the only reading of expressions there is
from typing import Any
from urllib.parse import urlsplit

from crawler import proxy, revisits
from crawler.config_names import nearest

#: Repetitions up to this many times are harmless.
_MANY = 20
_NAME = re.compile(r"[\w.-]{1,64}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")

Check = Callable[[Any], Any]


def text(value: Any) -> str:
    """Take a text that is not empty.

    Raises:
        ValueError: it is none; the message says what to write.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text in quotes")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    """Take a list of texts.

    Raises:
        ValueError: it is none; the message says what to write.
    """
    if not isinstance(value, list):
        raise ValueError('write a list of texts, e.g. ["a", "b"]')
    return tuple(text(item) for item in value)


def _path_into(value: Any) -> str:
    # Empty where the whole answer is the list.
    return "" if value == "" else text(value)


def _strings(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError('write a table of texts, e.g. { title = "name" }')
    return {key: text(item) for key, item in value.items()}


def _headers(value: Any) -> dict[str, str]:
    headers = _strings(value)
    for name, content in headers.items():
        if not _HEADER.fullmatch(name) or not content.isprintable():
            raise ValueError(f"{name!r} is no header: write a name without spaces, and one line")
    return headers


def _some_texts(value: Any) -> tuple[str, ...]:
    if not texts(value):
        raise ValueError("name at least one")
    return texts(value)


def _hosts(value: Any) -> tuple[str, ...]:
    from crawler.guard import AllowList  # noqa: PLC0415  Scrapy, only where hosts are opened

    AllowList(texts(value))
    return texts(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise ValueError("write a number of seconds from 0 to 3600")
    return float(value)


def _deadline(value: Any) -> float:
    if _seconds(value) < 1:
        raise ValueError("write a number of seconds from 1 to 3600")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5000:
        raise ValueError("write a whole number from 1 to 5000")
    return value


def _name(value: Any) -> str:
    if not _NAME.fullmatch(text(value)):
        raise ValueError("use letters, digits, dots, dashes and underscores, at most 64")
    return text(value)


def choice(allowed: Sequence[str]) -> Check:
    """Return a check that takes one of ``allowed``."""

    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}{nearest(str(value), allowed)}")
        return str(value)

    return check


def web_address(value: Any) -> str:
    """Take an absolute http(s) address.

    Raises:
        ValueError: it is none; the message says what to write.
    """
    try:
        parts = urlsplit(text(value))
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("write a whole address that begins with http:// or https://")
    if parts.username or parts.password:
        # Not repeated here: it may hold a password.
        raise ValueError("leave out the user name and password before the @")
    return text(value)


def _pattern(value: Any) -> str:
    expression = text(value)
    try:
        re.compile(expression)
        parsed = _parser.parse(expression)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if _explodes(parsed):
        raise ValueError("this can take for ever: it repeats a repetition, as (a+)+ does")
    return expression


def _explodes(parsed: Iterable[tuple[Any, Any]], *, repeated: bool = False) -> bool:
    """Tell whether an expression repeats what is nothing but a repetition.

    On a text that does not fit, such an expression tries every way to divide the text.
    """
    items = list(parsed)
    for operator, argument in items:
        name = str(operator)
        if name == "SUBPATTERN":
            if _explodes(argument[3], repeated=repeated and len(items) == 1):
                return True
        elif name == "BRANCH":
            if any(_explodes(branch, repeated=repeated) for branch in argument[1]):
                return True
        elif name in {"MAX_REPEAT", "MIN_REPEAT"}:
            unbounded = int(argument[1]) > _MANY
            if unbounded and repeated and len(items) == 1:
                return True
            if _explodes(argument[2], repeated=unbounded):
                return True
    return False


def _replacement(value: Any) -> tuple[str, str]:
    pair = texts(value)
    if len(pair) != 2:
        raise ValueError("write a list of two texts: a regular expression and its replacement")
    try:
        re.compile(_pattern(pair[0])).sub(pair[1], "")
    except (re.error, IndexError) as error:
        raise ValueError(f"not a replacement for {pair[0]!r}: {error}") from error
    return pair[0], pair[1]


def _selector(value: Any) -> str:
    import soupsieve  # noqa: PLC0415  BeautifulSoup's own selector engine; only listings need it

    try:
        soupsieve.compile(text(value))
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"not a CSS selector: {str(error).splitlines()[0]}") from error
    return text(value)


def _schedule(value: Any) -> str:
    from scheduler.schedule import schedule  # noqa: PLC0415  APScheduler, only where one is written

    schedule("", text(value))
    return text(value)


def _active(value: Any) -> str:
    from scheduler.active import active  # noqa: PLC0415

    active(text(value))
    return text(value)


def _jitter(value: Any) -> str:
    from scheduler.schedule import spread_of  # noqa: PLC0415

    spread_of(text(value))
    return text(value)


def _megabytes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 256 <= value <= 65536:
        raise ValueError("write a whole number of MiB from 256 to 65536")
    return value


def _zone(value: Any) -> str:
    from scheduler.plan import zone  # noqa: PLC0415

    zone(text(value))
    return text(value)


def _path(value: Any) -> Path:
    return Path(text(value)).expanduser()


#: Keys at the top of the file.
TOP: Mapping[str, Check] = {
    "database": _path,
    "contact": text,
    "topics": _some_texts,
    "allow_hosts": _hosts,
    "delay": _seconds,
    "deadline": _deadline,
    "every": _schedule,
    "active": _active,
    "jitter": _jitter,
    "memory": _megabytes,
    "zone": _zone,
    "catalogue": _flag,
    "include": texts,
    "exclude": texts,
    "searches": _strings,
    "revisit": revisits.spans,
    "proxy": proxy.address,
    "proxy_env": proxy.variable,
    "proxy_resolves": _flag,
}
#: Keys of a ``[[source]]`` table.
SOURCE: Mapping[str, Check] = {
    "name": _name,
    "url": web_address,
    "kind": choice(("feed", "sitemap", "listing", "json")),
    "title": text,
    "homepage": web_address,
    "publisher": text,
    "language": text,
    "zone": _zone,
    "article_pattern": _pattern,
    "selector": _selector,
    "items": _path_into,
    "fields": _strings,
    "url_template": text,
    "method": choice(("GET", "POST")),
    "body": text,
    "headers": _headers,
    "lists": text,
    "lists_template": text,
    "follow": _flag,
    "whole_page": _replacement,
    "every": _schedule,
    "active": _active,
    "jitter": _jitter,
    "delay": _seconds,
    "max_items": _count,
    "groups": texts,
    "enabled": _flag,
    "insecure": _flag,
    "proxy": proxy.address,
    "proxy_env": proxy.variable,
    "proxy_resolves": _flag,
    "note": text,
}
#: Keys of a ``[group.NAME]`` table: for the sources of the group that do not say otherwise.
GROUP: Mapping[str, Check] = {key: SOURCE[key] for key in ("every", "active", "jitter", "delay")}
