"""Run one crawl in this process: open the runs, start Scrapy, close the runs with an outcome.

Knows settings, spiders, the desk and the store. Must not print, and must not know the command.
A process can run one crawl: Twisted's reactor does not start twice.
"""

from __future__ import annotations

import dataclasses
import logging
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import politeness
from crawler import settings as scrapy_settings
from crawler.config import Config
from crawler.desk import Desk, Progress, SourceRun
from crawler.library import open_store
from crawler.text.relevance import load_topic
from storage.records import Article, Source

log = logging.getLogger(__name__)

#: After the first Ctrl-C or TERM, requests in flight get so many seconds.
_GRACE = 5.0
_MIDDLEWARES = {
    # Output passes from the highest number to the lowest.
    "crawler.middlewares.Dedup": 900,
    "crawler.middlewares.Clean": 850,
    "crawler.middlewares.Judge": 800,
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
    # Switched off as it is, it would still be imported, with an HTTP library of its own.
    "EXTENSIONS": {"scrapy.extensions.remote_control.RemoteControl": None},
}
_SAMPLE_MIDDLEWARES = {"crawler.middlewares.Clean": 850}
_SAMPLE_PIPELINES = {"crawler.pipelines.Sample": 500}


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one crawl did for one source; plain values that survive a pipe."""

    source: str
    #: done, unchanged, partial, blocked, failed or interrupted.
    outcome: str
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[str] = ()
    #: The articles read, where the crawl was to sample and not to keep.
    samples: Sequence[Article] = ()


def crawl(
    config: Config,
    sources: Sequence[Source],
    *,
    record: Path | None = None,
    replay: Path | None = None,
    trigger: str = "command",
    progress: Progress | None = None,
    sample: bool = False,
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

    Returns:
        One report a source, in the order given.
    """
    for source in sources:
        if source.insecure:
            log.warning("%s: certificates are not verified (insecure = true)", source.name)
    topics = [load_topic(name) for name in config.topics]
    with open_store(config.database) as store:
        store.close_interrupted_runs()
        runs = [
            SourceRun(
                source, store.start_run(source.name, trigger), store.source_state(source.name)
            )
            for source in sources
        ]
        desk = Desk(runs, store, topics, progress)
        reason = "interrupted"
        try:
            reason = _crawl(config, sources, desk, record=record, replay=replay, sample=sample)
        finally:
            reports = [_close(run, desk, reason) for run in runs]
        return reports


def _crawl(
    config: Config,
    sources: Sequence[Source],
    desk: Desk,
    *,
    record: Path | None,
    replay: Path | None,
    sample: bool,
) -> str:
    """Run Scrapy until all is done or a signal comes; return the finish reason."""
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415  installs the reactor's loop

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
    crawler = process.create_crawler("news")
    process.crawl(crawler, sources=sources, desk=desk)
    interrupted = _stop_on_signal(process)
    process.start(install_signal_handlers=False)
    _hold(desk, politeness.retry_at(crawler.stats))
    if interrupted:
        return "interrupted"
    return str(crawler.stats.get_value("finish_reason") or "failed")


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


def _stop_on_signal(process: Any) -> list[int]:
    """Let TERM and Ctrl-C end the crawl in good order, and a second one at once."""
    from twisted.internet import reactor as installed  # noqa: PLC0415  comes after the process

    # Twisted's module stands for the reactor object, which the type checker cannot see.
    reactor: Any = installed

    received: list[int] = []

    def stop() -> None:
        import asyncio  # noqa: PLC0415

        if len(received) == 1:
            asyncio.get_event_loop().create_task(process.stop())
            reactor.callLater(_GRACE, halt)
        else:
            halt()

    def halt() -> None:
        if reactor.running:
            reactor.stop()

    def handle(number: int, _frame: Any) -> None:
        received.append(number)
        reactor.callFromThread(stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    return received


def _close(run: SourceRun, desk: Desk, reason: str) -> SourceReport:
    """Write the run's outcome and, where all of the list was dealt with, its validators."""
    outcome = _outcome(run, reason)
    now = datetime.now(UTC)
    complete = reason == "finished" and not run.unfinished
    failed = outcome in ("failed", "blocked")
    base = run.fresh if complete and run.fresh else run.state
    state = dataclasses.replace(
        base,
        checked=run.state.checked if reason == "interrupted" else now,
        due=run.held,
        failures=run.state.failures + 1 if failed else 0.0,
        state=run.listed if run.listed != "not asked" else run.state.state,
        detail=run.errors[0] if run.errors else "",
    )
    desk.store.save_source_state(run.source.name, state)
    desk.store.finish_run(run.run, outcome, dict(run.counts), run.errors)
    return SourceReport(
        run.source.name, outcome, dict(run.counts), tuple(run.errors), tuple(run.samples)
    )


def _outcome(run: SourceRun, reason: str) -> str:
    if reason == "interrupted":
        return "interrupted"
    if reason != "finished" or run.listed in ("failed", "not asked"):
        return "failed"
    if run.listed in ("blocked", "unchanged"):
        return run.listed
    return "partial" if run.errors else "done"
