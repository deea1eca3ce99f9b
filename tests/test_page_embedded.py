"""Bodies in a page's data: inline JSON, JSON-LD, a textarea."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.budget import parse
from crawler.page.embedded import find
from crawler.page.extract import extract
from storage.records import Article
from tests.page_parts import CHINESE, document, paragraphs

DATA = {
    "props": {"detail": {"name": "标题", "content": paragraphs(CHINESE) + "<p>责任编辑：方圆</p>"}}
}
NEXT = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(DATA)}</script>'
STATE = f"<script>window.__STATE__ = {json.dumps(DATA, ensure_ascii=False)};</script>"
LINKED = json.dumps({"@type": "NewsArticle", "headline": "标题", "articleBody": "\n".join(CHINESE)})
LINKED_DATA = f'<script type="application/ld+json">{LINKED}</script>'
ESCAPED = paragraphs(CHINESE).replace("<", "&lt;").replace(">", "&gt;")
AREA = f'<textarea class="article-content">{ESCAPED}</textarea>'


@pytest.mark.parametrize(
    "markup", [NEXT, STATE, LINKED_DATA, AREA], ids=["next", "state", "json-ld", "area"]
)
def test_the_text_is_read_from_the_data_of_a_page_built_by_script(markup):
    article = extract(document(f"<div id=root></div>{markup}").encode(), "https://a.example/d/1")
    assert isinstance(article, Article)
    assert article.text == "\n".join(CHINESE)
    assert article.origins["text"] == "inline data"


def test_credits_in_the_data_are_notes():
    article = extract(document(NEXT).encode(), "https://a.example/d/1")
    assert article.text == "\n".join(CHINESE)
    assert article.boilerplate == ("责任编辑：方圆",)


def test_the_markup_wins_where_it_holds_the_text():
    longer = json.dumps({"content": "<p>" + "别的文章的内容，也很长。" * 60 + "</p>"})
    page = document(f"<div>{paragraphs(CHINESE)}</div><script>var related = {longer}</script>")
    article = extract(page.encode(), "https://a.example/d/1")
    assert article.text == "\n".join(CHINESE)


def test_another_articles_data_does_not_replace_a_short_one():
    other = json.dumps({"content": "<p>" + "别的文章的内容，也很长。" * 60 + "</p>"})
    page = document(
        f"<h1>标题</h1><div><p>{CHINESE[0]}</p></div><script>var next = {other}</script>",
        "<meta property='og:type' content='article'>",
    )
    assert extract(page.encode(), "https://a.example/d/1").text == CHINESE[0]


def test_a_teaser_gives_way_to_the_whole_text_in_the_data():
    page = document(f"<div>{paragraphs(CHINESE[:1])}</div>{LINKED_DATA}")
    article = extract(page.encode(), "https://a.example/d/1")
    assert article.text == "\n".join(CHINESE)
    assert article.whole


@pytest.mark.parametrize(
    "script",
    [
        '"content":"' * 1000,
        '"content":"' + "\\\\" * 100_000,
        '{"content": "\\ud800' + "字，" * 100 + '"}',
        "[" * 50_000,
    ],
)
def test_broken_data_is_survived(script):
    tree = parse(document(f"<script>{script}</script><p>x</p>"))
    assert all(line.strip() for line in find(tree))


@given(st.text(max_size=300))
def test_any_script_is_survived(script):
    find(parse(document(f'<script>var a = {{"content": "{script}"}}</script>')))
