"""Discovery: which feeds a page offers, and where else one looks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page import discovery

URL = "https://harbour.example/section/"


def offered(markup, url=URL):
    return [(offer.url, offer.why) for offer in discovery.feeds(markup.encode(), url)]


@pytest.mark.parametrize(
    "kind",
    [
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "text/xml",
        "application/rss+xml; charset=utf-8",
    ],
)
def test_link_tags_of_feed_types_are_offers(kind):
    markup = f'<head><link rel="alternate" type="{kind}" href="/feed"></head>'
    assert offered(markup) == [("https://harbour.example/feed", "link tag")]


def test_an_alternate_that_says_no_type_is_known_by_its_address():
    markup = '<link rel="alternate" href="/rss.xml"><link rel="alternate" href="/print">'
    assert offered(markup) == [("https://harbour.example/rss.xml", "link tag")]


def test_alternates_that_are_no_feeds_are_not():
    markup = """<link rel="alternate" hreflang="en" href="/feed/">
    <link rel="alternate" hreflang="de" href="/de/">
    <link rel="alternate" type="application/json+oembed" href="/oembed?url=x">
    <link rel="alternate stylesheet" type="text/css" href="/x.css">
    <link rel="alternate" type="application/rss+xml" href="">
    <link rel="alternate" type="application/rss+xml" href="javascript:feed()">
    <!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->"""
    assert offered(markup) == []


def test_addresses_count_from_the_base_and_lose_the_feed_scheme():
    markup = """<base href="https://cdn.example/a/">
    <link rel=alternate type=application/atom+xml href=atom.xml>
    <link rel=alternate type=application/rss+xml href="feed:https://x.example/rss">
    <link rel=alternate type=application/rss+xml href="feed://y.example/rss">"""
    assert [url for url, _ in offered(markup)] == [
        "https://cdn.example/a/atom.xml",
        "https://x.example/rss",
        "https://y.example/rss",
    ]


def test_feeds_of_comments_and_podcasts_are_left_out():
    markup = """<link rel=alternate type=application/rss+xml title="Comments Feed" href=/a>
    <link rel=alternate type=application/rss+xml href="/comments/feed/">
    <link rel=alternate type=application/rss+xml href="/podcast.xml">
    <link rel=alternate type=application/rss+xml title="文章评论" href="/c.xml">
    <link rel=alternate type=application/rss+xml title="All" href="/feed/">"""
    assert [url for url, _ in offered(markup)] == ["https://harbour.example/feed/"]


def test_links_that_people_click_come_after_the_head_and_each_once():
    markup = """<a href="/syndication">RSS订阅</a><a href="/feeds/top.xml">RSS</a>
    <a href="/backend.php">Atom feed</a><a href="/about">About</a><a href="/feed">x</a>
    <link rel=alternate type=application/rss+xml href="/feed">
    <a href="https://feedly.com/i/subscription/feed/x">Feed</a>"""
    assert offered(markup) == [
        ("https://harbour.example/feed", "link tag"),
        ("https://harbour.example/feeds/top.xml", "link on the page"),
        ("https://harbour.example/backend.php", "link on the page"),
        ("https://harbour.example/syndication", "link on the page"),
    ]


def test_usual_places_are_those_of_the_section_and_of_the_site():
    places = [offer.url for offer in discovery.usual_feeds("https://a.example/tech/")]
    assert places[0] == "https://a.example/tech/feed"
    assert {"https://a.example/feed", "https://a.example/rss.xml"} <= set(places)
    article = discovery.usual_feeds("https://a.example/tech/1.html")
    assert all(offer.url.count("/") == 3 or "posts" in offer.url for offer in article)


def test_sitemaps_stand_in_robots_txt_and_news_comes_first():
    robots = b"""\xef\xbb\xbfUser-agent: *
Disallow: /x
SITEMAP:https://a.example/all.xml
Sitemap: /news.xml
Sitemap: file:///etc/passwd
sitemap: https://a.example/all.xml"""
    found = [offer.url for offer in discovery.sitemaps(robots, "https://a.example/robots.txt")]
    assert found == ["https://a.example/news.xml", "https://a.example/all.xml"]


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
def test_any_bytes_are_survived(body):
    for wrapped in (body, b"<a href='" + body + b"'>rss</a><link rel=alternate href=" + body):
        discovery.feeds(wrapped, URL)
        discovery.sitemaps(wrapped, URL)


def test_fault_038_a_robots_txt_of_empty_lines_is_read_in_time_that_grows_with_its_size():
    robots = b"\n" * 500_000 + b"\n Sitemap : https://a.example/1.xml"
    offers = discovery.sitemaps(robots, "https://a.example/robots.txt")
    assert [offer.url for offer in offers] == ["https://a.example/1.xml"]
