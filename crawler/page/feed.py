"""Feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, bytes in, entries out.

Knows the elements of feed formats and what publishers make of them. Must not know how a feed is
fetched or when. Meanings follow the RSS 2.0 specification, RSS 1.0 with its content, Dublin Core
and syndication modules, Media RSS and RFC 4287.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.page import (
    challenge,
    feed_item,
    json_feed,
    json_text,
    language,
    packed,
    urlset,
    xml_tree,
)
from crawler.page.effort import DEAR, LONG, Effort
from crawler.page.entry import MAX_BODY, MAX_ENTRIES, Entry, Place, short
from crawler.page.feed_fields import Fields, fields, first
from crawler.page.xml_tree import Element

State = Literal["ok", "partial", "not a feed", "empty", "blocked", "too large"]

_ROOTS = frozenset(["rss", "rdf", "feed", "channel"])
_READABLE = _ROOTS | {"urlset"}
#: Bytes in which the root element begins, whatever stands before it.
_HEAD = 256 * 1024
_ITEMS = frozenset(["item", "entry"])
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
_LONGEST_TTL = 2_592_000
#: Beginnings and ends of elements: forty for each entry that is kept. More are not read; a tree
#: in which all names differ takes five hundred bytes for each.
_MAX_TAGS = 220_000
_MANY = f"more than {MAX_ENTRIES:,} entries, of which the newest are taken"
_LONG_OLDEST_FIRST = (
    "more markup than is read of a list, and its oldest entries stand first: the newest are missed"
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. ``state`` says how far it can be trusted.

    ``ok``; ``partial``: not well-formed or over the limit, ``entries`` holds what could be read;
    ``empty``: no bytes, or a feed without entries; ``not a feed``; ``blocked``: a page that guards
    the site against robots; ``too large``.
    """

    title: str | None = None
    entries: tuple[Entry, ...] = ()
    state: State = "ok"
    #: Seconds after which the publisher expects a change, where the feed says so.
    ttl: int | None = None
    #: BCP 47 as stated, else as the titles read.
    language: str | None = None
    #: Why only a part was read, where that was one of our limits.
    cut: str = ""


def parse(
    body: bytes, url: str, *, content_type: str | None = None, zone: str | None = None
) -> Feed:
    """Parse ``body``, which ``url`` answered with; never raises.

    ``zone`` is the IANA name for times that state none. At most 10 MiB and 5,000 entries (the
    newer end of longer feeds) are read.
    """
    unzipped = packed.unzip(body, MAX_BODY)
    if unzipped is None:
        return Feed(state="too large")
    head = xml_tree.read(unzipped[0][:_HEAD], content_type)
    if not head:
        return Feed(state="empty")
    if not head.startswith("{") and xml_tree.locate(head, _READABLE) is None:
        # Whatever it is, it is not decoded as a whole: noise takes sixteen times its size.
        return Feed(state="blocked" if challenge.is_challenge(head) else "not a feed")
    text = xml_tree.read(unzipped[0], content_type)
    if text.startswith("{"):
        if json_text.too_large(text):
            return Feed(state="too large")
        return _from_json(text, url, zone)
    located = xml_tree.locate(text, _ROOTS)
    if located is None and (sitemap := xml_tree.locate(text, {"urlset"})):
        return _from_sitemap(sitemap, url, zone)
    if located is None:
        return Feed(state="blocked" if challenge.is_challenge(text) else "not a feed")
    # Of a feed that is too long the beginning counts: nearly all have their newest items there.
    affordable = xml_tree.affordable(located, _MAX_TAGS)
    if affordable is None:
        return Feed(state="too large")
    root, sound = xml_tree.parse(affordable, _ITEMS)
    if root is None:
        return Feed(state="partial")
    cut = affordable is not located
    return _from_tree(root, url, zone, whole=sound and unzipped[1], cut=cut)


def _from_json(text: str, url: str, zone: str | None) -> Feed:
    document = json_feed.read(text, url, zone)
    if document is None:
        return Feed(state="not a feed")
    entries, cut = document.entries, document.cut
    state: State = "partial" if cut else "ok" if entries else "empty"
    return Feed(document.title, entries, state, None, document.language, cut)


def _from_sitemap(text: xml_tree.Text, url: str, zone: str | None) -> Feed:
    """Read a sitemap that was configured as a feed: news sitemaps are called so by some sites."""
    place = Place.of(url, zone=zone, language=None)
    read = urlset.read([text.markup], text.root, place, MAX_ENTRIES)
    entries = tuple(located.entry() for located in read.entries)
    tag = read.entries[0].language if read.entries else None
    state: State = "partial" if not read.complete else "ok" if entries else "empty"
    return Feed(None, entries, state, None, tag, read.cut)


def _from_tree(root: Element, url: str, zone: str | None, *, whole: bool, cut: bool) -> Feed:
    """Read the items of ``root``; ``cut`` tells that it is only the beginning of a feed."""
    items = [node for node in root.iter() if xml_tree.local(node.tag) in _ITEMS]
    channel = fields(root)
    if inner := channel.get("channel"):
        channel = fields(inner[0])
    tag = _language(root, channel, items)
    place = feed_item.based(root, Place.of(url, zone=zone, language=tag))
    oldest_first = _oldest_first(items, place)
    entries, why = _entries(items[::-1] if oldest_first else items, place)
    if cut:
        why = _LONG_OLDEST_FIRST if oldest_first else LONG
    state: State = "partial" if why or not whole else "ok" if entries else "empty"
    stated = short(first(channel, "language", "dc:language") or root.get(_XML_LANG))
    title = short(first(channel, "title"))
    entries = entries[::-1] if oldest_first else entries
    return Feed(title, tuple(entries), state, _ttl(channel), stated or tag, why)


def _entries(items: list[Element], place: Place) -> tuple[list[Entry], str]:
    """Read the items, of which the newest come first, and say why not all were."""
    entries: list[Entry] = []
    effort = Effort()
    for item in items[:MAX_ENTRIES]:
        feed_item.count(item, effort)
        if effort.spent:
            return entries, DEAR
        if entry := feed_item.read(item, place):
            entries.append(entry)
    return entries, _MANY if len(items) > MAX_ENTRIES else ""


def _language(root: Element, channel: Fields, items: list[Element]) -> str | None:
    """Return the feed's language by its titles; what it states decides only within a script."""
    stated = first(channel, "language", "dc:language") or root.get(_XML_LANG)
    titles = [first(channel, "title"), *(first(fields(item), "title") for item in items[:10])]
    return language.detect("\n".join(title for title in titles if title), lang=stated)


def _oldest_first(items: list[Element], place: Place) -> bool:
    """Tell whether a feed begins with its oldest; most, but not all, begin with the newest."""
    if not items:
        return False
    begin, end = (place.time(feed_item.dated(fields(item))) for item in (items[0], items[-1]))
    return begin is not None and end is not None and begin < end


def _ttl(channel: Fields) -> int | None:
    """Return the stated time between changes, in seconds."""
    minutes = first(channel, "ttl")
    if minutes and minutes.isascii() and minutes.isdigit() and len(minutes) < 8:
        seconds = int(minutes) * 60
        return seconds if 0 < seconds <= _LONGEST_TTL else None
    period = _PERIODS.get((first(channel, "sy:updateperiod") or "").lower())
    if period is None:
        return None
    often = first(channel, "sy:updatefrequency") or "1"
    times = int(often) if often.isascii() and often.isdigit() and len(often) < 5 else 1
    return period // max(1, times)
