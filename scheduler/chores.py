"""What the daemon does besides looking at sources: small jobs that come round again and again.

Knows a chore's name, its trigger and the function to call. Must not know what a chore does: it is
given the function, and a chore that fails is told and comes round again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done now and then, in a thread of its own; never twice at once.

    ``act`` is called from threads that change: it opens what it needs, a store for instance, and
    closes it again. It should end within some seconds of ``Daemon.stop``.
    """

    name: str
    #: An APScheduler trigger, e.g. ``plan.trigger("1m")`` or ``plan.trigger("at 03:30")``.
    trigger: Any
    act: Callable[[], None]
    #: Also as soon as the daemon starts, and at the end of ``watch --once``.
    at_start: bool = False
    #: Also soon after each batch of looks has ended, and at the end of ``watch --once``.
    after_looks: bool = False


def attempt(chore: Chore) -> bool:
    """Do a chore; tell in one line where it fails. Never raises; True if it was done."""
    try:
        chore.act()
    except Exception as error:
        # The trace is for us, the line for the one who runs it.
        log.error("%s failed: %s", chore.name, error, exc_info=log.isEnabledFor(logging.DEBUG))  # noqa: TRY400
        return False
    return True


def attempt_all(chores: Iterable[Chore]) -> None:
    """Do the chores of a single round, one after another, as at the end of ``watch --once``."""
    for chore in chores:
        if chore.after_looks or chore.at_start:
            attempt(chore)
