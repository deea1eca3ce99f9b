"""The page *Sources*: how each place is doing, what its last runs gave, and what it yields.

Knows what the page shows. Must not know how sources are crawled or when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crawler.export.entry import iso
from crawler.web import strips
from crawler.web.ask import Ask
from crawler.web.page import Page, missing
from storage.records import Source
from storage.rows import SourceState, Yield
from storage.store import Store

_RUNS = 20
_PERIOD = timedelta(days=30)
#: States of a list that need nobody; all others do.
_FINE = frozenset(("ok", "partial", "empty", "held"))
#: So many runs, and so many due times, of all sources are looked at for the strips.
_RECENT = 1_000
#: Of one source's, so many are a strip.
_STRIP, _LEDGER_STRIP = 20, 100
#: A source that worked and has had nothing new for so long has perhaps moved.
_SILENT = timedelta(days=14)
#: In the order in which a person wants to see them.
HEALTH = ("trouble", "silent", "ok", "not asked yet")
COLUMNS = (
    *("name", "title", "url", "kind", "health", "detail", "checked", "changed", "due"),
    *("failures", "runs", "read", "matched"),
)


def sources(store: Store, ask: Ask, configured: Sequence[Source]) -> Page:
    """Read the state of all sources, those in trouble first."""
    states = store.source_states()
    yields = store.yields(since=ask.now - _PERIOD)
    known = {one.name: one for one in configured if one.enabled or one.name in states}
    names = [*known, *(name for name in states if name not in known)]
    rows = [_row(name, known.get(name), states.get(name), yields.get(name), ask) for name in names]
    rows.sort(key=lambda row: (HEALTH.index(row["health"]), row["name"].casefold()))
    groups = {name: [row for row in rows if row["health"] == name] for name in HEALTH}
    runs = store.runs(_RECENT)
    return Page(
        name="sources",
        title="Sources",
        values={
            "sources": rows,
            "groups": {name: listed for name, listed in groups.items() if listed},
            "strips": strips.by_source(runs, _STRIP),
            "ledger": strips.outcomes(store.slots(_RECENT)),
            "runs": runs[:_RUNS],
        },
        columns=COLUMNS,
        rows=rows,
    )


def source(store: Store, ask: Ask, configured: Sequence[Source], name: str) -> Page:
    """Read one source: its state, its runs with their errors, and its due times."""
    known = next((one for one in configured if one.name == name), None)
    state = store.source_states().get(name)
    if known is None and state is None:
        return missing("There is no such source", "The list of sources has the names.")
    row = _row(name, known, state, store.yields(since=ask.now - _PERIOD).get(name), ask)
    runs = store.runs(_LEDGER_STRIP, source=name)
    slots = store.slots(_LEDGER_STRIP, source=name)
    return Page(
        name="source",
        title=name,
        values={
            "source": row,
            "runs": runs[:_RUNS],
            "strip": strips.of_runs(runs),
            "slots": slots[:_RUNS],
            "ledger_strip": strips.of_slots(slots),
            "ledger": strips.outcomes(slots),
            "silent_days": _SILENT.days,
        },
        columns=("id", "started", "finished", "outcome", "counts", "errors"),
        rows=[
            {
                "id": run.id,
                "started": iso(run.started),
                "finished": iso(run.finished),
                "outcome": run.outcome,
                "counts": [f"{key} {value}" for key, value in run.counts.items()],
                "errors": list(run.errors),
            }
            for run in runs[:_RUNS]
        ],
    )


def _row(
    name: str, known: Source | None, state: SourceState | None, gave: Yield | None, ask: Ask
) -> dict[str, Any]:
    return {
        "name": name,
        "title": known.title if known else "",
        "url": known.url if known else "",
        "kind": known.kind if known else "",
        "health": _health(state, ask.now),
        "state": state.state if state else "",
        "detail": state.detail if state else "",
        "checked": iso(state.checked) if state else None,
        "changed": iso(state.changed) if state else None,
        "due": iso(state.due) if state else None,
        "failures": state.failures if state else 0.0,
        "runs": gave.runs if gave else 0,
        "read": gave.read if gave else 0,
        "matched": gave.matched if gave else 0,
    }


def _health(state: SourceState | None, now: datetime) -> str:
    if state is None or not state.state:
        return "not asked yet"
    if state.state not in _FINE:
        return "trouble"
    if state.changed and now - state.changed > _SILENT:
        return "silent"
    return "ok"
