"""Runs a coroutine that asks for pages through the crawl's own settings, guard and robots.txt.

Knows Scrapy. A process can do this once: Twisted's reactor does not start twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK

from crawler import settings as scrapy_settings
from crawler import trouble
from crawler.config import Config, proxies
from crawler.discover.pages import Fetch, Page
from spiders.headers import content_type
from storage.records import Source

T = TypeVar("T")

_ACCEPT = "text/html, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.8"


class _Asker(Spider):
    """Lets a coroutine use the engine's downloader, middlewares and all."""

    name = "asker"

    def __init__(self, job: Callable[[Fetch], Awaitable[Any]], ended: list[Any]) -> None:
        super().__init__()
        self._job = job
        self._ended = ended

    async def start(self) -> AsyncIterator[Any]:
        """Do the job; yield nothing."""
        try:
            self._ended.append(await self._job(self._ask))
        except Exception as error:  # noqa: BLE001  it is raised again where the caller is
            self._ended.append(error)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _ask(self, url: str, *, source: Source | None = None) -> Page:
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(_request(url, source))
        except Exception as error:  # noqa: BLE001  whatever kept the answer away is told
            met = trouble.of(error)
            return Page(url, trouble=met.kind, sentence=met.sentence)
        return Page(
            response.url,
            response.status,
            response.body,
            content_type(response),
            flags=tuple(response.flags),
        )


def run(job: Callable[[Fetch], Awaitable[T]], config: Config, sources: Sequence[Source] = ()) -> T:
    """Give ``job`` a way to fetch, and return what it returns.

    Args:
        job: The coroutine function; what it raises is raised here.
        config: Contact, delays, deadline and private hosts are taken from here.
        sources: Sources that will be asked for; their own delays are kept.

    Raises:
        KeyboardInterrupt: The user stopped it before there was a result.
    """
    ended: list[Any] = []
    process = AsyncCrawlerProcess(
        scrapy_settings.build(
            user_agent=scrapy_settings.user_agent(config.contact),
            contact=config.contact,
            delay=config.delay,
            host_delays={
                urlsplit(source.url).hostname or "": source.delay
                for source in sources
                if source.delay is not None
            },
            allow_hosts=config.allow_hosts,
            proxies=proxies(config, sources),
            deadline=config.deadline,
            LOG_INSTALL_ROOT_HANDLER=False,
        )
    )
    process.crawl(_Asker, job=job, ended=ended)
    process.start()
    if not ended:
        raise KeyboardInterrupt
    if isinstance(ended[0], Exception):
        raise ended[0]
    result: T = ended[0]
    return result


def _request(url: str, source: Source | None) -> Request:
    headers = {"Accept": _ACCEPT, **(source.headers if source else {})}
    return Request(
        url,
        method=source.method if source else "GET",
        body=(source.body or b"") if source else b"",
        headers=headers,
        meta={"insecure": source.insecure, "via": source.name} if source else {},
        callback=NO_CALLBACK,
        dont_filter=True,
    )
