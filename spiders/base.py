"""What all spiders share: ask for lists, follow their entries, read the pages.

Knows Scrapy's requests and the pure readers of ``crawler.page``. Must not know the store, the
configuration file or what happens to an article: it tells a ``Desk`` what it met, and yields
``Article``s.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import unquote

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.page import list_faults
from crawler.text.headers import harmless, is_trusted
from spiders.desk import Desk
from storage.records import Article, NoArticle, Source

if TYPE_CHECKING:
    from crawler.page.entry import Entry

#: A list may lead to further lists (a sitemap index to sitemaps), but not for ever.
_MAX_DEPTH = 3
_MAX_LISTS = 50
#: Pages of one article that are joined.
_MAX_PAGES = 20
#: A feed's own text of at least so many characters is taken for the whole article.
_WHOLE_TEXT = 600
#: Clocks differ, and papers are dated ahead, by no more than this.
_AHEAD = timedelta(days=1)
#: So many entries that all changed at one moment did not.
_MANY_ALIKE = 4
#: What the request for an article carries that was not sent yet: ``_meta``, and Scrapy's depth.
_OF_ARTICLE = frozenset(("source", "via", "insecure", "entry", "depth"))
#: What a list is asked with, so that sites which negotiate do not answer with a page for people.
#: Short: with the other headers it is most of what a look costs that finds nothing new.
_ACCEPT = {
    "feed": "application/rss+xml,*/*;q=.5",
    "sitemap": "application/xml,*/*;q=.5",
    "json": "application/json,*/*;q=.5",
    "listing": "text/html,*/*;q=.5",
}
#: Not asked of lists made for programs, which have one language each.
_LANGUAGE = "Accept-Language"
#: Who we are stands in User-Agent too; one that asks whether all is as before says it once.
_FROM = "From"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list page held: its state (``ok``, ``partial``, ``not a feed``, ...) and entries."""

    state: str
    entries: Sequence[Entry]
    #: Addresses of further lists.
    children: Sequence[str] = ()
    #: Seconds between looks for which it asks.
    ttl: int | None = None
    #: Why only a part of it was read, where that was one of our limits.
    cut: str = ""


Reader = Callable[[Response, Source], Listed]


class NewsSpider(Spider):
    """Crawls any number of sources of the kinds in ``readers``.

    Args:
        sources: The sources to look at.
        desk: Whom to tell.
    """

    name = "news-base"
    readers: ClassVar[Mapping[str, Reader]] = {}

    def __init__(self, sources: Sequence[Source], desk: Desk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sources = {source.name: source for source in sources}
        self.desk = desk
        self._lists: dict[str, set[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, so that an exception on one page is told and not only logged."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broken, signals.spider_error)
        return spider

    def broken(self, failure: Failure, response: Response) -> None:
        """Take note of a page on which we failed ourselves."""
        source = self.sources[response.meta["source"]]
        is_list = "list_depth" in response.meta
        self.desk.failed(source, response.url, failure, is_list=is_list)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for each source's list."""
        for source in self.sources.values():
            yield self._list_request(source, source.url, 0, self.desk.headers(source))

    def _list_request(
        self, source: Source, url: str, depth: int, headers: Mapping[str, str]
    ) -> Request:
        # A list may lead to another host's, which the source's own headers are not for.
        own = source.headers if is_trusted(source.url, url) else harmless(source.headers)
        # A header that is None is not sent, where the settings have one for all requests.
        spared: dict[str, str | None] = {} if source.kind == "listing" else {_LANGUAGE: None}
        spared |= {_FROM: None} if headers else {}
        return Request(
            url,
            method=source.method,
            body=source.body or b"",
            headers={"Accept": _ACCEPT[source.kind], **spared, **own, **headers},
            callback=self.parse_list,
            errback=self.list_failed,
            meta=_meta(source) | {"list_depth": depth, "handle_httpstatus_list": [304]},
            priority=100,
            dont_filter=True,
        )

    def parse_list(self, response: Response) -> Iterator[Any]:
        """Follow the entries of a list, newest first, and the lists that it leads to."""
        source = self.sources[response.meta["source"]]
        depth = response.meta["list_depth"]
        if depth == 0 and not self.desk.fetched(source, response):
            return
        listed = self.readers[source.kind](response, source)
        entries = [entry for entry in listed.entries if _wanted(source, entry)]
        self.desk.listed(
            source,
            response.url,
            list_faults.name(listed.state, response.body),
            len(entries),
            len(listed.children),
            newest=max(filter(None, (e.updated or e.published for e in entries)), default=None),
            cut=listed.cut,
        )
        self.desk.asks(source, listed.ttl)
        asked = self._lists.setdefault(source.name, {source.url})
        for child in listed.children if depth < _MAX_DEPTH else ():
            # The pages of a newspaper, as some indexes of sitemaps, lead to each other.
            if child not in asked and len(asked) <= _MAX_LISTS:
                asked.add(child)
                yield self._list_request(source, child, depth + 1, {})
        for entry in _newest(_telling(entries, datetime.now(UTC)))[: source.max_items]:
            yield from self._follow(source, entry)

    def _follow(self, source: Source, entry: Entry) -> Iterator[Any]:
        carried = bool(entry.content and len(entry.content) >= _WHOLE_TEXT)
        if carried or not source.follow:
            yield _articles().from_entry(source, entry, whole=carried, fetched=datetime.now(UTC))
            return
        yield self._article_request(source, entry)

    def _article_request(self, source: Source, entry: Entry) -> Request:
        assert entry.url is not None  # see _wanted
        return Request(
            _whole_page(source, entry.url),
            callback=self.parse_article,
            errback=self.article_failed,
            meta=_meta(source) | {"entry": entry},
            dont_filter=True,
        )

    def pack(self, request: Request) -> tuple[str, int, Entry] | None:
        """Return what suffices to make the request for an article anew; None for any other."""
        if request.callback != self.parse_article or not request.meta.keys() <= _OF_ARTICLE:
            return None
        return request.meta["source"], request.meta.get("depth", 0), request.meta["entry"]

    def unpack(self, packed: tuple[str, int, Entry]) -> Request:
        """Make the request of which ``pack`` kept the essence."""
        source, depth, entry = packed
        request = self._article_request(self.sources[source], entry)
        request.meta["depth"] = depth
        return request

    def parse_article(self, response: Response) -> Iterator[Any]:
        """Read an article's page; join the pages that follow it."""
        source = self.sources[response.meta["source"]]
        entry: Entry = response.meta["entry"]
        now = datetime.now(UTC)
        from spiders import reading  # noqa: PLC0415 - loads what reads pages

        read = reading.read(source, response, now)
        before: Article | None = response.meta.get("article")
        if isinstance(read, NoArticle):
            if before is not None:
                yield dataclasses.replace(before, whole=False, next_page=None)
                return
            self.desk.absent(source, entry.url or response.url, read)
            if read.reason == "blocked" and entry.title:
                yield _articles().from_entry(source, entry, whole=False, fetched=now)
            return
        article = (
            _articles().join(before, read)
            if before
            else _articles().complete(source, entry, read, body=response.body, fetched=now)
        )
        seen = response.meta.get("pages", (response.url,))
        if article.next_page and article.next_page not in seen and len(seen) < _MAX_PAGES:
            yield Request(
                article.next_page,
                callback=self.parse_article,
                errback=self.article_failed,
                meta=_meta(source)
                | {
                    "entry": entry,
                    "article": article,
                    "pages": (*seen, article.next_page),
                },
                dont_filter=True,
            )
            return
        yield article

    def list_failed(self, failure: Failure) -> None:
        """Take note of a list that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        self.desk.failed(self.sources[request.meta["source"]], request.url, failure, is_list=True)

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Keep what is known of an article whose page could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        source = self.sources[request.meta["source"]]
        # By the address that the list gives, under which the article is known or remembered.
        url = request.meta["entry"].url if request.meta["entry"] else request.url
        for_good = self.desk.failed(source, url, failure, is_list=False)
        before: Article | None = request.meta.get("article")
        if before is not None:
            yield dataclasses.replace(before, whole=False, next_page=None)
        elif for_good and request.meta["entry"].title:
            yield _articles().from_entry(
                source, request.meta["entry"], whole=False, fetched=datetime.now(UTC)
            )


def _articles() -> Any:
    """Return the module that makes articles; a look that finds nothing new does not load it."""
    from spiders import articles  # noqa: PLC0415

    return articles


def _meta(source: Source) -> dict[str, Any]:
    """What each request of a source carries; ``insecure`` is heeded by the download handler."""
    return {"source": source.name, "via": source.name, "insecure": source.insecure}


def _wanted(source: Source, entry: Entry) -> bool:
    """Tell whether an entry leads somewhere that the source's pattern, raw or escaped, admits."""
    if entry.url is None:
        return False
    pattern = source.article_pattern
    return pattern is None or any(re.search(pattern, u) for u in (entry.url, unquote(entry.url)))


def _whole_page(source: Source, url: str) -> str:
    """Return where all of the article stands that the list leads to."""
    return re.sub(*source.whole_page, url, count=1) if source.whole_page else url


def _telling(entries: Sequence[Entry], now: datetime) -> Sequence[Entry]:
    """Take away times of change that tell nothing: those ahead, and one time on a whole list.

    Programs write when they made the list; each look would fetch all of its pages again.
    """
    times = {entry.updated for entry in entries}
    alike = len(times) == 1 and len(entries) >= _MANY_ALIKE
    return [
        dataclasses.replace(entry, updated=None)
        if entry.updated and (alike or entry.updated > now + _AHEAD)
        else entry
        for entry in entries
    ]


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    """Newest first; entries without a time keep their place at the end."""
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(entries, key=lambda e: e.updated or e.published or oldest, reverse=True)
