"""One item of an RSS, RDF or Atom feed into an ``Entry``.

Knows what the elements mean and how publishers misuse them. Must not know the feed around the
item, beyond what its links and times are read against.
"""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.page import plain
from crawler.page.effort import Effort
from crawler.page.entry import Entry, Place, names, short
from crawler.page.feed_fields import Fields, fields, first, text
from crawler.page.xml_tree import Element, local

_TIMES = frozenset(["pubdate", "published", "date", "issued", "created", "updated", "modified"])
_LINKS = frozenset(["link", "guid", "origlink", "content", "thumbnail", "enclosure", "image"])
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
#: Text that says of itself that it goes on elsewhere.
_CUT = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|»|Read more|Continue reading.{0,80}|阅读全文|查看全文|閱讀全文"
    r"|[\[(（【]?\s*全文\s*[\])）】]?|点击查看.{0,10}"
    r"|The post .{1,300} appeared first on .{1,100})\.?\s*$",
    re.IGNORECASE,
)
_CUT_WINDOW = 400
#: A description of so many characters and paragraphs is the article itself, not its summary.
_WHOLE_LENGTH, _WHOLE_PARAGRAPHS = 600, 3


def read(item: Element, place: Place) -> Entry | None:
    """Read one item; None where it is empty, or has only links that are not to be followed.

    An item without link and title is the publisher's mistake, and is not hidden: it counts.
    """
    found = fields(item)
    here = based(item, place)
    link, refused = _link(item, found, here)
    title = short(first(found, "title", "dc:title", "media:title"))
    summary, content = _texts(found)
    if link is None and (refused or not found):
        return None
    raw = dated(found)
    return Entry(
        url=link,
        title=title,
        published=here.time(raw),
        published_raw=short(raw),
        updated=here.time(first(found, "updated", "modified", "dc:modified")),
        id=short(first(found, "guid", "id", "dc:identifier")),
        summary=summary,
        content=content,
        authors=names(_authors(found)),
        publisher=_publisher(found),
        image=_image(found, here),
    )


def count(item: Element, effort: Effort) -> None:
    """Count what the texts and addresses of an item cost to read."""
    for node in item:
        name, said = local(node.tag), node.text or ""
        effort.text(said)
        if name in _TIMES:
            effort.time(said)
        elif name in _LINKS:
            for link in (said, node.get("href", ""), node.get("url", "")):
                effort.link(link)


def dated(found: Fields) -> str | None:
    """Return the stated time of publication as it is written."""
    return first(found, "pubdate", "published", "dc:date", "issued", "dc:issued", "dc:created")


def based(node: Element, place: Place) -> Place:
    """Return ``place`` with the address that relative links in ``node`` count from (XML Base)."""
    base = place.link(node.get(_XML_BASE))
    return replace(place, url=base) if base else place


def _link(item: Element, found: Fields, place: Place) -> tuple[str | None, bool]:
    """Return the article's address, and whether links were given of which none may be followed."""
    given = [text(node) for node in found.get("feedburner:origlink", ())]
    nodes = found.get("link", [])
    given += [node.get("href", "") for node in nodes if node.get("rel", "alternate") == "alternate"]
    given += [node.text or "" for node in nodes]
    given += [
        node.text or ""
        for node in found.get("guid", [])
        if node.get("isPermaLink", "true").lower() != "false" and "://" in (node.text or "")
    ]
    given.append(item.get(_RDF_ABOUT, ""))
    given = [link for link in given if link.strip()]
    usable = next((url for link in given if (url := place.link(link))), None)
    return usable, usable is None and bool(given)


def _texts(found: Fields) -> tuple[str | None, str | None]:
    """Return summary and whole text; a text that says it is cut is a summary."""
    summary = plain.paragraphs(first(found, "description", "summary", "dc:description") or "")
    content = plain.paragraphs(first(found, "content:encoded", "content") or "")
    if content and _CUT.search(content[-_CUT_WINDOW:]):
        summary, content = summary or content, ""
    if not content and len(summary) >= _WHOLE_LENGTH and not _CUT.search(summary[-_CUT_WINDOW:]):
        content = summary if summary.count("\n") + 1 >= _WHOLE_PARAGRAPHS else ""
    return summary or None, content or None


def _authors(found: Fields) -> list[str]:
    people = []
    for node in found.get("author", []):
        inner = fields(node)
        people.append(first(inner, "name") or ("" if inner else text(node)))
    for key in ("dc:creator", "itunes:author"):
        if not any(people):
            people = [text(node) for node in found.get(key, [])]
    return people


def _publisher(found: Fields) -> str | None:
    for node in found.get("source", []):
        name = first(fields(node), "title") or (text(node) if len(node) == 0 else None)
        if name := short(name):
            return name
    return short(first(found, "dc:publisher"))


def _image(found: Fields, place: Place) -> str | None:
    groups = [fields(group) for group in found.get("media:group", [])]
    for part in (found, *groups):
        for key in ("media:content", "media:thumbnail", "enclosure", "itunes:image", "link"):
            for node in part.get(key, ()):
                url = _pictured(key, node, place)
                if url:
                    return url
    return None


def _pictured(key: str, node: Element, place: Place) -> str | None:
    """Return the address of the picture that ``node`` points to, if it is one."""
    if key == "link" and node.get("rel") != "enclosure":
        return None
    kind = (node.get("type") or node.get("medium") or "").lower()
    if key in {"media:thumbnail", "itunes:image"} or kind.startswith("image"):
        return place.link(node.get("url") or node.get("href"))
    return None
