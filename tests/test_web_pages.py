"""Each page, in each format, for a store with stories, an empty one, and one that is gone."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from lxml import html

pytest.importorskip("datasette", reason="the extra 'web' is not installed")

from crawler.library import open_store
from crawler.web.app import build
from storage.records import Source
from tests.web_store import LEAD, Visitor, article, fill

ATOM = "{http://www.w3.org/2005/Atom}"
SOURCES = (
    Source(name="paper", url="https://paper.example/feed"),
    Source(name="idle", url="https://i.example/"),
)
SAVED = {"芯片": "芯片 -手机"}


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    path = fill(tmp_path_factory.mktemp("web") / "my news.db")
    asking = Visitor(build(path, sources=SOURCES, saved=SAVED))
    yield asking
    asking.close()


def page(visitor, path, **query):
    got = visitor.get(path, **query)
    assert got.status == 200, got.text[:500]
    return html.fromstring(got.text)


def words(node):
    return " ".join(node.text_content().split())


def test_stories_are_listed_newest_first_with_who_carries_them(visitor):
    cards = page(visitor, "/").cssselect(".card")
    assert [card.cssselect(".headline a")[0].get("href") for card in cards] == [
        "/story/2",
        "/story/1",
    ]
    assert "1 copy" in words(cards[1])
    assert "carried by paper, farm" in words(cards[1])
    assert len(cards[1].cssselect("svg circle")) == 2
    assert cards[0].get("data-seen") == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"lang": "zh"}, [1]), ({"label": "review"}, [2]), ({"score": "0.7"}, [1]),
        ({"publisher": "farm"}, [1]), ({"since": "2026-11-21"}, []), ({"until": "2026-11-20"}, []),
        ({"limit": "1"}, [2]), ({"limit": "1", "after": "2"}, [1]),
    ],
)  # fmt: skip
def test_stories_are_filtered_and_paged(visitor, query, expected):
    got = visitor.get("/stories.json", **query)
    assert [row["story"] for row in json.loads(got.text)] == expected


def test_a_filter_that_lets_nothing_through_says_what_to_do(visitor):
    assert "No story matches" in words(page(visitor, "/", lang="fr"))


def test_a_story_shows_evidence_origin_members_and_revisions(visitor):
    tree = page(visitor, "/story/1")
    assert {mark.text for mark in tree.cssselect(".text mark")} == {"芯片"}
    assert tree.cssselect(".legend .key")[0].text == "chip"
    assert [dot.cssselect("title")[0].text for dot in tree.cssselect("figure circle")] == [
        "paper",
        "farm",
    ]
    rows = tree.cssselect(".members tbody tr")
    assert ["lead" in words(rows[0]), "copy" in words(rows[1])] == [True, True]
    early, late = (float(row.cssselect("circle")[0].get("cx")) for row in rows)
    assert early < late
    assert "Earlier versions" in words(tree)
    added = "".join(node.text for node in tree.cssselect("#revisions ~ details .diff ins"))
    assert "发言人没有回答其他问题" in added
    assert tree.cssselect("#origin ~ ul li")


def test_any_two_members_are_picked_and_compared(visitor):
    form = page(visitor, "/story/1").cssselect("form[action$=diff]")[0]
    picked = {one.get("name"): one.get("value") for one in form.cssselect("input[checked]")}
    assert len(form.cssselect("input[type=radio]")) == 4
    tree = page(visitor, form.get("action"), **picked)
    assert "words swapped: 2" in words(tree.cssselect(".diffkey")[0])
    turned = page(visitor, form.get("action"), a=picked["b"], b=picked["a"])
    assert {words(node) for node in tree.cssselect(".text .swap del")} == {
        words(node) for node in turned.cssselect(".text .swap ins")
    }


def test_a_story_says_to_whom_it_was_told(tmp_path):
    with open_store(fill(tmp_path / "told.db")) as store:
        store.begin_delivery(1, "desk")
        store.finish_delivery(1, "desk", "sent")
    asking = Visitor(build(tmp_path / "told.db"))
    assert "desk: sent" in words(page(asking, "/story/1").cssselect("#told + ul")[0])
    assert not page(asking, "/story/2").cssselect("#told")
    asking.close()


def test_a_copy_is_read_in_its_own_words_with_a_way_to_the_lead(visitor):
    tree = page(visitor, "/article/a2")
    assert "波及" in words(tree.cssselect(".text")[0])
    assert tree.cssselect(".note a[href='/story/1']")


def test_the_difference_marks_swapped_words_apart_from_noise(visitor):
    tree = page(visitor, "/story/1/diff", a="1", b="2")
    swapped = {words(node) for node in tree.cssselect(".text .swap")}
    assert {"宣公", "影响波及"} & swapped
    assert all(not any(map(str.isalnum, node.text)) for node in tree.cssselect(".text .noise"))
    assert tree.cssselect(".text ins.noise")


def test_what_is_not_there_is_a_page_that_says_so(visitor):
    for path in ("/story/99", "/article/a99", "/story/2/diff", "/source/none", "/saved/none"):
        got = visitor.get(path)
        assert got.status == 404
        assert html.fromstring(got.text).cssselect(".state")


@pytest.mark.parametrize("query", ["芯片", "國產 出口", "業", '"出口许可制度"', "lang:zh 工程师"])
def test_search_takes_the_syntax_of_the_command(visitor, query):
    tree = page(visitor, "/search", q=query)
    found = [link.get("href") for link in tree.cssselect(".cards a[href^='/story/']")]
    with open_store(visitor._served.store_path, read_only=True) as store:
        hits = store.search(query)
    assert hits
    assert [f"/story/{hit.story_id}?article={hit.article_id}" for hit in hits] == found


def test_what_stands_inside_longer_numbers_follows_apart_and_is_in_no_feed(tmp_path):
    with open_store(fill(tmp_path / "numbers.db")) as store:
        store.add(article("bank.example", "投资", "这家公司今年投资34.1亿元。" + LEAD[60:]))
    asking = Visitor(build(tmp_path / "numbers.db"))
    tree = page(asking, "/search", q="4.1亿元")
    assert "Only inside longer" in words(tree.cssselect(".split")[0])
    assert words(tree.cssselect(".excerpt mark")[0]) == "4.1亿元"
    assert json.loads(asking.get("/search.json", q="4.1亿元").text)[0]["within"] is True
    assert not ET.fromstring(asking.get("/search.atom", q="4.1亿元").text).findall(f"{ATOM}entry")
    assert not page(asking, "/search", q='"4.1亿元"').cssselect(".card")
    asking.close()


def test_a_story_that_a_person_rejected_is_not_listed(tmp_path):
    with open_store(fill(tmp_path / "rejected.db")) as store:
        store._sql.execute("UPDATE stories SET label = 'off-topic' WHERE id = 1")
    asking = Visitor(build(tmp_path / "rejected.db"))
    assert [row["story"] for row in json.loads(asking.get("/stories.json").text)] == [2]
    assert page(asking, "/story/1") is not None
    asking.close()


def test_a_search_without_a_question_shows_how_to_ask_and_one_in_vain_what_to_do(visitor):
    assert "How to ask" in words(page(visitor, "/search"))
    assert "Nothing found" in words(page(visitor, "/search", q="无此词语也"))


def test_a_saved_search_is_a_page_and_a_feed(visitor):
    assert page(visitor, "/search").cssselect("a[href='/saved/%E8%8A%AF%E7%89%87']")
    tree = page(visitor, "/saved/%E8%8A%AF%E7%89%87")
    assert words(tree.cssselect("h1")[0]) == "芯片"
    assert "2 articles of 1 story" in words(tree)
    assert len(tree.cssselect(".card")) == 1
    assert words(tree.cssselect(".card summary")[0]) == "1 more of this story"
    feed = ET.fromstring(visitor.get("/saved/%E8%8A%AF%E7%89%87.atom").text)
    assert len(feed.findall(f"{ATOM}entry")) == 2


def test_sources_show_health_yield_and_runs_those_in_trouble_first(visitor):
    with open_store(visitor._served.store_path) as store:
        store.record_slot("paper", datetime.now(UTC) - timedelta(hours=1), "unchanged")
    tree = page(visitor, "/sources")
    tally = [words(one) for one in tree.cssselect(".tally li")]
    assert tally == ["1trouble", "1ok", "1not asked yet"]
    trouble, well, idle = (
        tree.cssselect(f"#h-{name} ~ *") for name in ("trouble", "ok", "notaskedyet")
    )
    assert "barred" in words(trouble[0])
    assert "1 (25%)" in words(well[0])
    assert "idle" in words(idle[0])
    assert len(well[0].cssselect(".ticks rect")) == 1
    assert "1 unchanged" in words(tree.cssselect("#ledger + p")[0])
    one = page(visitor, "/source/paper")
    assert "done" in words(one.cssselect("#ledger ~ details table")[0])
    assert one.cssselect("a[href='/search?q=source:paper']")


def test_trends_draw_days_and_name_who_copies_whom(visitor):
    tree = page(visitor, "/trends", by="language", what="articles", since="2026-11-01")
    assert {rect.cssselect("title")[0].text for rect in tree.cssselect(".bars rect")} == {
        "2026-11-20, Chinese: 2", "2026-11-20, English: 1",
    }  # fmt: skip
    cells = [words(cell) for cell in tree.cssselect("#copying + .scroll tbody tr")[0]]
    assert cells[:4] == ["farm", "paper", "1", "5 h later"]
    assert tree.cssselect("#copying + .scroll tbody circle")
    chosen = tree.cssselect(".pills a[aria-current]")
    assert [words(one) for one in chosen] == ["articles", "by language"]
    assert page(visitor, "/trends", by="facet", since="2026-11-01").cssselect(".bars rect")


PATHS = ["/stories", "/story/1", "/story/1/diff", "/search", "/sources", "/source/paper", "/trends"]


@pytest.mark.parametrize("path", PATHS)
def test_each_page_is_also_json_and_csv(visitor, path):
    assert json.loads(visitor.get(f"{path}.json", q="芯片", since="2026-11-01").text)
    table = list(
        csv.reader(io.StringIO(visitor.get(f"{path}.csv", q="芯片", since="2026-11-01").text))
    )
    assert len(table) > 1
    assert {len(row) for row in table} == {len(table[0])}


@pytest.mark.parametrize("path", ["/stories", "/story/1", "/search"])
def test_pages_of_stories_are_feeds_and_say_so(visitor, path):
    feed = ET.fromstring(visitor.get(f"{path}.atom", q="芯片").text)
    assert feed.find(f"{ATOM}entry/{ATOM}title").text
    assert page(visitor, path, q="芯片").cssselect(
        "link[rel=alternate][type='application/atom+xml']"
    )


def test_an_empty_store_says_what_to_do(tmp_path):
    open_store(tmp_path / "empty.db").close()
    asking = Visitor(build(tmp_path / "empty.db"))
    assert "newsvane crawl" in words(page(asking, "/"))
    assert "newsvane init" in words(page(asking, "/sources"))
    assert "Nothing in this period" in words(page(asking, "/trends"))
    asking.close()


def test_a_store_that_is_gone_is_trouble_that_says_why(tmp_path):
    path = fill(tmp_path / "gone.db")
    asking = Visitor(build(path))
    path.unlink()
    got = asking.get("/")
    assert got.status == 503
    assert "gone.db" in got.text
    assert json.loads(asking.get("/stories.json").text)["error"]
    asking.close()


def test_nothing_can_be_written(visitor):
    for sql in ("delete from articles", "attach 'x' as y", "pragma writable_schema=1"):
        assert visitor.get("/newsvane.json", sql=sql).status == 400
    assert len(json.loads(visitor.get("/stories.json").text)) == 2


def test_sql_finds_chinese_by_our_functions(visitor):
    got = visitor.get("/newsvane/search.json", words="國產 -手机", _shape="array")
    rows = json.loads(got.text)
    assert {row["article"] for row in rows} == {1, 2}
    assert all("[国产]" in row["found"] for row in rows)
