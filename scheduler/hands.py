"""What the daemon does things with: its hands, and what they are given and give.

Knows the words of the ledger. Must not know how any of it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scheduler.batch import Suspect
from scheduler.chores import Chore
from scheduler.slots import Due, Look, Slot, Task

#: What a reload gives: the tasks and the chores that are to be from now on.
Plan = tuple[Sequence[Task], Sequence[Chore]]


class Hands:
    """What the daemon does things with; all are called from its own thread.

    ``command`` makes the command line for a batch of names. ``record`` writes down slots and what
    is due next. ``look`` turns a child's report into how the look ended. ``lost`` is told of names
    whose child died, why, and of the page that it died of. ``reload`` reads the configuration
    anew, or raises with the reason why it cannot be used. ``beat`` is called at each beat.
    """

    def command(self, names: Sequence[str]) -> Sequence[str]:
        """Return program and arguments."""
        raise NotImplementedError

    def record(self, slots: Sequence[Slot], dues: Mapping[str, Due | None]) -> None:
        """Write down what became of due times, and what is due next."""
        raise NotImplementedError

    def look(self, report: Mapping[str, Any]) -> Look:
        """Return how a look ended."""
        raise NotImplementedError

    def lost(self, names: Sequence[str], why: str, suspect: Suspect | None) -> None:
        """Take note of a child that died."""

    def reload(self) -> Plan | None:
        """Read the configuration anew; None: there is none to read."""
        return None

    def beat(self) -> str:
        """Return why no look may begin now; empty: they may. What is due then waits."""
        return ""
