"""What the store remembers of work: sources, runs, slots, deliveries."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.rows import SourceState
from tests.storage_fakes import NOON, article, open_fake, words


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


def test_the_state_of_a_source_comes_back_as_it_was_saved(store):
    assert store.source_state("feed") == SourceState()
    state = SourceState(
        etag='W/"a"',
        last_modified="Fri, 20 Nov 2026 12:00:00 GMT",
        body_sha256="00ff",
        checked=NOON,
        changed=NOON - timedelta(days=1),
        unconditional=NOON,
        due=NOON + timedelta(minutes=15),
        failures=0.25,
        state="unreachable",
        detail="no such host",
    )
    store.save_source_state("feed", state)
    assert store.source_state("feed") == state
    better = replace(state, failures=0.0, state="ok", detail="", etag=None)
    store.save_source_state("feed", better)
    assert store.source_states() == {"feed": better}


def test_a_run_is_open_until_it_is_finished(store):
    first, second = store.start_run("feed", "schedule"), store.start_run("site", "command")
    store.finish_run(first, "done", {"new": 2}, ["one page was cut"])
    latest, earlier = store.runs()
    assert (latest.id, latest.source, latest.outcome, latest.finished) == (
        second,
        "site",
        None,
        None,
    )
    assert (earlier.outcome, earlier.counts, earlier.errors) == (
        "done",
        {"new": 2},
        ("one page was cut",),
    )
    assert [run.id for run in store.runs(source="feed")] == [first]
    assert [run.id for run in store.runs(limit=1)] == [second]


def test_runs_of_the_living_stay_open(store):
    run = store.start_run("feed", "schedule")
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with other:
        store._sql.execute("UPDATE runs SET process = ?", (process_of(other.pid),))
        assert store.close_interrupted_runs() == 0
        other.communicate(b"\n")
    assert store.close_interrupted_runs() == 1
    assert [(r.id, r.outcome) for r in store.runs()] == [(run, "interrupted")]


def process_of(number):
    from storage.processes import name

    return name(number)


def test_a_process_that_got_the_number_of_a_dead_one_does_not_keep_its_run_open(store):
    store.start_run("feed", "schedule")
    store._sql.execute("UPDATE runs SET process = ?", (f"{os.getpid()}@1",))
    assert store.close_interrupted_runs() == 1


def test_a_slot_has_one_outcome_the_last(store):
    store.record_slot("feed", NOON, "late", "90 s")
    store.record_slot("feed", NOON, "done")
    store.record_slot("site", NOON + timedelta(hours=1), "skipped", "still running")
    assert [(s.source, s.due, s.outcome, s.detail) for s in store.slots()] == [
        ("site", NOON + timedelta(hours=1), "skipped", "still running"),
        ("feed", NOON, "done", ""),
    ]
    assert len(store.slots(source="feed")) == 1


def test_a_delivery_is_claimed_once_and_undecided_until_it_is_finished(store):
    story = store.add(article("a", words(0))).story_id
    assert store.begin_delivery(story, "mail")
    assert not store.begin_delivery(story, "mail")
    assert store.deliveries()[0].state == "undecided"
    store.finish_delivery(story, "mail", "failed", "no route")
    assert not store.begin_delivery(story, "mail")
    assert store.begin_delivery(story, "mail", again=True)
    store.finish_delivery(story, "mail", "sent")
    assert not store.begin_delivery(story, "mail", again=True)
    (delivery,) = store.deliveries(story=story)
    assert (delivery.state, delivery.attempts, delivery.at) == ("sent", 2, NOON)


def test_fault_071_any_name_can_be_kept(store):
    store.save_source_state("a\x00\ud800", SourceState(detail="b\x00\ud800"))
    assert store.source_state("a\x00\ud800").detail == "b\ufffd"
    store.finish_run(store.start_run("\ud800", "\x00"), "\ud800", {"\ud800": 1}, ["\x00\ud800"])
    store.record_slot("\ud800", NOON, "\x00", "\ud800")
    assert store.runs()[0].source == store.slots()[0].source == "\ufffd"
