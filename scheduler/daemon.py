"""Look at what is due, in child processes, for months.

Knows the rota, the lanes, the clock, and how to start a command for a batch of names. Must not
know what the command does or where outcomes are kept: it is given a function for each. Everything
here happens in one thread but the waiting for children, each of which has its own.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler import child, lanes
from scheduler.batch import MEMORY, PATIENCE, Batch
from scheduler.chores import Chore, attempt_all
from scheduler.hands import Hands
from scheduler.lanes import Lane
from scheduler.rota import Rota
from scheduler.slots import Look

log = logging.getLogger(__name__)

#: Seconds to wait after a beat that failed.
_PAUSE = 10.0


class Daemon:
    """Looks at tasks when they are due until it is stopped.

    Args:
        rota: The tasks.
        hands: What to do things with.
        children: How many children each lane may have.
        deadline: Seconds that one child may take.
        memory: Bytes that one child may hold.
        patience: Seconds that a child may take to read one page.
        visited: When each host was last visited, as far as it is known.
        chores: What else is to be done now and then.
    """

    def __init__(
        self,
        rota: Rota,
        hands: Hands,
        *,
        children: Mapping[Lane, int] | None = None,
        deadline: float = 900.0,
        memory: int = MEMORY,
        patience: float = PATIENCE,
        visited: Mapping[str, datetime] | None = None,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._rota = rota
        self._hands = hands
        self._children: Mapping[Lane, int] = children or {"quick": 1, "slow": 1}
        self._deadline, self._memory, self._patience = deadline, memory, patience
        self._visited = dict(visited or {})
        self._chores = chores
        self._stop, self._kill, self._reload = (threading.Event() for _ in range(3))
        self._wake: Callable[[], None] = lambda: None
        self._ended: queue.SimpleQueue[Batch] = queue.SimpleQueue()
        self._at_work: dict[int, tuple[Batch, threading.Thread]] = {}
        self._untold = False
        self._held = ""

    def stop(self) -> None:
        """Stop taking work and end the children; asked again, at once. For a signal handler.

        Wakes nobody: a handler that did could wait for the very thread that it interrupts.
        """
        if self._stop.is_set():
            self._kill.set()
        self._stop.set()

    def reload(self) -> None:
        """Read the configuration anew at the next beat. For a signal handler."""
        self._reload.set()

    def run(self) -> None:
        """Run until ``stop``."""
        from scheduler.clock import Clock  # noqa: PLC0415  APScheduler's pool, only for months

        clock = Clock(self._chores)
        self._wake = clock.wake
        clock.start()
        try:
            while not self._stop.is_set():
                try:
                    if self._beat():
                        clock.looks_ended()
                except Exception as error:
                    # Whatever it is, it may pass, and the rest goes on.
                    log.error("a beat failed: %s", error, exc_info=log.isEnabledFor(logging.DEBUG))  # noqa: TRY400
                    time.sleep(_PAUSE)
                if self._reload.is_set():
                    self._reload.clear()
                    self._read_anew(clock.replace)
                clock.wait()
        finally:
            clock.stop()
            self._finish()

    def run_once(self) -> None:
        """Look at all that is due, once, and return when all have ended."""
        while not self._stop.is_set():
            self._beat(gather=timedelta())
            if self._held and not self._at_work:
                break
            if not any(entry.state for entry in self._rota.entries.values()):
                break
            time.sleep(0.1)
        stopped = self._stop.is_set()
        self._finish()
        if not stopped:
            attempt_all(self._chores)

    def _beat(self, gather: timedelta = lanes.GATHER) -> bool:
        """Do what is to be done now; True if looks have ended."""
        now = _now()
        self._rota.beat(now)
        ended = self._take_ended(now)
        busy = {self._rota.entries[n].task.host for n in self._names_at_work()}
        self._held = self._hands.beat()
        chosen = lanes.batches(
            () if self._held else self._rota.entries.values(),
            now,
            free=self._free(),
            busy=busy,
            visited=self._visited,
            gather=gather,
        )
        for batch in chosen:
            self._rota.start(batch.names, now)
            self._begin(Batch(batch.names, batch.lane))
        self._write()
        return ended

    def _names_at_work(self) -> set[str]:
        names = {name for batch, _ in self._at_work.values() for name in batch.names_at_work()}
        return names & self._rota.entries.keys()

    def _free(self) -> dict[Lane, int]:
        at_work = [batch.lane for batch, _ in self._at_work.values()]
        return {lane: most - at_work.count(lane) for lane, most in self._children.items()}

    def _begin(self, batch: Batch) -> None:
        command = self._hands.command(batch.names)
        thread = threading.Thread(target=self._work, args=(batch, command), daemon=True)
        self._at_work[id(batch)] = (batch, thread)
        thread.start()

    def _work(self, batch: Batch, command: Sequence[str]) -> None:
        try:
            batch.run(
                command,
                deadline=self._deadline,
                stop=self._stop,
                kill=self._kill,
                memory=self._memory,
                patience=self._patience,
            )
        finally:
            self._ended.put(batch)
            self._wake()

    def _take_ended(self, now: datetime) -> bool:
        any_ended = False
        for batch, _ in self._at_work.values():
            any_ended |= self._take_reports(batch, now)
        while not self._ended.empty():
            batch = self._ended.get()
            any_ended = True
            del self._at_work[id(batch)]
            self._take_rest(batch, now)
        return any_ended

    def _take_reports(self, batch: Batch, now: datetime, *, at_end: bool = False) -> bool:
        """Take what a child has told of its tasks since the last time; True if there is news."""
        is_news = False
        for name in batch.names_told():
            look = self._understand(batch.reports[name])
            if look.ended == "interrupted" and not at_end:
                continue  # who did that is known when the child has ended
            batch.taken.add(name)
            self._left(name, now)
            if look.ended == "interrupted" and not batch.asked:  # not by us, or for its time
                why = batch.died or "its look was interrupted"
                self._rota.again(name, why, now, blameless=False)
            else:
                self._rota.end(name, look, now)
            is_news |= look.ended == "done"
        return is_news

    def _take_rest(self, batch: Batch, now: datetime) -> None:
        self._take_reports(batch, now, at_end=True)
        rest = batch.names_at_work()
        for name in rest:
            self._left(name, now)
        if batch.asked:
            for name in rest:
                self._rota.end(name, Look("interrupted"), now)
        elif rest:
            self._lose(batch, rest, now)

    def _left(self, name: str, now: datetime) -> None:
        if entry := self._rota.entries.get(name):
            self._visited[entry.task.host] = now

    def _understand(self, report: Mapping[str, Any]) -> Look:
        try:
            return self._hands.look(report)
        except Exception as error:  # noqa: BLE001  one report must not stop all others
            return Look("failed", f"its report cannot be understood: {error}")

    def _lose(self, batch: Batch, rest: Sequence[str], now: datetime) -> None:
        suspect, why = batch.suspect, batch.died or "the process told nothing of it"
        blamed = f"{why}, at {suspect.url}" if suspect else why
        log.warning("%s: the process that looked at it ended: %s", ", ".join(rest), blamed)
        try:
            self._hands.lost(rest, why, suspect)
        except Exception as error:  # noqa: BLE001
            log.error("%s: that could not be noted: %s", ", ".join(rest), error)  # noqa: TRY400
        for name in rest:
            if suspect and suspect.is_list and name == suspect.name:
                self._rota.end(name, Look("failed", blamed), now)  # not at once again
            else:
                self._rota.again(name, blamed, now, blameless=suspect is not None)

    def _write(self) -> None:
        slots, dues = self._rota.written()
        if not slots and not dues:
            return
        try:
            self._hands.record(slots, dues)
        except Exception as error:  # noqa: BLE001
            # A full disk or a locked store passes; what is to be written waits until it has.
            self._rota.unwritten(slots, dues)
            if not self._untold:
                log.error("the ledger cannot be written, it is tried again: %s", error)  # noqa: TRY400
            self._untold = True
        else:
            if self._untold:
                log.warning("the ledger is written again")
            self._untold = False

    def _read_anew(self, replace_chores: Callable[[Sequence[Chore]], None]) -> None:
        try:
            plan = self._hands.reload()
        except Exception as error:  # noqa: BLE001
            log.error("the configuration is kept as it was: %s", error)  # noqa: TRY400
            return
        if plan is not None:
            tasks, chores = plan
            self._rota.replace(tasks, _now())
            replace_chores(chores)
            log.warning("the configuration was read anew: %d sources", len(tasks))

    def _finish(self) -> None:
        """Wait for the children to end, who have been asked to, and write down the rest."""
        end = time.monotonic() + child.GRACE + 1.5
        for _, thread in list(self._at_work.values()):
            while thread.is_alive() and time.monotonic() < end:
                thread.join(0.1)  # in slices: a signal's handler runs between two of them
        self._take_ended(_now())
        self._write()


def _now() -> datetime:
    return datetime.now(UTC)
