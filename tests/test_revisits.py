"""Looking again: a change is a revision, a page gone is dated, and trouble is neither."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from crawler import revisits
from crawler.revisits import of_article, of_none, of_status, span
from crawler.text.compare import compare
from storage.records import Article, NoArticle
from tests.journey import Desk
from tests.server import Page, Site
from tests.storage_fakes import article, open_fake, words
from tests.test_first_day import feed, page

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEPS = [timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)]
URL = "https://s.example/news/1.html"
TEXT = "\n".join(f"Paragraph {n} says {words(40 * n, 30)}." for n in range(6))


def known(text=TEXT, title="Title", **fields):
    return Article(url=URL, title=title, text=text, **fields)


@pytest.mark.parametrize(("text", "hours"), [("1h", 1), ("2 d", 48), ("1w", 168), ("90m", 1.5)])
def test_a_span_is_read(text, hours):
    assert span(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "h", "0h", "1x", "1.5h", "-1d"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match="1h, 1d, 1w"):
        span(text)


def test_looks_are_due_so_long_after_the_article_was_found():
    waits = [revisits.next_due(STEPS, taken) for taken in range(4)]
    assert waits[:3] == [timedelta(hours=1), timedelta(hours=23), timedelta(days=6)]
    assert waits[3] is None


def test_a_prevented_look_is_tried_again_a_few_times():
    waits = [revisits.next_attempt(misses) for misses in range(6)]
    assert waits[:2] == [timedelta(hours=1), timedelta(hours=2)]
    assert waits[-1] is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, "gone"), (410, "gone"), (403, "unclear"), (429, "unclear"), (503, "unclear")],
)
def test_only_what_the_site_says_is_gone_is_gone(status, kind):
    assert of_status(status).kind == kind


@pytest.mark.parametrize(
    ("reason", "detail", "final", "kind"),
    [
        ("error page", "404", URL, "gone"),
        ("empty", "no block of text that could be an article", URL, "gone"),
        ("empty", "the page is built by script", URL, "unclear"),
        ("index", "", "https://s.example/", "gone"),
        ("index", "", URL, "unclear"),
        ("blocked", "", URL, "unclear"),
        ("login", "", URL, "unclear"),
        ("not html", "", URL, "unclear"),
    ],
)
def test_a_page_without_an_article_is_gone_only_where_that_is_sure(reason, detail, final, kind):
    assert of_none(URL, final, NoArticle(reason, detail)).kind == kind


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (known(), "same"),
        (known(TEXT.replace(" ", "  ")), "same"),
        (known(TEXT + "\nCorrection: an earlier version misstated a figure."), "changed"),
        (known(TEXT.replace("w45", "w46")), "changed"),
        (known(title="Another headline"), "changed"),
        (known(TEXT[:400], whole=False), "unclear"),
        (known("This report was withdrawn."), "gone"),
        (known("\n".join(f"Other {words(9000 + 50 * n, 40)}" for n in range(6))), "gone"),
    ],
    ids=["same", "spaces", "added", "figure", "title", "paywall", "withdrawn", "another"],
)
def test_what_the_page_says_now_is_weighed(now, kind):
    assert of_article(known(), now, compare).kind == kind


def test_a_text_from_a_list_is_not_held_against_its_page():
    listed = known(origins={"text": "feed entry"})
    assert of_article(listed, known(TEXT + "\nMore."), compare).kind == "same"


def test_the_store_remembers_what_is_due_and_what_was_taken_down(tmp_path):
    with open_fake(tmp_path / "news.db", clock=lambda: NOW) as store:
        one = store.add(article("a", words(0))).article_id
        store.plan_revisit(one, "https://a.example/as-listed", NOW)
        store.plan_revisit(one, "https://a.example/other", NOW + timedelta(days=9))
        (visit,) = store.due_revisits(NOW)
        assert (visit.url, visit.step, visit.misses) == ("https://a.example/as-listed", 0, 0)
        store.miss_revisit(one, NOW + timedelta(hours=1))
        assert store.due_revisits(NOW) == []
        assert store.due_revisits(NOW + timedelta(hours=1))[0].misses == 1
        store.revisited(one, 1, NOW)
        assert [(v.step, v.misses) for v in store.due_revisits(NOW)] == [(1, 0)]

        assert store.take_down(one, "HTTP 404", NOW)
        assert not store.take_down(one, "HTTP 404", NOW + timedelta(days=1))
        store.put_back(one, NOW + timedelta(days=2))
        assert store.take_down(one, "HTTP 410", NOW + timedelta(days=3))
        first, second = store.article(one).taken_down
        assert (first.why, first.at, first.back) == ("HTTP 404", NOW, NOW + timedelta(days=2))
        assert (second.why, second.back) == ("HTTP 410", None)
        store.revisited(one, 3, None)
        assert store.due_revisits(NOW + timedelta(days=99)) == []


CHALLENGE = Page(b"<html><title>Just a moment...</title></html>", 403)


def test_a_page_is_looked_at_again_and_what_became_of_it_is_told(tmp_path):
    desk = Desk(tmp_path)
    with Site({"/one": page("one", 0)}) as site:
        site.pages["/feed"] = feed(site, "one")
        (tmp_path / "newsvane.toml").write_text(
            'catalogue = false\ndelay = 0\nallow_hosts = ["127.0.0.1"]\nrevisit = ["1h", "1d"]\n'
            f'[[source]]\nname = "s"\nurl = "{site.url("/feed")}"\n'
        )
        assert desk.run("crawl").code == 0
        assert "nothing is due" in desk.run("crawl", "--revisits").out

        def again(answer=None, step=0):
            with closing(sqlite3.connect(tmp_path / "newsvane.db")) as db, db:
                db.execute(
                    "INSERT OR REPLACE INTO revisits (article, url, due, step)"
                    " VALUES (1, ?, '2020-01-01T00:00:00Z', ?)",
                    (site.url("/one"), step),
                )
            if answer is not None:
                site.pages["/one"] = answer
            return desk.run("crawl", "--revisits", "--json").json

        assert again() == {"looks": 1}
        same = page("one", 0)
        corrected = Page(same.body.replace(b"unfair", b"entirely unfair"))
        assert again(corrected) == {"looks": 1, "revisions": 1}
        assert again(Page(b"", 451)) == {"looks": 1, "unclear": 1}
        assert again(CHALLENGE) == {"looks": 1, "unclear": 1}
        assert "Taken down" not in desk.run("show", "1").out
        assert again(Page(b"gone", 404)) == {"looks": 1, "taken down": 1}
        shown = desk.run("show", "1").out
        assert "Taken down on" in shown
        assert "HTTP 404" in shown
        assert "{+" in shown
        assert "entirely unfair" in shown
        assert again(corrected, step=1) == {"looks": 1}
        assert "back on" in desk.run("show", "1").out
        assert len(desk.run("stories", "--since", "all", "--json").json) == 1
        with closing(sqlite3.connect(tmp_path / "newsvane.db")) as db:
            assert db.execute("SELECT count(*) FROM revisits").fetchone() == (0,)
