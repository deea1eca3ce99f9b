"""The next page of an article, not the next article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.budget import parse
from crawler.page.paging import next_page


def following(markup, url):
    tree = parse(f"<html><head></head><body>{markup}</body></html>")
    return next_page(tree, url)


@pytest.mark.parametrize(
    ("url", "href", "expected"),
    [
        ("http://a.example/2026/x.shtml", "x_2.shtml", "http://a.example/2026/x_2.shtml"),
        ("http://a.example/2026/x_2.shtml", "/2026/x_3.shtml", "http://a.example/2026/x_3.shtml"),
        ("http://a.example/t-123.html", "t-123-2.html", "http://a.example/t-123-2.html"),
        ("http://a.example/story", "/story/2", "http://a.example/story/2"),
        ("http://a.example/story/", "/story/2/", "http://a.example/story/2/"),
        ("http://a.example/n?id=7", "?id=7&page=2", "http://a.example/n?id=7&page=2"),
        ("http://a.example/n?id=7&page=2", "/n?id=7&page=3#top", "http://a.example/n?id=7&page=3"),
    ],
)
@pytest.mark.parametrize("label", ["下一页", "下一頁&gt;", "Next", "NUMBER"])
def test_numbered_pages(url, href, expected, label):
    number = expected.rstrip("/").removesuffix(".shtml").removesuffix(".html")[-1]
    label = number if label == "NUMBER" else label
    assert following(f"<p>…</p><a href='{href}'>{label}</a>", url) == expected


def test_a_link_element_of_the_head():
    tree = parse("<html><head><link rel='next' href='/x_2.html'></head><body>x</body></html>")
    assert next_page(tree, "http://a.example/x.html") == "http://a.example/x_2.html"


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='/2026/y.shtml'>下一页</a>",  # another article
        "<a href='http://b.example/2026/x_2.shtml'>下一页</a>",  # another site
        "<a href='x_4.shtml'>下一页</a>",  # not the next
        "<a href='x_2.shtml'>上一页</a>",
        "<a href='x_2.shtml'>A long title of a story about the next page of history</a>",
        "<a href='javascript:next()'>下一页</a>",
        "<a href='http://[broken'>下一页</a>",
        "<a>下一页</a>",
    ],
)
def test_links_that_lead_elsewhere(markup):
    assert following(markup, "http://a.example/2026/x.shtml") is None


@pytest.mark.parametrize("url", ["", "mailto:a@b.example", "http://[", "/relative"])
def test_pages_without_a_place(url):
    assert following("<a href='x_2.html'>2</a>", url) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_address_is_survived(url, href):
    tree = parse("<html><body><a>2</a></body></html>")
    node = tree.find(".//a")
    node.set("href", "".join(c for c in href if c.isprintable()))
    found = next_page(tree, url)
    assert found is None or found.startswith("http")
