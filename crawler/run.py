"""Run one crawl in this process: open the runs, start Scrapy, close the runs with an outcome.

Knows settings, spiders, the desk and the store. Must not print, and must not know the command.
A process can run one crawl: Twisted's reactor does not start twice.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler import health, looks, outcome, politeness
from crawler import settings as scrapy_settings
from crawler.closing import SourceReport, close
from crawler.config import Config
from crawler.desk import Desk, Progress, Reading, SourceRun
from crawler.library import open_store
from crawler.topic_keys import topic_key
from crawler.upkeep.disk import Room
from storage.records import Article, Source

if TYPE_CHECKING:
    from crawler.text.relevance import Topic, Verdict

log = logging.getLogger(__name__)

#: After the first Ctrl-C or TERM, requests in flight get so many seconds.
_GRACE = 5.0
#: Seconds between two looks at the room on the disk.
_ROOM = 3.0
_MIDDLEWARES = {
    # Output passes from the highest number to the lowest.
    "crawler.middlewares.Dedup": 900,
    "crawler.looks.Budget": 890,
    "crawler.middlewares.Clean": 850,
    "crawler.middlewares.Resolve": 825,
    "crawler.middlewares.Judge": 800,
    "crawler.looks.Watched": 10,
}
_PIPELINES = {"crawler.pipelines.Keep": 500}
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
    # Switched off as it is, it would still be imported, with an HTTP library of its own.
    "EXTENSIONS": {"scrapy.extensions.remote_control.RemoteControl": None},
}
_SAMPLE_MIDDLEWARES = {"crawler.middlewares.Clean": 850}
_SAMPLE_PIPELINES = {"crawler.pipelines.Sample": 500}


def crawl(
    config: Config,
    sources: Sequence[Source],
    *,
    record: Path | None = None,
    replay: Path | None = None,
    trigger: str = "command",
    progress: Progress | None = None,
    sample: bool = False,
    budget: float | None = None,
    reading: Reading | None = None,
) -> list[SourceReport]:
    """Crawl ``sources`` once and keep what they give.

    Args:
        config: The user's configuration; its ``database`` is written.
        sources: What to look at.
        record: Keep every request and response in this WARC file.
        replay: Answer every request from this WARC file or folder; no connection is opened.
        trigger: What started the crawl, for the run row.
        progress: Called with a source's run whenever its counts change.
        sample: Return the articles read and keep none of them.
        budget: About so many seconds are to be spent on one host; what is left is told.
        reading: Told of each page before it is read, and when it has been.

    Returns:
        One report a source, in the order given.
    """
    for source in sources:
        if source.insecure:
            log.warning("%s: certificates are not verified (insecure = true)", source.name)
    versions = [topic_key(name) for name in config.topics]
    signals = _Signals()
    with open_store(config.database) as store:
        store.close_interrupted_runs()
        names = [source.name for source in sources]
        states = store.source_states(names)
        now = datetime.now(UTC)
        runs = [
            SourceRun(
                source,
                number,
                outcome.begun(states[source.name], outcome.configured(source, versions), now),
            )
            for source, number in zip(sources, store.start_runs(names, trigger), strict=True)
        ]
        desk = Desk(runs, store, lambda: _topics(config), progress, reading)
        # A spun article that a copy helps to read better is judged again on that reading.
        store.judge = lambda article: _judge(article, desk)
        if budget is not None:
            looks.ration(runs, budget, config.delay)
        reason, began = "interrupted", time.monotonic()
        try:
            reason = _crawl(
                config, sources, desk, signals, record=record, replay=replay, sample=sample
            )
        finally:
            reports = close(runs, desk, reason, began)
        return reports


def _topics(config: Config) -> Sequence[Topic]:
    from crawler.text.relevance import load_topic  # noqa: PLC0415 - for the first article

    return [load_topic(name) for name in config.topics]


def _judge(article: Article, desk: Desk) -> tuple[Verdict, ...]:
    from crawler.middlewares import judge  # noqa: PLC0415 - Scrapy's, loaded by then

    return judge(article, desk.topics)


def _crawl(
    config: Config,
    sources: Sequence[Source],
    desk: Desk,
    signals: _Signals,
    *,
    record: Path | None,
    replay: Path | None,
    sample: bool,
) -> str:
    """Run Scrapy until all is done or a signal comes; return the finish reason."""
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415  installs the reactor's loop

    from spiders.news import AllSpider  # noqa: PLC0415  after it

    settings = scrapy_settings.build(
        user_agent=scrapy_settings.user_agent(config.contact),
        contact=config.contact,
        delay=config.delay,
        host_delays=_delays(sources),
        retry_at=_holds(desk, datetime.now(UTC)),
        allow_hosts=config.allow_hosts,
        deadline=config.deadline,
        record=record,
        replay=replay,
        SPIDER_MIDDLEWARES=_SAMPLE_MIDDLEWARES if sample else _MIDDLEWARES,
        # The command's own output says what is to be said.
        LOG_INSTALL_ROOT_HANDLER=False,
        ITEM_PIPELINES=_SAMPLE_PIPELINES if sample else _PIPELINES,
        **_LEAN,
    )
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(AllSpider)
    process.crawl(crawler, sources=sources, desk=desk)
    signals.attend(process)
    _mind(Room(config.upkeep.disk, config.database), signals, desk)
    process.start(install_signal_handlers=False)
    _hold(desk, politeness.retry_at(crawler.stats))
    if signals.received:
        return "interrupted"
    return str(crawler.stats.get_value("finish_reason") or "failed")


def _mind(room: Room, signals: _Signals, desk: Desk) -> None:
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


def _delays(sources: Sequence[Source]) -> dict[str, float]:
    """The delays of the sources that set their own, by host."""
    return {_host(source): source.delay for source in sources if source.delay is not None}


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""


def _holds(desk: Desk, now: datetime) -> dict[str, datetime]:
    """The hosts that asked in an earlier run to be left alone until a time still to come."""
    dues = ((_host(run.source), run.state.due) for run in desk.runs.values())
    return {host: due for host, due in dues if due is not None and due > now}


def _hold(desk: Desk, until: Mapping[str, datetime]) -> None:
    """Note for the next run until when a source's host asked to be left alone."""
    for run in desk.runs.values():
        run.held = until.get(_host(run.source))


class _Signals:
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


def lost(config: Config, names: Sequence[str], why: str) -> None:
    """Close the runs of a crawling process that is gone, and count a failure for its sources."""
    with open_store(config.database) as store:
        store.close_interrupted_runs()
        for name in names:
            state = store.source_state(name)
            failed = dataclasses.replace(
                state,
                state="failed",
                trouble="interrupted",
                detail=why,
                failures=state.failures + health.weight("interrupted"),
            )
            store.save_source_state(name, health.judged(failed, (), datetime.now(UTC)))
