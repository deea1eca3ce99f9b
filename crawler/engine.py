"""One run of Scrapy in this process: its settings, its signals, its end.

Knows Scrapy, Twisted's reactor and the process's signals. Must not know what is crawled, nor what
becomes of it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Sequence
from typing import Any

from crawler import settings as scrapy_settings
from crawler.config import Config, proxies
from crawler.desk import Desk
from crawler.upkeep.disk import Room

#: After the first Ctrl-C or TERM, requests in flight get so many seconds.
_GRACE = 5.0
#: Seconds between two looks at the room on the disk.
_ROOM = 3.0
#: Seconds between two looks at which sources have ended.
_TEND = 2.0
#: Objects of each age after which Python looks for garbage.
_GARBAGE = 10_000, 20, 20
#: Steps (see :mod:`crawler.steps`) that no crawl does without.
_BASE_STEPS = (
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
)
#: Defaults that cost every page, or every start, a good part of what all else does.
_LEAN: dict[str, Any] = {
    # 100 by default, and so many tasks are made for every response, whatever it yields. Ours
    # yields one article, which is kept without waiting for anything.
    "CONCURRENT_ITEMS": 1,
    # Reads and parses the source code of a callback at each response: bound methods, as ours
    # are, are new each time, so that it never remembers the last time.
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    # Finding spiders by name imports every module of theirs, with all that reads pages.
    "SPIDER_MODULES": [],
    # What is switched off by a setting of its own would still be imported, one of them with an
    # HTTP library of its own; and each middleware is a turn more for every page.
    "EXTENSIONS_BASE": {"crawler.steps.Finish": 0},
    "LOG_FORMATTER": "crawler.steps.Wording",
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    },
    "SPIDER_MIDDLEWARES_BASE": {
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50,
        "crawler.steps.Steps": 800,
    },
}


class Signals:
    """TERM and Ctrl-C: the first ends the crawl in good order, the second at once.

    Installed before the first run is opened, so that none is left open.
    """

    def __init__(self) -> None:
        self.received = 0
        self._act: Callable[[], None] | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._handle)

    def attend(self, process: Any) -> None:
        """Stop ``process`` when a signal comes, or now if one has come."""
        from twisted.internet import reactor as installed  # noqa: PLC0415  after the process

        # Twisted's module stands for the reactor object, which the type checker cannot see.
        reactor: Any = installed

        def halt() -> None:
            if reactor.running:
                reactor.stop()

        def stop() -> None:
            if self.received > 1:
                halt()
                return
            asyncio.get_event_loop().create_task(process.stop())
            reactor.callLater(_GRACE, halt)

        self._act = lambda: reactor.callFromThread(stop)
        if self.received:
            reactor.callWhenRunning(stop)

    def end(self) -> None:
        """End the crawl as a first signal does."""
        self._handle(0, None)

    def _handle(self, _number: int, _frame: Any) -> None:
        self.received += 1
        if self._act is not None:
            self._act()


def run(
    config: Config,
    signals: Signals,
    spider: tuple[Any, dict[str, Any]],
    *,
    tend: Callable[[Any], None] | None = None,
    steps: Sequence[str] = (),
    **settings: Any,
) -> Any:
    """Run Scrapy with one spider until all is done or a signal comes; return its crawler.

    ``tend`` is called with it every few seconds until then; with it comes the queue that counts.
    ``steps`` name the spider middlewares that everything passes first; see :mod:`crawler.steps`.
    """
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415  installs the reactor's loop

    if tend:
        settings["SCHEDULER"] = "crawler.ending.Counting"
    built = scrapy_settings.build(
        user_agent=scrapy_settings.user_agent(config.contact),
        contact=config.contact,
        delay=config.delay,
        allow_hosts=config.allow_hosts,
        proxies=proxies(config, config.sources),
        deadline=config.deadline,
        # The command's own output says what is to be said.
        LOG_INSTALL_ROOT_HANDLER=False,
        # Beside it is kept whose turn it is at which host, among all processes.
        NEWSVANE_STORE=str(config.database),
        NEWSVANE_STEPS=[*steps, *_BASE_STEPS],
        **_LEAN,
        **settings,
    )
    process = AsyncCrawlerProcess(built)
    # Scrapy lets all its words through to the handlers, several a page, which drop them there.
    logging.getLogger("scrapy").setLevel(logging.NOTSET)
    crawler = process.create_crawler(spider[0])
    process.crawl(crawler, **spider[1])
    signals.attend(process)
    _mind(Room(config.upkeep.disk, config.database), signals, spider[1]["desk"])
    if tend:
        _tend(tend, crawler, signals)
    _collect_seldom()
    process.start(install_signal_handlers=False)
    return crawler


def _tend(tend: Callable[[Any], None], crawler: Any, signals: Signals) -> None:
    """Call a function now and then, until the crawl is to end."""
    from twisted.internet import reactor as installed  # noqa: PLC0415  after the process

    reactor: Any = installed

    def call() -> None:
        if not signals.received:
            tend(crawler)
            reactor.callLater(_TEND, call)

    reactor.callLater(_TEND, call)


def _collect_seldom() -> None:
    """Look for garbage in circles less often, and never among what was imported.

    By default Python looks at 700 new objects, and now and then at all that it holds: a tenth of
    the time of a crawl, most of whose objects are no part of a circle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def _mind(room: Room, signals: Signals, desk: Desk) -> None:
    """End the crawl in good order before the disk is full."""
    from twisted.internet import reactor as installed  # noqa: PLC0415  after the process

    reactor: Any = installed

    def look() -> None:
        if reason := room.held():
            for run in desk.runs.values():
                run.error(reason)
            signals.end()
        else:
            reactor.callLater(_ROOM, look)

    reactor.callWhenRunning(look)
