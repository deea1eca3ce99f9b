"""``newsvane watch``: the daemon."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from crawler.cli import Place, children, logs, output

if TYPE_CHECKING:
    from crawler.config import Config
    from scheduler.daemon import Slot, Task
    from storage.records import Source


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|GROUP]...")
@click.option("--once", is_flag=True, help="Do all that is due and end; for cron.")
@click.pass_obj
def watch(place: Place, names: tuple[str, ...], once: bool) -> None:
    """Look at sources when they are due, until stopped by Ctrl-C or TERM.

    \b
    Examples:
      newsvane watch
      */10 * * * *  newsvane --config /etc/newsvane.toml watch --once
    """
    from crawler.chores import chores
    from scheduler.daemon import Daemon, is_due

    config = place.config()
    sources = config.select(names)
    if not sources:
        raise output.trouble("no source is enabled; 'newsvane sources' lists what there is")
    from crawler.telling import register

    logs.configure()
    stop = threading.Event()
    register(config)
    tasks = [_task(source, config) for source in sources]
    daemon = Daemon(
        tasks,
        lambda batch: children.command(place, config, batch),
        lambda slot: _record(config, slot),
        chores=chores(config, lambda verb: children.verb(place, config, verb), stop),
    )

    def end(*_: object) -> None:
        stop.set()
        daemon.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    if once:
        checked = _checked(config, sources)
        now = datetime.now(UTC)
        due = [task.name for task in tasks if is_due(task, checked[task.name], now)]
        output.errors().print(f"newsvane: {len(due)} of {len(tasks)} sources are due")
        daemon.run_once(due)
        sys.exit(1 if _in_trouble(config, due) else 0)
    output.errors().print(f"newsvane: watching {len(tasks)} sources; Ctrl-C stops")
    daemon.run()


def _task(source: Source, config: Config) -> Task:
    from scheduler.daemon import Task
    from scheduler.plan import trigger

    made = trigger(source.every or config.every, timezone=source.zone or config.zone)
    return Task(source.name, urlsplit(source.url).hostname or source.name, made)


def _checked(config: Config, sources: Sequence[Source]) -> dict[str, datetime | None]:
    from crawler.library import open_store

    with open_store(config.database) as store:
        return {source.name: store.source_state(source.name).checked for source in sources}


def _in_trouble(config: Config, names: Sequence[str]) -> bool:
    from crawler.cli.status import needs_person
    from crawler.library import open_store

    with open_store(config.database, read_only=True) as store:
        return any(needs_person(store.source_state(name).state) for name in names)


def _record(config: Config, slot: Slot) -> None:
    from crawler.library import open_store

    if slot.outcome != "done":
        print(f"newsvane: {slot.name}: {slot.outcome}: {slot.detail}", file=sys.stderr)
    if slot.outcome == "failed":
        from crawler.run import lost

        lost(config, [slot.name], slot.detail)
    with open_store(config.database) as store:
        store.record_slot(slot.name, slot.due, slot.outcome, slot.detail)
