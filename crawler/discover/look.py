"""Looks at an address and proposes sources: feeds, news sitemaps, or what a listing teaches.

Knows in which order to look, and which of several lists a person would want. Must not know how
pages are fetched, nor where a source is written down.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from crawler import catalogue
from crawler.discover import proposals
from crawler.discover.pages import Fetch, Page
from crawler.discover.proposals import Proposal, Proposer
from crawler.page import challenge, discovery
from crawler.page.decode import decode
from crawler.page.discovery import Offer
from crawler.page.extract import extract
from crawler.text import urls
from storage.records import Article, Source

__all__ = ["Look", "Proposal", "look"]

#: Addresses tried of each sort; a site that needs more is better described by hand.
_MAX_FEEDS = 8
_MAX_SITEMAPS = 4
#: A page with less text than this is no article, whatever else it is.
_ARTICLE = 400


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at an address."""

    url: str
    #: The best first; empty where nothing works.
    proposals: Sequence[Proposal] = ()
    #: Sentences for a person: warnings, what the catalogue knows, what stood in the way.
    notices: Sequence[str] = ()


async def look(url: str, fetch: Fetch, now: datetime, *, taken: Collection[str] = ()) -> Look:
    """Find sources at ``url``: a feed, a home page, a section or any article of a site.

    Looks no further than it has to: other feeds, usual places, sitemaps and the page's own links
    are tried in this order, until something works that is not given up.

    Args:
        url: Where the user pointed.
        fetch: How to ask.
        now: The time (aware) against which ages are measured.
        taken: Names that new sources must not have.
    """
    notices = known(url)
    fetch = _Once(fetch)
    page = await fetch(url)
    if page.good and challenge.is_challenge(decode(page.body, page.content_type).text):
        return Look(url, (), (*notices, "the site asks for proof that we are human; we give none"))
    if page.barred or (page.trouble and page.trouble != "robots"):
        return Look(url, (), (*notices, f"{url}: {page.problem}"))
    if not page.good:
        notices = (*notices, f"{url}: {page.problem}; looking at the front page")
    search = _Search(page, Proposer(url, fetch, now, taken))
    found = [proposal async for proposal in search.proposals()]
    found = proposals.distinct(proposals.ranked(found, url, section=search.is_section))
    if not found and page.good:
        notices = (*notices, *search.obstacles())
    return Look(url, tuple(found), notices)


def known(url: str) -> tuple[str, ...]:
    """Return what the catalogue says of ``url`` and of its site."""
    notices = []
    if bad := catalogue.warning(url):
        instead = f"; instead: {', '.join(bad.instead)}" if bad.instead else ""
        notices.append(f"{url} is known to mislead: {bad.why}{instead}")
    for entry in catalogue.at(url):
        said = f": {entry.source.note}" if entry.status in {"blocked", "dead"} else ""
        notices.append(
            f"in the catalogue for this site: {entry.source.name} ({entry.status}){said}"
        )
    return tuple(notices)


class _Once:
    """Asks for each address once, however many steps want its answer."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._pages: dict[str, Page] = {}

    async def __call__(self, url: str, *, source: Source | None = None) -> Page:
        """Ask for ``url``, or return what it answered before."""
        if source is not None and source.method != "GET":
            return await self._fetch(url, source=source)
        if url not in self._pages:
            page = await self._fetch(url, source=source)
            self._pages[url] = self._pages[page.url] = page
        return self._pages[url]


class _Search:
    """One search: the page that the user pointed at, the site's front page, and what they say."""

    def __init__(self, page: Page, proposer: Proposer) -> None:
        self.page = page
        self.propose = proposer
        self.home: Page | None = None
        self.is_article = page.good and _is_article(page, proposer.now)
        path = urlsplit(page.url).path.strip("/")
        self.is_section = bool(path) and not self.is_article
        self._tried: set[str] = set()

    async def proposals(self) -> AsyncIterator[Proposal]:
        """Yield what works, by kind; later kinds only where earlier ones gave nothing fresh."""
        fresh = False
        if self.page.good and (direct := await self.propose.direct(self.page)):
            yield direct
            if direct.fresh:
                return
        news, whole = partial(self._sitemaps, news=True), partial(self._sitemaps, news=False)
        for kind in (self._offered, self._usual, news, self._listings, whole):
            async for proposal in kind():
                fresh = fresh or proposal.fresh
                yield proposal
            # A sitemap is the whole site's; who points at a section may want its page instead.
            if fresh and not (kind is news and self.is_section):
                return

    def obstacles(self) -> tuple[str, ...]:
        """Say why nothing was found."""
        text = decode(self.page.body, self.page.content_type).text
        if text.count("<a ") < 5 and "<script" in text:
            return ("the page is built by scripts; there is nothing to read in it",)
        return ("neither a feed, nor a news sitemap, nor a list of articles was found",)

    async def _front(self) -> Page:
        if self.home is None:
            address = discovery.home(self.page.url or self.propose.url)
            same = urls.canonical(address) == urls.canonical(self.page.url)
            self.home = self.page if same and self.page.good else await self.propose.fetch(address)
        return self.home

    async def _offered(self) -> AsyncIterator[Proposal]:
        """Try the feeds that the page offers; those of the front page if it offers none."""
        offers = _offers(self.page)
        if not offers or self.is_article:
            offers += _offers(await self._front())
        for offer in offers[:_MAX_FEEDS]:
            if proposal := await self._feed(offer):
                yield proposal
            elif offer.why == "link on the page":
                async for further in self._directory(offer):
                    yield further

    async def _directory(self, offer: Offer) -> AsyncIterator[Proposal]:
        """Try the feeds of a page that lists a site's feeds, as "RSS" in a footer leads to."""
        page = await self.propose.fetch(offer.url)
        if urls.site(page.url) != urls.site(self.propose.url):
            return
        for listed in _offers(page)[:_MAX_FEEDS]:
            if proposal := await self._feed(listed):
                yield proposal

    async def _usual(self) -> AsyncIterator[Proposal]:
        here = (await self._front()).url if self.is_article else self.page.url
        for offer in discovery.usual_feeds(here or self.propose.url):
            if proposal := await self._feed(offer):
                yield proposal
                return

    async def _feed(self, offer: Offer) -> Proposal | None:
        key = urls.canonical(offer.url)
        if key in self._tried:
            return None
        self._tried.add(key)
        return await self.propose.feed(offer)

    async def _sitemaps(self, *, news: bool) -> AsyncIterator[Proposal]:
        root = discovery.home(self.page.url or self.propose.url)
        robots = await self.propose.fetch(f"{root}robots.txt")
        offers = discovery.sitemaps(robots.body, robots.url) if robots.good else ()
        for offer in (offers or discovery.usual_sitemaps(root))[:_MAX_SITEMAPS]:
            if proposal := await self.propose.sitemap(offer, news=news):
                yield proposal
                return

    async def _listings(self) -> AsyncIterator[Proposal]:
        pages = [] if self.is_article or not self.page.good else [self.page]
        if self.is_article or not self.page.good:
            pages.append(await self._front())
        for page in pages:
            if page.good and (proposal := await self.propose.listing(page)):
                yield proposal


def _offers(page: Page) -> list[Offer]:
    if not page.good:
        return []
    return list(discovery.feeds(page.body, page.url, content_type=page.content_type))


def _is_article(page: Page, now: datetime) -> bool:
    if not urlsplit(page.url).path.strip("/"):
        return False
    read = extract(page.body, page.url, content_type=page.content_type, fetched=now)
    return isinstance(read, Article) and len(read.text) >= _ARTICLE and bool(read.published)
