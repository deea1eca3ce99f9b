"""Which of the waiting tasks go into a child together, and when: fairness.

Pure. Knows tasks that wait, and how many children there may be. Must not know what a child is.

There are two lanes. Tasks that take long (a site that hangs, a first look at a full archive) have
children of their own, so that all others never wait for them. Tasks of one host never go into two
children at once, and a host is left in peace between two children as between two requests.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from scheduler import partition
from scheduler.slots import Entry

Lane = Literal["quick", "slow"]

#: What is due is gathered for so long, so that one child serves many.
GATHER = timedelta(seconds=5)
#: So many need not wait for more.
_FULL: Mapping[Lane, int] = {"quick": 300, "slow": 40}
#: No child is given more than this.
_MOST: Mapping[Lane, int] = {"quick": 300, "slow": 25}
#: A task whose looks take longer belongs into the slow lane (seconds).
_LONG = 40.0
_ORDER = {"due": 0, "missed": 1, "first": 2, "more": 3}


@dataclass(frozen=True, slots=True)
class Batch:
    """Tasks for one child."""

    lane: Lane
    names: tuple[str, ...]


def lane_of(entry: Entry) -> Lane:
    """Return the lane of a task: by how long its looks took, or will take as far as is known."""
    slow = entry.takes > _LONG or entry.reason in ("first", "more") or entry.tries > 0
    return "slow" if slow else "quick"


def batches(
    entries: Iterable[Entry],
    now: datetime,
    *,
    free: Mapping[Lane, int],
    busy: Collection[str] = (),
    visited: Mapping[str, datetime] | None = None,
    gather: timedelta = GATHER,
) -> list[Batch]:
    """Return what is to be started now.

    Args:
        entries: The tasks; those that do not wait are passed over.
        now: The time.
        free: How many more children each lane may have.
        busy: Hosts at which a child is at work.
        visited: When the last child left a host.
        gather: How long to wait for others that could come along.
    """
    last = visited or {}
    waiting: dict[Lane, list[Entry]] = {"quick": [], "slow": []}
    for entry in entries:
        task = entry.task
        if entry.state != "waiting" or task.host in busy:
            continue
        left = last.get(task.host)
        # A visit in the future is a clock that was put back since.
        at_peace = left is None or left > now or now - left >= task.spacing
        if at_peace and (entry.after is None or entry.after <= now):
            waiting[lane_of(entry)].append(entry)
    taken: set[str] = set()
    found = []
    for lane, there in waiting.items():
        there.sort(key=lambda e: (_ORDER[e.reason], e.slot or e.after or now, e.task.name))
        fit = [entry for entry in there if entry.task.host not in taken]
        if not fit or not free.get(lane) or not _is_time(fit, lane, now, gather):
            continue
        found += _split(fit, lane, free[lane])
        taken.update(entry.task.host for entry in fit)
    return found


def _is_time(waiting: Collection[Entry], lane: Lane, now: datetime, gather: timedelta) -> bool:
    longest = max(now - (entry.after or entry.slot or now) for entry in waiting)
    return len(waiting) >= _FULL[lane] or longest >= gather


def _split(waiting: list[Entry], lane: Lane, free: int) -> list[Batch]:
    """Divide among as many children as it is worth, or as there may be."""
    children = min(free, math.ceil(len(waiting) / _FULL[lane]))
    chosen = waiting[: children * _MOST[lane]]
    # A task that was in a child when that died goes alone: it may have been the reason.
    alone = next((entry for entry in chosen if entry.tries > 0), None)
    if alone is not None:
        return [Batch(lane, (alone.task.name,))]
    hosts = {entry.task.name: entry.task.host for entry in chosen}
    return [Batch(lane, tuple(part)) for part in partition.by_host(hosts, children)]
