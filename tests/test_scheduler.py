"""Schedules, due times, partition by host, children with deadlines, and the daemon."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import child, partition
from scheduler.daemon import Daemon, Task, is_due
from scheduler.plan import PlanError, due_times, trigger

START = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


def times(text, days=1, timezone="UTC", start=START):
    return list(due_times(trigger(text, timezone=timezone), start, start + timedelta(days=days)))


def test_clock_times_are_meant_in_their_zone():
    found = times("at 07:30 and 19:00", timezone="Asia/Shanghai")
    assert [t.strftime("%H:%M") for t in found] == ["11:00", "23:30"]


def test_cron_with_weekday_names():
    found = times("0 8 * * mon-fri", days=7)
    assert [t.strftime("%a") for t in found] == ["Mon", "Tue", "Wed", "Thu", "Fri"]


def test_an_interval_begins_at_once_and_keeps_its_distance():
    made = trigger("15m")
    first = made.get_next_fire_time(None, START)
    assert made.get_next_fire_time(first, first) - first == timedelta(minutes=15)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("month", [3, 10, 11])
def test_a_daily_time_comes_once_a_local_day_across_clock_changes(zone, month):
    start = datetime(2026, month, 1, 12, tzinfo=UTC)
    found = times("at 02:30", days=29, timezone=zone, start=start)
    gaps = [b - a for a, b in itertools.pairwise(found)]
    assert 28 <= len(found) <= 30
    assert all(timedelta(hours=22) <= gap <= timedelta(hours=26) for gap in gaps)


@pytest.mark.parametrize("text", ["", "soon", "61 * * * *", "@daily", "0 0 31 2 *", "0 0 * * 1"])
def test_fault_099_a_schedule_that_cannot_be_is_refused_with_a_hint(text):
    with pytest.raises(PlanError):
        trigger(text)


def test_what_never_ran_is_due_and_what_just_ran_is_not():
    task = Task("a", "a.example", trigger("1h"))
    assert is_due(task, None, START)
    assert not is_due(task, START, START + timedelta(minutes=59))
    assert is_due(task, START, START + timedelta(minutes=60))


def test_a_cron_slot_missed_while_down_is_due():
    task = Task("a", "a.example", trigger("at 07:30"))
    assert is_due(task, START - timedelta(days=2), START)
    assert not is_due(task, START + timedelta(hours=8), START + timedelta(hours=20))


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.sampled_from("abcde"), max_size=30),
    st.integers(1, 6),
)
def test_a_partition_keeps_all_names_and_never_splits_a_host(hosts, parts):
    lists = partition.by_host(hosts, parts)
    assert sorted(name for part in lists for name in part) == sorted(hosts)
    assert len(lists) <= parts
    homes = [{hosts[name] for name in part} for part in lists]
    assert sum(len(home) for home in homes) == len(set(hosts.values()))


def python(code):
    return [sys.executable, "-c", code]


def test_a_child_gives_its_lines_and_its_code():
    ended = child.run(python("print('一'); print('b'); raise SystemExit(3)"), deadline=30)
    assert (ended.code, ended.lines, ended.stopped) == (3, ["一", "b"], "")


def test_a_child_that_hangs_is_stopped_at_its_deadline():
    ended = child.run(python("import time; print('in', flush=True); time.sleep(60)"), deadline=1.0)
    assert ended.stopped == "deadline"
    assert ended.code < 0
    assert ended.lines == ["in"]


def test_a_child_that_ignores_term_is_killed(monkeypatch):
    monkeypatch.setattr(child, "GRACE", 0.5)
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    stop = threading.Event()
    ended = child.run(python(code), deadline=60, on_line=lambda _: stop.set(), stop=stop)
    assert (ended.stopped, ended.code) == ("asked", -9)


def test_the_end_of_what_a_child_complained_about_is_kept():
    ended = child.run(python("import sys; sys.stderr.write('x' * 9999 + ' why')"), deadline=30)
    assert ended.errors.endswith(" why")
    assert len(ended.errors) <= 4000


def daemon(code_by_name, slots, **options):
    """A daemon whose tasks run a piece of Python each."""

    def command(names):
        return python("\n".join(code_by_name[name] for name in names))

    tasks = [Task(name, f"{name}.example", trigger("1h")) for name in code_by_name]
    return Daemon(tasks, command, slots.append, **options)


def test_one_child_that_fails_does_not_stop_the_others():
    slots = []
    made = daemon({"bad": "import os; os.abort()", "good": "pass"}, slots, children=2)
    made.run_once(["bad", "good"])
    assert {slot.name: slot.outcome for slot in slots} == {"bad": "failed", "good": "done"}


def test_a_hanging_child_costs_only_itself():
    slots = []
    made = daemon(
        {"stuck": "import time; time.sleep(60)", "good": "pass"}, slots, children=2, deadline=1.5
    )
    made.run_once(["stuck", "good"])
    by_name = {slot.name: slot for slot in slots}
    assert by_name["good"].outcome == "done"
    assert (by_name["stuck"].outcome, by_name["stuck"].detail) == ("failed", "stopped: deadline")


def test_a_slot_that_cannot_be_recorded_does_not_strand_its_task():
    slots = []

    def record(slot):
        slots.append(slot)
        if len(slots) == 1:
            raise OSError("disk full")

    made = Daemon([Task("a", "a.example", trigger("1h"))], lambda _: python("pass"), record)
    made.run_once(["a"])
    made.run_once(["a"])
    assert [slot.outcome for slot in slots] == ["done", "done"]


def test_the_daemon_runs_what_is_due_and_stops_when_asked():
    slots = []
    made = daemon({"a": "pass"}, slots)
    thread = threading.Thread(target=made.run)
    thread.start()
    end = time.monotonic() + 20
    while not slots and time.monotonic() < end:
        time.sleep(0.05)
    made.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert [slot.outcome for slot in slots] == ["done"]
