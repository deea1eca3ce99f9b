"""Extraction as a whole: our own pages read rightly, strangers' pages survived."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.extract import extract
from storage.records import Article, NoArticle
from tests.page_parts import CHINESE, ENGLISH, LINKS, document, paragraphs

PAGES = Path(__file__).parent.parent / "benchmarks" / "quality" / "extraction" / "pages"
URL = "https://news.example/a/2026/x.html"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_our_own_pages(path):
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    article = extract(path.read_bytes(), gold["url"])
    assert isinstance(article, Article), article
    assert article.text == gold["text"]
    assert article.whole == gold.get("whole", True)


def test_an_article_carries_what_each_part_found():
    page = document(
        f"<h1>北岭省出台方案</h1><div>{paragraphs(CHINESE)}<p>责任编辑：方圆</p></div>"
        f"<a href='x_2.html'>下一页</a>{LINKS}",
        title="北岭省出台方案",
    )
    article = extract(page.encode("gb18030"), URL, content_type="text/html; charset=utf-8")
    assert isinstance(article, Article)
    assert article.url == URL
    assert article.title == "北岭省出台方案"
    assert article.text == "\n".join(CHINESE)
    assert article.boilerplate == ("责任编辑：方圆",)
    assert article.next_page == "https://news.example/a/2026/x_2.html"
    assert article.language == "zh"
    assert article.origins["encoding"] == "gb18030 (evidence)"


def test_fault_030_damage_by_a_broken_encoding_is_said():
    page = document(paragraphs(CHINESE)).encode()
    broken = page.replace("方案".encode(), b"\xe6\x96")
    article = extract(broken, URL)
    assert isinstance(article, Article)
    assert "damaged" in article.origins["encoding"]


def test_fault_037_a_page_of_more_elements_than_the_budget_is_not_whole():
    article = extract(document(paragraphs(ENGLISH) + "<i></i>" * 100_000).encode(), URL)
    assert isinstance(article, Article)
    assert ENGLISH[0] in article.text
    assert not article.whole


@pytest.mark.parametrize(
    "body",
    [
        b"<p>hello</p>" * 5_000_000,
        b"<html><body>" + b"<div>" * 100_000 + b"deep",
        b"<p " + b" ".join(b"a%d=1" % i for i in range(300_000)) + b">x</p>",
        b"<p>hello" * 300_000,
        b"<a href=x>hello</a>" * 100_000,
        b"<p>" + b"1" * 3_000_000,
        b"<!--" + b"x" * 5_000_000,
        b"<p>" + b"<" * 1_000_000,
        b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script><p>x",
        b"<table><td colspan=9007199254740991>x</table>",
        "<p>中".encode() + b"\n" * 1_000_000 + b"a",
    ],
    ids=[
        "50MB",
        "deep",
        "attributes",
        "p",
        "a",
        "digits",
        "comment",
        "lt",
        "json-ld",
        "colspan",
        "lf",
    ],
)
def test_fault_035_036_037_038_042_bombs_end_with_an_outcome(body):
    outcome = extract(body, URL)
    assert isinstance(outcome, NoArticle)
    assert outcome.reason


@given(st.binary(max_size=300))
def test_any_bytes_have_an_outcome(body):
    assert isinstance(extract(body, URL), (Article, NoArticle))


@given(st.text(max_size=200), st.text(max_size=50), st.text(max_size=50))
def test_fault_039_040_any_page_gives_text_that_sqlite_can_hold(text, url, header):
    page = document(f"<div>{paragraphs(ENGLISH)}<p>{text}</p></div>")
    article = extract(page.encode("utf-8", "surrogatepass"), url, content_type=header)
    if isinstance(article, Article):
        assert "\0" not in article.text + article.title
        (article.text + article.title).encode()
        assert extract(page.encode("utf-8", "surrogatepass"), url, content_type=header) == article
