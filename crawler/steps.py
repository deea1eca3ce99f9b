"""Several spider middlewares as one link of Scrapy's chain, and what else Scrapy may leave out.

Scrapy makes three asynchronous generators for each middleware and response: with nine of them they
cost as much as the download. Knows how Scrapy builds and calls middlewares. Must not know what the
steps do.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from scrapy.utils.misc import build_from_crawler, load_object

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.logformatter import LogFormatterResult

_LOG = logging.getLogger("scrapy")


class Steps:
    """Runs the middlewares of the setting ``NEWSVANE_STEPS``, in order, from spider to engine.

    They are ``BaseSpiderMiddleware``s that look at one request or item at a time: what else they
    define is not called.
    """

    def __init__(self, steps: Iterable[BaseSpiderMiddleware]) -> None:
        self._of_request = [step.get_processed_request for step in steps]
        self._of_item = [step.get_processed_item for step in steps]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the steps, and this, the way Scrapy builds components."""
        paths = crawler.settings.getlist("NEWSVANE_STEPS")
        return cls([build_from_crawler(load_object(path), crawler) for path in paths])

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass what the spider starts with through all steps."""
        async for one in start:
            if (left := self._passed(one, None)) is not None:
                yield left

    async def process_spider_output_async(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass what the spider made of a response through all steps."""
        response.meta.setdefault("depth", 0)  # from which Scrapy's middleware counts on
        async for one in result:
            if (left := self._passed(one, response)) is not None:
                yield left

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterator[Any]:
        """Do the same where the crawl asks for it in the plain way."""
        response.meta.setdefault("depth", 0)
        for one in result:
            if (left := self._passed(one, response)) is not None:
                yield left

    def _passed(self, one: Any, response: Response | None) -> Any:
        for step in self._of_request if isinstance(one, Request) else self._of_item:
            one = step(one, response)
            if one is None:
                return None
        return one


class Finish:
    """Notes why the crawl ended; Scrapy's own extension also counts what our desk counts."""

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the way Scrapy builds components."""
        return cls(crawler)

    def _closed(self, reason: str) -> None:
        self._stats.set_value("finish_reason", reason)


class Wording(LogFormatter):
    """Scrapy's words for each page and item, made only where somebody is going to read them."""

    # Scrapy allows None, which leaves the message out; its annotations do not.

    def crawled(  # type: ignore[override]
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """Word that a page was fetched."""
        return super().crawled(request, response, spider) if _is_read() else None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Any, spider: Spider
    ) -> LogFormatterResult | None:
        """Word that an item was kept."""
        return super().scraped(item, response, spider) if _is_read() else None


def _is_read() -> bool:
    return _LOG.isEnabledFor(logging.DEBUG)
