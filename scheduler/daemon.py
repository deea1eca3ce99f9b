"""Start what is due, in child processes, for months.

Knows tasks (a name, a host, a trigger), a command to run for a batch of names, and APScheduler,
whose scheduler is the clock. Must not know what the command does or where outcomes are kept: it
is given a function for each.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scheduler import child, partition
from scheduler.chores import Chore, attempt_all

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be run again and again."""

    name: str
    #: Tasks of one host never run in two children at once.
    host: str
    #: An APScheduler trigger.
    trigger: Any


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time and what became of it."""

    name: str
    due: datetime
    #: ``done``, ``failed`` or ``late`` (it was still running when it was due again).
    outcome: str
    detail: str = ""


def is_due(task: Task, last: datetime | None, now: datetime) -> bool:
    """Tell whether a task that last ran at ``last`` (aware, None: never) should run by ``now``."""
    if last is None:
        return True
    fire = task.trigger.get_next_fire_time(last, last)
    if fire is not None and fire <= last:
        fire = task.trigger.get_next_fire_time(fire, last)
    return fire is not None and fire <= now


class Daemon:
    """Runs tasks when they are due until it is stopped.

    Args:
        tasks: What to run.
        command: Makes the command line for a batch of names.
        record: Called with each slot, from any thread.
        children: How many children at once.
        deadline: Seconds that one child may take.
        chores: What else is to be done now and then.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        command: Callable[[Sequence[str]], Sequence[str]],
        record: Callable[[Slot], None],
        *,
        children: int | None = None,
        deadline: float = 3600.0,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._tasks = {task.name: task for task in tasks}
        self._command = command
        self._record = record
        self._children = children or os.cpu_count() or 1
        self._deadline = deadline
        self._chores = chores
        self._ended = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._due: dict[str, datetime] = {}
        self._busy: set[str] = set()
        self._workers: set[threading.Thread] = set()

    def stop(self) -> None:
        """Stop taking work and end the children. Safe to call from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Run until ``stop``; everything is due once at the start."""
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415

        from scheduler.clock import Clock  # noqa: PLC0415

        beat = Clock(self._chores)
        # APScheduler's default grace of one second drops late runs without a word.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        clock = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
        for task in self._tasks.values():
            clock.add_job(self._mark, task.trigger, args=(task.name,), id=task.name)
        for name in self._tasks:
            self._mark(name)
        clock.start()
        beat.start()
        try:
            while not self._stop.is_set():
                beat.wait()
                self._start_batches()
                if self._ended.is_set():
                    self._ended.clear()
                    beat.looks_ended()
        finally:
            beat.stop()
            clock.shutdown(wait=False)
            self._join()

    def run_once(self, names: Sequence[str]) -> None:
        """Run the named tasks once and return when all have ended."""
        for name in names:
            self._mark(name)
        while not self._stop.is_set():
            self._start_batches()
            with self._lock:
                if not self._due and not self._busy:
                    break
            self._stop.wait(0.1)
        self._join()
        if not self._stop.is_set():
            attempt_all(self._chores)

    def _mark(self, name: str) -> None:
        now = datetime.now(UTC)
        with self._lock:
            late = name in self._busy or name in self._due
            if not late:
                self._due[name] = now
        if late:
            self._tell(Slot(name, now, "late", "still waiting or running when due again"))

    def _start_batches(self) -> None:
        with self._lock:
            busy_hosts = {self._tasks[name].host for name in self._busy}
            ready = {
                n: self._tasks[n].host for n in self._due if self._tasks[n].host not in busy_hosts
            }
            self._workers = {worker for worker in self._workers if worker.is_alive()}
            free = self._children - len(self._workers)
            if not ready or free < 1:
                return
            batches = partition.by_host(ready, free)
            taken = [{name: self._due.pop(name) for name in batch} for batch in batches]
            self._busy.update(ready)
            started = [threading.Thread(target=self._work, args=(batch,)) for batch in taken]
            self._workers.update(started)
            for worker in started:
                worker.start()

    def _work(self, batch: dict[str, datetime]) -> None:
        outcome, detail = "failed", ""
        try:
            ended = child.run(self._command(list(batch)), deadline=self._deadline, stop=self._stop)
            # 1 means done with trouble, which the run's own row tells.
            outcome = "done" if ended.code in (0, 1) and not ended.stopped else "failed"
            if outcome == "failed":
                last = ended.errors.strip().splitlines()[-1:] or [f"exit code {ended.code}"]
                detail = f"stopped: {ended.stopped}" if ended.stopped else last[0]
        except OSError as error:
            detail = f"child could not be started: {error}"
        finally:
            # First of all: a slot that cannot be recorded must not keep its task from running.
            with self._lock:
                self._busy.difference_update(batch)
            for name, due in batch.items():
                self._tell(Slot(name, due, outcome, detail))
            self._ended.set()

    def _tell(self, slot: Slot) -> None:
        try:
            self._record(slot)
        except Exception:
            # A full disk or a locked store passes; the daemon goes on until it has.
            log.exception("the slot of %s could not be recorded: %s", slot.name, slot.outcome)

    def _join(self) -> None:
        end = time.monotonic() + child.GRACE + 2
        for worker in list(self._workers):
            worker.join(max(0.0, end - time.monotonic()))
