"""Sitemaps: indexes, lists of pages, news sitemaps, in the forms that sites serve them.

Knows packing (gzip) and the forms the protocol admits: XML, plain text, a feed. Must not know how
deep a crawl follows the children, nor which pages it wants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.page import challenge, feed, urlset, xml_tree
from crawler.page.entry import Place
from crawler.page.urlset import MAX_ENTRIES, Child, Located

State = Literal["ok", "partial", "not a sitemap", "empty", "blocked", "too large"]
#: The protocol's own limit on an unpacked sitemap.
MAX_BODY = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A parsed sitemap: pages in ``entries``, further sitemaps in ``children``.

    ``state``: ``ok``; ``partial``: cut off, not well-formed or longer than 50,000 addresses, what
    could be read is there; ``empty``; ``not a sitemap``; ``blocked``: a page that guards the site
    against robots; ``too large``: more than 50 MiB when unpacked.
    """

    entries: tuple[Located, ...] = ()
    children: tuple[Child, ...] = ()
    state: State = "ok"


def parse(
    body: bytes, url: str, *, content_type: str | None = None, zone: str | None = None
) -> Sitemap:
    """Parse ``body``, which ``url`` answered with; never raises.

    ``zone`` is the IANA name for times that state none.
    """
    unzipped = xml_tree.unzip(body, MAX_BODY)
    if unzipped is None:
        return Sitemap(state="too large")
    content, whole = unzipped
    text = xml_tree.read(content, content_type)
    if not text:
        return Sitemap(state="empty")
    place = Place.of(url, zone=zone, language=None)
    located = xml_tree.locate(text, urlset.ROOTS)
    if located:
        read = urlset.read(located, place)
        return _sitemap(read.entries, read.children, whole=whole and read.complete)
    if text.startswith(("http://", "https://")):
        return _from_lines(text, place, whole=whole)
    return _from_feed(content, text, url, zone=zone, whole=whole)


def _sitemap(entries: list[Located], children: list[Child], *, whole: bool) -> Sitemap:
    state: State = "partial" if not whole else "ok" if entries or children else "empty"
    return Sitemap(tuple(entries), tuple(children), state)


def _from_lines(text: str, place: Place, *, whole: bool) -> Sitemap:
    """Read the plain form: one address a line, nothing else."""
    lines = text.split("\n", MAX_ENTRIES)
    entries = [Located(url=url) for line in lines[:MAX_ENTRIES] if (url := place.link(line))]
    return _sitemap(entries, [], whole=whole and len(lines) <= MAX_ENTRIES)


def _from_feed(content: bytes, text: str, url: str, *, zone: str | None, whole: bool) -> Sitemap:
    read = feed.parse(content, url, zone=zone)
    if read.state in {"not a feed", "blocked"}:
        return Sitemap(state="blocked" if challenge.is_challenge(text) else "not a sitemap")
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
    return _sitemap(entries, [], whole=whole and read.state != "partial")
