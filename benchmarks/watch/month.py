"""``python -m benchmarks.watch.month``: a month of the daemon, by a clock of our own.

The rota, the lanes, the adaptive intervals, the ledger and the store are the real ones; sources and
the time that looks take are invented (``press.py``). Told are: whether every due time is accounted
for, how late looks begin, and how long items wait until they are stored, beside a schedule of fixed
intervals with the same number of looks. ``--check`` exits with 1 where a floor is missed.
"""

from __future__ import annotations

import argparse
import bisect
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.watch.press import Source, press
from crawler import outcome, rhythms
from crawler.desk import SourceRun
from crawler.library import open_store
from scheduler import lanes
from scheduler.lanes import Lane
from scheduler.rota import Rota
from scheduler.schedule import schedule
from scheduler.slots import Due, Look, Task
from storage import records
from storage.slots import Due as KeptDue

START = datetime(2026, 3, 1, tzinfo=UTC)
#: Starting a child, until it asks for the first page.
CHILD = 2.0
SECOND = timedelta(seconds=1)
FLOORS = {"unaccounted": 0, "doubled": 0, "late_p99_s": 60.0, "delay_ratio": 0.7}


class World:
    """The daemon's hands in a world of our own."""

    def __init__(self, sources: list[Source], folder: Path, children: dict[Lane, int]) -> None:
        self.sources = {source.name: source for source in sources}
        self.now = START
        self.store = open_store(folder / "month.db", clock=lambda: self.now)
        # Its clock is ours; the disk's pace says nothing.
        self.store._sql.execute("PRAGMA synchronous = OFF")  # noqa: SLF001
        self.children = children
        tasks = [Task(s.name, f"{s.name}.example", schedule(s.name, s.every)) for s in sources]
        self.tasks = {task.name: task for task in tasks}
        self.rota = Rota(tasks, {}, decide=self._decide, taken=self.store.has_slot)
        self.at_work: list[tuple[datetime, lanes.Batch, dict[str, Look], list[SourceRun]]] = []
        self.looks: Counter[str] = Counter()
        self.starts = 0
        self.lateness: list[float] = []
        self.stored: dict[str, dict[int, datetime]] = {name: {} for name in self.sources}
        self.planned: set[tuple[str, datetime]] = set()
        self.told: Counter[tuple[str, datetime]] = Counter()
        self.states = dict.fromkeys(self.sources)

    def _decide(self, name: str, last: datetime):
        limits = self.tasks[name].schedule.limits
        assert limits is not None
        return rhythms.next_look(self.store, name, last, limits)

    def run(self, days: float) -> None:
        """Live for so many days."""
        end = START + timedelta(days=days)
        while self.now < end:
            self._beat()
            self.now = max(self.now + SECOND, min(self._next(), end))

    def _next(self) -> datetime:
        """Return when something happens next, on the second after it."""
        free = self._free()
        times = [end for end, *_ in self.at_work]
        for entry in self.rota.entries.values():
            if entry.state == "waiting" and free[lanes.lane_of(entry)]:
                return self.now + SECOND
            if entry.due is not None:
                times.append(entry.due)
        nearest = min(times)
        return nearest if not nearest.microsecond else nearest.replace(microsecond=0) + SECOND

    def _free(self) -> dict[Lane, int]:
        busy = [batch.lane for _, batch, *_ in self.at_work]
        return {lane: most - busy.count(lane) for lane, most in self.children.items()}

    def _beat(self) -> None:
        self.rota.beat(self.now)
        ended = [work for work in self.at_work if work[0] <= self.now]
        for work in ended:
            self.at_work.remove(work)
            self._close(work[3])
            for name, look in work[2].items():
                rest = self.store.source_state(name).rests if look.ended == "failed" else None
                self.rota.end(name, replace(look, rest=rest), self.now)
        busy = {self.tasks[n].host for _, batch, *_ in self.at_work for n in batch.names}
        entries = self.rota.entries.values()
        for batch in lanes.batches(entries, self.now, free=self._free(), busy=busy):
            for name in batch.names:
                entry = self.rota.entries[name]
                if entry.slot is not None and entry.reason != "missed":
                    self.lateness.append((self.now - entry.slot).total_seconds())
            self.rota.start(batch.names, self.now)
            self._look(batch)
        self._write()

    def _look(self, batch: lanes.Batch) -> None:
        """Ask all sources of a batch at once; the child ends with the last of them."""
        self.starts += 1
        asked = self.now + CHILD * SECOND
        looks, runs, longest = {}, [], 0.0
        for name in batch.names:
            self.looks[name] += 1
            source = self.sources[name]
            answer = source.answer(asked)
            state = self.store.source_state(name)
            run = SourceRun(records.Source(name=name, url=f"https://{name}.example/"), 0, state)
            known = self.stored[name]
            fresh = [i for i in range(*answer.shows) if i not in known]
            seconds = answer.seconds + 0.5 * len(fresh)
            for number in fresh:
                known[number] = asked + seconds * SECOND
            run.came = [source.items[number] for number in fresh]
            run.listed = {"ok": "ok" if fresh else "unchanged", "failed": "failed"}.get(
                answer.kind, "held"
            )
            ended = {"ok": "done" if fresh else "unchanged"}.get(answer.kind, answer.kind)
            run.held = asked + answer.hold if answer.hold else None
            looks[name] = Look(ended, hold=run.held, seconds=seconds)  # type: ignore[arg-type]
            longest = max(longest, seconds)
            runs.append(run)
        self.at_work.append((asked + longest * SECOND, batch, looks, runs))

    def _close(self, runs: list[SourceRun]) -> None:
        """What the end of a crawl writes down of its sources."""
        ended = {run.source.name: outcome.outcome(run, "finished") for run in runs}
        read = [r for r in runs if ended[r.source.name] in ("done", "unchanged", "partial")]
        rhythms.note(self.store, read, self.now)
        self.store.save_source_states(
            {r.source.name: outcome.closed(r, ended[r.source.name], self.now) for r in runs}
        )

    def _write(self) -> None:
        slots, dues = self.rota.written()
        if not slots and not dues:
            return
        for slot in slots:
            self.told[slot.name, slot.due] += 1
        for name, due in dues.items():
            assert isinstance(due, Due)
            self.planned.add((name, due.due))
        self.store.record_slots(
            [(slot.name, slot.due, slot.outcome, slot.detail) for slot in slots],
            {n: KeptDue(d.due, d.latest, d.why) for n, d in dues.items() if d},
        )


def accounts(world: World) -> dict[str, int]:
    """Compare what was due with what the ledger holds."""
    query = "SELECT source, due FROM slots"
    rows = {(r["source"], r["due"]) for r in world.store._rows(query)}  # noqa: SLF001  all of them
    pending = {(name, due.due) for name, due in world.store.dues().items()}
    due = set(world.planned)
    for name, task in world.tasks.items():
        if not task.schedule.is_fixed:
            continue
        moment = START  # those of a fixed schedule are known without the daemon
        while (moment := task.schedule.following(moment)) <= world.now:
            due.add((name, moment))
    recorded = {(name, _text(moment)) for name, moment in due}
    open_now = {(name, _text(moment)) for name, moment in pending}
    # First looks are due when their turn comes: what stood there before was a placeholder.
    placeholder = {(name, _text(START)) for name in world.tasks}
    return {
        "due": len(recorded),
        "unaccounted": len(recorded - rows - open_now - placeholder),
        "doubled": sum(count > 1 for count in world.told.values()),
    }


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def fixed(source: Source, interval: float, phase: float, end: datetime) -> dict[int, float]:
    """Return the delay of each item, in seconds, under looks at a fixed interval."""
    delays: dict[int, float] = {}
    moment = START + phase * interval * SECOND
    known: set[int] = set(range(source.shown(START)[1]))
    while moment < end:
        asked = moment + CHILD * SECOND
        if source.reachable(asked):
            for number in range(*source.shown(asked)):
                if number not in known:
                    known.add(number)
                    delays[number] = (asked - source.items[number]) / SECOND + 1.0
        moment += interval * SECOND
    return delays


def delays(world: World, days: float) -> dict[str, float]:
    """Return how long items waited, beside fixed intervals with the same number of looks."""
    end = START + timedelta(days=days)
    # All that is left to us, those that never answer too: they cost looks as well.
    left = [name for name, source in world.sources.items() if source.every == "adaptive"]
    total = sum(world.looks[name] for name in left)
    interval = days * 86400 * len(left) / total
    ours, theirs, lost, lost_fixed, count = [], [], 0, 0, 0
    for number, (name, source) in enumerate(sorted(world.sources.items())):
        if source.kind in ("dead", "hanging", "frozen") or source.every != "adaptive":
            continue
        beside = fixed(source, interval, number * 0.618 % 1, end)
        first = bisect.bisect_right(source.items, START)
        last = bisect.bisect_right(source.items, end - timedelta(hours=12))
        for item in range(first, last):
            count += 1
            if item in world.stored[name]:
                ours.append((world.stored[name][item] - source.items[item]) / SECOND)
            else:
                lost += 1
            if item in beside:
                theirs.append(beside[item])
            else:
                lost_fixed += 1
    return {
        "items": count,
        "lost": lost,
        "lost_fixed": lost_fixed,
        "looks": sum(world.looks.values()),
        "looks_adaptive": total,
        "fixed_interval_min": interval / 60,
        "delay_median_min": statistics.median(ours) / 60,
        "delay_median_fixed_min": statistics.median(theirs) / 60,
        "delay_ratio": statistics.median(ours) / statistics.median(theirs),
        "delay_mean_ratio": statistics.fmean(ours) / statistics.fmean(theirs),
    }


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit 1 where a floor is missed")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        sources = press(arguments.sources, START, int(arguments.days) + 1, arguments.seed)
        world = World(sources, Path(folder), {"quick": 2, "slow": 2})
        world.run(arguments.days)
        late = sorted(world.lateness)
        figures = {
            **accounts(world),
            "late_p50_s": late[len(late) // 2],
            "late_p99_s": late[int(len(late) * 0.99)],
            "late_max_s": late[-1],
            **delays(world, arguments.days),
            "looks_per_child": sum(world.looks.values()) / world.starts,
            "outcomes": world.store.slot_counts(START),
            "looks_a_day": {
                kind: round(
                    statistics.fmean(world.looks[s.name] for s in sources if s.kind == kind)
                    / arguments.days,
                    1,
                )
                for kind in dict.fromkeys(s.kind for s in sources)
            },
            "cpu_s": time.process_time() - began,
        }
        world.store.close()
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value:.3f}" if isinstance(value, float) else f"{name:24} {value}")
    missed = [
        f"{name} is {figures[name]:.3g}, at most {most:g}"
        for name, most in FLOORS.items()
        if figures[name] > most
    ]
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    sys.exit(1 if missed and arguments.check else 0)


if __name__ == "__main__":
    main()
