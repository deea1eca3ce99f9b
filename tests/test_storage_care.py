"""Looking after the file, and asking it without newsvane."""

import sqlite3
from datetime import timedelta

import pytest

from storage.errors import StoreError
from tests.storage_fakes import NOON, FakeVerdict, article, open_fake, words


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


def test_rows_go_when_their_time_is_over_and_no_sooner(store):
    old, recent = NOON - timedelta(days=500), NOON - timedelta(days=1)
    for name, moment in (("old", old), ("recent", recent)):
        store._now = lambda moment=moment: moment
        story = store.add(
            article(name, words(0 if name == "old" else 100), fetched=moment)
        ).story_id
        store.drop(article(f"off-{name}", "x", fetched=moment), FakeVerdict("off-topic"))
        store.remember(f"https://{name}.example/none", "no article")
        store.finish_run(store.start_run(name, "schedule"), "done", {})
        store.record_slot(name, moment, "done")
        store.begin_delivery(story, "mail")
    store.remember("https://over.example/", "HTTP 503", until=recent + timedelta(minutes=1))
    store._now = lambda: NOON
    went = {"source_days": 0, "robots": 0} | {
        "dropped": 1,
        "seen": 2,
        "runs": 1,
        "slots": 1,
        "slot_days": 1,
        "deliveries": 1,
    }
    assert store.prune() == went
    counts = store.status()
    assert (counts["articles"], counts["stories"]) == (2, 2)
    assert (counts["dropped"], counts["seen"], counts["runs"]) == (1, 1, 1)
    assert store.prune() == dict.fromkeys(went, 0)


def test_an_open_run_is_not_pruned(store):
    store._now = lambda: NOON - timedelta(days=500)
    store.start_run("feed", "schedule")
    assert store.prune(NOON)["runs"] == 0


def test_a_backup_is_a_store_of_its_own_and_replaces_nothing(store, tmp_path):
    store.add(article("a", words(0)), FakeVerdict())
    target = store.backup(tmp_path / "copy.db")
    with open_fake(target) as copy:
        assert [row.title for row in copy.stories()] == ["Title of a"]
        assert copy.integrity() == []
    with pytest.raises(StoreError, match=r"copy.db exists"):
        store.backup(target)
    with pytest.raises(StoreError, match="does not exist"):
        store.backup(tmp_path / "nowhere" / "copy.db")


def test_what_does_not_fit_together_is_told(store):
    assert store.integrity() == []
    store.add(article("a", words(0)))
    store._sql.execute("PRAGMA foreign_keys = OFF")
    store._sql.execute("UPDATE articles SET story = 99")
    assert any("articles refers to a row of stories" in line for line in store.integrity())


def test_status_counts(store):
    store.add(article("a", words(0)), FakeVerdict())
    store.add(article("b", words(1)), FakeVerdict())
    store.add(article("c", words(100)), FakeVerdict("review"))
    store.drop(article("d", words(200)), FakeVerdict("off-topic"))
    counts = store.status()
    assert (counts["stories"], counts["relevant"], counts["review"]) == (2, 1, 1)
    assert (counts["articles"], counts["copies"], counts["dropped"]) == (3, 1, 1)
    assert counts["bytes"] > 0


def test_a_person_with_sqlite_alone_finds_answers(store):
    store.add(
        article("paper", words(0), publisher="观察者网", published=NOON - timedelta(hours=5)),
        FakeVerdict(score=0.9),
    )
    store.add(article("farm", words(1), publisher="farm", spun=0.97, noise=0.2), FakeVerdict())
    store.add(article("blog", words(12), publisher="blog", published=NOON), FakeVerdict())
    store.drop(article("tariff", words(300)), FakeVerdict("off-topic", 0.03))
    store.add(article("farm", words(2), publisher="farm", spun=0.97), FakeVerdict())
    reader = sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)

    def ask(sql):
        return reader.execute(sql).fetchall()

    # What is the latest, and who had it first?
    assert ask("SELECT title, origin_publisher, copies FROM latest WHERE copies > 0") == [
        ("Title of paper", "观察者网", 1)
    ]
    # Who copied it, and how sure is that?
    ((url, probability),) = ask(
        "SELECT url, probability FROM copies_of WHERE lead_url = 'https://paper.example/story'"
    )
    assert url == "https://farm.example/story"
    assert probability > 0.5
    # Which words made it relevant?
    assert ask(
        "SELECT DISTINCT json_extract(reason.value, '$.term')"
        " FROM verdicts, json_each(verdicts.evidence) AS reason"
    ) == [("芯片",)]
    # Why is a story not there?
    assert ask("SELECT label, score FROM dropped WHERE url LIKE '%tariff%'") == [
        ("off-topic", 0.03)
    ]
    # Who quotes whom, and what was changed after it appeared?
    assert set(
        ask(
            "SELECT a.publisher, b.publisher FROM quotes"
            " JOIN articles AS a ON a.id = quoting JOIN articles AS b ON b.id = quoted"
        )
    ) == {("blog", "观察者网"), ("farm", "blog")}
    assert ask(
        "SELECT articles.url FROM revisions JOIN articles ON articles.id = revisions.article"
    ) == [("https://farm.example/story",)]
    reader.close()
