"""The children of a feed's element by name, whatever namespace a publisher put them in.

Knows which namespaces are a feed's own and which are extensions. Must not know what the fields
mean.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from crawler.page.xml_tree import Element, local

#: Links, authors or pictures of one item; each may be tried in turn.
_MAX_ALIKE = 50
Fields: TypeAlias = dict[str, list[Element]]

#: Namespaces whose elements would be mistaken for the feed's own, by a part of their address.
_PREFIXES = {
    "/modules/content": "content:",
    "purl.org/dc/": "dc:",
    "/mrss": "media:",
    "itunes": "itunes:",
    "feedburner": "feedburner:",
    "/modules/syndication": "sy:",
}
_OWN = re.compile(
    r"w3\.org/2005/atom|purl\.org/atom|purl\.org/rss/1\.0/$|my\.netscape\.com|backend\.userland\.com"
    r"|purl\.org/net/rss|blogs\.law\.harvard\.edu|bing\.com/news",
    re.IGNORECASE,
)


def fields(node: Element) -> Fields:
    """Group the children of ``node`` by name in lower case: ``title``, ``dc:creator``, ...

    Elements of unknown extensions are kept apart under ``?:``. Of each name the first fifty count.
    """
    found: Fields = {}
    for child in node:
        if isinstance(child.tag, str):
            alike = found.setdefault(_name(child.tag), [])
            if len(alike) < _MAX_ALIKE:
                alike.append(child)
    return found


def text(node: Element) -> str:
    """Return what an element holds, markup as markup."""
    if len(node) == 0:
        return node.text or ""
    inner = [etree.tostring(child, encoding="unicode", method="html") for child in node]
    return "".join([node.text or "", *inner])


def first(found: Fields, *keys: str) -> str | None:
    """Return the first text that is not blank, by the order of ``keys``."""
    for key in keys:
        for node in found.get(key, ()):
            if said := text(node).strip():
                return said
    return None


def _name(tag: str) -> str:
    return _known(tag) if len(tag) <= _LONGEST_KNOWN else _named(tag)


def _named(tag: str) -> str:
    return _prefix(tag) + local(tag)


#: Names are kept between documents: strangers' must not fill the memory.
_LONGEST_KNOWN = 400
_known = lru_cache(maxsize=1_024)(_named)


def _prefix(tag: str) -> str:
    space, close, name = tag.rpartition("}")
    if not close:  # a prefix that the document does not declare is left in the name
        prefix = name.rpartition(":")[0].lower()
        return f"{prefix}:" if prefix not in {"", "atom", "rss"} else ""
    if _OWN.search(space):
        return ""
    return next((prefix for part, prefix in _PREFIXES.items() if part in space.lower()), "?:")
