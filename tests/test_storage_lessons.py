"""What the store has learnt of spun text."""

import pytest

from storage.rows import Substitution
from tests.storage_fakes import open_fake


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


def pair(spun, original, farm="farm.example", count=1, context=""):
    return Substitution(spun, original, farm, count, context)


def test_counts_of_equal_pairs_add_up_and_the_last_context_stays(store):
    store.learn([pair("攻击", "冲击", context="受到攻击"), pair("职位", "位置")])
    store.learn(
        [pair("攻击", "冲击", count=2, context="巨大攻击"), pair("攻击", "冲击", "b.example")]
    )
    assert store.substitutions() == [
        pair("攻击", "冲击", count=3, context="巨大攻击"),
        pair("攻击", "冲击", "b.example"),
        pair("职位", "位置"),
    ]
    assert store.substitutions(at_least=2) == store.substitutions(limit=1)
    assert [one.spun for one in store.substitutions(farm="farm.example")] == ["攻击", "职位"]


def test_what_was_learnt_can_be_forgotten(store):
    store.learn([pair("攻击", "冲击"), pair("攻击", "打击", "b.example"), pair("职位", "位置")])
    assert store.forget(spun="攻击", farm="b.example") == 1
    assert store.forget(spun="攻击") == 1
    assert [one.spun for one in store.substitutions()] == ["职位"]
    assert store.forget() == 1
