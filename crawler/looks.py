"""What the daemon wants to know of a look at a source, and how much of it at once.

Spider middlewares. Know the desk's runs and pass everything on but pages beyond the budget. Must
not know why the daemon wants to know.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from storage.records import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.desk import Desk, SourceRun

_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|,)\s*(?:no-cache|no-store)\b", re.IGNORECASE)


#: A page takes at least so many seconds where no delay is asked for, and a look so many pages.
_QUICKEST, _LEAST_PAGES = 0.25, 5


class Budget(BaseSpiderMiddleware):
    """Counts what is new, and leaves pages for later where there are too many for one look.

    Stands where what is known has been sorted out.
    """

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """Pass the request for a page, or drop it and note that there is more."""
        del response
        run = _run(self, request)
        is_first_page = request.meta.get("entry") is not None and "article" not in request.meta
        if run is None or run.pages_left is None or not is_first_page:
            return request
        if run.pages_left <= 0:
            run.more = run.unfinished = True
            run.counts["fetched"] -= 1  # it was counted, and is not going to be
            return None
        run.pages_left -= 1
        return request

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Count an article that was not there before."""
        del response
        if isinstance(item, Article) and (run := _desk(self).runs.get(item.source or "")):
            run.came.append(item.published)
        return item


class Watched:
    """Tells which page is being read, until all that it gave has been dealt with."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the way Scrapy builds components."""
        return cls(crawler)

    def process_spider_input(self, response: Response) -> None:
        """Tell that a page begins to be read."""
        desk, run = _desk(self), _run(self, response)
        if run is None:
            return
        run.touched = time.monotonic()
        is_list = "list_depth" in response.meta
        if response.meta.get("list_depth") == 0:
            run.max_age = max_age(response.headers.to_unicode_dict().get("Cache-Control", ""))
        if desk.reading:
            entry = response.meta.get("entry")
            url = entry.url if entry is not None and entry.url else response.request.url  # type: ignore[union-attr]
            desk.reading(run.source.name, url, is_list)

    async def process_spider_output_async(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Tell that a page was read once the last that it gave has been taken."""
        try:
            async for one in result:
                yield one
        finally:
            self._done(response)

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterator[Any]:
        """Do the same where the crawl asks for it in the plain way."""
        try:
            yield from result
        finally:
            self._done(response)

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        """Tell that a page was read, though that failed."""
        del exception
        self._done(response)

    def _done(self, response: Response) -> None:
        desk, run = _desk(self), _run(self, response)
        if run is not None and desk.reading:
            run.touched = time.monotonic()
            desk.reading(run.source.name, None, False)


def ration(runs: Sequence[SourceRun], budget: float, delay: float) -> None:
    """Divide the pages that a host can be asked for in ``budget`` seconds among its sources."""
    sources = Counter(urlsplit(run.source.url).hostname for run in runs)
    for run in runs:
        pause = run.source.delay if run.source.delay is not None else delay
        pages = budget / max(pause, _QUICKEST) / sources[urlsplit(run.source.url).hostname]
        run.pages_left = max(_LEAST_PAGES, int(pages))


def max_age(cache_control: str) -> int:
    """Return for how many seconds a response may be taken for fresh; 0 where it does not say."""
    match = _MAX_AGE.search(cache_control)
    return int(match[1]) if match and not _NEVER_FRESH.search(cache_control) else 0


def _desk(middleware: BaseSpiderMiddleware | Watched) -> Desk:
    desk: Desk = middleware.crawler.spider.desk  # type: ignore[union-attr]  # our spiders have one
    return desk


def _run(
    middleware: BaseSpiderMiddleware | Watched, carrier: Request | Response
) -> SourceRun | None:
    return _desk(middleware).runs.get(carrier.meta.get("source", ""))
