"""Makes sources of what was found at an address, tries each, and puts them in order.

Knows what makes one list better than another. Must not know where to look for lists.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler import catalogue
from crawler.discover.check import STALE, Checked, check
from crawler.discover.naming import name_of
from crawler.discover.pages import Fetch, Page
from crawler.page import discovery, feed, language, link_learner, plain, sitemap
from crawler.page.decode import decode
from crawler.page.discovery import Offer
from crawler.page.entry import Entry
from crawler.page.urlset import Located
from crawler.text import urls
from storage.records import Source

#: A sitemap of all pages serves as a source where it is kept up to date.
_UP_TO_DATE = timedelta(days=7)
_DESCEND = 3
_MOST_NEWS = 0.5
#: Lists that share so many of their articles are one in two forms.
_SAME = 0.7
_RANK = {"link tag": 0, "link on the page": 1, "usual place": 2}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source that works, and how it was found."""

    checked: Checked
    #: ``link tag``, ``usual place``, ``robots.txt``, ``learnt from the page``, ...
    why: str
    now: datetime

    @property
    def source(self) -> Source:
        """The source as it would be configured."""
        return self.checked.source

    @property
    def fresh(self) -> bool:
        """Whether the list has not been given up, as far as its items' times tell."""
        newest = self.checked.newest
        return newest is None or self.now - newest <= STALE


@dataclass(slots=True)
class Proposer:
    """Tries what may be a source of the site at ``url``."""

    url: str
    fetch: Fetch
    now: datetime
    taken: Collection[str]

    async def direct(self, page: Page) -> Proposal | None:
        """Propose the page itself, where it is a feed or a sitemap."""
        if self._is_feed(page):
            return await self.feed(Offer(page.url, "", "the address itself"))
        if b"<urlset" in page.body[:5_000] or b"<sitemapindex" in page.body[:5_000]:
            offer = Offer(page.url, "", "the address itself")
            return await self.sitemap(offer, news=False)
        return None

    async def feed(self, offer: Offer) -> Proposal | None:
        """Propose the feed at ``offer``, if one is there that leads to articles of the site."""
        page = await self.fetch(offer.url)
        if not page.good or not self._is_feed(page):
            return None
        parsed = feed.parse(page.body, page.url, content_type=page.content_type)
        title = parsed.title or offer.title
        tag = (parsed.language or "").split("-")[0].lower() or None
        return await self._try("feed", page.url, offer.why, title, tag)

    async def sitemap(self, offer: Offer, *, news: bool) -> Proposal | None:
        """Propose the sitemap at ``offer``, or the one below it that holds the news.

        Args:
            offer: Where it should be.
            news: Whether to take nothing but a news sitemap; else, a sitemap of all pages too.
        """
        address = offer.url
        for _ in range(_DESCEND):
            page = await self.fetch(address)
            if not page.good:
                return None
            read = sitemap.parse(page.body, page.url, content_type=page.content_type)
            if read.entries or not read.children:
                break
            address = _news_child(read.children)
        entries = read.entries
        dated = sum(entry.published is not None for entry in entries)
        if entries and dated >= _MOST_NEWS * len(entries):
            return await self._try("sitemap", page.url, offer.why, _outlet(entries), None)
        return None if news else await self._plain_sitemap(page.url, offer.why, entries)

    async def listing(self, page: Page) -> Proposal | None:
        """Propose the page itself as a listing, if its links can be learnt and lead to articles."""
        best: Proposal | None = None
        ways = link_learner.learn(page.body, page.url, content_type=page.content_type)
        for way in ways:
            tag = language.detect("\n".join(title for _, title in way.links[:20]))
            proposal = await self._try(
                "listing", page.url, "learnt from the page", _page_title(page), tag,
                selector=way.selector, article_pattern=way.article_pattern,
            )  # fmt: skip
            if proposal and (best is None or proposal.checked.well > best.checked.well):
                best = proposal
            if best and best.checked.well == 1:
                break
        return best

    async def _plain_sitemap(
        self, url: str, why: str, entries: Sequence[Located]
    ) -> Proposal | None:
        """Propose a sitemap of all pages where its articles can be told and are dated."""
        newest = max((entry.lastmod for entry in entries if entry.lastmod), default=None)
        if newest is None or self.now - newest > _UP_TO_DATE:
            return None
        pattern = link_learner.article_pattern([entry.url for entry in entries], url)
        if pattern is None:
            return None
        return await self._try("sitemap", url, why, "", None, article_pattern=pattern)

    async def _try(
        self, kind: Any, url: str, why: str, title: str, tag: str | None, **values: Any
    ) -> Proposal | None:
        known = next(
            (
                entry.source
                for entry in catalogue.at(url)
                if urls.canonical(entry.source.url) == urls.canonical(url)
            ),
            None,
        )
        if known is not None:
            source = dataclasses.replace(known, enabled=True)
        else:
            name = name_of(url if kind != "listing" else self.url, self.taken)
            home = discovery.home(url)
            source = Source(
                name=name, url=url, kind=kind, title=title, homepage=home, language=tag, **values
            )
        checked = await check(source, self.fetch, self.now)
        return Proposal(checked, why, self.now) if checked.works else None

    def _is_feed(self, page: Page) -> bool:
        parsed = feed.parse(page.body, page.url, content_type=page.content_type)
        urlset = b"<urlset" in page.body[:5_000]
        return bool(parsed.entries) and not urlset


def distinct(found: Sequence[Proposal]) -> list[Proposal]:
    """Leave out lists that hold the same articles as a better one, such as Atom beside RSS."""
    kept: list[Proposal] = []
    for proposal in found:
        mine = _addresses(proposal.checked.entries)
        if not any(_overlap(mine, _addresses(one.checked.entries)) > _SAME for one in kept):
            kept.append(proposal)
    return kept


def ranked(found: Sequence[Proposal], url: str, *, section: bool) -> list[Proposal]:
    """Put the proposals in order: alive, of this site, of this section, general, well offered."""
    wanted = urlsplit(url).path.strip("/").lower() if section else ""

    def rank(proposal: Proposal) -> tuple[float, ...]:
        source, entries = proposal.source, proposal.checked.entries
        site = urls.site(url)
        foreign = sum(urls.site(entry.url or "") != site for entry in entries)
        path = urlsplit(source.url).path.strip("/").lower()
        return (
            not proposal.fresh,
            # A feed may stand on another host and lead to others, but should not lead elsewhere.
            foreign > len(entries) / 2,
            not (wanted and _about(wanted, path, source.title, entries)),
            path.count("/") if not wanted else 0,
            _RANK.get(proposal.why, 0),
            -proposal.checked.well,
        )

    return sorted(found, key=rank)


def _about(section: str, path: str, title: str, entries: Sequence[Entry]) -> bool:
    """Tell whether a list belongs to a section of the site and not to all of it."""
    last = section.rpartition("/")[2]
    if last in path.split("/") or section in path or last in title.lower():
        return True
    under = sum(f"/{section}/" in urlsplit(entry.url or "").path.lower() for entry in entries)
    return under > 0.8 * len(entries)


def _addresses(entries: Sequence[Entry]) -> set[str]:
    return {urls.canonical(entry.url or "") for entry in entries}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one), len(other))


def _news_child(children: Sequence[Any]) -> str:
    """Choose the child that names news, else the one that changed last."""
    news = [child for child in children if "news" in child.lower()]
    dated = [child for child in news or children if child.lastmod]
    if dated:
        return str(max(dated, key=lambda child: child.lastmod.timestamp()))
    return str((news or children)[0])


def _outlet(entries: Sequence[Located]) -> str:
    return next((entry.publisher for entry in entries if entry.publisher), "")


def _page_title(page: Page) -> str:

    text = decode(page.body, page.content_type).text
    start, end = text.find("<title"), text.find("</title")
    said = text[text.find(">", start) + 1 : end] if 0 <= start < end else ""
    return plain.line(said)[:100]
