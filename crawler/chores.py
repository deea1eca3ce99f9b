"""The chores of ``newsvane watch``: what it does besides looking at sources.

The one list of them; each is a function of a module of its own, which opens and closes what it
needs. Knows the configuration. Must not know how or when chores are started.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from crawler import telling
from crawler.config import Config
from crawler.upkeep.supervision import Supervision
from scheduler.chores import Chore
from scheduler.plan import trigger

log = logging.getLogger(__name__)

#: Seconds for one round of second looks; what is left is due at the next.
_DEADLINE = 1800.0
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
        Chore("judging the sources' health", trigger("1h"), partial(_judge, config), at_start=True)
    ]
    if config.revisit:
        again = partial(_look_again, config, command(["crawl", "--revisits"]), stop)
        found.append(Chore("looking again", trigger("5m"), again, at_start=True, after_looks=True))
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


def _look_again(config: Config, command: Sequence[str], stop: threading.Event) -> None:
    """Start a process that looks again at articles where any is due."""
    from crawler.library import open_store  # noqa: PLC0415 - when it is needed
    from scheduler import child  # noqa: PLC0415

    if not config.database.exists():
        return
    with open_store(config.database, read_only=True) as store:
        if not store.due_revisits(datetime.now(UTC), limit=1):
            return
    ended = child.run(command, deadline=_DEADLINE, stop=stop)
    if ended.code and not ended.stopped:
        said = ended.errors.strip().splitlines()[-1:] or [f"exit code {ended.code}"]
        log.warning("the process that looks again ended: %s", said[0])
