"""A person's decisions: kept, heeded by labels, outliving what the program says later."""

from __future__ import annotations

import pytest

from tests.storage_fakes import FakeVerdict, article, open_fake, words

TOPIC = "ai-competition"
REVIEW = FakeVerdict(label="review", score=0.3)


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "store.db") as made:
        yield made


def test_a_decision_changes_the_label_and_keeps_the_score(store):
    kept = store.add(article("a", words(1, 40)), REVIEW)
    store.decide(kept.article_id, TOPIC, accepted=True)
    (verdict,) = store.article(kept.article_id).verdicts
    assert (verdict.label, verdict.score) == ("relevant", 0.3)
    assert store.story(kept.story_id).row.label == "relevant"


def test_what_was_rejected_stays_so_when_the_program_judges_again(store):
    kept = store.add(article("a", words(1, 40)), REVIEW)
    store.decide(kept.article_id, TOPIC, accepted=False)
    store.set_verdicts(kept.article_id, [FakeVerdict(label="relevant", score=0.9)])
    (verdict,) = store.article(kept.article_id).verdicts
    assert (verdict.label, verdict.score) == ("off-topic", 0.9)


def test_the_undecided_are_those_in_review_without_a_decision(store):
    first = store.add(article("a", words(1, 40)), REVIEW)
    second = store.add(article("b", words(100, 140)), REVIEW)
    store.add(article("c", words(200, 240)), FakeVerdict())
    store.decide(first.article_id, TOPIC, accepted=True)
    assert [found.id for found in store.undecided(TOPIC)] == [second.article_id]
    assert [(d.article.id, d.accepted) for d in store.decisions(TOPIC)] == [
        (first.article_id, True)
    ]
    assert store.decisions("another") == []


def test_everything_can_be_walked_to_be_judged_again(store):
    for number in range(3):
        store.add(article(f"k{number}", words(100 * number, 100 * number + 40)), FakeVerdict())
        store.drop(
            article(f"d{number}", words(500, 540)), FakeVerdict(label="off-topic", score=0.1)
        )
    assert [found.id for found in store.every_article()] == [1, 2, 3]
    dropped = list(store.every_dropped(TOPIC))
    assert len(dropped) == 3
    store.forget_dropped([dropped[0].url])
    assert store.known(dropped[0].url) is None
    assert len(list(store.every_dropped(TOPIC))) == 2
