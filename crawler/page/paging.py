"""The address of an article's next page.

Knows how sites number the pages of one article: ``x_2.shtml``, ``x-2.html``, ``x/2``,
``?page=2``. Must not mistake the next article for the next page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import html

from crawler.page import plain

_NEXT = re.compile(
    r"^[\[【(（<«‹]*(?:下一?[页頁]|后一页|next(?: page)?)[\]】)）>»›→]*$", re.IGNORECASE
)
_NUMBER_IN_NAME = re.compile(r"^(.+?)[_\-](\d{1,3})(\.\w{2,6})?$")
_NUMBER_KEYS = frozenset({"page", "p", "pn", "pageno", "page_no", "pagenum", "paged"})
_LONGEST_LABEL = 12
#: An article with more pages than this is a trap.
_MOST_PAGES = 99
#: Host, path and query without the page's number.
Stem = tuple[str, str, str]


def next_page(
    tree: html.HtmlElement, url: str, links: Iterable[html.HtmlElement] | None = None
) -> str | None:
    """Return the address of the page after ``url`` of the same article, or ``None``.

    ``links`` are the ``a`` elements of ``tree``, where they are at hand.

    A link counts only if its address is that of ``url`` with the next page number; whether it is
    labelled with that number, 下一页 or ``rel=next`` decides nothing more.
    """
    wanted = {(stem, number + 1) for stem, number in _places(url) if number < _MOST_PAGES}
    if not wanted:
        return None
    numbers = frozenset(str(number) for _, number in wanted)
    candidates = [node.get("href") for node in tree.iterfind("head/link[@rel='next']")]
    # Most links of a page lead elsewhere: their addresses are told faster than their labels.
    numbered = _holding(numbers)
    for node in tree.iter("a") if links is None else links:
        href = node.get("href")
        if href and numbered(href) and _leads_on(node, numbers):
            candidates.append(href)
    for href in candidates:
        try:
            address = urljoin(url, (href or "").strip())
        except ValueError:
            continue
        if wanted.intersection(_places(address)):
            return urlunsplit(urlsplit(address)._replace(fragment=""))
    return None


@lru_cache(maxsize=_MOST_PAGES)
def _holding(numbers: frozenset[str]) -> Callable[[str], object]:
    """Return a test of addresses: whether one of ``numbers`` stands where pages have theirs."""
    # The number first: a pattern that begins with a letter is searched for fastest.
    one_of = (rf"{number}(?<![^_\-/=0]{number})(?![^.&/?#\s])" for number in sorted(numbers))
    return re.compile("|".join(one_of)).search


def _leads_on(node: html.HtmlElement, numbers: frozenset[str]) -> bool:
    if "next" in (node.get("rel") or "").split():
        return True
    label = plain.beginning(node.itertext(), "")[: _LONGEST_LABEL + 1].strip()
    return label in numbers or (len(label) <= _LONGEST_LABEL and bool(_NEXT.match(label)))


def _places(url: str) -> list[tuple[Stem, int]]:
    """Split ``url`` into what all pages of an article share and the page's number, from 1.

    There are two readings where a name ends in a number, which may be the article's own.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return []
    number = 1
    rest: list[tuple[str, str]] = []
    for key, value in parse_qsl(parts.query[:2000], keep_blank_values=True):
        if key.lower() in _NUMBER_KEYS and value.isdecimal() and len(value) <= 3:
            number = int(value)
        else:
            rest.append((key, value))
    host, query, path = parts.netloc.lower(), urlencode(rest), parts.path.rstrip("/")
    places = [((host, path, query), number)]
    if number == 1 and (numbered := _numbered(path)):
        places.append(((host, numbered[0], query), numbered[1]))
    return places


def _numbered(path: str) -> tuple[str, int] | None:
    """Take a page number off the end of a path: ``/a/x_2.html`` is page 2 of ``/a/x.html``."""
    folder, _, name = path.rpartition("/")
    if name.isdecimal() and len(name) <= 2 and folder:
        return folder, int(name)
    if match := _NUMBER_IN_NAME.match(name):
        return f"{folder}/{match[1]}{match[3] or ''}", int(match[2])
    return None
