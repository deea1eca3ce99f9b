"""The page *Sources*: how each place is doing, what its last runs gave, and what it yields.

Knows what the page shows. Must not know how sources are crawled or when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from crawler.export.entry import iso
from crawler.sources_health import current
from crawler.web import strips
from crawler.web.ask import Ask
from crawler.web.page import Page, missing
from storage.records import Source
from storage.rows import SourceState, Yield
from storage.slots import Due
from storage.store import Store

_RUNS = 20
_PERIOD = timedelta(days=30)
_LEDGER = timedelta(days=1)
#: So many runs of all sources are looked at for the strips.
_RECENT = 1_000
#: Of one source's, so many are a strip.
_STRIP, _LEDGER_STRIP = 20, 100
#: What is told of a source that answers, and brings nothing.
_SILENT = frozenset(("frozen", "silent", "emptied", "empty"))
#: In the order in which a person wants to see them.
HEALTH = ("trouble", "silent", "ok", "not asked yet")
COLUMNS = (
    *(
        "name",
        "title",
        "url",
        "kind",
        "health",
        "needs_person",
        "why",
        "since",
        "detail",
        "checked",
        "changed",
        "due",
    ),
    *("failures", "runs", "read", "matched"),
)


def sources(store: Store, ask: Ask, configured: Sequence[Source]) -> Page:
    """Read the state of all sources, those in trouble first."""
    states = current(store, ask.now)
    yields = store.yields(since=ask.now - _PERIOD)
    known = {one.name: one for one in configured if one.enabled or one.name in states}
    names = [*known, *(name for name in states if name not in known)]
    dues = store.dues()
    rows = [
        _row(name, known.get(name), states.get(name), yields.get(name), dues.get(name))
        for name in names
    ]
    rows.sort(key=lambda row: (HEALTH.index(row["group"]), row["name"].casefold()))
    groups = {name: [row for row in rows if row["group"] == name] for name in HEALTH}
    runs = store.runs(_RECENT)
    return Page(
        name="sources",
        title="Sources",
        values={
            "sources": rows,
            "groups": {name: listed for name, listed in groups.items() if listed},
            "strips": strips.by_source(runs, _STRIP),
            "ledger": strips.outcomes(store.slot_counts(ask.now - _LEDGER)),
            "runs": runs[:_RUNS],
        },
        columns=COLUMNS,
        rows=rows,
    )


def source(store: Store, ask: Ask, configured: Sequence[Source], name: str) -> Page:
    """Read one source: its state, its runs with their errors, and its due times."""
    known = next((one for one in configured if one.name == name), None)
    state = current(store, ask.now).get(name)
    if known is None and state is None:
        return missing("There is no such source", "The list of sources has the names.")
    gave = store.yields(since=ask.now - _PERIOD).get(name)
    row = _row(name, known, state, gave, store.dues().get(name))
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
            "ledger": strips.outcomes(Counter(slot.outcome for slot in slots)),
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
    name: str,
    known: Source | None,
    state: SourceState | None,
    gave: Yield | None,
    due: Due | None,
) -> dict[str, Any]:
    return {
        "name": name,
        "title": known.title if known else "",
        "url": known.url if known else "",
        "kind": known.kind if known else "",
        "health": state.health if state and state.state else "not asked yet",
        "group": _group(state),
        "needs_person": bool(state and state.needs_person),
        "why": state.health_detail if state else "",
        "since": iso(state.health_since) if state else None,
        "state": state.state if state else "",
        "detail": state.detail if state else "",
        "checked": iso(state.checked) if state else None,
        "changed": iso(state.changed) if state else None,
        "due": iso(due.due if due else state.due if state else None),
        "failures": state.failures if state else 0.0,
        "runs": gave.runs if gave else 0,
        "read": gave.read if gave else 0,
        "matched": gave.matched if gave else 0,
    }


def _group(state: SourceState | None) -> str:
    """Return under which heading a source is listed."""
    if state is None or not state.state:
        return "not asked yet"
    if not state.needs_person:
        return "ok"
    return "silent" if state.health in _SILENT else "trouble"
