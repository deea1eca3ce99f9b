"""Run one crawl in this process: open the runs, start Scrapy, close the runs with an outcome.

Knows settings, spiders, the desk and the store. Must not print, and must not know the command.
A process can run one crawl: Twisted's reactor does not start twice.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler import engine, health, looks, outcome, politeness, revisits
from crawler.closing import SourceReport, close
from crawler.config import Config
from crawler.desk import Desk, Progress, Reading, SourceRun
from crawler.ending import Endings
from crawler.engine import Signals
from crawler.library import open_store
from crawler.topic_keys import topic_key
from storage.records import Article, Source

if TYPE_CHECKING:
    from crawler.text.relevance import Topic, Verdict

log = logging.getLogger(__name__)

#: KiB of the store's file that a crawl keeps in memory: it looks up addresses, and the system's
#: own cache holds the file for all processes.
_CACHE_KIB = 4 * 1024

_KEEPING: dict[str, Any] = {
    # From spider to engine.
    "steps": (
        "crawler.middlewares.Dedup",
        "crawler.looks.Budget",
        "crawler.middlewares.Clean",
        "crawler.middlewares.Resolve",
        "crawler.middlewares.Judge",
    ),
    "SPIDER_MIDDLEWARES": {"crawler.looks.Watched": 10},
    "ITEM_PIPELINES": {"crawler.pipelines.Keep": 500},
}
#: Of a crawl that keeps nothing.
_SAMPLING: dict[str, Any] = {
    "steps": ("crawler.middlewares.Clean",),
    "ITEM_PIPELINES": {"crawler.pipelines.Sample": 500},
}


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
    ended: Callable[[Sequence[SourceReport]], None] | None = None,
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
        ended: Given the reports of sources that have ended, soon after they have, and at last
            all others.

    Returns:
        One report a source, in the order given.
    """
    for source in sources:
        if source.insecure:
            log.warning("%s: certificates are not verified (insecure = true)", source.name)
    versions = [topic_key(name) for name in config.topics]
    signals = Signals()
    with open_store(config.database) as store:
        store.limit_cache(_CACHE_KIB)
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
        if not sample and not replay:
            desk.revisit = tuple(map(revisits.span, config.revisit))
        # A spun article that a copy helps to read better is judged again on that reading.
        store.judge = lambda article: _judge(article, desk)
        if budget is not None:
            looks.ration(runs, budget, config.delay)
        reason, began = "interrupted", time.monotonic()

        def close_early(crawler: Any, over: Sequence[SourceRun]) -> Sequence[SourceReport]:
            _hold(over, politeness.retry_at(crawler.stats))
            desk.drops.flush()
            return close(over, desk, "finished", began)

        endings = Endings(runs, close_early, ended)
        try:
            from spiders.news import AllSpider  # noqa: PLC0415  with the reactor's settings

            crawler = engine.run(
                config,
                signals,
                (AllSpider, {"sources": sources, "desk": desk}),
                host_delays=_delays(sources),
                retry_at=_holds(((_host(run.source), run.state.due) for run in runs), now),
                record=record,
                replay=replay,
                tend=endings.look if ended else None,
                **(_SAMPLING if sample else _KEEPING),
            )
            _hold(runs, politeness.retry_at(crawler.stats))
            reason = _reason(crawler, signals)
        finally:
            desk.drops.flush()
            endings.rest(lambda over: close(over, desk, reason, began))
        return [endings.reports[name] for name in names]


def _topics(config: Config) -> Sequence[Topic]:
    from crawler.text.relevance import load_topic  # noqa: PLC0415 - for the first article

    return [load_topic(name) for name in config.topics]


def _judge(article: Article, desk: Desk) -> tuple[Verdict, ...]:
    from crawler.middlewares import judge  # noqa: PLC0415 - Scrapy's, loaded by then

    return judge(article, desk.topics)


def revisit(config: Config) -> dict[str, int]:
    """Look again at the articles that are due, and at nothing else.

    Return how many looks were taken, how many came to nothing, how many revisions there are, and
    how many articles were taken down. See :mod:`crawler.revisits`.
    """
    from crawler.revisiting import Revisiting  # noqa: PLC0415  loads what reads pages

    now = datetime.now(UTC)
    signals = Signals()
    with open_store(config.database) as store:
        desk = Desk([], store, lambda: _topics(config))
        store.judge = lambda article: _judge(article, desk)
        steps = tuple(map(revisits.span, config.revisit))
        visits = Revisiting(store, config.sources, steps, lambda one: _judge(one, desk), now)
        if not visits.due:
            return {}
        from spiders.revisit import RevisitSpider  # noqa: PLC0415

        states = store.source_states()
        due = ((_host(s), states[s.name].due) for s in config.sources if s.name in states)
        try:
            engine.run(
                config,
                signals,
                (RevisitSpider, {"sender": visits, "desk": desk}),
                host_delays=_delays(config.sources),
                retry_at=_holds(due, now),
            )
        finally:
            desk.robots.save()
        return dict(visits.counts)


def _reason(crawler: Any, signals: Signals) -> str:
    """Return Scrapy's finish reason, or ``interrupted``."""
    if signals.received:
        return "interrupted"
    return str(crawler.stats.get_value("finish_reason") or "failed")


def _delays(sources: Sequence[Source]) -> dict[str, float]:
    """The delays of the sources that set their own, by host."""
    return {_host(source): source.delay for source in sources if source.delay is not None}


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""


def _holds(dues: Iterable[tuple[str, datetime | None]], now: datetime) -> dict[str, datetime]:
    """The hosts that asked in an earlier run to be left alone until a time still to come."""
    found: dict[str, datetime] = {}
    for host, due in dues:
        if due is not None and due > now:
            found[host] = max(due, found.get(host, due))
    return found


def _hold(runs: Iterable[SourceRun], until: Mapping[str, datetime]) -> None:
    """Note for the next run until when a source's host asked to be left alone."""
    for run in runs:
        run.held = until.get(_host(run.source))


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
