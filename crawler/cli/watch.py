"""``newsvane watch``: the daemon."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from crawler.cli import Place, children, logs, output

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.watching import Watching


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|GROUP]...")
@click.option("--once", is_flag=True, help="Do all that is due and end; for cron.")
@click.pass_obj
def watch(place: Place, names: tuple[str, ...], once: bool) -> None:
    """Look at sources when they are due, until stopped by Ctrl-C or TERM.

    HUP reads the configuration anew; one with a mistake in it is told and not used.

    \b
    Examples:
      newsvane watch
      */10 * * * *  newsvane --config /etc/newsvane.toml watch --once
    """
    from scheduler import lock

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # nobody listens yet; it must not kill
    logs.configure()
    config = place.config()
    if not config.select(names):
        raise output.trouble("no source is enabled; 'newsvane sources' lists what there is")
    _open(config)
    path = config.database.with_name(f"{config.database.name}.watched")
    try:
        with lock.hold(path):
            sys.exit(_watch(place, config, names, once=once))
    except lock.HeldError as error:
        raise output.trouble(f"{config.database} is watched already: {error}") from error


def _open(config: Config) -> None:
    """Find out that the store cannot be used, or bring it up to date, before anything begins."""
    from crawler.library import open_store

    open_store(config.database).close()


def _watch(place: Place, config: Config, names: Sequence[str], *, once: bool) -> int:
    from datetime import UTC, datetime

    from crawler.watching import Watching
    from scheduler import notify
    from scheduler.daemon import Daemon

    watching = Watching(config, lambda c: c.select(names), children.verb, place.config)
    try:
        cores = os.cpu_count() or 1
        rota = watching.rota(once=once)
        daemon = Daemon(
            rota,
            watching,
            children={"quick": cores, "slow": max(2, cores // 2)},
            memory=config.memory * 1024 * 1024,
            visited=watching.visited(),
            chores=watching.chores(),
        )

        def end(*_: object) -> None:
            watching.ending.set()
            daemon.stop()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        signal.signal(signal.SIGHUP, lambda *_: None if once else daemon.reload())
        if once:
            rota.beat(datetime.now(UTC))
            due = [name for name, entry in rota.entries.items() if entry.state]
            output.errors().print(f"newsvane: {len(due)} of {len(rota.entries)} sources are due")
            daemon.run_once()
            return 1 if watching.supervision.held() or _in_trouble(watching, due) else 0
        output.errors().print(f"newsvane: watching {len(rota)} sources; Ctrl-C stops")
        watching.supervision.open()
        notify.ready(f"watching {len(rota)} sources")
        daemon.run()
        return 0
    finally:
        notify.stopping()
        watching.close()


def _in_trouble(watching: Watching, names: Sequence[str]) -> bool:
    return any(watching.store.source_state(name).needs_person for name in names)
