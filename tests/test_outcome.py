"""What a run begins with, and what it ends as."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.desk import Desk, SourceRun
from crawler.outcome import begun, closed, configured, outcome
from storage.records import Source
from storage.rows import SourceState

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source(name="s", url="https://s.example/feed")
OLD = SourceState(
    etag='"old"', body_sha256="0" * 64, state="not a feed", detail="why", failures=2.0
)
FRESH = replace(OLD, etag='"new"', body_sha256="1" * 64)


def run(listed="ok", *, errors=(), unfinished=False, **counts):
    made = SourceRun(SOURCE, 1, OLD, listed=listed, errors=list(errors), fresh=FRESH)
    made.unfinished = unfinished
    made.counts.update(counts)
    return made


@pytest.mark.parametrize(
    ("made", "reason", "expected"),
    [
        (run(), "finished", "done"),
        (run("partial"), "finished", "done"),
        (run("empty"), "finished", "empty"),
        (run("challenge", errors=["x"]), "finished", "blocked"),
        (run("unchanged"), "finished", "unchanged"),
        (run("held"), "finished", "held"),
        (run("blocked"), "finished", "blocked"),
        (run("not a feed", errors=["x"]), "finished", "failed"),
        (run("nothing found", errors=["x"]), "finished", "failed"),
        (run("not asked"), "finished", "failed"),
        (run(), "shutdown", "failed"),
        (run(), "interrupted", "interrupted"),
        (run(errors=["x"], fetched=9, seen=1), "finished", "partial"),
        (run(errors=["x"], fetched=9), "finished", "failed"),
    ],
)
def test_the_outcome_has_a_name(made, reason, expected):
    assert outcome(made, reason) == expected


@pytest.mark.parametrize("ended", ["done", "partial"])
def test_validators_are_kept_when_all_was_dealt_with(ended):
    state = closed(run(), ended, NOW)
    assert (state.etag, state.state, state.failures, state.checked) == ('"new"', "ok", 0.0, NOW)


@pytest.mark.parametrize("ended", ["failed", "blocked", "interrupted", "held"])
def test_validators_are_not_kept_otherwise(ended):
    assert closed(run("failed", errors=["why"]), ended, NOW).etag == '"old"'


def test_validators_are_not_kept_while_something_must_be_asked_again():
    assert closed(run(unfinished=True), "partial", NOW).etag == '"old"'


def test_a_failure_counts_and_is_named():
    state = closed(run("not a feed", errors=["a page for people"]), "failed", NOW)
    assert (state.failures, state.state, state.detail) == (3.0, "not a feed", "a page for people")


def test_what_was_wrong_with_a_list_stays_wrong_while_it_is_unchanged():
    state = closed(run("unchanged"), "unchanged", NOW)
    assert (state.state, state.detail) == ("not a feed", "why")


def test_a_host_that_asked_to_be_left_alone_is_no_failure():
    made = run("held", errors=["later"])
    made.held = NOW
    state = closed(made, "held", NOW)
    assert (state.due, state.failures, state.checked) == (NOW, 2.0, None)


def test_another_configuration_starts_without_validators():
    first = begun(OLD, configured(SOURCE, ["t 1"]))
    assert first.etag is None
    known = replace(FRESH, configured=configured(SOURCE, ["t 1"]))
    assert begun(known, configured(SOURCE, ["t 1"])) is known
    for other in (replace(SOURCE, article_pattern="/a/"), replace(SOURCE, max_items=3)):
        assert begun(known, configured(other, ["t 1"])).etag is None
    assert begun(known, configured(SOURCE, ["t 2"])).etag is None
    assert begun(known, configured(replace(SOURCE, title="T", every="1h"), ["t 1"])).etag


def test_fault_055_why_a_list_was_read_in_part_is_kept_as_an_error():
    made = run("not asked")
    desk = Desk([made], store=None, topics=())
    desk.listed(made.source, "https://s.example/", "partial", 5, 0, cut="more than 5 entries")
    assert made.errors == ["https://s.example/: read in part: more than 5 entries"]
    assert outcome(made, "finished") == "partial"
