"""Fairness: who goes with whom, who waits for nobody, and what one child may be given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduler.lanes import batches
from scheduler.schedule import schedule
from scheduler.slots import Entry, Task

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FREE = {"quick": 2, "slow": 2}


def entry(name, host=None, waited=10, **fields):
    task = Task(name, host or f"{name}.example", schedule(name, "1h"))
    return Entry(task, state="waiting", slot=NOW - waited * SECOND, **fields)


def test_few_go_into_one_child_and_many_into_as_many_as_there_may_be():
    few = batches([entry(f"s{i}") for i in range(9)], NOW, free=FREE)
    assert [len(batch.names) for batch in few] == [9]
    many = batches([entry(f"s{i}") for i in range(900)], NOW, free=FREE)
    assert [len(batch.names) for batch in many] == [300, 300]


def test_what_is_due_is_gathered_for_some_seconds_but_not_when_there_is_enough():
    assert batches([entry("a", waited=2)], NOW, free=FREE) == []
    assert batches([entry("a", waited=6)], NOW, free=FREE)
    assert batches([entry(f"s{i}", waited=0) for i in range(300)], NOW, free=FREE)


def test_fault_096_what_takes_long_never_stands_in_the_way():
    slow = [entry(f"slow{i}", takes=90.0) for i in range(60)]
    chosen = batches([*slow, entry("quick")], NOW, free={"quick": 1, "slow": 0})
    assert [(batch.lane, batch.names) for batch in chosen] == [("quick", ("quick",))]
    chosen = batches([*slow, entry("quick")], NOW, free={"quick": 0, "slow": 1})
    assert [(batch.lane, len(batch.names)) for batch in chosen] == [("slow", 25)]


def test_first_looks_and_the_rest_of_long_ones_are_taken_for_long():
    rest = [entry("a", reason="first"), entry("b", reason="more"), entry("c", reason="missed")]
    assert {b.lane: b.names for b in batches(rest, NOW, free=FREE)} == {
        "quick": ("c",),
        "slow": ("a", "b"),
    }


def test_fault_097_one_host_is_never_in_two_children_also_of_two_lanes():
    here = [entry("a", "one"), entry("b", "one", takes=90.0), entry("c", "two")]
    chosen = batches(here, NOW, free=FREE)
    assert [batch.names for batch in chosen] == [("a", "c")]
    assert batches(here, NOW, free=FREE, busy={"one"})[0].names == ("c",)


def test_a_host_is_left_in_peace_between_two_children():
    left = {"one": NOW - SECOND}
    assert batches([entry("a", "one")], NOW, free=FREE, visited=left) == []
    assert batches([entry("a", "one")], NOW + SECOND, free=FREE, visited=left)
    ahead = {"one": NOW + 3600 * SECOND}  # the clock was put back since
    assert batches([entry("a", "one")], NOW, free=FREE, visited=ahead)


def test_fault_088_what_is_due_goes_before_what_makes_up_and_the_longest_waiting_first():
    waiting = [entry(f"m{i:03}", waited=900, reason="missed") for i in range(150)]
    waiting += [entry("due", waited=10), entry("older", waited=50)]
    (chosen,) = batches(waiting, NOW, free={"quick": 1, "slow": 0})
    assert chosen.names[:2] == ("older", "due")
