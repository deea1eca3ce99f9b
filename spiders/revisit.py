"""Asks again for the pages of articles: the same reading, without lists and without Dedup.

Knows Scrapy's requests and the reader of pages. Must not know what a second look means: it tells
whoever sent it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.text.headers import harmless, is_trusted
from spiders import articles, reading
from storage.records import Article, NoArticle, Source

#: Pages of one article that are joined.
_MAX_PAGES = 20


class Sender(Protocol):
    """Who sends the spider, and is told what it met. A visit is anything with a ``url``."""

    @property
    def due(self) -> Sequence[Any]:
        """The visits to make."""
        ...

    def source(self, visit: Any) -> Source:
        """Return how the page of a visit is to be asked for."""
        ...

    def answered(self, visit: Any, status: int) -> None:
        """Take note of an answer that is no page."""
        ...

    def prevented(self, visit: Any, why: str) -> None:
        """Take note of a page that could not be had."""
        ...

    def absent(self, visit: Any, final: str, missing: NoArticle) -> None:
        """Take note of a page, reached at ``final``, that holds no article."""
        ...

    def read(self, visit: Any, article: Article) -> None:
        """Take note of what a page says now."""
        ...


class RevisitSpider(Spider):
    """Asks for each page that is due."""

    name = "revisit"

    def __init__(self, sender: Sender, desk: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sender = sender
        #: For what is kept of robots.txt.
        self.desk = desk

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all that is due."""
        for visit in self.sender.due:
            source = self.sender.source(visit)
            url = re.sub(*source.whole_page, visit.url, count=1) if source.whole_page else visit.url
            yield self._request(visit, source, url, None, (url,))

    def _request(
        self,
        visit: Any,
        source: Source,
        url: str,
        before: Article | None,
        pages: tuple[str, ...],
    ) -> Request:
        own = source.headers if is_trusted(source.url, url) else harmless(source.headers)
        return Request(
            url,
            headers=dict(own),
            callback=self.arrived,
            errback=self.failed,
            cb_kwargs={"visit": visit, "source": source, "before": before, "pages": pages},
            meta={"insecure": source.insecure, "via": source.name, "visit": visit},
            dont_filter=True,
        )

    def arrived(
        self,
        response: Response,
        visit: Any,
        source: Source,
        before: Article | None,
        pages: tuple[str, ...],
    ) -> Iterator[Any]:
        """Read a page; join those that follow it."""
        read = reading.read(source, response, datetime.now(UTC))
        if isinstance(read, NoArticle):
            if before is None:
                self.sender.absent(visit, response.url, read)
            else:
                self.sender.prevented(visit, "a further page could not be read")
            return
        article = articles.join(before, read) if before else read
        after = article.next_page
        if after and after not in pages and len(pages) < _MAX_PAGES:
            yield self._request(visit, source, after, article, (*pages, after))
            return
        self.sender.read(visit, article)

    def failed(self, failure: Failure) -> None:
        """Tell of a page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        error = failure.value
        is_first = request.cb_kwargs["before"] is None
        if isinstance(error, HttpError) and is_first:
            body = error.response.body
            if reading.is_challenge(body):
                self.sender.prevented(request.meta["visit"], "challenge")
            else:
                self.sender.answered(request.meta["visit"], error.response.status)
        else:
            self.sender.prevented(request.meta["visit"], type(error).__name__)
