"""The ledger's rules by a clock of our own: no due time lost or doubled, whatever the clock does."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler import lanes
from scheduler.adaptive import Decision
from scheduler.rota import Rota
from scheduler.schedule import schedule
from scheduler.slots import Due, Look, Task

START = datetime(2026, 3, 2, 0, 0, 30, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
FREE = {"quick": 2, "slow": 2}


class World:
    """A daemon without processes: looks take ``takes`` and end as ``ended`` says."""

    def __init__(self, tasks, now=START, kept=None, takes=timedelta(seconds=4), ended="done"):
        self.now, self.takes, self.ended = now, takes, ended
        self.ledger, self.written, self.looked = {}, [], []
        self.dues = dict(kept or {})
        self.every = HOUR
        self.tasks = tasks
        self.at_work = []
        self.begin()

    def begin(self):
        self.rota = Rota(
            self.tasks,
            self.dues,
            decide=lambda _name, last: Decision(last + self.every, "as told"),
            taken=lambda name, due: (name, due) in self.ledger,
        )

    def beat(self):
        self.rota.beat(self.now)
        for end, names in [work for work in self.at_work if work[0] <= self.now]:
            self.at_work.remove((end, names))
            for name in names:
                ended = self.ended(name) if callable(self.ended) else self.ended
                self.rota.end(name, ended if isinstance(ended, Look) else Look(ended), self.now)
        at_work = {name for _, names in self.at_work for name in names}
        busy = {e.task.host for e in self.rota.entries.values() if e.task.name in at_work}
        for batch in lanes.batches(self.rota.entries.values(), self.now, free=FREE, busy=busy):
            self.rota.start(batch.names, self.now)
            self.looked += [(name, self.now) for name in batch.names]
            self.at_work.append((self.now + self.takes, batch.names))
        slots, dues = self.rota.written()
        for slot in slots:
            self.written.append(slot)
            self.ledger[slot.name, slot.due] = slot
        self.dues = {n: d for n, d in (self.dues | dues).items() if d is not None}

    def run(self, span, step=timedelta(seconds=10)):
        end = self.now + span
        while self.now < end:
            self.beat()
            self.now += step
        return self

    def sleep(self, span):
        self.now += span
        return self

    def restart(self, after=timedelta()):
        """End as a kill does: what is at work is forgotten."""
        self.now += after
        self.at_work = []
        self.begin()
        return self

    def slots(self, name="a"):
        return [self.ledger[key] for key in sorted(self.ledger) if key[0] == name]

    def outcomes(self, name="a"):
        return Counter(slot.outcome for slot in self.slots(name))


def task(name="a", every="15m", host=None, **options):
    return Task(name, host or f"{name}.example", schedule(name, every, jitter="0s", **options))


def settled(world):
    """Each due time was given one outcome, and no second one later."""
    keys = Counter((slot.name, slot.due) for slot in world.written)
    return set(keys.values()) == {1}


def test_fault_088_every_due_time_of_a_day_is_looked_at_once():
    world = World([task()]).run(DAY)
    assert world.outcomes() == {"done": 97}  # the first look, and one each quarter
    assert settled(world)


def test_a_look_that_finds_nothing_is_told_from_one_that_does():
    world = World([task()], ended="unchanged").run(HOUR)
    assert set(world.outcomes()) == {"unchanged"}
    world.ended = Look("failed", "HTTP 500")
    world.run(HOUR)
    assert world.slots()[-1].outcome == "failed"
    assert world.slots()[-1].detail == "HTTP 500"


def test_fault_089_a_look_that_lasts_longer_than_its_interval_skips_what_comes_meanwhile():
    world = World([task()], takes=20 * MINUTE).run(DAY)
    assert world.outcomes()["skipped"] > 40
    assert all("being looked at" in s.detail for s in world.slots() if s.outcome == "skipped")
    assert settled(world)


def test_fault_087_a_look_that_begins_late_says_how_late():
    world = World([task("a", host="one"), task("b", host="one")], takes=3 * MINUTE)
    world.run(HOUR)
    late = [slot for name in "ab" for slot in world.slots(name) if slot.outcome == "late"]
    assert late == []  # they share a child, as of one host
    world.rota.entries["b"].takes = 100.0  # from now on in the other lane: one after the other
    world.run(HOUR)
    late = [slot for slot in world.slots("b") if slot.outcome == "late"]
    assert late
    assert "began 0:03" in late[0].detail


def test_fault_092_what_was_missed_while_it_did_not_run_is_made_up_once():
    world = World([task()]).run(HOUR).restart(after=2 * DAY + 5 * MINUTE).run(HOUR)
    outcomes = world.outcomes()
    assert outcomes["caught up"] == 1
    assert outcomes["skipped"] == 2 * 96 - 1
    caught = next(slot for slot in world.slots() if slot.outcome == "caught up")
    assert all("not running" in s.detail for s in world.slots() if s.outcome == "skipped")
    assert max(s.due for s in world.slots() if s.outcome == "skipped") < caught.due
    assert settled(world)


def test_fault_090_092_two_days_asleep_are_made_up_once_and_spread_out():
    tasks = [task(f"s{i:02}") for i in range(40)]
    world = World(tasks).run(HOUR)
    awake = world.now + 2 * DAY + 5 * MINUTE
    world.sleep(2 * DAY + 5 * MINUTE).run(HOUR, timedelta(seconds=2))
    for each in tasks:
        assert world.outcomes(each.name)["caught up"] == 1
        assert world.outcomes(each.name)["skipped"] == 2 * 96 - 1
    firsts = {name: at for name, at in reversed(world.looked) if at >= awake}
    assert max(firsts.values()) - min(firsts.values()) >= timedelta(seconds=25)
    assert settled(world)


def test_a_kill_in_the_middle_of_a_look_loses_nothing():
    world = World([task()], takes=2 * MINUTE).run(HOUR + MINUTE)
    assert world.at_work
    world.restart(after=MINUTE).run(HOUR)
    due = [slot.due for slot in world.slots()]
    assert due[1:] == [START.replace(second=0) + i * 15 * MINUTE for i in range(1, len(due))]
    assert settled(world)


def test_fault_090_a_clock_put_forward_by_an_hour_is_accounted_for():
    world = World([task()]).run(3 * HOUR).sleep(HOUR).run(3 * HOUR)
    assert world.outcomes()["skipped"] == 3
    assert world.outcomes()["caught up"] + world.outcomes()["done"] == 29 - 3
    assert any("put forward, by 1:00:" in slot.detail for slot in world.slots())
    assert settled(world)


@pytest.mark.parametrize("every", ["15m", "adaptive", "7m"])
def test_fault_090_a_clock_put_back_by_an_hour_leaves_no_gap_and_doubles_nothing(every):
    world = World([task(every=every)])
    world.every = 15 * MINUTE
    world.run(3 * HOUR)
    steady = len(world.looked)
    world.now -= HOUR
    world.run(3 * HOUR)
    assert settled(world)
    # As many looks an hour as before, also in the hour that came again: in all 6 hours of time.
    assert len(world.looked) - steady == pytest.approx(steady, abs=2)


def test_fault_090_a_clock_that_was_far_ahead_and_is_put_right_stops_nothing():
    world = World([task(), task("b", "at 07:30")], now=START + 400 * DAY).run(2 * HOUR)
    world.now -= 400 * DAY
    world.run(DAY)
    assert len([1 for name, at in world.looked if name == "a" and at < START + 2 * DAY]) > 90
    assert len([1 for name, at in world.looked if name == "b" and at < START + 2 * DAY]) == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize(
    ("first", "every", "daily"),
    [
        (datetime(2026, 3, 7, tzinfo=UTC), "at 02:30 and 19:00", 2),
        (datetime(2026, 3, 27, tzinfo=UTC), "at 02:30 and 19:00", 2),
        (datetime(2026, 10, 23, tzinfo=UTC), "at 02:30 and 19:00", 2),
        (datetime(2026, 10, 30, tzinfo=UTC), "at 02:30 and 19:00", 2),
        (datetime(2026, 10, 23, tzinfo=UTC), "30m", 48),
        (datetime(2026, 3, 27, tzinfo=UTC), "0 * * * *", 24),
    ],
)
def test_fault_091_clock_changes_neither_lose_nor_double(zone, first, every, daily):
    world = World([task(every=every, timezone=zone)], now=first + 12 * HOUR)
    world.run(4 * DAY, step=30 * timedelta(seconds=1))
    due = [slot.due for slot in world.slots()[1:]]
    assert settled(world)
    assert set(world.outcomes()) == {"done"}
    if daily == 2:
        local = [moment.astimezone(ZoneInfo(zone)) for moment in due]
        clocks = Counter(moment.date() for moment in local)
        whole = [day for day in clocks if min(clocks) < day < max(clocks)]
        # 02:30 is left out on the day on which it does not exist, and comes once where twice.
        assert all(clocks[day] in (1, 2) for day in whole)
        assert sum(clocks[day] == 1 for day in whole) <= 1
        assert len({(m.date(), m.hour, m.minute) for m in local}) == len(local)
    else:
        hours = 24 // (daily // 24) if daily > 24 else 24
        assert len(due) == pytest.approx(4 * daily, abs=hours / 12)


def test_a_clock_time_put_back_over_is_not_done_again():
    world = World([task(every="at 07:30")], now=START + 7 * HOUR).run(HOUR)
    assert world.outcomes() == {"done": 2}
    world.now -= HOUR
    world.run(3 * HOUR)
    assert world.outcomes() == {"done": 2}
    world.run(DAY)
    assert world.outcomes() == {"done": 3}


def test_a_host_that_wants_to_be_left_alone_is_and_each_due_time_says_so():
    world = World([task("a", host="one"), task("b", host="one")])
    world.run(30 * MINUTE)
    until = world.now + 2 * HOUR
    world.ended = Look("held", "HTTP 429", hold=until)
    world.run(15 * MINUTE)
    world.ended = "done"
    world.run(3 * HOUR)
    looked = [at for _, at in world.looked if until - 100 * MINUTE < at < until]
    assert looked == []
    held = [s for s in world.slots("b") if s.outcome == "skipped"]
    assert len(held) >= 7
    assert any("left alone until" in slot.detail for slot in held)
    assert world.slots("b")[-1].outcome == "done"
    assert settled(world)


@pytest.mark.parametrize("every", ["15m", "adaptive"])
def test_fault_019_what_fails_again_and_again_rests_and_is_then_looked_at_again(every):
    world = World([task(every=every)])
    world.every = 15 * MINUTE
    world.ended = Look("failed", "HTTP 500", rest=world.now + 3 * HOUR)
    world.run(2 * HOUR)
    assert len(world.looked) == 1
    if every == "15m":
        assert "failed again and again" in world.slots()[-1].detail
    world.ended = "done"
    world.run(3 * HOUR)
    assert world.slots()[-1].outcome == "done"
    assert settled(world)


def test_an_adaptive_task_waits_until_its_host_may_be_asked_again():
    world = World([task(every="adaptive")])
    until = world.now + 5 * HOUR
    world.ended = Look("held", "HTTP 429", hold=until)
    world.run(HOUR)
    world.ended = "done"
    world.run(5 * HOUR)
    assert [at >= until for _, at in world.looked] == [False, *[True] * (len(world.looked) - 1)]


def test_a_look_that_does_not_fit_goes_on_without_a_due_time_of_its_own():
    left = {"a": 3}

    def ended(name):
        left[name] -= 1
        return Look("done", more=left[name] > 0)

    world = World([task(every="1h")], ended=ended).run(10 * MINUTE)
    assert len(world.looked) == 3
    assert world.outcomes() == {"done": 1}


def test_the_rest_of_a_look_gives_way_to_the_next_due_time():
    world = World([task()], ended=Look("done", more=True)).run(2 * HOUR)
    assert world.outcomes()["done"] >= 8
    assert settled(world)


def test_a_task_whose_child_dies_is_tried_once_more_and_then_has_failed():
    world = World([task("a", host="x"), task("b", host="y")])
    world.beat()
    world.now += 10 * timedelta(seconds=1)
    world.beat()
    world.at_work.clear()
    world.rota.again("a", "died of signal 11", world.now, blameless=False)
    world.rota.again("b", "died of signal 11", world.now, blameless=True)
    again = lanes.batches(world.rota.entries.values(), world.now, free=FREE)
    assert [batch.names for batch in again] == [("a",)]  # alone: it may have been the reason
    world.rota.start(("a",), world.now)
    world.rota.again("a", "died of signal 11", world.now, blameless=False)
    slots, _ = world.rota.written()
    assert [(s.name, s.outcome, s.detail) for s in slots] == [("a", "failed", "died of signal 11")]


def test_fault_103_a_reload_keeps_what_is_the_same_and_plans_the_rest_anew():
    world = World([task("a"), task("b"), task("c", "1h")]).run(HOUR)
    before = world.rota.entries["a"].due
    world.rota.replace([task("a"), task("b", "5m"), task("d")], world.now)
    world.run(HOUR)
    assert world.rota.entries["a"].due == before + HOUR
    assert len(world.slots("b")) > 12
    assert world.outcomes("d")["done"] >= 4
    assert "c" not in world.dues
    assert settled(world)


def test_a_reload_while_looks_are_under_way_accounts_for_them():
    world = World([task("a", "adaptive"), task("b"), task("c", "1h")], takes=5 * MINUTE)
    world.run(2 * MINUTE)
    assert world.at_work
    world.rota.replace([task("a", "15m"), task("b", "adaptive")], world.now)
    world.run(2 * HOUR)
    assert world.outcomes("a")["done"] >= 7
    assert world.outcomes("b")["done"] >= 2
    assert [slot.detail for slot in world.slots("c")] == ["the source was taken off the list"]
    assert settled(world)


def test_what_could_not_be_written_is_written_later():
    world = World([task()])
    world.rota.beat(world.now)
    slots, dues = world.rota.written()
    assert dues
    world.rota.unwritten(slots, dues)
    assert world.rota.written() == (slots, dues)


def test_a_year_of_absence_is_told_in_few_rows():
    kept = {"a": Due(START - 365 * DAY, START - 366 * DAY)}
    world = World([task()], kept=kept).run(HOUR)
    assert len(world.slots()) < 7 * 96 + 10
    assert "stands for all" in world.slots()[0].detail
    weekly = World([task(every="0 8 * * mon")], kept={"a": Due(START - 20 * DAY)}).run(HOUR)
    assert weekly.outcomes()["caught up"] == 1


def test_a_schedule_that_was_changed_while_down_holds_from_the_start():
    world = World([task(every="1d")]).run(HOUR)
    world.tasks = [task(every="15m")]
    world.restart(MINUTE).run(HOUR)
    assert world.outcomes()["done"] >= 4
