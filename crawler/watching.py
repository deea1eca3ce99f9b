"""The daemon's hands: what ``scheduler`` does things with when the things are crawls of sources.

Knows the configuration, the store and what a crawl reports. Must not know signals, or how a crawl
is started: it is given the command line.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import rhythms, telling
from crawler.chores import chores
from crawler.config import Config, parse
from crawler.library import Library, open_store
from crawler.run import lost
from crawler.upkeep.supervision import Supervision
from scheduler import notify
from scheduler.adaptive import Decision
from scheduler.batch import Suspect
from scheduler.chores import Chore
from scheduler.hands import Hands, Plan
from scheduler.plan import PlanError
from scheduler.rota import Rota
from scheduler.schedule import schedule
from scheduler.slots import Due, Ended, Look, Slot, Task
from storage.errors import StoreError
from storage.records import Source
from storage.slots import Due as KeptDue
from storage.values import utc_now

log = logging.getLogger(__name__)

#: A page is left alone for so long whose process died as it was read, the first time and again:
#: the first time it may well have been the machine, short of memory, or a person.
_SUSPECTED, _SHUNNED = timedelta(hours=1), timedelta(days=7)
_BLAMED = "the process that read it"
#: Of the store, so much stays in memory: the daemon writes a few rows a minute.
_CACHE_KIB = 1024
#: Between looks at a source of which nothing can be found out.
_UNKNOWN = timedelta(minutes=30)
#: A look spends about so many seconds on a host; what is left is taken up again soon.
_OPTIONS = ("--trigger", "schedule", "--budget", "90", "--pages")
_ENDED: Mapping[str, Ended] = {
    "done": "done",
    "partial": "done",
    "empty": "done",
    "unchanged": "unchanged",
    "held": "held",
    "interrupted": "interrupted",
}


class Watching(Hands):
    """Watches the sources that ``select`` chooses of a configuration.

    Args:
        config: The configuration.
        select: Chooses its sources.
        verb: Makes the command line of a verb for a configuration file, a store and arguments.
        load: Reads the configuration anew.
    """

    def __init__(
        self,
        config: Config,
        select: Callable[[Config], Sequence[Source]],
        verb: Callable[[Path | None, Path, Sequence[str]], list[str]],
        load: Callable[[], Config],
    ) -> None:
        self.config = config
        self._select = select
        self._verb = verb
        #: To be set when all is to end: chores that are at work end soon.
        self.ending = threading.Event()
        self._load = load
        self._store: Library | None = None
        self._tasks: dict[str, Task] = {}
        self._kept = config.database.with_name(f"{config.database.name}.watched.toml")
        self.supervision = Supervision(config)
        self._take(*self._frozen(config))

    @property
    def store(self) -> Library:
        """The store, open in the one thread that all this is called from."""
        if self._store is None:
            self._store = open_store(self.config.database)
            self._store.limit_cache(_CACHE_KIB)
        return self._store

    def close(self) -> None:
        """Close the store, and take away what was kept of the configuration."""
        self.supervision.close()
        if self._store is not None:
            self._store.close()
        self._kept.unlink(missing_ok=True)

    def rota(self, *, once: bool = False) -> Rota:
        """Return the rota of the sources, as the store remembers it."""
        dues = self.store.dues()
        # What is configured no longer is never due again.
        gone = dues.keys() - {source.name for source in self.config.sources}
        self.store.record_slots([], dict.fromkeys(gone))
        kept = {name: Due(due.due, due.latest, due.why) for name, due in dues.items()}
        return Rota(
            self._tasks.values(),
            kept,
            decide=self._decide,
            taken=self._is_taken,
            once=once,
        )

    def visited(self) -> dict[str, datetime]:
        """Return when each host was last visited."""
        visited: dict[str, datetime] = {}
        for name, state in self.store.source_states().items():
            if (task := self._tasks.get(name)) and state.checked:
                visited[task.host] = max(state.checked, visited.get(task.host, state.checked))
        return visited

    def command(self, names: Sequence[str]) -> Sequence[str]:
        """Return the command line that crawls ``names``, as configured when they were chosen."""
        return self._called(["crawl", "--events", *_OPTIONS, "--", *names])

    def chores(self) -> tuple[Chore, ...]:
        """Return what else is to be done now and then."""
        telling.register(self.config)
        return chores(self.config, self._called, self.ending, self.supervision)

    def _called(self, arguments: Sequence[str]) -> list[str]:
        file = self._kept if self.config.file else None
        return self._verb(file, self.config.database, arguments)

    def record(self, slots: Sequence[Slot], dues: Mapping[str, Due | None]) -> None:
        """Write down what became of due times, and what is due next."""
        rows = [(slot.name, slot.due, slot.outcome, slot.detail) for slot in slots]
        kept = {
            name: KeptDue(due.due, due.latest, due.why) if due else None
            for name, due in dues.items()
        }
        try:
            self.store.record_slots(rows, kept)
        except Exception:
            # The file may have been moved or put back meanwhile: it is opened anew next time.
            self.store.close()
            self._store = None
            raise
        _tell(slots)

    def look(self, report: Mapping[str, Any]) -> Look:
        """Return how a look ended, from a child's report."""
        ended = _ENDED.get(report["outcome"], "failed")
        held = report.get("held")
        errors = report.get("errors") or [""]
        return Look(
            ended,
            str(errors[0]) if ended in ("failed", "held") else "",
            hold=datetime.fromisoformat(held) if held else None,
            rest=self._rests(report["source"]) if ended == "failed" else None,
            more=bool(report.get("more")) and ended == "done",
            seconds=float(report.get("seconds") or 0.0),
        )

    def lost(self, names: Sequence[str], why: str, suspect: Suspect | None) -> None:
        """Close the runs of a child that died, and remember the page that it died of."""
        # Whose page it was has failed; where none was being read, all may have.
        lost(self.config, [suspect.name] if suspect else names, why)
        if suspect and not suspect.is_list:
            again = self.store.remembered(suspect.url).startswith(_BLAMED)
            until = utc_now() + (_SHUNNED if again else _SUSPECTED)
            self.store.remember(suspect.url, f"{_BLAMED}: {why}", until=until)

    def reload(self) -> Plan:
        """Read the configuration anew.

        Raises:
            ValueError: It cannot be used; nothing has changed.
        """
        notify.reloading()
        try:
            return self._read_anew()
        finally:
            notify.ready(f"watching {len(self._tasks)} sources")

    def beat(self) -> str:
        """Give a sign of life; return why no look may begin now, e.g. for want of room."""
        self.supervision.beat(len(self._tasks))
        return self.supervision.held()

    def _read_anew(self) -> Plan:
        config = self._load()
        if config.database.absolute() != self.config.database.absolute():
            raise PlanError(
                f"{config.file}: the store cannot be changed while it is watched; "
                "stop newsvane and start it anew"
            )
        frozen, text = self._frozen(config)
        self._planned(frozen)  # what is wrong with it is found before anything changes
        self.supervision.configure(frozen)
        self._take(frozen, text)
        return tuple(self._tasks.values()), self.chores()

    def _frozen(self, config: Config) -> tuple[Config, str | None]:
        """Return a configuration that what happens to the file does not change, and its text."""
        if config.file is None:
            return config, None
        text = config.file.read_text(encoding="utf-8-sig")
        return dataclasses.replace(parse(text, config.file), database=config.database), text

    def _take(self, config: Config, text: str | None) -> None:
        tasks = self._planned(config)
        if text is not None:
            _write(self._kept, text)
        self.config, self._tasks = config, tasks

    def _planned(self, config: Config) -> dict[str, Task]:
        return {source.name: _task(source, config) for source in self._select(config)}

    def _decide(self, name: str, last: datetime) -> Decision:
        limits = self._tasks[name].schedule.limits
        assert limits is not None  # asked for adaptive schedules only
        try:
            return rhythms.next_look(self.store, name, last, limits)
        except StoreError as error:  # locked for long, or the disk is full: it may pass
            return Decision(last + _UNKNOWN, f"by guess: {error}")

    def _is_taken(self, name: str, due: datetime) -> bool:
        try:
            return self.store.has_slot(name, due)
        except StoreError:
            return False  # a row that is there is then replaced

    def _rests(self, name: str) -> datetime | None:
        try:
            return self.store.source_state(name).rests
        except StoreError:
            return None


def _tell(slots: Sequence[Slot]) -> None:
    """Say what did not go as it should, a line each; what was only skipped in a sum."""
    for slot in slots:
        if slot.outcome == "failed":
            log.warning("%s: %s", slot.name, slot.detail or "failed")
    others = Counter(s.outcome for s in slots if s.outcome in ("late", "skipped", "caught up"))
    if others:
        said = ", ".join(f"{count} {outcome}" for outcome, count in others.items())
        log.warning("due times: %s; 'newsvane runs --slots' lists them", said)


def _task(source: Source, config: Config) -> Task:
    try:
        made = schedule(
            source.name,
            source.every or config.every,
            timezone=source.zone or config.zone,
            hours=source.active or config.active,
            jitter=source.jitter or config.jitter,
        )
    except PlanError as error:
        raise PlanError(f"source {source.name!r}: {error}") from error
    delay = config.delay if source.delay is None else source.delay
    host = urlsplit(source.url).hostname or source.name
    return Task(source.name, host, made, timedelta(seconds=delay))


def _write(path: Path, text: str) -> None:
    """Write a file that only we may read: there may be passwords in it."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)
