"""One child at work on a batch of tasks: what it tells, and what it dies of.

Knows the lines that a child writes, and how a child ends. Must not know what the tasks are, nor
decide what follows.

A child writes a JSON object a line. ``{"event": "reading", "source": ..., "url": ...}`` says that
it begins to read a page, the same without ``url`` that it is done with it; ``{"event": "report",
"source": ..., ...}`` how its look at one task ended. A page that is being read when the child
dies, or that is read for too long, is what killed it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scheduler import child
from scheduler.lanes import Lane

#: Reading one page takes a fraction of a second, and writing down what it says may wait a minute
#: for a store that others write to; a child that takes longer hangs.
PATIENCE = 120.0
#: Bytes of memory that one child may hold.
MEMORY = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Suspect:
    """A page that was being read when its child died."""

    name: str
    url: str
    #: It is a list, not an article's page.
    is_list: bool = False


@dataclass(slots=True)
class Batch:
    """A batch of tasks in a child of its own."""

    names: tuple[str, ...]
    lane: Lane
    #: name -> what the child reported of it.
    reports: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Those of which that was taken note of: they may be due again, in another child.
    taken: set[str] = field(default_factory=set)
    #: Why the child ended before all was reported; empty: it did not, or was asked to.
    died: str = ""
    asked: bool = False
    suspect: Suspect | None = None
    _reading: Suspect | None = None
    _since: float = 0.0

    def names_told(self) -> list[str]:
        """Return the tasks that were reported and not taken note of yet."""
        return [name for name in self.names if name in self.reports and name not in self.taken]

    def names_at_work(self) -> list[str]:
        """Return the tasks of which nothing was taken note of yet."""
        return [name for name in self.names if name not in self.taken]

    def run(
        self,
        command: Sequence[str],
        *,
        deadline: float,
        stop: threading.Event,
        kill: threading.Event,
        memory: int = MEMORY,
        patience: float = PATIENCE,
        tell: Callable[[Mapping[str, Any]], None] = lambda _event: None,
    ) -> None:
        """Run the child and take what it tells. Never raises for what the child does.

        Args:
            command: Program and arguments.
            deadline: Seconds that it may take.
            stop: When set, it is asked to end.
            kill: When set besides, it is killed.
            memory: Bytes that it may hold.
            patience: Seconds that it may read one page.
            tell: Called with each event that is none of ours.
        """

        def check(pid: int) -> str:
            reading, since = self._reading, self._since
            if reading is not None and time.monotonic() - since > patience:
                return f"read one page for more than {patience:.0f} seconds"
            if (held := child.memory(pid)) > memory:
                return f"held {held >> 20} MiB of memory, more than {memory >> 20}"
            return ""

        try:
            ended = child.run(
                command,
                deadline=deadline,
                on_line=lambda line: self._take(line, tell),
                stop=stop,
                kill=kill,
                check=check,
            )
        except OSError as error:
            self.died = f"the process could not be started: {error}"
            return
        self.asked = ended.stopped == "asked"
        if self.asked:
            return
        missing = any(name not in self.reports for name in self.names)
        if missing or ended.stopped:
            self.died = _why(ended, deadline)
        if missing:
            self.suspect = self._reading

    def _take(self, line: str, tell: Callable[[Mapping[str, Any]], None]) -> None:
        try:
            told = json.loads(line)
            event, name = told["event"], told["source"]
        except (ValueError, TypeError, KeyError):
            return  # a library that prints
        if event == "reading":
            self._since = time.monotonic()
            self._reading = (
                Suspect(name, told["url"], bool(told.get("list"))) if told.get("url") else None
            )
        elif event == "report":
            self.reports[name] = told
        else:
            tell(told)


def _why(ended: child.Finished, deadline: float) -> str:
    if ended.stopped == "deadline":
        return f"took more than {deadline:.0f} seconds"
    if ended.stopped:
        return ended.stopped
    if ended.code < 0:
        return f"died of signal {-ended.code}"
    last = ended.errors.strip().splitlines()[-1:] or [f"exit code {ended.code}"]
    return last[0]
