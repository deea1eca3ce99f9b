"""Which tasks are due, and what became of each due time: the rules of the ledger.

Pure: is told the time and what happened, and says what to start and what to write down. Knows
tasks and their schedules. Must not know threads, processes, or where anything is kept.

Every due time is accounted for once. One that comes while its task is still waiting or at work,
or while its host wants to be left alone, is skipped, with the reason. Of those missed while
nobody was there (not started, asleep, the clock put forward) the last is made up, spread out over
time; the others are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from scheduler.adaptive import Decision
from scheduler.schedule import grain
from scheduler.slots import Due, Entry, Look, Outcome, Slot, Task
from scheduler.wording import absence, clock, length, outcome

#: Without a beat for so long, nobody was there.
ASLEEP = timedelta(seconds=60)
#: Time between two looks that make up for missed ones.
PACE = timedelta(seconds=1)
#: Due times missed longer ago than this are told in one row.
_TOLD = timedelta(days=7)
#: A clock put back by less than this is none put back.
_BACK = timedelta(seconds=2)
#: Between parts of a look that takes more than one.
_MORE = timedelta(seconds=5)
#: A due time is tried so often, where the child dies.
_TRIES = 2
_SECOND = timedelta(seconds=1)


class Rota:
    """The state of all tasks.

    Args:
        tasks: What is to be looked at.
        kept: What was written down of each before.
        decide: Places the next look at a task with an adaptive schedule; is given its name and
            when it was last looked at.
        taken: Tells whether a due time is on record; asked where the clock was put back.
        once: All that is due is to be looked at now, and it is no news that nobody was there.
    """

    def __init__(
        self,
        tasks: Iterable[Task],
        kept: Mapping[str, Due],
        *,
        decide: Callable[[str, datetime], Decision],
        taken: Callable[[str, datetime], bool] = lambda _name, _due: False,
        once: bool = False,
    ) -> None:
        self.entries: dict[str, Entry] = {}
        self._decide = decide
        self._taken = taken
        self._spreads = not once
        self._kept = dict(kept)
        self._tasks = tuple(tasks)
        self._beat: datetime | None = None
        self._holds: dict[str, datetime] = {}
        self._slots: list[Slot] = []
        self._changed: dict[str, Due | None] = {}

    def __len__(self) -> int:
        """Return how many tasks there are."""
        return len(self.entries) if self._beat else len(self._tasks)

    def beat(self, now: datetime) -> None:
        """Take note of the time: what is due waits from now on, what was missed is told."""
        began, self._beat = self._beat, now
        if began is None:
            self._begin(now)
        elif now < began - _BACK:
            self._put_back(now, began - now)
        come = [e for e in self.entries.values() if e.due is not None and e.due <= now]
        missed = sum(self._come_due(entry, now, began) for entry in come)
        if missed and self._spreads:
            self._spread(now)

    def _begin(self, now: datetime) -> None:
        for task in self._tasks:
            self._add(task, now, self._kept.pop(task.name, None))

    def _add(self, task: Task, now: datetime, kept: Due | None) -> None:
        entry = self.entries[task.name] = Entry(task)
        if kept is None:
            entry.due, entry.reason = now.replace(microsecond=0), "first"
            entry.why = "never looked at before"
        else:
            entry.due, entry.latest, entry.why = kept.due, kept.latest, kept.why
            if entry.due > now:
                self._replan(entry, now)
        self._note(entry)

    def _replan(self, entry: Entry, now: datetime) -> None:
        """Bring a due time that lies ahead into line with the schedule as it is now."""
        schedule = entry.task.schedule
        if schedule.is_fixed:
            entry.due, entry.why = self._next(entry, now, now), schedule.text[0]
        elif schedule.limits and entry.due:
            entry.due = schedule.allowed(min(entry.due, now + schedule.limits.slowest))

    def _next(self, entry: Entry, last: datetime, now: datetime) -> datetime:
        """Return the first due time after ``last`` that is not on record."""
        schedule, name = entry.task.schedule, entry.task.name
        due = schedule.following(last)
        while entry.latest is not None and due <= entry.latest and self._taken(name, due):
            # Of the past: it was skipped before a restart. Ahead: the clock was put back, and an
            # interval goes on through the time that comes again.
            again = schedule.interval and due > now
            due = due + _SECOND if again else schedule.following(due)
        return due

    def _free(self, entry: Entry, due: datetime) -> datetime:
        """Return ``due``, or a little later where the clock was put back over what is on record."""
        while entry.latest and due <= entry.latest and self._taken(entry.task.name, due):
            due += _SECOND
        return due

    def _put_back(self, now: datetime, by: timedelta) -> None:
        self._holds = {host: until - by for host, until in self._holds.items()}
        for entry in self.entries.values():
            schedule = entry.task.schedule
            if entry.after is not None:
                entry.after -= by
            if entry.rest is not None:
                entry.rest -= by
            if entry.due is None:
                continue
            if schedule.is_fixed and not schedule.interval:
                entry.due = self._next(entry, now, now)
            else:  # as long from now as it was
                entry.due = self._free(entry, max(now, entry.due - by))
            entry.why = f"the clock was put back by {length(by)}"
            self._note(entry)

    def _come_due(self, entry: Entry, now: datetime, began: datetime | None) -> bool:
        """Account for the due times up to now; True if the last of them was missed."""
        due = self._due_until(entry, now, began)
        last = due[-1]
        hold = self._holds.get(entry.task.host)
        absent = (began is None or now - began > ASLEEP) and now - last > ASLEEP and self._spreads
        if entry.state and entry.reason != "more":
            word = "waits to be looked at" if entry.state == "waiting" else "is being looked at"
            self._skip(entry, due, f"still {word}, as due at {clock(entry.slot or now)}")
            return False
        told = f"{entry.task.host} asked to be left alone until {clock(hold)}" if hold else ""
        if entry.rest is not None and (hold is None or hold < entry.rest):
            hold = entry.rest
            told = f"it failed again and again: not looked at until {clock(hold)}"
        if hold is not None and hold > now:
            self._skip(entry, due, told)
            if not entry.task.schedule.is_fixed:
                entry.due = entry.task.schedule.allowed(hold)
            self._note(entry)
            return False
        why = absence(began, now)
        self._skip(entry, due[:-1], f"{why}; the one due at {clock(last)} makes up for it")
        if entry.state == "working":  # the rest of an earlier look, which asks for the list anew
            entry.slot, entry.reason = last, "due"
            self._note(entry)
            return False
        if entry.reason != "first":
            entry.reason = "missed" if absent else "due"
        entry.slot, entry.state, entry.after, entry.tries = last, "waiting", None, 0
        self._note(entry)
        return absent or entry.reason == "first"

    def _due_until(self, entry: Entry, now: datetime, began: datetime | None) -> list[datetime]:
        """Return all due times up to now, and set the next one."""
        assert entry.due is not None
        due = [entry.due]
        if not entry.task.schedule.is_fixed:
            entry.due = None
            return due
        start = now - _TOLD
        if due[0] < start and (recent := self._next(entry, start, now)) <= now:
            told = f"{absence(began, now)}; stands for all that were due until {clock(start)}"
            self._skip(entry, due, told)
            due = [recent]
        while (following := self._next(entry, max(due[-1], start), now)) <= now:
            due.append(following)
        entry.due = following
        return due

    def _skip(self, entry: Entry, due: Iterable[datetime], detail: str) -> None:
        for moment in due:
            self._settle(entry, moment, "skipped", detail)

    def _settle(self, entry: Entry, due: datetime, outcome: Outcome, detail: str) -> None:
        entry.latest = max(entry.latest or due, due)
        self._slots.append(Slot(entry.task.name, due, outcome, detail))
        self._note(entry)

    def _spread(self, now: datetime) -> None:
        """Put looks that make up for missed ones one after another, longest missed first."""
        late = [e for e in self.entries.values() if e.state == "waiting" and e.reason != "due"]
        late.sort(key=lambda e: (e.slot or now, e.task.name))
        for index, entry in enumerate(late):
            entry.after = now + index * PACE
            if entry.reason == "first" and entry.slot is not None:
                # Due when its turn comes; whoever begins to watch waits for it.
                entry.after = now + index * PACE / 10
                entry.slot = entry.after.replace(microsecond=0)

    def start(self, names: Iterable[str], now: datetime) -> None:
        """Take note that these tasks are being looked at."""
        for name in names:
            entry = self.entries[name]
            entry.state, entry.began, entry.tries = "working", now, entry.tries + 1

    def end(self, name: str, look: Look, now: datetime) -> None:
        """Take note of how a look at a task ended."""
        if look.hold is not None and name in self.entries:
            host = self.entries[name].task.host
            self._holds[host] = max(look.hold, self._holds.get(host, look.hold))
        entry = self.entries.get(name)
        if entry is None or entry.state != "working":
            return  # the task was taken off the list meanwhile
        if look.ended == "interrupted":
            entry.state = "waiting"
            self._note(entry)
            return
        slot, entry.slot, entry.state, entry.rest = entry.slot, None, "", look.rest
        if slot is not None:
            self._settle(entry, slot, *outcome(entry, slot, look))
        entry.takes = (entry.takes + look.seconds) / 2 if entry.takes else look.seconds
        if entry.task.schedule.is_fixed:
            entry.why = entry.task.schedule.text[0]
            if entry.due is None:  # it was adaptive when the look began
                entry.due = self._next(entry, now, now)
        elif entry.due is None:
            self._place(entry, now)
        entry.reason = "due"
        if look.more:
            entry.state, entry.reason, entry.after, entry.tries = "waiting", "more", now + _MORE, 0
            entry.slot = None
        self._note(entry)

    def _place(self, entry: Entry, now: datetime) -> None:
        """Decide when an adaptive task is due next."""
        decision = self._decide(entry.task.name, now)
        even = grain(decision.due - now)
        nearest = decision.due - even / 2  # which is then rounded up
        allowed = max(nearest, self._holds.get(entry.task.host, nearest))
        due, entry.why = entry.task.schedule.allowed(allowed, even), decision.why
        entry.due = self._free(entry, due)

    def again(self, name: str, why: str, now: datetime, *, blameless: bool) -> None:
        """Let a task whose child died wait once more; as often as it takes if it is blameless."""
        entry = self.entries.get(name)
        if entry is None or entry.state != "working":
            return
        if blameless:
            entry.tries -= 1
        if entry.tries >= _TRIES:
            self.end(name, Look("failed", why), now)
        else:
            entry.state, entry.after = "waiting", None

    def replace(self, tasks: Iterable[Task], now: datetime) -> None:
        """Have these tasks in place of those before; one whose schedule is the same goes on."""
        wanted = {task.name: task for task in tasks}
        for name in [name for name in self.entries if name not in wanted]:
            gone = self.entries.pop(name)
            if gone.slot is not None:
                self._settle(gone, gone.slot, "skipped", "the source was taken off the list")
            self._changed[name] = None
        for name, task in wanted.items():
            entry = self.entries.get(name)
            if entry is None:
                self._add(task, now, None)
                continue
            same = entry.task.schedule.text == task.schedule.text
            entry.task = task
            if not same and entry.due is not None:
                self._replan(entry, now)
                self._note(entry)

    def written(self) -> tuple[list[Slot], dict[str, Due | None]]:
        """Return what is to be written down since this was last asked."""
        slots, changed = self._slots, self._changed
        self._slots, self._changed = [], {}
        return slots, changed

    def unwritten(self, slots: list[Slot], changed: Mapping[str, Due | None]) -> None:
        """Take back what could not be written down, to be asked for again."""
        self._slots = slots + self._slots
        self._changed = {**changed, **self._changed}

    def _note(self, entry: Entry) -> None:
        first = entry.slot or entry.due
        if first is not None:
            self._changed[entry.task.name] = Due(first, entry.latest, entry.why)
