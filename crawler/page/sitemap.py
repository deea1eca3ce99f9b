"""Sitemaps: indexes, lists of pages, news sitemaps, in the forms that sites serve them.

Knows packing (gzip) and the forms the protocol admits: XML, plain text, a feed. Must not know how
deep a crawl follows the children, nor which pages it wants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from crawler.page import challenge, feed, urlset, xml_tree
from crawler.page.effort import DEAR, LONG, Effort
from crawler.page.entry import Place
from crawler.page.urlset import MAX_ENTRIES, Child, Located
from crawler.page.xml_stream import Source, TooLargeError

State = Literal["ok", "partial", "not a sitemap", "empty", "blocked", "too large"]
#: The protocol's own limit on an unpacked sitemap.
MAX_BODY = 50 * 1024 * 1024
_MANY = f"more than {MAX_ENTRIES:,} lines, of which the first are taken"
#: Characters in which the root element begins, whatever stands before it.
_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A parsed sitemap: pages in ``entries``, further sitemaps in ``children``.

    ``state``: ``ok``; ``partial``: cut off, not well-formed, longer than 50,000 addresses or too
    dear to read whole (``crawler.page.effort``), what could be read is there; ``empty``; ``not a
    sitemap``; ``blocked``: a page that guards the site against robots; ``too large``: more than
    50 MiB when unpacked.
    """

    entries: tuple[Located, ...] = ()
    children: tuple[Child, ...] = ()
    state: State = "ok"
    #: Why only a part was read, where that was one of our limits.
    cut: str = ""


def parse(
    body: bytes, url: str, *, content_type: str | None = None, zone: str | None = None
) -> Sitemap:
    """Parse ``body``, which ``url`` answered with; never raises.

    ``zone`` is the IANA name for times that state none.
    """
    source = Source(body, MAX_BODY, content_type)
    try:
        return _read(source, url, zone)
    except TooLargeError:
        return Sitemap(state="too large")


def _read(source: Source, url: str, zone: str | None) -> Sitemap:
    pieces = iter(source)
    head = ""
    while len(head) < _HEAD and (piece := next(pieces, "")):
        head += piece
    if not head:
        return Sitemap(state="empty")
    place = Place.of(url, zone=zone, language=None)
    if located := xml_tree.locate(head, urlset.ROOTS):
        read = urlset.read(chain([located.markup], pieces), located.root, place)
        # Where it was enough, what follows may be another thing: that is not looked at.
        whole = source.whole and read.complete
        return _sitemap(read.entries, read.children, whole=whole, cut=read.cut)
    if head.startswith(("http://", "https://")):
        return _from_lines(chain([head], pieces), source, place)
    return _from_feed(source, head, url, zone)


def _sitemap(
    entries: list[Located], children: list[Child], *, whole: bool, cut: str = ""
) -> Sitemap:
    whole = whole and not cut
    state: State = "partial" if not whole else "ok" if entries or children else "empty"
    return Sitemap(tuple(entries), tuple(children), state, cut)


def _from_lines(pieces: Iterable[str], source: Source, place: Place) -> Sitemap:
    """Read the plain form: one address a line, nothing else."""
    entries: list[Located] = []
    held, count, effort = "", 0, Effort()
    for piece in chain(pieces, ["\n"]):
        *lines, held = (held + piece).split("\n")
        for line in lines:
            count += 1
            if count > MAX_ENTRIES or effort.spent:
                return _sitemap(entries, [], whole=False, cut=DEAR if effort.spent else _MANY)
            effort.link(line)
            if url := place.link(line):
                entries.append(Located(url=url))
        if len(held) > _HEAD:
            return _sitemap(entries, [], whole=False, cut=LONG)
    return _sitemap(entries, [], whole=source.whole)


def _from_feed(source: Source, head: str, url: str, zone: str | None) -> Sitemap:
    read = feed.parse(source.body, url, zone=zone)
    if read.state in {"not a feed", "blocked"}:
        return Sitemap(state="blocked" if challenge.is_challenge(head) else "not a sitemap")
    if read.state == "too large":
        return Sitemap(state="too large")
    entries = [
        Located(
            url=entry.url,
            lastmod=entry.updated,
            title=entry.title,
            published=entry.published,
            published_raw=entry.published_raw,
            publisher=entry.publisher,
            language=read.language,
        )
        for entry in read.entries
        if entry.url
    ]
    return _sitemap(entries, [], whole=read.state != "partial", cut=read.cut)
