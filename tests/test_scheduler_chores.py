"""Chores: done when they are due, after looks, never twice at once; the clock that starts them."""

from __future__ import annotations

import threading
import time

from scheduler import clock as clock_module
from scheduler.chores import Chore, attempt, attempt_all
from scheduler.clock import Clock
from scheduler.plan import trigger


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def chore(act, name="tidy", **options):
    return Chore(name, trigger("1h"), act, **options)


def broken():
    raise OSError("disk full")


def test_a_chore_that_fails_is_told_in_a_line_and_stops_nothing(caplog):
    done = []
    assert not attempt(chore(broken))
    attempt_all([chore(broken, after_looks=True), chore(lambda: done.append(1), after_looks=True)])
    assert done == [1]
    assert [record.getMessage() for record in caplog.records] == ["tidy failed: disk full"] * 2
    assert not any(record.exc_info for record in caplog.records)


def test_what_follows_looks_is_done_after_them_and_what_begins_is_done_at_once():
    at_once, after, never = threading.Event(), threading.Event(), threading.Event()
    made = Clock(
        [
            chore(at_once.set, "first", at_start=True),
            chore(after.set, "after", after_looks=True),
            chore(never.set, "later"),
        ]
    )
    made.start()
    try:
        assert at_once.wait(20)
        assert not after.is_set()
        made.looks_ended()
        assert after.wait(20)
        assert not never.is_set()
    finally:
        made.stop()


def test_a_chore_is_never_at_work_twice():
    at_work, most, go = [], [], threading.Event()

    def act():
        at_work.append(1)
        most.append(len(at_work))
        go.wait(20)
        at_work.pop()

    made = Clock([chore(act, after_looks=True)])
    made.start()
    try:
        for _ in range(5):
            made.looks_ended()
            time.sleep(0.05)
        go.set()
        assert until(lambda: not at_work)
        made.looks_ended()
        assert until(lambda: len(most) > 1)
        assert set(most) == {1}
    finally:
        made.stop()


def test_the_clock_beats_on_when_the_wall_clock_is_put_back(monkeypatch):
    made = Clock()
    made.start()
    try:
        made.wait()
        job = made._scheduler.get_job("beat")
        ahead = job.next_run_time.replace(year=job.next_run_time.year + 1)
        job.modify(next_run_time=ahead)  # as it would look from an earlier hour
        steady = time.time() - 3600
        monkeypatch.setattr(clock_module.time, "time", lambda: steady)
        begun = time.monotonic()
        made.wait()
        assert time.monotonic() - begun < 10
        assert made._scheduler.get_job("beat").next_run_time < ahead
    finally:
        made.stop()


def test_other_chores_take_the_place_of_those_before():
    old, new = threading.Event(), threading.Event()
    made = Clock([chore(old.set, after_looks=True)])
    made.start()
    try:
        made.replace([chore(new.set, "other", at_start=True)])
        made.looks_ended()
        assert new.wait(20)
        assert not old.is_set()
    finally:
        made.stop()
