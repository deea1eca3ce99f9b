"""Checking a source: whether it works, and what is odd about it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from crawler.discover.check import check
from crawler.discover.pages import Page
from storage.records import Source
from tests import press
from tests.press import NOW, ROOT, Web


def checked(pages, **values):
    web = Web(press.articles() | pages)
    source = Source(**{"name": "s", "url": f"{ROOT}/rss.xml", **values})
    return asyncio.run(check(source, web, NOW)), web


def test_a_source_that_works_is_done():
    result, _ = checked({f"{ROOT}/rss.xml": press.rss()})
    assert result.outcome == "done"
    assert (len(result.entries), result.listed, result.well, result.fits) == (6, 6, 1.0, 1.0)
    assert result.newest == NOW
    assert [sample.title for sample in result.samples] == press.HEADLINES[:3]
    assert result.problems == ()


@pytest.mark.parametrize(
    ("answer", "state", "outcome", "said"),
    [
        (Page(ROOT, 404), "failed", "failed", "HTTP 404"),
        (Page(ROOT, 403), "blocked", "blocked", "HTTP 403"),
        (
            Page(ROOT, trouble="robots", sentence="robots.txt forbids it"),
            "robots",
            "blocked",
            "forbids",
        ),
        (Page(ROOT, trouble="dns", sentence="no such host"), "dns", "failed", "no such host"),
        (b"<html><title>Just a moment...</title></html>", "blocked", "blocked", "guards"),
        (b"<html><body>Welcome</body></html>", "not a feed", "failed", "not a feed"),
        (b"<rss><channel></channel></rss>", "empty", "failed", "empty"),
        (b"", "empty", "failed", "empty"),
    ],
)
def test_a_source_that_does_not_work_says_why(answer, state, outcome, said):
    result, _ = checked({f"{ROOT}/rss.xml": answer})
    assert (result.state, result.outcome) == (state, outcome)
    assert said in result.problems[0]
    assert not result.works


def test_a_pattern_that_fits_nothing_or_little_is_told():
    pages = {f"{ROOT}/rss.xml": press.rss()}
    result, _ = checked(pages, article_pattern="/1999/")
    assert result.outcome == "failed"
    assert "none of its 6 links fits" in result.problems[0]
    result, _ = checked(pages, article_pattern="-[01].html")
    assert result.outcome == "partial"
    assert "only 2 of 6" in result.problems[0]


def test_old_future_and_equal_times_are_told():
    old, _ = checked({f"{ROOT}/rss.xml": press.rss(age=timedelta(days=90))})
    assert "90 days old" in old.problems[0]
    ahead, _ = checked({f"{ROOT}/rss.xml": press.rss(age=timedelta(days=-90))})
    assert "6 of 6 times lie in the future" in ahead.problems[0]
    assert ahead.newest is None
    same, _ = checked(
        {f"{ROOT}/news.xml": press.news_sitemap()}, url=f"{ROOT}/news.xml", kind="sitemap"
    )
    assert "the same time" in same.problems[0]


def test_articles_that_cannot_be_read_are_told():
    bad = {
        ROOT + press.PATHS[0]: b"<html><body>Log in</body></html>",
        ROOT + press.PATHS[1]: Page(ROOT, 404),
    }
    result, _ = checked({f"{ROOT}/rss.xml": press.rss()} | bad)
    assert result.outcome == "partial"
    assert result.well == pytest.approx(1 / 3)
    assert "2 of 3 articles" in result.problems[0]


def test_where_pages_are_not_followed_the_list_is_enough():
    result, web = checked({f"{ROOT}/rss.xml": press.rss()}, follow=False)
    assert result.outcome == "done"
    assert web.asked == [(f"{ROOT}/rss.xml", "GET")]


def test_a_list_that_only_leads_to_lists_is_followed():
    index = f"<sitemapindex><sitemap><loc>{ROOT}/news.xml</loc></sitemap></sitemapindex>".encode()
    pages = {f"{ROOT}/i.xml": index, f"{ROOT}/news.xml": press.news_sitemap()}
    result, _ = checked(pages, url=f"{ROOT}/i.xml", kind="sitemap")
    assert result.works
    assert len(result.entries) == 6


def test_two_steps_of_an_api_with_its_method_and_a_whole_page():
    items = ", ".join(f'{{"id": "{n}", "t": "{title}"}}' for n, title in enumerate(press.HEADLINES))
    pages = {
        f"{ROOT}/api": b'{"groups": {"a": {"node": "x"}, "b": {"node": "y"}}}',
        f"{ROOT}/api/list?n=%22x%22%2C%22y%22": f'{{"list": [{items}, {{}}]}}'.encode(),
    } | {f"{ROOT}/n/{n}_s.html": press.article(t) for n, t in enumerate(press.HEADLINES)}
    result, web = checked(
        pages, url=f"{ROOT}/api", kind="json", items="list", fields={"title": "t"}, method="POST",
        url_template=f"{ROOT}/n/{{id}}.html", lists="groups.**.node",
        lists_template=f"{ROOT}/api/list?n={{all}}", whole_page=(r"\.html$", "_s.html"),
    )  # fmt: skip
    assert result.works
    assert result.well == 1
    assert result.entries[0].url == f"{ROOT}/n/0.html"
    assert [method for _, method in web.asked] == ["POST", "POST", "GET", "GET", "GET"]
