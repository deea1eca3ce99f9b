"""The address of an article's next page.

Knows how sites number the pages of one article: ``x_2.shtml``, ``x-2.html``, ``x/2``,
``?page=2``. Must not mistake the next article for the next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import html

_NEXT = re.compile(
    r"^[\[【(（<«‹]*(?:下一?[页頁]|后一页|next(?: page)?)[\]】)）>»›→]*$", re.IGNORECASE
)
_NUMBER_IN_NAME = re.compile(r"^(.+?)[_\-](\d{1,3})(\.\w{2,6})?$")
_PLAIN_NAME = re.compile(r"^(.+?)(\.\w{2,6})?$")
_NUMBER_KEYS = frozenset({"page", "p", "pn", "pageno", "page_no", "pagenum", "paged"})
_LONGEST_LABEL = 12
#: An article with more pages than this is a trap.
_MOST_PAGES = 99


def next_page(tree: html.HtmlElement, anchors: Iterable[html.HtmlElement], url: str) -> str | None:
    """Return the address of the page after ``url`` of the same article, or ``None``.

    A link counts only if its address is that of ``url`` with the next page number; whether it is
    labelled with that number, 下一页 or ``rel=next`` decides nothing more. ``anchors`` are the
    page's ``a`` elements.
    """
    here = _place(url)
    if here is None:
        return None
    wanted = here[1] + 1
    if wanted > _MOST_PAGES:
        return None
    candidates = [node.get("href") for node in tree.iterfind("head/link[@rel='next']")]
    candidates += [node.get("href") for node in anchors if _leads_on(node, wanted)]
    for href in candidates:
        try:
            address = urljoin(url, (href or "").strip())
        except ValueError:
            continue
        there = _place(address)
        if there is not None and there == (here[0], wanted):
            return urlunsplit(urlsplit(address)._replace(fragment=""))
    return None


def _leads_on(node: html.HtmlElement, wanted: int) -> bool:
    if "next" in (node.get("rel") or "").split():
        return True
    label = "".join(node.itertext())[: _LONGEST_LABEL + 1].strip()
    return label == str(wanted) or (len(label) <= _LONGEST_LABEL and bool(_NEXT.match(label)))


def _place(url: str) -> tuple[tuple[str, str, str], int] | None:
    """Split ``url`` into what all pages of an article share and the page's number, from 1."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    number = 1
    rest: list[tuple[str, str]] = []
    for key, value in parse_qsl(parts.query[:2000], keep_blank_values=True):
        if key.lower() in _NUMBER_KEYS and value.isdigit() and len(value) <= 3:
            number = int(value)
        else:
            rest.append((key, value))
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    if number == 1:
        folder, name, number = _numbered(folder, name)
    return (parts.netloc.lower(), f"{folder}/{name}", urlencode(rest)), number


def _numbered(folder: str, name: str) -> tuple[str, str, int]:
    """Take the page number out of the end of a path: ``/a/x_2.html`` is page 2 of ``/a/x.html``."""
    if name.isdigit() and len(name) <= 2 and folder:
        above, _, last = folder.rpartition("/")
        return above, last, int(name)
    if match := _NUMBER_IN_NAME.match(name):
        return folder, match[1] + (match[3] or ""), int(match[2])
    match = _PLAIN_NAME.match(name)
    return folder, name if match is None else match[1] + (match[2] or ""), 1
