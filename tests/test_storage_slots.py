"""What the store remembers of the timetable: slots, what is due next, rhythms."""

from datetime import timedelta

import pytest

from storage.slots import Due
from tests.storage_fakes import NOON, open_fake

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


def test_slots_and_what_is_due_next_are_written_together(store):
    store.record_slots(
        [("a", NOON, "skipped", "asleep"), ("a", NOON + HOUR, "done", "")],
        {"a": Due(NOON + 2 * HOUR, NOON + HOUR, "every hour"), "b": Due(NOON)},
    )
    assert store.dues() == {
        "a": Due(NOON + 2 * HOUR, NOON + HOUR, "every hour"),
        "b": Due(NOON, None, ""),
    }
    assert store.slot_counts(NOON) == {"done": 1, "skipped": 1}
    assert store.slot_counts(NOON + HOUR) == {"done": 1}
    assert store.has_slot("a", NOON)
    assert not store.has_slot("b", NOON)
    store.record_slots([], {"a": None})
    assert set(store.dues()) == {"b"}


def test_nothing_is_written_where_a_part_of_it_cannot_be(store):
    with pytest.raises(AttributeError):
        store.record_slots([("a", NOON, "done", "")], {"a": "soon"})
    assert store.slots() == []
    store.record_slot("a", NOON, "done")
    assert len(store.slots()) == 1


def test_old_slots_are_counted_by_the_day_before_they_go(store):
    old = NOON - timedelta(days=40)
    for minutes, outcome in ((0, "done"), (15, "unchanged"), (30, "unchanged")):
        store.record_slot("a", old + timedelta(minutes=minutes), outcome)
    store.record_slot("a", NOON, "done")
    for _ in range(2):  # what was counted is not counted again
        store.prune(NOON)
    assert [slot.due for slot in store.slots()] == [NOON]
    rows = store._rows("SELECT source, outcome, count FROM slot_days ORDER BY outcome")
    assert [tuple(row) for row in rows] == [("a", "done", 1), ("a", "unchanged", 2)]


def test_runs_that_found_nothing_changed_go_first(store):
    for days, outcome in ((40, "unchanged"), (40, "done"), (10, "unchanged")):
        store._now = lambda days=days: NOON - timedelta(days=days)
        store.finish_run(store.start_run("a", "schedule"), outcome, {})
    assert store.prune(NOON)["runs"] == 1
    assert [run.outcome for run in store.runs()] == ["unchanged", "done"]


def test_a_rhythm_comes_back_as_it_was_saved(store):
    assert store.rhythm("a") is None
    store.save_rhythms({"a": "{}"})
    store.save_rhythms({"a": '{"total": 1}', "b": "{}"})
    assert store.rhythm("a") == '{"total": 1}'
