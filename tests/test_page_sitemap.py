"""Sitemaps in every form a site serves them."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.faults import trial
from crawler.page import sitemap, urlset
from crawler.page.effort import Effort

HOME = "https://news.example/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def pages(*locations, extra=""):
    inner = "".join(f"<url><loc>{location}</loc>{extra}</url>" for location in locations)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {XMLNS} {NEWS}>{inner}</urlset>'.encode()


def addresses(parsed):
    return [entry.url for entry in parsed.entries]


def test_pages_with_times():
    parsed = sitemap.parse(
        pages("https://news.example/a", extra="<lastmod>2026-03-01T08:00:00+08:00</lastmod>"), HOME
    )
    assert parsed.state == "ok"
    assert addresses(parsed) == ["https://news.example/a"]
    assert parsed.entries[0].lastmod == datetime(2026, 3, 1, tzinfo=UTC)


def test_news():
    news = (
        "<news:news><news:publication><news:name>The Wire</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2026-03-01T08:00Z</news:publication_date>"
        "<news:title>Fog &amp; tide</news:title></news:news>"
    )
    (entry,) = sitemap.parse(pages("https://news.example/a", extra=news), HOME).entries
    assert (entry.title, entry.publisher, entry.language) == ("Fog & tide", "The Wire", "en")
    assert entry.published == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_pictures_and_other_languages_are_not_pages():
    extra = (
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="de" href="https://news.example/de"/>'
        '<image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<image:loc>https://news.example/a.jpg</image:loc><image:title>A boat</image:title></image:image>"
    )
    parsed = sitemap.parse(pages("https://news.example/a", extra=extra), HOME)
    assert addresses(parsed) == ["https://news.example/a"]
    assert parsed.entries[0].title is None


def test_an_index_leads_to_children():
    body = (
        f"<sitemapindex {XMLNS}><sitemap><loc>https://news.example/1.xml.gz</loc>"
        f"<lastmod>2026-03-01</lastmod></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    )
    parsed = sitemap.parse(body.encode(), HOME)
    assert parsed.entries == ()
    assert parsed.children == ("https://news.example/1.xml.gz", "https://news.example/2.xml")
    assert [child.url for child in parsed.children] == list(parsed.children)
    assert parsed.children[0].lastmod.date() == date(2026, 3, 1)
    assert parsed.children[1].lastmod is None


def test_packed_once_or_in_members():
    first, second = pages("https://news.example/a")[:80], pages("https://news.example/a")[80:]
    for body in (gzip.compress(first + second), gzip.compress(first) + gzip.compress(second)):
        assert addresses(sitemap.parse(body, HOME)) == ["https://news.example/a"]


def test_fault_058_a_bomb_is_refused():
    assert sitemap.parse(gzip.compress(b" " * (sitemap.MAX_BODY + 1), 9), HOME).state == "too large"


@pytest.mark.parametrize(
    "unit", [b"<x/>", b"<x>", b"</x>", b"<url><loc/>", b"<", b"&lol;", b"&", b"<![CDATA[]]>"]
)
def test_fault_058_a_sitemap_of_elements_without_end_is_not_built(monkeypatch, unit):
    monkeypatch.setattr(urlset, "_MAX_TAGS", 200_000)
    body = b"<urlset><url><loc>https://news.example/a</loc></url>" + unit * 300_000 + b"</urlset>"
    parsed, most = measured(lambda: sitemap.parse(body, HOME))
    assert (parsed.state, addresses(parsed)) == ("partial", ["https://news.example/a"])
    assert most < 6


@pytest.mark.parametrize(
    ("start", "unit"),
    [(b"<a ", b"b%d='>' "), (b"<a b='", b"x%07d"), (b"", b"x%07d"), (b"<!-- ", b"x%07d ")],
)
def test_fault_058_one_tag_or_text_without_end_is_not_built(start, unit):
    body = b"<urlset><url><loc>https://news.example/a</loc></url>" + start
    body += b"".join(unit % n for n in range(1_000_000)) + b"</urlset>"
    before = trial.peak(reset=True)
    parsed = sitemap.parse(body, HOME)
    assert (parsed.state, addresses(parsed)) == ("partial", ["https://news.example/a"])
    assert trial.peak() - before < 100


def measured(read):
    """Return what ``read`` returns and the MiB that Python held for it at most."""
    tracemalloc.start()
    try:
        return read(), tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("filler", ["x", "\U0001f600", "<b>x</b>", "<!-- x -->", "\n"])
def test_fault_058_what_is_unpacked_is_held_in_pieces(filler):
    start = pages("https://news.example/a").removesuffix(b"</urlset>")
    unit = filler.encode() * 1_000
    body = gzip.compress(start + unit * (40_000_000 // len(unit)), 1)
    parsed, most = measured(lambda: sitemap.parse(body, HOME))
    assert addresses(parsed) == ["https://news.example/a"]
    assert most < 30


def test_fault_058_a_file_of_very_many_packed_members_is_read_in_part():
    packed = gzip.compress(pages("https://news.example/a")) + gzip.compress(b"") * 100_000
    parsed = sitemap.parse(packed, HOME)
    assert (parsed.state, addresses(parsed)) == ("partial", ["https://news.example/a"])


def test_fault_058_items_without_address_are_looked_at_so_many_times(monkeypatch):
    monkeypatch.setattr(urlset, "_MAX_ITEMS", 100)
    start = pages("https://news.example/a").removesuffix(b"</urlset>") + b"<url/>" * 98
    late = b"<url><loc>https://news.example/b</loc></url>"
    assert len(addresses(sitemap.parse(start + late + b"</urlset>", HOME))) == 2
    parsed = sitemap.parse(start + b"<url/>" + late + b"</urlset>", HOME)
    assert (parsed.state, addresses(parsed)) == ("partial", ["https://news.example/a"])


@pytest.mark.parametrize("dear", ['a"' * 500, "a%e4" * 400], ids=["odd", "escaped apart"])
@pytest.mark.parametrize("form", ["elements", "lines"])
def test_fault_058_of_addresses_that_are_dear_fewer_are_read(dear, form):
    links = [f"https://n.example/{n}-{dear}" for n in range(6_000)]
    body = pages(*links) if form == "elements" else "\n".join(links).encode()
    read = sitemap.parse(body, HOME)
    assert read.state == "partial"
    assert 500 < len(read.entries) < 4_500
    assert read.entries[0].url.startswith("https://n.example/0-a")
    assert "too long to read" in read.cut


def test_fault_058_of_hosts_that_are_dear_fewer_are_read():
    read = sitemap.parse(pages(*(f"https://中文{n}.example/" for n in range(11_000))), HOME)
    assert (read.state, len(read.entries) > 5_000) == ("partial", True)
    one = sitemap.parse(pages(*(f"https://中文.example/{n}" for n in range(11_000))), HOME)
    assert (one.state, len(one.entries)) == ("ok", 11_000)


def test_fault_058_news_beyond_what_is_admitted_are_read_in_part():
    news = "<news:news><news:title>Fog</news:title></news:news>"
    many = [f"https://n.example/{n}" for n in range(14_000)]
    assert sitemap.parse(pages(*many, extra=news), HOME).state == "partial"
    assert sitemap.parse(pages(*many[:10_000], extra=news), HOME).state == "ok"


def test_fault_058_of_times_that_are_dear_fewer_are_read():
    dear = [f"<lastmod>{'2026-01-99T' * 4}{n}</lastmod>" for n in range(30_000)]
    body = "".join(f"<url><loc>/{n}</loc>{when}</url>" for n, when in enumerate(dear))
    read = sitemap.parse(f"<urlset>{body}</urlset>".encode(), HOME)
    assert (read.state, 10_000 < len(read.entries) < 30_000) == ("partial", True)
    assert "too long to read" in read.cut


def test_fifty_thousand_addresses_of_ten_escaped_words_are_not_dear():
    effort = Effort()
    for number in range(50_000):
        effort.link(f"https://n.example/{number}" + "-%E0%A4%B9%E0%A4%BF%E0%A4%82" * 10)
    assert not effort.spent


def test_a_cut_stream_is_partial():
    body = gzip.compress(pages(*(f"https://news.example/{n}" for n in range(2_000))))
    parsed = sitemap.parse(body[: len(body) // 2], HOME)
    assert parsed.state == "partial"
    assert 0 < len(parsed.entries) < 2_000
    # Half an address would lead to another page.
    assert addresses(parsed) == [f"https://news.example/{n}" for n in range(len(parsed.entries))]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be", "big5"])
@pytest.mark.parametrize("before", [0, 65_500, 65_520, 300_000])
def test_the_encoding_is_found_where_the_first_such_letters_stand(encoding, before):
    label = "" if encoding.startswith("utf") else f" encoding='{encoding}'"
    title = "市政府說，這個港口的船在大霧中不能開，人們要到明天才可以回家。"
    text = (
        f"<?xml version='1.0'{label}?><urlset {NEWS}>{' ' * before}<url><loc>https://news.example/a"
        f"</loc><news:news><news:title>{title * 3}</news:title></news:news></url></urlset>"
    )
    (entry,) = sitemap.parse(text.encode(encoding), HOME).entries
    assert entry.title == title * 3


@pytest.mark.parametrize("at", range(65_400, 65_560, 7))
def test_markup_may_be_cut_anywhere_between_two_pieces(at):
    odd = (
        "<loc>https://news.example/?a=1&b=2&amp;c&eacute;&#65;</loc><x><![CDATA[ <url>&amp; ]]></x>"
    )
    text = f"<urlset {XMLNS}>{' ' * (at - 90)}<url>{odd}</url></urlset>"
    parsed = sitemap.parse(text.encode(), HOME)
    assert addresses(parsed) == ["https://news.example/?a=1&b=2&c%C3%A9A"]
    assert parsed.state == "ok"


def test_plain_text():
    parsed = sitemap.parse(
        b"https://news.example/a\r\n\r\nhttps://news.example/b\nnot an address of the web:\n", HOME
    )
    assert addresses(parsed)[:2] == ["https://news.example/a", "https://news.example/b"]


def test_a_feed_serves_as_sitemap():
    body = b"<rss><channel><item><title>Fog</title><link>/a</link><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>"
    (entry,) = sitemap.parse(body, HOME).entries
    assert (entry.url, entry.title) == ("https://news.example/a", "Fog")


def test_addresses_that_are_not_of_the_web_are_dropped():
    parsed = sitemap.parse(
        pages("file:///etc/passwd", "javascript:x", "https://u:p@news.example/b"), HOME
    )
    assert addresses(parsed) == ["https://news.example/b"]


def test_unescaped_ampersands_are_repaired():
    assert addresses(sitemap.parse(pages("https://news.example/a?x=1&y=2"), HOME)) == [
        "https://news.example/a?x=1&y=2"
    ]


def test_fault_045_entities_are_not_expanded():
    body = (
        b'<!DOCTYPE x [<!ENTITY a "https://evil.example/"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + pages("&a;x", "&f;", "https://news.example/b").partition(b"?>")[2]
    )
    assert not [
        url for url in addresses(sitemap.parse(body, HOME)) if "evil" in url or "root" in url
    ]


@pytest.mark.parametrize(
    "body", [random.Random(1).randbytes(3_000_000), b"\x81\x30\x84\x36" * 700_000]
)
def test_fault_048_058_noise_is_not_decoded_as_a_whole(body):
    for packed in (body, gzip.compress(gzip.compress(body, 1), 1)):
        parsed, most = measured(lambda packed=packed: sitemap.parse(packed, HOME))
        assert parsed.state == "not a sitemap"
        assert most < 14


def test_fault_058_more_than_the_limit_is_cut(monkeypatch):
    monkeypatch.setattr(urlset, "MAX_ENTRIES", 10)
    parsed = sitemap.parse(pages(*(f"https://n.example/{n}" for n in range(11))), HOME)
    assert (len(parsed.entries), parsed.state) == (10, "partial")
    assert "more than 10 addresses" in parsed.cut


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"", "empty"),
        (pages(), "empty"),
        (b"<html><body>not here</body></html>", "not a sitemap"),
        (b"<html><title>Just a moment...</title></html>", "blocked"),
        (b"%PDF-1.7 no map at all", "not a sitemap"),
        (b"\x1f\x8bgarbage", "empty"),
    ],
)
def test_what_is_no_sitemap_says_what_it_is(body, state):
    assert sitemap.parse(body, HOME).state == state


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes(tail):
    for head in (
        b"",
        pages("https://news.example/a")[:-9],
        b"https://news.example/",
        b"\x1f\x8b\x08\x00",
    ):
        sitemap.parse(head + tail, HOME)


def test_fault_038_addresses_within_addresses_count_for_what_they_cost():
    plain, wrapped = Effort(), Effort()
    for number in range(50_000):
        plain.link(f"https://n.example/{number}?from=home")
        wrapped.link("https://www.google.com/url?url=" * 9 + f"https://n.example/{number}")
    assert wrapped.spent
    assert not plain.spent
