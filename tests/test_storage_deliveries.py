"""What the store remembers of telling: claimed once, kept over merges, news to a channel or not."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from storage.delivery_rows import ChannelState, Delivery
from tests.storage_fakes import NOON, FakeVerdict, article, open_fake, words

TOPIC = "ai-competition"


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


def waiting(story, channel="desk", **fields):
    return Delivery(story, channel, "waiting", 0, None, "", **fields)


def news(store, channel="desk", **options):
    given = {"since": NOON - timedelta(days=1), "oldest": NOON - timedelta(days=2)} | options
    return store.untold_to(channel, TOPIC, **given)


def test_what_waits_is_claimed_by_one_and_never_again_by_itself(store, tmp_path):
    story = store.add(article("a", words(0))).story_id
    assert store.enqueue([waiting(story)]) == 1
    assert store.enqueue([waiting(story)]) == 0
    (row,) = store.sendable(NOON, ["desk"])
    assert store.sendable(NOON, ["other"]) == []
    with open_fake(tmp_path / "news.db") as second:
        assert [taken.attempts for taken in second.claim([row])] == [1]
    assert store.claim([row]) == []
    assert store.sendable(NOON + timedelta(days=9), ["desk"]) == []


def test_what_failed_comes_round_when_it_is_due_and_what_was_given_up_only_by_hand(store):
    story = store.add(article("a", words(0))).story_id
    store.enqueue([waiting(story)])
    (row,) = store.claim(store.sendable(NOON, ["desk"]))
    store.settle([row], "failed", "HTTP 500", due=NOON + timedelta(minutes=1))
    assert store.sendable(NOON, ["desk"]) == []
    assert [r.id for r in store.sendable(NOON + timedelta(minutes=1), ["desk"])] == [row.id]
    store.settle([row], "failed", "too old")
    assert store.sendable(NOON + timedelta(days=9), ["desk"]) == []
    assert store.claim([row]) == []
    assert len(store.claim([row], by_hand=True)) == 1
    store.settle([row], "sent")
    assert store.claim([row], by_hand=True) == []


def test_what_a_living_process_is_sending_is_no_interrupted_one(store):
    script = "import sys; sys.stdin.readline()"
    story = store.add(article("a", words(0))).story_id
    store.enqueue([waiting(story)])
    (row,) = store.claim(store.sendable(NOON, ["desk"]))
    from storage.processes import name

    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as other:
        store._sql.execute("UPDATE deliveries SET process = ?", (name(other.pid),))
        assert store.interrupted_deliveries() == []
        assert store.claim([row], by_hand=True) == []
        other.communicate(b"\n")
    assert [r.id for r in store.interrupted_deliveries()] == [row.id]
    assert len(store.claim([row], by_hand=True)) == 1


def test_stories_that_become_one_are_not_told_twice_whatever_was_under_way(store):
    left = store.add(article("a", words(0))).story_id
    right = store.add(article("b", words(16))).story_id
    store.enqueue([waiting(left, carriers=("a.example",)), waiting(right, carriers=("b.example",))])
    rows = {row.story_id: row for row in store.sendable(NOON, ["desk"])}
    (sending,) = store.claim([rows[right]])
    merged = store.add(article("c", words(0, 36)))
    assert merged.story_id == left
    # The one that is being sent went over to the story that remains, and ends there.
    store.settle([sending], "sent")
    (kept,) = store.deliveries()
    assert (kept.story_id, kept.state) == (left, "sent")
    assert set(kept.carriers) == {"a.example", "b.example"}
    assert news(store) == []


def test_a_story_is_news_by_topic_language_score_and_age(store):
    store.add(article("en", words(0), language="en", published=NOON), FakeVerdict(score=0.9))
    store.add(article("zh", words(40), language="zh-Hant", published=NOON), FakeVerdict(score=0.6))
    old = article("old", words(80), published=NOON - timedelta(days=3))
    store.add(old, FakeVerdict())
    store.add(article("unsure", words(120)), FakeVerdict(label="review", score=0.4))
    store.add(article("off", words(160)), FakeVerdict(topic="other"))
    assert news(store) == [1, 2]
    assert news(store, language="zh") == [2]
    assert news(store, least_score=0.8) == [1]
    assert news(store, review=True) == [1, 2, 4]
    assert news(store, oldest=NOON - timedelta(days=4)) == [1, 2, 3]
    assert news(store, since=NOON + timedelta(seconds=1)) == []
    store.enqueue([waiting(1)])
    assert news(store) == [2]
    assert news(store, "another") == [1, 2]


def test_a_copy_that_comes_later_is_no_news_even_where_it_is_revised(store):
    store.add(article("a", words(0), published=NOON), FakeVerdict())
    store.enqueue([waiting(1, carriers=store.carriers(1))])
    store.add(article("b", words(0), published=NOON), FakeVerdict())
    store.add(
        article("b", words(1), published=NOON, fetched=NOON + timedelta(hours=1)), FakeVerdict()
    )
    assert news(store) == []


def test_what_a_source_listed_before_we_began_is_no_news_and_its_copies_neither(store):
    store.add(article("a", words(0), published=NOON, listed_before=True), FakeVerdict())
    store.add(article("b", words(40), published=NOON), FakeVerdict())
    store.add(article("c", words(0), published=NOON), FakeVerdict())
    assert news(store) == [2]


def test_an_independent_publisher_joins_once_and_a_farm_never(store):
    oldest = NOON - timedelta(days=1)
    store.add(article("a", words(0), publisher="Ledger"), FakeVerdict())
    assert store.joined_since_told("desk", oldest) == {}
    store.enqueue([waiting(1, carriers=store.carriers(1))])
    store.add(article("b", words(0), publisher="Farm", spun=0.9), FakeVerdict())
    store.add(article("c", words(0), publisher="Courier"), FakeVerdict())
    assert store.joined_since_told("desk", oldest) == {}  # the story itself is not told yet
    store.settle(store.claim(store.sendable(NOON, ["desk"])), "sent")
    assert store.joined_since_told("desk", oldest) == {1: ("Courier",)}
    store.enqueue([waiting(1, about="Courier", carriers=store.carriers(1))])
    assert store.joined_since_told("desk", oldest) == {}
    assert store.joined_since_told("desk", NOON + timedelta(days=1)) == {}


def test_a_sources_trouble_is_one_row_until_it_is_over(store):
    trouble = Delivery(None, "desk", "waiting", 0, None, "", source="wire", about="blocked")
    assert store.enqueue([trouble]) == 1
    assert store.enqueue([trouble]) == 0
    (row,) = store.source_warnings()
    store.end_warning(row.id)
    assert store.sendable(NOON, ["desk"]) == []
    assert store.enqueue([trouble]) == 1
    assert len(store.source_warnings()) == 2


def test_a_channels_state_comes_back_as_it_was_saved(store):
    assert store.channel_state("desk") is None
    state = ChannelState(since=NOON, chooses="x", digested=NOON, held=NOON, failures=2)
    store.save_channel_state("desk", state)
    assert store.channel_state("desk") == state


def test_deliveries_of_the_first_layout_are_kept(tmp_path, monkeypatch):
    from storage import schema

    path = tmp_path / "news.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with open_fake(path) as store:
            # Today's code cannot write an article into the first layout.
            store._sql.execute(
                "INSERT INTO stories (first_seen) VALUES (?)", ("2026-11-20T12:00:00Z",)
            )
            store._sql.execute(
                "INSERT INTO deliveries (story, channel, state, at) VALUES (1, 'mail', 'sent', ?)",
                ("2026-11-20T12:00:00Z",),
            )
    with open_fake(path) as store:
        (row,) = store.deliveries()
        assert (row.story_id, row.channel, row.state, row.at) == (1, "mail", "sent", NOON)
        assert not store.begin_delivery(1, "mail", again=True)
