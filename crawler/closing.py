"""The end of a crawl: what it did for each source, written down and told.

Knows the runs, the rules for outcomes and the store. Must not know Scrapy or processes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler import outcome, rhythms
from crawler.desk import Desk, SourceRun
from crawler.sources_health import judge_sources
from storage.records import Article

#: Outcomes of runs that have read their list.
_READ = frozenset(("done", "unchanged", "empty", "partial"))
#: Hours between two judgements of a source that brings nothing new.
_JUDGED = 6


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one crawl did for one source; plain values that survive a pipe."""

    source: str
    #: done, unchanged, empty, partial, held, blocked, failed or interrupted.
    outcome: str
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[str] = ()
    #: The articles read, where the crawl was to sample and not to keep.
    samples: Sequence[Article] = ()
    #: There was more than the budget allowed.
    more: bool = False
    #: Until when the source's host asked to be left alone.
    held: datetime | None = None
    #: How long it was at work.
    seconds: float = 0.0


def close(runs: Sequence[SourceRun], desk: Desk, reason: str, began: float) -> list[SourceReport]:
    """Write what became of the runs, and the states that the next ones start from."""
    now = datetime.now(UTC)
    ended = {run.run: outcome.outcome(run, reason) for run in runs}
    desk.robots.save()
    rhythms.note(desk.store, [run for run in runs if ended[run.run] in _READ], now)
    desk.store.add_source_days(
        (run.source.name, outcome.figures(run, ended[run.run], now)) for run in runs
    )
    states = {run.source.name: outcome.closed(run, ended[run.run], now) for run in runs}
    unclear = [run.source.name for run in runs if _is_unclear(run, ended[run.run], now)]
    desk.store.save_source_states(states | judge_sources(desk.store, states, unclear, now))
    desk.store.finish_runs(
        [(run.run, ended[run.run], dict(run.counts), run.errors) for run in runs]
    )
    return [
        SourceReport(
            run.source.name,
            ended[run.run],
            dict(run.counts),
            tuple(run.errors),
            tuple(run.samples),
            more=run.more,
            held=run.held,
            seconds=_seconds(run, began),
        )
        for run in runs
    ]


def _is_unclear(run: SourceRun, ended: str, now: datetime) -> bool:
    """Tell whether a source's health may have changed: after a look without news now and then."""
    before = run.state.checked
    if ended != "unchanged" or run.state.failures or before is None:
        return True
    return (before.date(), before.hour // _JUDGED) != (now.date(), now.hour // _JUDGED)


def _seconds(run: SourceRun, began: float) -> float:
    """Return for how long a source was at work; one that could not be had waited to the end."""
    waited = run.listed == "failed" or not run.touched
    return max(0.0, (time.monotonic() if waited else run.touched) - began)
