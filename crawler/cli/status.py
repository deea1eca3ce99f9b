"""``newsvane status``: how the store and its sources are doing."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from crawler.cli import Place, output

_DAY = timedelta(days=1)
#: Nothing that is watched is overdue for so long, unless nobody watches.
_OVERDUE = timedelta(minutes=30)
#: States of a source's list that need nobody; all others do.
_FINE = frozenset(("", "ok", "partial", "empty", "held"))


@click.command()
@output.json_option
@click.pass_obj
def status(place: Place, as_json: bool) -> None:
    """Say what the store holds and which sources need a person; exit code 1 if any does.

    \b
    Example:
      newsvane status || mail -s newsvane me@example.org
    """
    config = place.config()
    with place.store() as store:
        held = store.status()
        states = store.source_states()
        last = store.runs(1)
        long_log = store.long_log()
        slots = store.slot_counts(datetime.now(UTC) - _DAY)
        dues = [due.due for due in store.dues().values()]
    trouble = {name: state for name, state in states.items() if needs_person(state.state)}
    never = [s.name for s in config.sources if s.enabled and s.name not in states]
    if as_json:
        output.to_json(
            {
                "held": held,
                "trouble": trouble,
                "never_checked": never,
                "last_run": last[0] if last else None,
                "slots_last_day": slots,
                "next_due": min(dues, default=None),
            }
        )
    else:
        _print(str(place.store_path()), held, trouble, never)
        _print_timetable(slots, dues)
    if long_log:
        output.errors().print(f"newsvane: {output.escape(long_log)}", soft_wrap=True)
    sys.exit(1 if trouble or long_log else 0)


def needs_person(state: str) -> bool:
    """Tell whether a source in this state needs a person to look at it."""
    return state not in _FINE


def _print(path: str, held: dict[str, int], trouble: dict[str, Any], never: list[str]) -> None:
    console = output.console()
    console.print(f"[bold]{path}[/bold]")
    for name, count in held.items():
        console.print(f"  {name.replace('_', ' '):<22} {count:>12,}")
    for name, state in trouble.items():
        console.print(
            f"[red]{name}[/red]: {state.state}: {output.escape(state.detail)}", soft_wrap=True
        )
    if never:
        console.print(f"not looked at yet: {', '.join(never)}", soft_wrap=True)
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
