"""A source's first day: what it lists already is kept and is no news."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.outcome import begun, configured, listed_before
from storage.records import Source
from storage.rows import SourceState
from tests.journey import Desk
from tests.server import Page, Site
from tests.storage_fakes import FakeVerdict, article, open_fake, words

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source(name="s", url="https://s.example/feed")
#: The longest line stands for a paragraph of an article on topic.
TEXT = (
    "The Commerce Department said on Monday that it will tighten export controls on advanced "
    "artificial intelligence chips sold to China, citing national security. Nvidia and AMD must "
    "apply for licences before shipping their accelerators. Beijing called the decision unfair "
    "and said that its own makers of AI chips would close the gap with American companies. "
)


@pytest.mark.parametrize(
    ("first_look", "published", "expected"),
    [
        (None, None, True),
        (None, NOW - timedelta(days=3), True),
        (None, NOW + timedelta(minutes=1), False),
        (NOW, None, False),
        (NOW, NOW - timedelta(days=3), False),
    ],
)
def test_what_is_not_dated_after_we_began_was_there_before(first_look, published, expected):
    state = SourceState(began=NOW, first_look=first_look)
    assert listed_before(state, published) is expected


def test_another_list_under_the_same_name_has_a_first_day_of_its_own():
    known = SourceState(
        configured=configured(SOURCE, ["t 1"]), began=NOW, first_look=NOW, checked=NOW
    )
    later = NOW + timedelta(days=9)
    moved = begun(known, configured(replace(SOURCE, url="https://s.example/all"), ["t 1"]), later)
    assert (moved.first_look, moved.began) == (None, NOW)
    assert not listed_before(moved, NOW + timedelta(days=1))


@pytest.mark.parametrize("change", [{"zone": "Asia/Shanghai"}, {"insecure": True}])
def test_a_change_that_lists_the_same_goes_on(change):
    known = SourceState(configured=configured(SOURCE, ["t 1"]), began=NOW, first_look=NOW)
    for other in (configured(replace(SOURCE, **change), ["t 1"]), configured(SOURCE, ["t 2"])):
        assert begun(known, other, NOW).first_look == NOW


def test_a_state_of_the_first_layout_goes_on():
    known = SourceState(configured="0123456789abcdef", began=NOW, first_look=NOW)
    assert begun(known, configured(SOURCE, []), NOW).first_look == NOW


def test_a_story_is_old_only_while_all_that_made_it_is(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        old = store.add(replace(article("a", words(0)), listed_before=True), FakeVerdict())
        store.add(article("b", words(0)), FakeVerdict())
        new = store.add(article("c", words(500)), FakeVerdict())
        rows = {row.id: row.listed_before for row in store.stories()}
        assert rows == {old.story_id: True, new.story_id: False}
        assert [row.id for row in store.stories(listed_before=False)] == [new.story_id]
        assert store.article(old.article_id).listed_before


def feed(site, *names):
    items = "".join(
        f"<item><title>US tightens AI chip export controls on China, {name}</title>"
        f"<link>{site.url('/' + name)}</link></item>"
        for name in names
    )
    body = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    return Page(body.encode(), type="application/rss+xml")


def page(name, n):
    title = f"US tightens AI chip export controls on China, {name}"
    paragraphs = "".join(f"<p>{TEXT} {name} {i} {words(n + 40 * i, 30)}</p>" for i in range(4))
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    return Page(f"{html}{paragraphs}</article></body></html>".encode())


def test_a_new_source_does_not_flood_who_asks_for_what_is_new(tmp_path):
    desk = Desk(tmp_path)
    with Site({"/one": page("one", 0), "/two": page("two", 1000)}) as site:
        site.pages["/feed"] = feed(site, "one")
        source = f'[[source]]\nname = "%s"\nurl = "{site.url("/%s")}"\n'
        top = 'catalogue = false\ndelay = 0\nallow_hosts = ["127.0.0.1"]\n'
        config = tmp_path / "newsvane.toml"
        config.write_text(top + source % ("first", "feed"), encoding="utf-8")
        assert desk.run("crawl").code == 0
        # Who asks for the first time gets everything.
        assert [row["listed_before"] for row in desk.run("stories", "--new", "--json").json] == [1]

        site.pages["/feed"] = feed(site, "two", "one")
        site.pages["/more"] = feed(site, "three", "four")
        site.pages |= {"/three": page("three", 2000), "/four": page("four", 3000)}
        more = source % ("second", "more")
        config.write_text(config.read_text("utf-8") + more, encoding="utf-8")
        assert desk.run("crawl").code == 0
        asked = desk.run("stories", "--new", "--json")
        assert [row["title"][-3:] for row in asked.json] == ["two"]
        assert "2 more were listed before" in asked.err
        assert desk.run("stories", "--new", "--json").json == []
        assert len(desk.run("stories", "--json").json) == 4
    with sqlite3.connect(tmp_path / "newsvane.db") as db:
        marked = db.execute("SELECT url FROM articles WHERE listed_before ORDER BY url").fetchall()
    assert [url[0].rsplit("/", 1)[1] for url in marked] == ["four", "one", "three"]
