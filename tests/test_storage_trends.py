"""Counting what is kept, and finding what is alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.rows import DayCount
from tests.storage_fakes import NOON, FakeEvidence, FakeVerdict, article, open_fake, words

LONG_AGO = NOON - timedelta(days=30)


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


def test_days_are_counted_by_publisher_language_and_facet(store):
    chip, ai = FakeEvidence(facet="chip"), FakeEvidence(facet="ai")
    day = NOON - timedelta(days=1)
    store.add(
        article("a", words(0), publisher="A", language="zh", published=day),
        FakeVerdict(evidence=(chip, ai, ai)),
    )
    store.add(
        article("b", words(1), publisher="B", language="zh", published=day),
        FakeVerdict(evidence=(chip,)),
    )
    store.add(article("c", words(100), language="en"), None)
    assert store.per_day("publisher", since=LONG_AGO) == [
        DayCount("2026-11-19", "A", 1, 1), DayCount("2026-11-19", "B", 1, 1), DayCount("2026-11-20", "", 1, 1),
    ]  # fmt: skip
    assert DayCount("2026-11-19", "zh", 2, 1) in store.per_day("language", since=LONG_AGO)
    assert store.per_day("facet", since=LONG_AGO) == [
        DayCount("2026-11-19", "ai", 1, 1), DayCount("2026-11-19", "chip", 2, 1),
    ]  # fmt: skip
    assert store.per_day("language", since=NOON + timedelta(hours=1)) == []


def test_who_copies_whom_with_the_middle_lag(store):
    for number, lag in enumerate((1, 2, 9)):
        text = words(100 * number)
        lead = article(f"lead{number}", text, publisher="A", published=NOON)
        copy = article(
            f"copy{number}", f"{text} more", publisher="B", published=NOON + timedelta(hours=lag)
        )
        store.add_many([(lead, None), (copy, None)])
    (pair,) = store.copying(since=LONG_AGO)
    assert (pair.copier, pair.original, pair.copies) == ("B", "A", 3)
    assert pair.median_lag == timedelta(hours=2)


def test_a_pair_without_times_has_no_lag_and_sites_stand_for_publishers(store):
    store.add_many(
        [(article("a", words(0), publisher="A"), None), (article("b", words(0), site="S"), None)]
    )
    (pair,) = store.copying(since=LONG_AGO)
    assert {pair.copier, pair.original} == {"A", "S"}
    assert pair.median_lag is None


def test_a_sources_yield_is_what_matched_of_what_was_read(store):
    for counts in ({"new": 1, "review": 1, "off_topic": 8}, {"copies": 1}, {}):
        store.finish_run(store.start_run("feed", "command"), "done", counts)
    gave = store.yields(since=LONG_AGO)["feed"]
    assert (gave.runs, gave.read, gave.matched) == (3, 10, 2)
    assert store.yields(since=NOON + timedelta(hours=1)) == {}


def test_a_storys_line_has_the_times_of_its_members_and_the_leads_beginning(store):
    later = NOON + timedelta(hours=3)
    store.add(article("a", words(0), published=NOON, publisher="A"), FakeVerdict(score=0.4))
    store.add(article("b", words(1), published=later), None)
    (row,) = store.stories()
    assert row.times == (NOON, later)
    assert row.beginning == words(0)
    assert store.stories(least_score=0.5) == []
    assert len(store.stories(least_score=0.4)) == 1


def test_alike_are_other_stories_that_share_rare_words_one_hit_a_story(store):
    common = [article(f"n{number}", words(1000 + 100 * number)) for number in range(5)]
    asked = article("asked", "compute treaty Geneva talks " + words(0), title="Treaty")
    copy = replace(asked, url="https://copy.example/1")
    near = article("near", "compute treaty signed in Geneva " + words(500), title="Treaty signed")
    near_copy = replace(near, url="https://near-copy.example/1")
    ids = [store.add(one, None).article_id for one in (*common, asked, copy, near, near_copy)]
    hits = store.similar(ids[5])
    assert [hit.title for hit in hits] == ["Treaty signed"]
    assert hits[0].rank > 0
    assert store.similar(10**6) == []


def test_alike_needs_a_segmenter_and_reads_without_writing(tmp_path, store):
    number = store.add(article("a", "compute treaty " + words(0)), None).article_id
    store.add(article("b", "compute treaty " + words(500)), None)
    with open_fake(store.path, read_only=True, segmenter=None) as plain:
        assert plain.similar(number) == []
    with open_fake(store.path, read_only=True) as reader:
        assert len(reader.similar(number)) == 1
