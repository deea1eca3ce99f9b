"""The link learner: which links of a page are articles, and how to find such links again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page import discovery, link_learner, link_shapes, listing

URL = "https://www.harbour.example/"
HEADLINES = [
    "Council votes to widen the eastern quay",
    "Ferry timetable changes before the winter season",
    "Researchers count seals along the northern coast",
    "New language model reads old harbour logs",
    "Storm delays the opening of the lighthouse museum",
    "Shipyard hires forty welders after a record order",
]
MENU = """<ul class="nav"><li><a href="/section/1">News</a><li><a href="/section/2">Sport</a>
<li><a href="/section/3">Weather</a><li><a href="/login">Sign in</a></ul>"""


def page(addresses, headlines=HEADLINES, wrap="<li><a href='{}'>{}</a></li>"):
    items = "".join(wrap.format(a, t) for a, t in zip(addresses, headlines, strict=True))
    return f"<body>{MENU}<div class=main><ul class=list>{items}</ul></div></body>".encode()


def found(body, url=URL):
    """What a crawl of the learnt listing would follow."""
    ways = link_learner.learn(body, url)
    if not ways:
        return []
    read = listing.parse(
        body, url, selector=ways[0].selector, article_pattern=ways[0].article_pattern
    )
    return [entry.url.removeprefix(URL.rstrip("/")) for entry in read.entries]


@pytest.mark.parametrize(
    "form",
    [
        "/2026/11/2{n}/some-words-here.html",
        "/news/88421{n}.html",
        "/xwdt/202611/t20261122_512003{n}.shtml",
        "/a/7800123{n}_120000",
        "/GuoJi/2026_11_22_90240{n}.shtml",
        "/story.php?sid=412{n}",
        "/articles/c8f0a{n}91bd2e",
        "/tech/article/ABCDEF123456{n}0.html",
        "/posts/word-{n}",
    ],
)
def test_addresses_built_alike_under_headlines_are_articles(form):
    addresses = [form.replace("{n}", str(n)) for n in range(6)]
    assert found(page(addresses)) == addresses


def test_the_pattern_fits_articles_that_come_later():
    body = page([f"/2026/11/2{n}/council-votes-{n}.html" for n in range(6)])
    pattern = link_learner.learn(body, URL)[0].article_pattern
    assert re.search(pattern, "https://www.harbour.example/2027/01/03/seals-return.html")
    assert re.search(pattern, "http://harbour.example/2027/01/03/seals-return.html")
    assert not re.search(pattern, "https://www.harbour.example/2027/01/")
    assert not re.search(pattern, "https://other.example/2027/01/03/seals-return.html")


def test_sections_that_come_later_are_admitted_where_nothing_else_gets_in():
    addresses = [f"/{'sea' if n % 2 else 'land'}/council-votes-to-widen-{n}" for n in range(6)]
    pattern = link_learner.learn(page(addresses), URL)[0].article_pattern
    assert re.search(pattern, "https://www.harbour.example/air/gulls-nest-on-the-crane-again")
    body = page(addresses).replace(b"</ul>", b"<li><a href='/us/who-we-are-here'>About</a></ul>", 1)
    pattern = link_learner.learn(body, URL)[0].article_pattern
    assert not re.search(pattern, "https://www.harbour.example/us/who-we-are-here")


def test_where_addresses_say_nothing_the_place_on_the_page_decides():
    addresses = ["/quay", "/ferries", "/seals", "/model", "/storm", "/yard"]
    (way,) = link_learner.learn(page(addresses), URL)
    assert way.article_pattern is None
    assert "list" in way.selector
    assert found(page(addresses)) == addresses


def test_menus_comments_and_tags_are_left_out():
    items = [f"/news/88421{n}.html" for n in range(6)]
    wrap = (
        "<li><a href='{0}'>{1}</a> <a href='/comments{0}'>21</a> <a href='/tag/{1}'>Harbour</a>"
        "<a href='/author/3'>By Ann Example</a></li>"
    )
    assert found(page(items, wrap=wrap)) == items


def test_a_page_without_a_list_of_articles_teaches_nothing():
    assert link_learner.learn(f"<body>{MENU}<p>Nothing here</p></body>".encode(), URL) == ()
    shop = page([f"/products/{n}.html" for n in range(6)], ["Oak chair"] * 6)
    assert link_learner.learn(shop, URL) == ()
    assert link_learner.learn(b"", URL) == ()


def test_links_to_other_sites_are_not_learnt():
    body = page([f"https://elsewhere.example/2026/11/2{n}/a-b-c-d.html" for n in range(6)])
    assert link_learner.learn(body, URL) == ()


def test_class_names_made_by_a_program_are_not_relied_upon():
    addresses = ["/quay", "/ferries", "/seals", "/model", "/storm", "/yard"]
    wrap = "<li class='css-1x9Kq2Z item'><a class='_3fGh7' href='{}'>{}</a></li>"
    (way,) = link_learner.learn(page(addresses, wrap=wrap), URL)
    assert "css-" not in way.selector
    assert "item" in way.selector


def test_articles_of_a_sitemap_are_told_by_their_addresses():
    articles = [f"https://a.example/2026/11/2{n}/council-votes-again" for n in range(6)]
    pages = [f"https://a.example/page/{n}" for n in range(6)] + ["https://a.example/about"]
    pattern = link_learner.article_pattern(pages + articles, "https://a.example/sitemap.xml")
    assert all(re.search(pattern, url) for url in articles)
    assert not any(re.search(pattern, url) for url in pages)
    assert link_learner.article_pattern(pages, "https://a.example/sitemap.xml") is None


@pytest.mark.parametrize(
    ("url", "likely"),
    [
        ("https://a.example/2026/11/22/council-votes", True),
        ("https://world.people.com.cn/n1/2026/1122/c1002-40000001.html", True),
        ("https://a.example/1/001/052.htm", True),
        ("https://a.example/2026/11/", False),
        ("https://a.example/about", False),
        ("https://a.example/tag/harbour", False),
        ("https://comment.a.example/news/884213.html", False),
        ("https://a.example/video/884213.html", False),
    ],
)
def test_an_address_promises_an_article_or_not(url, likely):
    assert (link_shapes.shape(url).promise >= 2) is likely


def test_behind_addresses_that_are_dear_nothing_is_looked_at():
    early = [f"/2026/11/2{n}/council-votes-{n}" for n in range(6)]
    late = [f"/2026/10/2{n}/ferry-sails-{n}" for n in range(6)]
    dear = "".join(f"<a href='/x{n}-{'a%e4' * 2_000}'></a>" for n in range(700)).encode()
    assert set(found(page(early) + page(late))) == {*early, *late}
    ways = link_learner.learn(page(early) + dear + page(late), URL)
    assert {url.removeprefix(URL[:-1]) for url, _ in ways[0].links} == {*early}


@settings(max_examples=100)
@given(st.text(alphabet="ab019-_/.%中?=&#:", max_size=60))
def test_a_learnt_pattern_matches_what_it_was_learnt_from(path):
    url = f"https://a.example/{path.lstrip('/')}"
    shape = link_shapes.shape(url)
    if shape is not None and url.isascii() and "//" not in path:
        assert re.search(link_shapes.pattern([shape], "a.example"), url.partition("#")[0])


@settings(max_examples=40)
@given(st.binary(max_size=400))
def test_any_page_is_survived(body):
    link_learner.learn(body, URL)
    link_learner.learn(
        b"<ul>" + b"".join(b"<li><a href='" + body + b"'>x</a>" for _ in range(4)), URL
    )


@pytest.mark.parametrize(
    "hostile", ["a-" * 50_000 + "/x/", "a-b-c" + "-" * 50_000 + "/x/", "%e4a" * 30_000 + "/x/"]
)
@pytest.mark.parametrize("name", ["council-votes-to-widen-quay", "%E9%9B%BE%E9%94%81%E6%B8%AF" * 2])
def test_fault_032_a_learnt_pattern_reads_a_hostile_address_once(name, hostile):
    shapes = [
        link_shapes.shape(f"{URL}{place}/{name}{n}") for place in ("news", "world") for n in "ab"
    ]
    for loose in (False, True):
        pattern = link_shapes.pattern(shapes, "harbour.example", any_section=True, loose=loose)
        assert re.search(pattern, f"{URL}world/{name}z")
        assert not re.search(pattern, f"{URL}world/{hostile}")


def test_fault_037_links_within_links_are_not_each_read_to_their_end():
    opens = "".join(f"<a href='/news/2026/{n}'><div>" for n in range(110))
    body = f"<html><body>{opens}{'fog<br>' * 200_000}".encode()
    link_learner.learn(body, URL)
    assert discovery.feeds(body, URL) == ()
