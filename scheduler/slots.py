"""The words of the ledger: tasks, due times, and what may become of them.

Knows no more than their meaning. Must not decide anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from scheduler.schedule import Schedule

#: What became of a due time. ``done``: looked at within a minute; ``unchanged``: likewise, and
#: nothing was new; ``late``: looked at, but later; ``caught up``: the last of those that were
#: missed while nobody was there, made up; ``skipped``: not looked at; ``failed``: the look failed.
Outcome = Literal["done", "unchanged", "late", "caught up", "skipped", "failed"]
#: How a look ended. ``held``: the site asked to be left alone; ``interrupted``: it was stopped,
#: and the due time is still to be accounted for.
Ended = Literal["done", "unchanged", "failed", "held", "interrupted"]

#: A look that begins later than this after its due time is late.
PUNCTUAL = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be looked at again and again."""

    name: str
    #: Tasks of one host are never at work in two children at once.
    host: str
    schedule: Schedule
    #: Least time between the end of one child's visit of the host and the next one's.
    spacing: timedelta = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time and what became of it."""

    name: str
    due: datetime
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The first due time of a task that is not accounted for."""

    due: datetime
    #: The latest due time on record; None: there is none.
    latest: datetime | None = None
    #: A sentence for a person.
    why: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a child told of one task."""

    ended: Ended
    detail: str = ""
    #: Until when its host asked to be left alone.
    hold: datetime | None = None
    #: Until when it is to be left alone because it fails again and again.
    rest: datetime | None = None
    #: There was more than fits into one look: it is to go on soon.
    more: bool = False
    #: How long it took.
    seconds: float = 0.0


@dataclass(slots=True)
class Entry:
    """A task and where it stands."""

    task: Task
    #: The next due time; None while it is not known before the look has ended.
    due: datetime | None = None
    latest: datetime | None = None
    why: str = ""
    #: The due time that waits or is at work; None: none, or a look that goes on without one.
    slot: datetime | None = None
    #: ``""`` idle, ``waiting`` or ``working``.
    state: str = ""
    #: Why it waits: ``due``; ``first``, never looked at before; ``missed``, to be made up; or
    #: ``more``, the rest of a look that was settled.
    reason: str = "due"
    #: It waits at least until then.
    after: datetime | None = None
    began: datetime | None = None
    #: Until then it is left alone.
    rest: datetime | None = None
    tries: int = 0
    #: Seconds that its last looks took, the latest counting most.
    takes: float = 0.0
