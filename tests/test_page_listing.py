"""Listings: the right links from pages as they are, not as they should be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page import listing

HOME = "https://news.example/world/"


def parse(text, selector="a", **options):
    return listing.parse(text.encode(), HOME, selector=selector, **options)


def addresses(parsed):
    return [entry.url for entry in parsed.entries]


def test_links_with_titles_and_times_beside_them():
    parsed = parse(
        '<ul class="list">'
        '<li><a href="/a">港口今晨起雾</a><span>2026-03-01 08:30</span></li>'
        '<li><a href="b">潮水表公布了</a><time datetime="2026-02-28T09:00:00+08:00">昨天</time></li></ul>',
        "ul.list li a",
    )
    assert parsed.state == "ok"
    assert addresses(parsed) == ["https://news.example/a", "https://news.example/world/b"]
    assert parsed.entries[0].title == "港口今晨起雾"
    assert parsed.entries[0].published == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    assert parsed.entries[1].published == datetime(2026, 2, 28, 1, 0, tzinfo=UTC)


def test_a_time_outside_the_item_is_nobody_s():
    parsed = parse('<p>2026-03-01</p><div><a href="/a">One</a><a href="/b">Two</a></div>')
    assert [entry.published for entry in parsed.entries] == [None, None]


def test_repeated_links_are_one_entry_with_the_fullest_title():
    parsed = parse(
        '<a href="/a?utm_source=top"><img src="x.jpg" alt="a boat"></a><a href="/b">Two</a>'
        '<a href="https://www.news.example/a">The boat that came back</a><a href="/a#comments">12</a>'
    )
    assert [entry.title for entry in parsed.entries] == ["The boat that came back", "Two"]


def test_cut_titles_are_completed_from_the_attribute():
    (entry,) = parse('<a href="/a" title="The whole title of it">The whole ti…</a>').entries
    assert entry.title == "The whole title of it"


def test_the_selector_may_choose_what_is_around_the_links():
    assert addresses(parse('<h3>x</h3><h3><a href="/a">A</a><a href="/b">B</a></h3>', "h3")) == [
        "https://news.example/a"
    ]


def test_the_pattern_sees_addresses_with_and_without_escapes():
    page = '<a href="/国际·战略/2026_03_01_7.shtml">战略</a><a href="/about">About</a>'
    for pattern in (r"/国际·战略/\d{4}", r"/[^/?#]+/\d{4}_\d\d_\d\d_\d+\.shtml$"):
        (entry,) = parse(page, article_pattern=pattern).entries
        assert (
            entry.url
            == "https://news.example/%E5%9B%BD%E9%99%85%C2%B7%E6%88%98%E7%95%A5/2026_03_01_7.shtml"
        )


def test_a_page_whose_elements_are_misplaced():
    # A list inside a list item without its own end tags, and headings around blocks.
    page = (
        '<ul><li class="middle"><ul><li><h4><a href="/1">One</a><div></h4><p>text'
        '<li><h4><a href="/2">Two</a></h4></ul></div><li class="middle"><h4><a href="/3">Three</a></ul></table></body>'
        '<div><li class="middle"><h4><a href="/4">Four</a></h4></li></div></html>'
    )
    assert {url[-1] for url in addresses(parse(page, "li.middle h4 a"))} == {"1", "2", "3", "4"}


def test_end_tags_left_out():
    page = "<ul class=l>" + "".join(f"<li><a href=/{n}>Story {n}</a>" for n in range(30)) + "</ul>"
    assert len(parse(page, "ul.l > li > a").entries) == 30


def test_fault_044_a_base_element_counts_only_if_it_is_of_the_web():
    assert addresses(parse('<base href="https://cdn.example/x/"><a href="a">A</a>')) == [
        "https://cdn.example/x/a"
    ]
    assert addresses(parse('<base href="javascript:x"><a href="a">A</a>')) == [
        "https://news.example/world/a"
    ]


def test_fault_044_links_that_lead_elsewhere_than_the_web_are_dropped():
    assert (
        parse('<a href="javascript:x">A</a><a href="mailto:a@b.example">B</a><a>C</a>').state
        == "empty"
    )


def test_gbk_pages_that_claim_another_encoding():
    body = '<meta charset="utf-8"><a href="/a">中国的人工智能企业发布了新的模型</a>'.encode(
        "gb18030"
    )
    (entry,) = listing.parse(
        body, HOME, selector="a", content_type="text/html; charset=utf-8"
    ).entries
    assert entry.title == "中国的人工智能企业发布了新的模型"


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("", "empty"),
        ("<p>no links</p>", "empty"),
        ("<title>安全验证</title>", "blocked"),
        ("<div>" * 2_000 + "<a href=/a>A</a>", "too large"),
        ("<i>" * 60_000, "too large"),
        ("<a" * 10_000, "too large"),
        (" " * (listing.MAX_BODY + 1), "too large"),
    ],
)
def test_pages_without_a_list_say_why(page, state):
    parsed = parse(page)
    assert (parsed.state, parsed.entries) == (state, ())


@pytest.mark.parametrize(
    "options", [{"selector": "li >> a["}, {"selector": "a", "article_pattern": "("}]
)
def test_what_the_user_wrote_wrongly_is_told(options):
    with pytest.raises(ValueError, match="not a"):
        listing.parse(b"<a href=/a>A</a>", HOME, **options)


@given(st.text(alphabet=st.sampled_from(list('<>/"= abhref&;\x00\ud800中')), max_size=120))
@settings(deadline=None)
def test_any_page(text):
    listing.parse(
        ("<a href=/a>A</a>" + text).encode("utf-8", "surrogatepass"), HOME, selector="a, li a"
    )


def test_a_front_page_leads_to_further_listings():
    page = b"""<div id=list><li><a href=node_01.html>Page 1</a><li><a href=node_02.html>Page 2</a>
    <li><a href=node_01.html>again</a></div>"""
    read = listing.parse(
        page,
        "https://paper.example/2026/front.html",
        selector=".news-list a",
        lists="#list a",
    )
    assert read.state == "ok"
    assert read.children == (
        "https://paper.example/2026/node_01.html",
        "https://paper.example/2026/node_02.html",
    )


@pytest.mark.parametrize(
    "text",
    [
        "<ul " + " ".join(f"a{n}=1" for n in range(30_000)) + "><li><a href=/a>A story</a></ul>",
        "<ul><li><a href=/a>A story</a></ul>" + "&" * 1_000_000,
        "<ul><li><a href=/a>A story</a></ul>" + "<i>" * 100_000,
        "<ul><li><a href=/a>A story</a></ul>" + "x" * 11_000_000,
    ],
    ids=["attributes", "ampersands", "tags", "size"],
)
def test_fault_036_037_pages_that_would_take_long_are_refused(text):
    parsed = listing.parse(text.encode(), "https://news.example/", selector="li a")
    assert (parsed.state, parsed.entries) == ("too large", ())


def test_fault_036_of_links_that_are_dear_fewer_are_read():
    links = "".join(f"<a href='/{n}{'a%e4' * 400}'>Fog lies on</a>" for n in range(3_000))
    found = listing.parse(f"<html>{links}</html>".encode(), "https://n.example/", selector="a")
    assert 500 < len(found.entries) < 2_500
    assert (found.state, "too long to read" in found.cut) == ("partial", True)


@pytest.mark.parametrize(
    "href",
    ["/1?utm_x={}" + "x" * 150, "/1?utm_x={}" + "雾" * 60],
    ids=["long", "Chinese"],
)
def test_fault_036_links_that_name_one_article_again_and_again_are_not_all_read(href):
    links = "".join(f"<a href='{href.format(n)}'>Fog</a>" for n in range(8_000))
    more = "<a href='/last'>Fog lies on</a>"
    found = listing.parse((links * 2 + more).encode(), HOME, selector="a")
    assert (found.state, len(found.entries)) == ("partial", 1)


def test_five_thousand_chinese_links_with_times_are_read_whole():
    name = "雾锁港口今晨停航" * 4
    items = "".join(
        f"<li><a href='/新闻/{n}-{name}.html' title='{name}'>{name}</a><i>2026-03-01 08:30</i></li>"
        for n in range(5_000)
    )
    page = f"<html><ul>{items}</ul></html>".encode()
    found = listing.parse(page, HOME, selector="li a")
    assert (found.state, found.cut, len(found.entries)) == ("ok", "", 5_000)
    assert len({entry.published for entry in found.entries}) == 1
    more = listing.parse(page.replace(b"</ul>", b"<li><a href='/b'>B</a></ul>"), HOME, selector="a")
    assert (more.state, len(more.entries)) == ("partial", 5_000)
    assert "more than 5,000" in more.cut


@pytest.mark.parametrize("opens", ["<div>" * 490, "<div a='<'>" * 2_400], ids=["plain", "hidden"])
def test_fault_035_a_page_from_which_no_link_could_be_chosen_in_time_is_refused(opens):
    found = parse("<html>" + opens + "<a href='/a'/>" * 40_000, ".list a")
    assert (found.state, found.entries) == ("too large", ())


def test_fault_035_a_page_of_as_many_names_as_elements_is_refused_and_one_of_a_hundred_is_read():
    def page(kinds, links):
        return "".join(f"<x{n % kinds}><a href='/{n}'>A</a></x{n % kinds}>" for n in range(links))

    found = parse(page(4_000, 4_000), ":nth-of-type(2) a")
    assert (found.state, found.entries) == ("too large", ())
    found = parse(page(100, 4_000))
    assert (found.state, len(found.entries)) == ("ok", 4_000)


def test_fault_037_links_within_links_are_not_each_read_to_their_end():
    opens = "".join(f"<a href='/{n}'>" for n in range(400))
    found = parse(f"<html>{opens}{'fog ' * 2_400_000}")
    assert (found.state, len(found.entries)) == ("ok", 400)
    soup = BeautifulSoup("<a>" + "<b>fog</b>" * 5_000, "html.parser")
    assert len(listing._text(soup.a)) < 1_100


def test_fault_038_a_title_of_megabytes_is_not_searched_for_what_stands_beside_it():
    found = parse(f"<p><a href='/a'>{'a' * 5_000_000}</a>{'ba<br>' * 40_000}</p>")
    assert (found.state, found.entries[0].published) == ("ok", None)


def test_fault_034_a_page_that_takes_four_bytes_a_character_counts_as_larger():
    page = "<html>{}<a href='/a'>A</a>" + "x" * 7_000_000
    assert parse(page.format("")).state == "ok"
    assert parse(page.format("\U0001f600")).state == "too large"


def test_a_declaration_that_one_parser_refuses_is_left_to_the_other():
    body = b"<html><![@.])(?:(?:{0}):/{'><a href='/1'>Fog lies over the harbour</a></html>"
    found = listing.parse(body, "https://n.example/", selector="a")
    assert [entry.url for entry in found.entries] == ["https://n.example/1"]
