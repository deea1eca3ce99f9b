"""Spiders: lists asked for, entries followed, pages read and joined, all told to the desk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, XmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from twisted.python.failure import Failure

from crawler.page import feed, json_list, listing, urlset
from spiders.base import Listed
from spiders.news import AllSpider
from storage.records import Article, Source

SENTENCE = (
    "The harbour council voted on Tuesday to widen the eastern quay, and work begins in May. "
)
PAGE = """<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
{body}{next}</article></body></html>"""


class FakeDesk:
    def __init__(self, *, changed=True, for_good=False):
        self.told = []
        self.changed = changed
        self.for_good = for_good

    def headers(self, source):
        return {"If-None-Match": '"x"'}

    def fetched(self, source, response):
        return self.changed

    def listed(self, source, url, state, entries, children, *, newest=None, cut=""):
        self.told.append(("listed", state, entries))
        self.told += [("cut", cut)] if cut else []

    def asks(self, source, ttl):
        self.told += [("asks", ttl)] if ttl else []

    def absent(self, source, url, missing):
        self.told.append(("absent", missing.reason))

    def failed(self, source, url, failure, *, is_list):
        self.told.append(("failed", url, is_list))
        return self.for_good


def source(**values):
    return Source(**{"name": "s", "url": "https://s.example/feed", "title": "S", **values})


def spider(desk=None, **values):
    return AllSpider(sources=[source(**values)], desk=desk or FakeDesk())


def rss(*items):
    body = "".join(
        f"<item><title>{t}</title><link>{link}</link>{more}</item>" for t, link, more in items
    )
    return f'<rss version="2.0"><channel><title>F</title>{body}</channel></rss>'.encode()


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing", "json"])
def test_fault_055_058_a_list_that_is_read_in_part_is_told_with_the_reason(kind, monkeypatch):
    for module in (feed, listing, json_list, urlset):
        monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    unit, around = {
        "feed": ("<item><title>T</title><link>/{}</link></item>", "<rss><channel>{}</channel></rss>"),
        "sitemap": ("<url><loc>https://s.example/{}</loc></url>", "<urlset>{}</urlset>"),
        "listing": ("<a href='/{}'>Story</a>", "<html>{}</html>"),
        "json": ('{{"url": "/{}"}},', "[{}0]"),
    }[kind]  # fmt: skip
    desk = FakeDesk()
    made = spider(desk, kind=kind, selector="a", items="")
    answer_list(made, around.format("".join(unit.format(n) for n in range(3))).encode())
    assert desk.told[0] == ("listed", "partial", 2)
    assert desk.told[1][1].startswith("more than ")
    answer_list(made, around.format("".join(unit.format(n) for n in range(2))).encode())
    assert desk.told[2:] == [("listed", "ok", 2)]


def answer_list(made, body, **meta):
    request = Request("https://s.example/feed", meta={"source": "s", "list_depth": 0, **meta})
    response = XmlResponse(request.url, body=body, request=request)
    return list(made.parse_list(response))


def answer_page(request, body):
    return HtmlResponse(request.url, body=body.encode(), encoding="utf-8", request=request)


def page(title="Quay to be widened", paragraphs=6, next_link=""):
    body = "".join(f"<p>Part {n}. {SENTENCE * 3}</p>" for n in range(paragraphs))
    return PAGE.format(title=title, body=body, next=next_link)


def test_scrapy_finds_the_spiders_by_name():
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
    assert {"feed", "sitemap", "listing", "json_api", "news"} <= set(loader.list())


def test_a_list_is_asked_for_with_the_stored_validators():
    made = spider()
    coroutine = made.start()
    with pytest.raises(StopIteration) as stopped:
        coroutine.__anext__().send(None)
    request = stopped.value.value
    assert request.headers["If-None-Match"] == b'"x"'
    assert request.callback == made.parse_list
    assert request.meta["insecure"] is False


def test_an_unchanged_list_is_not_read():
    assert answer_list(spider(FakeDesk(changed=False)), rss(("a", "https://s.example/a", ""))) == []


def test_entries_are_followed_newest_first_up_to_the_limit():
    old = "<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate>"
    new = "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>"
    body = rss(
        ("none", "https://s.example/none", ""),
        ("old", "https://s.example/old", old),
        ("new", "https://s.example/new", new),
    )
    urls = [request.url for request in answer_list(spider(max_items=2), body)]
    assert urls == ["https://s.example/new", "https://s.example/old"]


def test_addresses_that_do_not_fit_the_pattern_are_left_out():
    body = rss(("a", "https://s.example/2026/a", ""), ("b", "https://s.example/shop/b", ""))
    requests = answer_list(spider(article_pattern=r"/2026/"), body)
    assert [request.url for request in requests] == ["https://s.example/2026/a"]


def test_a_pattern_may_be_written_as_people_read_addresses():
    body = rss(("a", "https://s.example/GuoJi%C2%B7ZhanLue/a", ""))
    assert len(answer_list(spider(article_pattern="/GuoJi·ZhanLue/"), body)) == 1


def test_a_file_that_is_no_page_is_told_and_a_cut_one_is_not_whole():
    desk = FakeDesk()
    made = spider(desk)
    (request,) = answer_list(made, rss(("a", "https://s.example/a", "")))
    picture = answer_page(request, page()).replace(flags=["not text"])
    assert list(made.parse_article(picture)) == []
    assert desk.told[-1] == ("absent", "not text")
    (cut,) = made.parse_article(answer_page(request, page()).replace(flags=["truncated"]))
    assert not cut.whole


def test_a_feed_that_carries_the_whole_text_needs_no_fetch():
    text = f"<p>{SENTENCE * 10}</p>"
    content = f'<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/"><![CDATA[{text}]]></c:encoded>'
    (article,) = answer_list(spider(), rss(("a", "https://s.example/a", content)))
    assert isinstance(article, Article)
    assert article.whole
    assert article.origins["text"] == "feed entry"
    assert article.text.startswith("The harbour council")


def test_a_source_that_is_not_to_be_followed_keeps_title_and_summary():
    body = rss(("a", "https://s.example/a", "<description>Short.</description>"))
    (article,) = answer_list(spider(follow=False), body)
    assert (article.title, article.text, article.whole) == ("a", "Short.", False)


def test_fault_057_a_sitemap_index_leads_to_its_sitemaps_but_not_for_ever():
    index = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://s.example/feed</loc></sitemap>
    <sitemap><loc>https://s.example/1.xml</loc></sitemap></sitemapindex>"""
    (child,) = answer_list(spider(kind="sitemap"), index)
    assert child.url == "https://s.example/1.xml"
    assert child.meta["list_depth"] == 1
    assert answer_list(spider(kind="sitemap"), index, list_depth=3) == []


def test_fault_057_lists_that_lead_to_each_other_are_asked_once():
    index = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://s.example/1.xml</loc></sitemap></sitemapindex>"""
    made = spider(kind="sitemap")
    assert len(answer_list(made, index)) == 1
    assert answer_list(made, index, list_depth=1) == []


@pytest.mark.parametrize(
    ("lastmods", "told"),
    [
        (["2026-03-01"] * 5, set()),  # when the file was made
        (["2999-01-01", "2026-03-01"], {1}),
        (["2026-03-02", "2026-03-01"], {0, 1}),
        (["2026-03-01", "2026-03-01"], {0, 1}),
        ([""] * 5, set()),
        (["soon", "2026-03-01"], {1}),
    ],
)
def test_fault_059_times_of_change_that_tell_nothing_are_no_changes(lastmods, told):
    pages = "".join(
        f"<url><loc>https://s.example/{n}</loc><lastmod>{when}</lastmod></url>"
        for n, when in enumerate(lastmods)
    )
    requests = answer_list(spider(kind="sitemap"), f"<urlset>{pages}</urlset>".encode())
    assert len(requests) == len(lastmods)
    assert {int(request.url[-1]) for request in requests if request.meta["entry"].updated} == told


def test_fault_031_pages_that_lead_on_for_ever_end():
    made = spider()
    (request,) = answer_list(made, rss(("a", "https://s.example/a_1.html", "")))
    for number in range(2, 100):
        link = f'<a rel="next" href="/a_{number}.html">next page</a>'
        text = page(next_link=link).replace("Part", f"Part of {number}, ")
        (request,) = made.parse_article(answer_page(request, text))
        if isinstance(request, Article):
            break
    assert number <= 21
    assert request.text.count("Part of 2") > 0


def test_fault_031_a_list_gives_so_many_items_a_run_and_so_many_lists():
    made = spider(max_items=10)
    items = [(f"t{n}", f"https://s.example/{n}", "") for n in range(500)]
    assert len(answer_list(made, rss(*items))) == 10
    children = "".join(
        f"<sitemap><loc>https://s.example/{n}.xml</loc></sitemap>" for n in range(900)
    )
    index = f"<sitemapindex>{children}</sitemapindex>".encode()
    assert 1 < len(answer_list(spider(kind="sitemap"), index)) <= 51


def test_fault_104_a_sources_own_headers_go_to_its_host_alone():
    index = b"""<sitemapindex><sitemap><loc>https://s.example/1.xml</loc></sitemap>
    <sitemap><loc>https://other.example/2.xml</loc></sitemap></sitemapindex>"""
    headers = {"Authorization": "Bearer s3cret", "Referer": "https://s.example/"}
    own, other = answer_list(spider(kind="sitemap", headers=headers), index)
    assert own.headers["Authorization"] == b"Bearer s3cret"
    assert "Authorization" not in other.headers
    assert other.headers["Referer"] == b"https://s.example/"


def test_an_article_is_fetched_in_the_form_that_shows_all_its_pages():
    made = spider(whole_page=(r"(?<!_s)\.shtml$", "_s.shtml"))
    (request,) = answer_list(made, rss(("a", "https://s.example/a_1.shtml", "")))
    assert request.url == "https://s.example/a_1_s.shtml"
    (article,) = made.parse_article(answer_page(request, page()))
    assert article.url == "https://s.example/a_1.shtml"


def test_a_page_is_read_and_completed_from_its_entry():
    more = "<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate><author>Ann Example</author>"
    made = spider()
    (request,) = answer_list(made, rss(("From the feed", "https://s.example/a", more)))
    (article,) = made.parse_article(answer_page(request, page()))
    assert article.title == "Quay to be widened"
    assert article.published == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert article.origins["published"] == "feed entry"
    assert article.source == "s"
    assert len(article.body_sha256) == 64


def test_the_pages_of_an_article_are_joined():
    made = spider()
    (request,) = answer_list(made, rss(("a", "https://s.example/a_1.html", "")))
    link = '<div class="page"><a href="/a_1.html">1</a> <a rel="next" href="/a_1_2.html">下一页</a></div>'
    (second,) = made.parse_article(answer_page(request, page(next_link=link)))
    assert second.url == "https://s.example/a_1_2.html"
    last = page(paragraphs=3).replace("Part", "Continued")
    (article,) = made.parse_article(answer_page(second, last))
    assert article.url == "https://s.example/a_1.html"
    assert "Part 0" in article.text
    assert "Continued 2" in article.text
    assert article.whole


def test_an_article_whose_further_page_fails_is_kept_as_not_whole():
    made = spider(FakeDesk())
    before = Article(
        url="https://s.example/a", title="t", text="x", next_page="https://s.example/b"
    )
    request = Request("https://s.example/b", meta={"source": "s", "entry": None, "article": before})
    failure = Failure(RuntimeError("lost"))
    failure.request = request
    (article,) = made.article_failed(failure)
    assert (article.text, article.whole) == ("x", False)


@pytest.mark.parametrize("for_good", [True, False])
def test_a_page_that_cannot_be_had_leaves_title_and_summary_only_if_that_will_stay_so(for_good):
    made = spider(FakeDesk(for_good=for_good))
    (request,) = answer_list(
        made, rss(("a", "https://s.example/a", "<description>d</description>"))
    )
    failure = Failure(RuntimeError("HTTP 403"))
    failure.request = request
    kept = list(made.article_failed(failure))
    assert [(a.title, a.text, a.whole) for a in kept] == ([("a", "d", False)] if for_good else [])


def test_a_page_without_an_article_is_told():
    desk = FakeDesk()
    made = spider(desk)
    (request,) = answer_list(made, rss(("a", "https://s.example/a", "")))
    empty = answer_page(request, "<html><body><a href='/'>Home</a></body></html>")
    assert list(made.parse_article(empty)) == []
    assert desk.told[-1][0] == "absent"


def test_a_list_that_failed_is_told():
    desk = FakeDesk()
    made = spider(desk)
    failure = Failure(RuntimeError("dead"))
    failure.request = Request("https://s.example/feed", meta={"source": "s", "list_depth": 0})
    made.list_failed(failure)
    assert desk.told == [("failed", "https://s.example/feed", True)]


def test_every_kind_has_its_reader():
    bodies = {
        "listing": b'<a class="n" href="/a.html">A long enough headline for a listing</a>',
        "json": b'{"list": [{"u": "https://s.example/a", "t": "A"}]}',
    }
    values = {
        "listing": {"selector": "a.n"},
        "json": {"items": "list", "fields": {"url": "u", "title": "t"}},
    }
    for kind, body in bodies.items():
        where = source(kind=kind, **values[kind])
        listed = AllSpider.readers[kind](Response("https://s.example/", body=body), where)
        assert isinstance(listed, Listed)
        assert listed.state == "ok"
        assert len(listed.entries) == 1
