"""One article, one address: pairs that must be one, and pairs that must stay two."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.text import url_rules, urls

SAME = [
    # what every site has
    ("http://news.example/a/1.html", "https://news.example/a/1.html"),
    ("https://www.news.example/a", "https://news.example/a/"),
    ("https://NEWS.example:443/a#top", "https://news.example/a"),
    ("https://user:pass@news.example/a", "https://news.example/a"),
    ("https://news.example/a/./b/../c", "https://news.example/a/c"),
    ("https://news.example", "https://news.example/index.html"),
    ("https://news.example./a", "https://news.example/a"),
    ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
    ("https://news.example/a?q=x+y", "https://news.example/a?q=x%20y"),
    # spelling
    ("https://news.example/国际·战略/1", "https://news.example/%E5%9B%BD%E9%99%85%C2%B7%E6%88%98%E7%95%A5/1"),
    ("https://news.example/GuoJi·ZhanLue/1", "https://news.example/GuoJi%A1%A4ZhanLue/1"),
    ("https://news.example/%7ejo/%61", "https://news.example/~jo/a"),
    ("https://news.example/a%c2%b7b", "https://news.example/a%C2%B7b"),
    ("https://例子.example/a", "https://xn--fsqu00a.example/a"),
    (" https://news.example/a\n", "https://news.example/a"),
    ("https://news.exa\tmple/a", "https://news.example/a"),
    # tracking
    ("https://news.example/a?utm_source=x&utm_campaign=y&id=3", "https://news.example/a?id=3"),
    ("https://news.example/a?fbclid=abc", "https://news.example/a"),
    ("https://news.example/a?spm=a2c.1&scm=1", "https://news.example/a"),
    ("https://news.example/a?from=timeline&isappinstalled=0", "https://news.example/a"),
    ("https://news.example/a?ref=homepage", "https://news.example/a"),
    ("https://www.bbc.com/news/articles/c1x?at_medium=RSS&at_campaign=rss", "https://www.bbc.co.uk/news/articles/c1x"),
    ("https://mp.weixin.qq.com/s?__biz=MzA&mid=1&idx=2&sn=f0&chksm=77&scene=27", "http://mp.weixin.qq.com/s?sn=f0&__biz=MzA&mid=1&idx=2#rd"),
    # mobile, AMP, print
    ("https://m.36kr.com/p/123456?f=rss", "https://36kr.com/p/123456"),
    ("https://amp.theguardian.com/technology/2026/mar/01/ai-race", "https://www.theguardian.com/technology/2026/mar/01/ai-race"),
    ("https://news.example/2026/03/a-long-story/amp/", "https://news.example/2026/03/a-long-story"),
    ("https://news.example/amp/2026/03/story", "https://news.example/2026/03/story"),
    ("https://news.example/story-123?outputType=amp", "https://news.example/story-123"),
    ("https://news.example/2026/03/01/story/print", "https://news.example/2026/03/01/story"),
    ("https://www-news-example.cdn.ampproject.org/c/s/www.news.example/2026/story", "https://news.example/2026/story"),
    # what single sites do
    ("https://www.guancha.cn/internation/2026_03_01_800001_s.shtml", "https://www.guancha.cn/internation/2026_03_01_800001.shtml"),
    ("https://www.guancha.cn/internation/2026_03_01_800001_2.shtml", "https://m.guancha.cn/internation/2026_03_01_800001.shtml"),
    ("https://m.thepaper.cn/detail/30000001", "https://www.thepaper.cn/newsDetail_forward_30000001?commTag=true"),
    ("https://world.huanqiu.com/article/4LabcdEFgh1", "https://m.huanqiu.com/article/4LabcdEFgh1"),
    ("https://new.qq.com/omn/20260301/20260301A0ABCD00.html", "https://news.qq.com/rain/a/20260301A0ABCD00"),
    ("https://m.ithome.com/html/912345.htm", "https://www.ithome.com/0/912/345.htm"),
    ("http://www.xinhuanet.com/tech/20260301/ab12/c.html", "https://www.news.cn/tech/20260301/ab12/c.html"),
    ("http://world.people.com.cn/n1/2026/0301/c1002-40000001-2.html", "http://world.people.com.cn/n1/2026/0301/c1002-40000001.html"),
    ("https://www.bbc.com/zhongwen/articles/c0abc1def/trad", "https://www.bbc.com/zhongwen/articles/c0abc1def/simp"),
    ("https://cn.nytimes.com/technology/20260301/ai-race/zh-hant/", "https://cn.nytimes.com/technology/20260301/ai-race/"),
    ("https://edition.cnn.com/2026/03/01/tech/ai-race/index.html", "https://www.cnn.com/2026/03/01/tech/ai-race"),
    # addresses that carry another
    ("https://www.google.com/url?rct=j&sa=t&url=https://news.example/a%3Fid%3D1&ct=ga", "https://news.example/a?id=1"),
    ("https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fnews.example%2fa&c=1", "https://news.example/a"),
    ("https://news.google.com/rss/articles/CBMiAAA?oc=5", "https://news.google.com/rss/articles/CBMiAAA?hl=en-SG&gl=SG&ceid=SG:en"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa%3Ffbclid%3Dz&h=AT", "https://news.example/a"),
]  # fmt: skip

DIFFERENT = [
    ("https://news.example/a", "https://news.example/A"),
    ("https://news.example/a", "https://other.example/a"),
    ("https://tech.news.example/a", "https://news.example/a"),
    ("https://news.example/story?sid=1", "https://news.example/story?sid=2"),
    ("https://news.example/story?unknown=x", "https://news.example/story"),
    ("https://news.example/a?from=123", "https://news.example/a?from=124"),
    ("https://news.example/a?x=1&x=2", "https://news.example/a?x=2&x=1"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example/a?q=1%262", "https://news.example/a?q=1&2"),
    ("https://news.example/a%3Fb", "https://news.example/a?b"),
    ("https://news.example/products/amp", "https://news.example/products"),
    ("https://news.example/#!/story/1", "https://news.example/#!/story/2"),
    ("https://news.example/#/story/1", "https://news.example/"),
    ("https://news.example:8443/a", "https://news.example/a"),
    ("https://m.blogspot.com/2026/03/a.html", "https://www.blogspot.com/2026/03/a.html"),
    ("https://www.guancha.cn/internation/2026_03_01_800001.shtml", "https://www.guancha.cn/internation/2026_03_01_800002.shtml"),
    ("https://news.example/2026_03_01_800001_2.shtml", "https://news.example/2026_03_01_800001.shtml"),
    ("https://mp.weixin.qq.com/s?__biz=MzA&mid=1&idx=1&sn=f0", "https://mp.weixin.qq.com/s?__biz=MzA&mid=1&idx=2&sn=f1"),
    ("https://mp.weixin.qq.com/s/AbCdEf", "https://mp.weixin.qq.com/s/abcdef"),
    ("https://www.ithome.com/0/912/345.htm", "https://www.ithome.com/0/912/346.htm"),
    ("https://news.google.com/rss/articles/CBMiAAA", "https://news.google.com/rss/articles/CBMiBBB"),
    ("https://mobile.163.com/a/1.html", "https://163.com/a/1.html"),
    ("https://news.example/a?page=1", "https://news.example/a?page=2"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_fault_033_one_article(one, other):
    assert urls.canonical(one) == urls.canonical(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_fault_033_two_articles(one, other):
    assert urls.canonical(one) != urls.canonical(other)


@pytest.mark.parametrize("url", [url for pair in SAME + DIFFERENT for url in pair])
def test_applying_it_twice_changes_nothing(url):
    once = urls.canonical(url)
    assert urls.canonical(once) == once


REFUSED = [
    "", "news.example/a", "/a", "ftp://news.example/a", "file:///etc/passwd", "javascript:alert(1)",
    "data:text/html,x", "https://", "https:///a", "http://169.254.169.254:8888\\@news.example/",
    "https://news.example\\a", "https://[::1", "https://news.example:99999/", "https://a..b/", "https://-/..",
    "https://news.example/" + "a" * 3_000, "https://" + "a." * 200 + "example/",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED[:-4])
def test_fault_032_what_is_no_web_address_has_no_form(url):
    assert urls.canonical(url) == ""
    assert not urls.is_web(url)
    assert urls.host(url) == urls.site(url) == ""


@pytest.mark.parametrize("url", REFUSED)
def test_what_cannot_be_used_is_never_named(url):
    assert urls.canonical(url) in {"", "https://-"}


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://News.Sina.com.cn/x", "news.sina.com.cn", "sina.com.cn"),
        ("https://a.b.bj.cn/", "a.b.bj.cn", "b.bj.cn"),
        ("https://www.gov.cn/x", "www.gov.cn", "www.gov.cn"),
        ("https://www.bbc.co.uk/", "www.bbc.co.uk", "bbc.co.uk"),
        ("https://jo.github.io/x", "jo.github.io", "jo.github.io"),
        ("https://news.example:8080/", "news.example", "news.example"),
        ("http://127.0.0.1:8000/", "127.0.0.1", "127.0.0.1"),
        ("http://[::1]:8000/", "[::1]", "[::1]"),
    ],
)
def test_host_and_site(url, host, site):
    assert (urls.host(url), urls.site(url)) == (host, site)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("b", "https://news.example/x/b"),
        ("//cdn.example/b?c=1#d", "https://cdn.example/b?c=1"),
        ("?page=2", "https://news.example/x/a?page=2"),
        ("https://u:p@news.example/b?utm_source=x", "https://news.example/b?utm_source=x"),
        ("http://news.example:8080/战", "http://news.example:8080/%E6%88%98"),
        ("#top", "https://news.example/x/a"),
        ("javascript:x", None),
        ("mailto:a@b.example", None),
        ("file:///x", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_links_become_addresses_to_request(link, address):
    assert urls.resolve("https://news.example/x/a", link) == address


def test_fault_032_what_rules_would_take_away_again_and_again_is_left():
    many = "https://news.example/a1" + "/index.html/amp" * 100
    assert urls.canonical(many) == many
    assert urls.canonical("https://news.example/a1" + "/index.html/amp" * 2) == (
        "https://news.example/a1"
    )
    assert urls.canonical("https://news.example/a1" + "/amp" * 500) == "https://news.example/a1"
    assert urls.canonical("https://news.example" + "/amp/print" * 200 + "/a1") == (
        "https://news.example/a1"
    )


def test_fault_032_redirectors_within_redirectors_are_followed_for_some_steps():
    nested = "https://www.google.com/url?url="
    target = "https://news.example/a"
    assert urls.unwrap(nested * 4 + target) == target
    assert urls.unwrap(nested * 40 + target) == nested * 40 + target


def test_a_spelling_that_hides_a_redirector_is_no_other_article():
    hidden = "https://www.google.com/./amp/news.example/a"
    assert urls.canonical(hidden) == "https://news.example/a"


def test_rules_that_are_written_for_a_site_stay_with_it():
    for rule in url_rules.load().rewrites[:-1]:
        assert rule.hosts
        assert not re.fullmatch(rule.path, "/")


url_texts = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            [
                "https://",
                "http:",
                "//",
                "/",
                "www.",
                "m.",
                "amp",
                "news.example",
                "cnn.com",
                "qq.com",
                "?",
                "&",
                "=",
                "#",
                "%",
                "%2F",
                "%C2%B7",
                "%A1%A4",
                "a",
                "1",
                "..",
                ".",
                ":",
                "@",
                "\\",
                "[",
                "]",
                " ",
                "+",
                "index.html",
                "utm_source",
                "url",
                "google.com/url?url=",
                "\x00",
                "\ud800",
                "·",
                "ß",
                "战",
                "_s.shtml",
                ";",
                "|",
            ]
        ),
        max_size=14,
    ),
)


@given(url_texts)
@example("https://www.google.com/url?url=https://www.google.com/url?url=https://news.example")
@example("https://news.example/a1" + "/index.html" * 100 + "/amp" * 100)
@example("https://www.google.com/url?url=" * 9 + "https://news.example/")
@example("https://m.m.m.news.example/amp/print/1/amp/print")
@example("https://cnn.com/cnn/2026/03/01/cnn/2026/03/01/x/index.html/index.html")
@settings(deadline=None)
def test_fault_032_any_text(text):
    once = urls.canonical(text)
    assert urls.canonical(once) == once
    assert once.isascii()
    assert bool(once) <= urls.is_web(text)
    assert not once or urls.is_web(once)
    resolved = urls.resolve("https://news.example/", text)
    assert resolved is None or urls.is_web(resolved)
