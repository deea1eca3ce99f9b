"""The health of the sources in a store: judged from what it knows, and kept in it.

Joins :mod:`crawler.health` with the store. Must not know how sources are crawled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from crawler import health
from crawler.usual import LEARNT
from storage.source_rows import SourceState
from storage.sources import Sources

#: What is learnt from, and a silence of half that again.
_SPAN = LEARNT * 1.5


def judge_sources(
    store: Sources, states: Mapping[str, SourceState], names: Collection[str], now: datetime
) -> dict[str, SourceState]:
    """Return the states of the sources named, each with its health."""
    if not names:
        return {}
    days = store.source_days((now - _SPAN).date(), frozenset(names))
    return {name: health.judged(states[name], days.get(name, ()), now) for name in names}


def current(store: Sources, now: datetime) -> dict[str, SourceState]:
    """Return the state of every source that was ever asked, with its health at this moment.

    A silence grows also while nobody looks; what is in the store is of the last look.
    """
    states = store.source_states()
    return judge_sources(store, states, states, now)


def refresh(store: Sources, now: datetime) -> None:
    """Judge all sources and keep that in the store, as once an hour in the daemon."""
    known = store.source_states()
    changed = {
        name: state
        for name, state in judge_sources(store, known, known, now).items()
        if state != known[name]
    }
    # Not more than what was judged: a crawl may have saved the rest meanwhile.
    store.save_health(changed)


#: How often the daemon does so.
EVERY = timedelta(hours=1)
