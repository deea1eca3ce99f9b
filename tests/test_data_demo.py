"""The recorded demonstration holds together and is what it says it is."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path

import pytest

from crawler.page import feed, json_list, listing, sitemap
from storage.records import Source

TESTS = Path(__file__).parent
DEMO = TESTS.parent / "crawler" / "data" / "demo"
MANIFEST = tomllib.loads((DEMO / "manifest.toml").read_text(encoding="utf-8"))["page"]
PAGES = {page["url"]: page for page in MANIFEST}
SOURCES = [
    Source(**table)
    for table in tomllib.loads((DEMO / "demo.toml").read_text(encoding="utf-8"))["source"]
]


def body(url):
    return (DEMO / PAGES[url]["file"]).read_bytes()


def found(source):
    if source.kind == "feed":
        parsed = feed.parse(body(source.url), source.url)
    elif source.kind == "listing":
        parsed = listing.parse(
            body(source.url),
            source.url,
            selector=source.selector,
            article_pattern=source.article_pattern,
        )
    elif source.kind == "json":
        parsed = json_list.parse(
            body(source.url),
            source.url,
            items=source.items,
            fields=source.fields,
            url_template=source.url_template,
        )
    else:
        index = sitemap.parse(body(source.url), source.url)
        parsed = sitemap.parse(body(index.children[0].url), index.children[0].url)
    assert parsed.state == "ok"
    return [entry.url for entry in parsed.entries]


def test_the_farm_s_page_holds_the_recorded_article_word_for_word():
    page = html.unescape(body("https://www.kanghui-health.example/news/20260301.html").decode())
    article = re.search(
        r"<h1[^>]*>(.*?)</h1>.*?class=\"time\">(.*?)<.*?<div class=\"article-body\">(.*?)</div>",
        page,
        re.DOTALL,
    )
    title, time, paragraphs = article.groups()
    recorded = (TESTS / "recorded" / "seed_article.txt").read_text(encoding="utf-8")
    assert [title, time, *re.findall(r"<p>(.*?)</p>", paragraphs)] == [
        line for line in recorded.split("\n") if line
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_each_source_leads_to_recorded_pages(source):
    links = found(source)
    assert links
    for link in links:
        assert link in PAGES
        page = PAGES[link]
        assert page.get("status", 200) in {200, 301}
        if page.get("status") == 301:
            assert page["headers"]["Location"] in PAGES


def test_every_kind_of_source_is_shown():
    assert {source.kind for source in SOURCES} == {"feed", "sitemap", "listing", "json"}


def test_no_file_is_without_an_address_and_no_address_without_its_file():
    named = {page["file"] for page in MANIFEST if "file" in page}
    there = {str(path.relative_to(DEMO).as_posix()) for path in DEMO.rglob("*") if path.is_file()}
    assert named == there - {"manifest.toml", "demo.toml"}


def test_all_hosts_are_reserved_and_have_rules_for_robots():
    hosts = {re.match(r"https?://([^/]+)/", url)[1] for url in PAGES}
    assert all(host.endswith(".example") for host in hosts)
    assert {f"https://{host}/robots.txt" for host in hosts} <= PAGES.keys()


def test_the_reconstruction_says_that_it_is_one():
    page = body("https://huanyuan.newsvane-demo.example/2026/03/01/xinxing-shichang.html").decode()
    assert "还原稿，非原文" in re.search(r"<h1>(.*?)</h1>", page)[1]
    assert "还原稿" in re.search(r'og:site_name" content="(.*?)"', page)[1]


def test_the_gbk_page_claims_utf_8():
    url = "https://www.wendao-daily.example/local/2026/0228-park.html"
    assert "utf-8" in PAGES[url]["headers"]["Content-Type"]
    assert b'charset="utf-8"' in body(url)
    with pytest.raises(UnicodeDecodeError):
        body(url).decode()
    assert "城南公园" in body(url).decode("gb18030")


def test_the_copies_are_spun_differently():
    first = body("https://www.kanghui-health.example/news/20260301.html").decode()
    second = body("https://news.dingsheng-jixie.example/zixun/88013.html").decode()
    assert "未来康健用品有限公司" in first
    assert "未来康健用品有限公司" not in second
    assert second.count("，，") > 50
    for swapped in ("手艺", "垄断职位", "机械人"):
        assert swapped in first
    for swapped in ("把持位置", "呆板人", "新兴墟市"):
        assert swapped in second
        assert swapped not in first
