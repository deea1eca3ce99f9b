"""Stories as an Atom feed (RFC 4287).

Knows Atom. Must not know where entries come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from crawler.export.entry import Entry, finding, iso
from storage.values import clean_text

_SPACE = "http://www.w3.org/2005/Atom"
#: What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = "1970-01-01T00:00:00Z"
_HTTP = ("http://", "https://")


def atom(title: str, entries: Iterable[Entry], *, link: str, updated: datetime | None) -> str:
    """Return a feed of entries; ``link`` is its own address, also its identity."""
    ET.register_namespace("", _SPACE)
    feed = ET.Element(f"{{{_SPACE}}}feed")
    _add(feed, "id", link)
    _add(feed, "title", title)
    _add(feed, "updated", iso(updated) or _EPOCH)
    _link(feed, link, "self")
    for one in entries:
        feed.append(_entry(one))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(one: Entry) -> ET.Element:
    made = ET.Element(f"{{{_SPACE}}}entry")
    # A story may get another lead, hence another URL; its number stays.
    _add(made, "id", f"tag:newsvane,2026:story/{one.story}")
    _add(made, "title", one.title or one.url)
    _add(made, "updated", iso(one.first_seen or one.published) or _EPOCH)
    if one.published:
        _add(made, "published", iso(one.published) or _EPOCH)
    if one.url.startswith(_HTTP):
        _link(made, one.url, "alternate")
    author = ET.SubElement(made, f"{{{_SPACE}}}author")
    _add(author, "name", one.publisher or "unknown")
    for term in one.matched:
        ET.SubElement(made, f"{{{_SPACE}}}category", term=_clean(term))
    _add(made, "summary", f"{one.excerpt}\n\n{finding(one)}")
    if one.text is not None:
        content = _add(made, "content", one.text)
        content.set("type", "text")
    return made


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{_SPACE}}}{name}")
    made.text = _clean(text)
    return made


def _link(parent: ET.Element, href: str, rel: str) -> None:
    ET.SubElement(parent, f"{{{_SPACE}}}link", href=_clean(href), rel=rel)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", clean_text(text))
