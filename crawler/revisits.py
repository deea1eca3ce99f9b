"""What a second look at an article's page means, and when the next one is due.

Pure decisions. A page counts as taken down only where the site itself says so or shows something
else: whatever may be the network's, a guard's or our own fault is no answer, and is tried again.
Must not know how pages are fetched or where articles are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from storage.records import Article, Comparison, NoArticle

#: After so many attempts that were prevented, a look is given up and the next one planned.
_ATTEMPTS = 5
_FIRST_WAIT = timedelta(hours=1)
#: What is left of a text that was emptied, and the least text of which that can be said.
_LEFT, _LEAST = 0.15, 300
#: A page that holds less than this of the text holds another one.
_SHARED = 0.1
_GONE = frozenset((404, 410))
_HOMES = frozenset(("", "index.html", "index.htm", "index.shtml", "index.php", "404.html"))
_SCRIPT = "script"
_SPAN = re.compile(r"(\d{1,4})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a second look found."""

    kind: Literal["same", "changed", "gone", "unclear"]
    #: Of what is gone or unclear, in a few words.
    why: str = ""


def span(text: str) -> timedelta:
    """Read a time after which to look again, e.g. ``1h``, ``1d``, ``1w``.

    Raises:
        ValueError: It is none.
    """
    match = _SPAN.fullmatch(text.strip().lower())
    if not match or not int(match[1]):
        raise ValueError("write times such as 1h, 1d, 1w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def spans(value: Any) -> tuple[str, ...]:
    """Take the times of a configuration, ascending.

    Raises:
        ValueError: They are not.
    """
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError('write a list of texts, e.g. ["1h", "1d", "1w"]')
    read = [span(each) for each in value]
    if read != sorted(set(read)):
        raise ValueError('write them in ascending order, e.g. ["1h", "1d", "1w"]')
    return tuple(value)


def next_due(steps: Sequence[timedelta], taken: int) -> timedelta | None:
    """Return how long after a look the next one is due; None where ``taken`` were all.

    Args:
        steps: Times after the article was found, ascending.
        taken: How many looks have been taken.
    """
    if taken >= len(steps):
        return None
    return steps[taken] - (steps[taken - 1] if taken else timedelta())


def next_attempt(misses: int) -> timedelta | None:
    """Return how long to wait after a prevented look; None: it is given up."""
    return _FIRST_WAIT * 2**misses if misses < _ATTEMPTS - 1 else None


def of_status(status: int) -> Finding:
    """Judge an answer that is no page."""
    if status in _GONE:
        return Finding("gone", f"HTTP {status}")
    return Finding("unclear", f"HTTP {status}")


def of_none(url: str, final: str, found: NoArticle) -> Finding:
    """Judge a page that holds no article.

    Args:
        url: What was asked for.
        final: Where that led.
        found: Why it holds none.
    """
    if found.reason == "error page":
        return Finding("gone", "not found page")
    if found.reason == "empty" and _SCRIPT not in found.detail:
        return Finding("gone", "emptied")
    if found.reason == "index" and _is_home(final) and not _is_home(url):
        return Finding("gone", "leads to the home page")
    return Finding("unclear", found.reason)


def of_article(
    known: Article, found: Article, compare: Callable[[str, str], Comparison]
) -> Finding:
    """Judge a page that holds an article.

    Args:
        known: What is stored, cleaned.
        found: What the page says now, cleaned.
        compare: Compares two texts; asked only where they differ.
    """
    if known.origins.get("text", "").endswith("entry"):
        # Its text is the list's, which the page need not repeat word by word.
        return Finding("same")
    before, now = "".join(known.text.split()), "".join(found.text.split())
    if before == now and known.title.strip() == found.title.strip():
        return Finding("same")
    if known.whole and not found.whole:
        return Finding("unclear", "cut or behind a paywall")
    if len(before) >= _LEAST and len(now) < _LEFT * len(before):
        return Finding("gone", f"emptied: {len(now)} of {len(before)} characters are left")
    if before != now and compare(known.text, found.text).containment_a < _SHARED:
        if len(before) >= _LEAST:
            return Finding("gone", "another text stands in its place")
        return Finding("unclear", "another text, but too short to be sure")
    return Finding("changed")


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and parts.path.strip("/").lower() in _HOMES
