"""The elements of a sitemap, whichever program asked for them, in one pass without a tree.

Knows the sitemap protocol (sitemaps.org) and Google's news extension. Must not know how sitemaps
are packed, nor other forms of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from crawler.page import xml_tree
from crawler.page.effort import DEAR, LONG, Effort
from crawler.page.entry import Entry, Place, short
from crawler.page.xml_stream import Elements

ROOTS = frozenset(["urlset", "sitemapindex"])
ITEMS = frozenset(["url", "sitemap"])
#: The protocol's own limit.
MAX_ENTRIES = 50_000
#: Items that are looked at; such as name no address of the web are not counted as addresses.
_MAX_ITEMS = 200_000
#: Beginnings and ends of elements: forty an address.
_MAX_TAGS = 2_000_000
#: Characters of the time of a change; the longest of RFC 2822 has 40.
_MAX_TIME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One address in a sitemap, with what the sitemap says of it; times aware, texts plain."""

    url: str
    lastmod: datetime | None = None
    lastmod_raw: str | None = None
    title: str | None = None
    published: datetime | None = None
    published_raw: str | None = None
    publisher: str | None = None
    language: str | None = None

    def entry(self) -> Entry:
        """Return what other lists would say of it."""
        return Entry(
            url=self.url,
            title=self.title,
            published=self.published,
            published_raw=self.published_raw,
            updated=self.lastmod,
            publisher=self.publisher,
        )


class Child(str):
    """The address of a further sitemap, which is all that most callers want of it."""

    __slots__ = ("lastmod",)

    #: When it last changed, as the index says: children that did not need not be asked for.
    lastmod: datetime | None

    def __new__(cls, url: str, lastmod: datetime | None = None) -> Self:
        """Make the address ``url`` that changed at ``lastmod``."""
        child = super().__new__(cls, url)
        child.lastmod = lastmod
        return child

    @property
    def url(self) -> str:
        """The address, by the name that it has in other entries."""
        return str(self)


@dataclass(slots=True)
class Read:
    """What was read: pages, further sitemaps, and whether that was all there is."""

    entries: list[Located] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    complete: bool = True
    #: Why only a part was read, where that was one of our limits.
    cut: str = ""


def read(pieces: Iterable[str], root: str, place: Place, most: int | None = None) -> Read:
    """Read a ``urlset`` or ``sitemapindex``, at most ``most`` addresses of it, fewer of dear ones.

    ``pieces`` are its markup, from the ``root`` element on. ``most`` is 50,000 where not given.
    """
    most = MAX_ENTRIES if most is None else most
    result, effort = Read(), Effort()
    elements = Elements(pieces, root, ITEMS, _MAX_TAGS)
    for number, node in enumerate(elements):
        found = len(result.entries) + len(result.children)
        if found >= most or number >= _MAX_ITEMS:
            result.cut = f"more than {most:,} addresses, of which the first are taken"
        elif effort.spent:
            result.cut = DEAR
        if result.cut:
            break
        located = _located(node, place, effort)
        if located is not None:
            if root == "sitemapindex" or xml_tree.local(node.tag) == "sitemap":
                result.children.append(Child(located.url, located.lastmod))
            else:
                result.entries.append(located)
    if elements.more:
        result.cut = LONG
    result.complete = elements.sound and not result.cut
    return result


def _located(node: xml_tree.Element, place: Place, effort: Effort) -> Located | None:
    """Read one ``url`` or ``sitemap``; alternates and pictures have addresses that are not its."""
    own = _texts(node)
    news = next((child for child in node if xml_tree.local(child.tag) == "news"), None)
    told = {} if news is None else _texts(news)
    publication = () if news is None else news.iterchildren("{*}publication")
    outlet = next((_texts(child) for child in publication), {})
    loc = own.get("loc", "")
    effort.link(loc)
    url = place.link(loc)
    if url is None:
        return None
    if told:
        effort.news()
        effort.time(told.get("publication_date"))
        effort.text(told.get("title"))
        effort.text(outlet.get("name"))
    effort.time(own.get("lastmod"))
    changed = place.moment(own.get("lastmod"), longest=_MAX_TIME)
    return Located(
        url=url,
        lastmod=changed.when if changed else None,
        lastmod_raw=own.get("lastmod"),
        title=short(told.get("title")),
        published=place.time(told.get("publication_date")),
        published_raw=short(told.get("publication_date")),
        publisher=short(outlet.get("name")),
        language=short(outlet.get("language")),
    )


def _texts(node: xml_tree.Element) -> dict[str, str]:
    """Return the texts of the children by local name; the first of a name counts."""
    found: dict[str, str] = {}
    for child in node:
        said = (child.text or "").strip()
        if said:
            found.setdefault(xml_tree.local(child.tag), said)
    return found
