"""``newsvane status``: how the store and its sources are doing."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from crawler.alerts.standing import needs_person
from crawler.cli import Place, output
from crawler.sources_health import current

if TYPE_CHECKING:
    from storage.source_rows import SourceState

_DAY = timedelta(days=1)
#: Nothing that is watched is overdue for so long, unless nobody watches.
_OVERDUE = timedelta(minutes=30)
#: Of the sources that nobody has looked at, so many are named; JSON has all.
_NAMED = 5
#: Kinds of health of which is only told what there is to tell.
_TOLD = frozenset(("shaky", "ok"))


@click.command()
@output.json_option
@click.pass_obj
def status(place: Place, as_json: bool) -> None:
    """Say what the store holds and which sources need a person; exit code 1 if any does.

    A person is needed by a source that has gone, bars us, fails again and again, or is silent,
    frozen or read with parts missing, by what was usual for it. So does an alert of which nobody
    knows whether it arrived. A failure that may pass by itself, and a list that is too long to be
    read whole, are only told.

    \b
    Example:
      newsvane status || mail -s newsvane me@example.org
    """
    config = place.config()
    with place.store() as store:
        held = store.status()
        states = current(store, datetime.now(UTC))
        last = store.runs(1)
        long_log = store.long_log()
        alerts = needs_person(store, config.channels, datetime.now(UTC))
        slots = store.slot_counts(datetime.now(UTC) - _DAY)
        watched = {source.name for source in config.sources if source.enabled}
        dues = [due.due for name, due in store.dues().items() if name in watched]
    trouble = {name: state for name, state in states.items() if state.needs_person}
    # What was looked at by name alone, or is configured no longer, is nobody's trouble.
    trouble = {name: state for name, state in trouble.items() if name in watched}
    passing = {
        name: state.health_detail
        for name, state in states.items()
        if state.health in _TOLD and state.health_detail and name in watched
    }
    never = [s.name for s in config.sources if s.enabled and s.name not in states]
    if as_json:
        output.to_json(
            {
                "held": held,
                "trouble": trouble,
                "passing": passing,
                "alerts": alerts,
                "never_checked": never,
                "last_run": last[0] if last else None,
                "slots_last_day": slots,
                "next_due": min(dues, default=None),
            }
        )
    else:
        _print(str(place.store_path()), held, trouble, passing, never)
        _print_timetable(slots, dues)
        for line in alerts:
            output.console().print(f"[red]alerts[/red]: {output.escape(line)}", soft_wrap=True)
    if long_log:
        output.errors().print(f"newsvane: {output.escape(long_log)}", soft_wrap=True)
    sys.exit(1 if trouble or alerts or long_log else 0)


def _print(
    path: str,
    held: dict[str, int],
    trouble: dict[str, SourceState],
    passing: dict[str, str],
    never: list[str],
) -> None:
    console = output.console()
    console.print(f"[bold]{path}[/bold]")
    for name, count in held.items():
        console.print(f"  {name.replace('_', ' '):<22} {count:>12,}")
    for name, state in trouble.items():
        since = f" (since {output.when(state.health_since)})" if state.health_since else ""
        told = f"{state.health}: {state.health_detail}{since}"
        console.print(f"[red]{output.escape(name)}[/red]: {output.escape(told)}", soft_wrap=True)
    for name, why in passing.items():
        console.print(
            f"[yellow]{output.escape(name)}[/yellow]: {output.escape(why)}", soft_wrap=True
        )
    if never:
        shown = output.escape(", ".join(never[:_NAMED]))
        more = f" and {len(never) - _NAMED} more" if len(never) > _NAMED else ""
        console.print(f"not looked at yet: {shown}{more}", soft_wrap=True)
    if not trouble:
        console.print("[green]no source needs a person[/green]")


def _print_timetable(slots: Mapping[str, int], dues: Sequence[datetime]) -> None:
    """Say what became of the last day's due times, and whether anybody watches."""
    console = output.console()
    if slots:
        said = ", ".join(f"{count} {outcome}" for outcome, count in slots.items())
        console.print(f"due times of the last day: {said}", soft_wrap=True)
    if dues and min(dues) < datetime.now(UTC) - _OVERDUE:
        console.print(
            f"[yellow]nobody looks[/yellow]: a source has been due since {output.when(min(dues))};"
            " is 'newsvane watch' running?",
            soft_wrap=True,
        )
    elif dues:
        console.print(f"next due: {output.when(min(dues))}")
