"""``show --restored``, ``--diff`` and ``search`` keep our reading and the page's own text apart."""

from datetime import UTC, datetime

import pytest

from crawler.library import open_store
from storage.records import Article
from storage.rows import Substitution
from tests.journey import Desk
from tests.test_rereading import REPORT, article, spin

ALONE = "新的大模子昨天上线，难题点是训练芯片不够。模子剖析了海量数据，团队体现满意。" * 3


@pytest.fixture
def desk(tmp_path):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with open_store(tmp_path / "news.db", clock=lambda: now) as store:
        store.add(article("paper.example", REPORT))
        store.add(article("farm.example", spin(REPORT)))
        store.add(Article(url="https://alone.example/1", title="上线", text=spin(ALONE)))
    return Desk(tmp_path)


def run(desk, *words):
    return desk.run("--db", "news.db", *words)


def test_places_stand_with_what_the_page_says_and_how_we_know(desk):
    shown = run(desk, "show", "a2", "--restored").out
    assert "模型[模子 99% sibling]" in shown
    assert "This reading is ours" in shown


def test_of_a_text_that_was_not_spun_the_spun_copies_are_named(desk):
    ended = run(desk, "show", "1", "--restored")
    assert ended.code != 0
    assert "a1 was not spun" in ended.err
    assert "newsvane show a2 --restored" in ended.err
    assert run(desk, "show", "1", "--restored", "--json").json["substitutions"] == []


def test_the_places_and_the_text_of_the_json_are_of_one_reading(desk):
    before = run(desk, "show", "a3", "--restored", "--json").json
    with open_store(desk.folder / "news.db") as store:
        store.forget()
        store.learn([Substitution("海量", "大量", "farm.example", 50, "")])
    after = run(desk, "show", "a3", "--restored", "--json").json
    assert after["restored"] != before["restored"]
    for found in (before, after):
        text, at = "", 0
        for place in found["substitutions"]:
            assert found["text"][place["start"] : place["end"]] == place["spun"]
            text += found["text"][at : place["start"]] + place["original"]
            at = place["end"]
        assert text + found["text"][at:] == found["restored"]


def test_readings_can_be_compared_as_well_as_pages(desk):
    pages = run(desk, "show", "a2", "--diff", "a1").out
    readings = run(desk, "show", "a2", "--restored", "--diff", "a1").out
    assert "{+" in pages.split("only in")[0]
    assert "of a2 our reading" in readings
    assert "{+" not in readings.split("only in")[0]


def test_what_only_our_reading_holds_is_found_and_said_to_be_ours(desk):
    hits = {hit["article_id"]: hit for hit in run(desk, "search", "新模型的发布", "--json").json}
    assert {number: hit["restored"] for number, hit in hits.items()} == {1: False, 2: True}
    assert run(desk, "search", "新模型的发布").out.count("our reading of swapped words") == 1
    assert "our reading" not in run(desk, "search", "新模子的发布").out


def test_a_list_without_pairs_says_so(desk):
    assert "no pairs" in run(desk, "pairs", "list", "--farm", "nobody.example").err
