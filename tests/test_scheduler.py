"""Triggers, partition by host, and children with deadlines."""

from __future__ import annotations

import itertools
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import child, partition
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
def test_fault_091_a_daily_time_comes_once_a_local_day_across_clock_changes(zone, month):
    start = datetime(2026, month, 1, 12, tzinfo=UTC)
    found = times("at 02:30", days=29, timezone=zone, start=start)
    gaps = [b - a for a, b in itertools.pairwise(found)]
    assert 28 <= len(found) <= 30
    assert all(timedelta(hours=22) <= gap <= timedelta(hours=26) for gap in gaps)


@pytest.mark.parametrize("text", ["", "soon", "61 * * * *", "@daily", "0 0 31 2 *", "0 0 * * 1"])
def test_fault_099_a_schedule_that_cannot_be_is_refused_with_a_hint(text):
    with pytest.raises(PlanError):
        trigger(text)


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


def test_a_child_that_is_checked_and_found_wanting_is_killed_at_once(monkeypatch):
    monkeypatch.setattr(child, "_CHECK", 0.05)
    seen = []
    code = "import time; x = bytearray(80 << 20); print(1, flush=True); time.sleep(60)"

    def check(pid):
        seen.append(child.memory(pid))
        return "too fat" if seen[-1] > 80 << 20 else ""

    ended = child.run(python(code), deadline=60, check=check)
    assert (ended.stopped, ended.code) == ("too fat", -9)
    assert child.memory(2**22 + 1) == 0
