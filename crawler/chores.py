"""The chores of ``newsvane watch``: what it does besides looking at sources.

The one list of them; each is a function of a module of its own, which opens and closes what it
needs. Knows the configuration. Must not know how or when chores are started.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from crawler import telling
from crawler.config import Config
from crawler.upkeep.supervision import Supervision
from scheduler.chores import Chore
from scheduler.plan import trigger

#: Turns a verb and its options into a command line.
Command = Callable[[Sequence[str]], list[str]]


def chores(
    config: Config,
    command: Command,
    stop: threading.Event,
    supervision: Supervision | None = None,
) -> tuple[Chore, ...]:
    """Return what is to be done under ``config``; asked anew when that is read again.

    Args:
        config: The configuration.
        command: Makes the command line of a verb.
        stop: Set when the daemon is to end: a chore that is at work ends soon.
        supervision: What the daemon does for itself; None: nothing.
    """
    found: list[Chore] = [
        Chore("judging the sources' health", trigger("1h"), partial(_judge, config))
    ]
    if supervision:
        found += supervision.chores()
    if config.channels:
        tell = partial(telling.tell, config, command(["alerts", "send"]), stop)
        found.append(Chore("telling of news", trigger("1m"), tell, at_start=True, after_looks=True))
    return tuple(found)


def _judge(config: Config) -> None:
    """Keep the sources' health up to date: a silence grows also while nothing comes."""
    from crawler.library import open_store  # noqa: PLC0415 - when it is needed
    from crawler.sources_health import refresh  # noqa: PLC0415

    with open_store(config.database) as store:
        refresh(store, datetime.now(UTC))
