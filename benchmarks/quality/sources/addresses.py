"""Canonical addresses: pairs that name one article, and pairs that name two.

The pairs are made by rule from invented articles and the habits of sites, apart from the pairs in
the tests. Missed merges cost a duplicate, wrong ones an article: those must be none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from crawler.text import urls

#: Forms of one address each; ``{}`` is where the article's own part stands.
_VARIANTS = (
    (
        "https://www.gazette.example/2026/11/22/harbour-vote-{}.html",
        "http://www.gazette.example/2026/11/22/harbour-vote-{}.html",
        "https://gazette.example/2026/11/22/harbour-vote-{}.html?utm_source=rss&utm_medium=feed",
        "https://m.gazette.example/2026/11/22/harbour-vote-{}.html#comments",
        "https://www.gazette.example:443/2026/11/22/harbour-vote-{}.html?fbclid=IwAR{}x",
        "https://www.gazette.example/2026/11/22/harbour-vote-{}.html/amp",
    ),
    (
        "https://www.guancha.cn/internation/2026_11_22_80{}.shtml",
        "https://www.guancha.cn/internation/2026_11_22_80{}_s.shtml",
        "https://m.guancha.cn/internation/2026_11_22_80{}.shtml",
        "http://www.guancha.cn/internation/2026_11_22_80{}_2.shtml",
    ),
    (
        "https://www.thepaper.cn/newsDetail_forward_32{}",
        "https://m.thepaper.cn/detail/32{}",
        "https://www.thepaper.cn/newsDetail_forward_32{}?commTag=true",
    ),
    (
        "https://36kr.com/p/33{}",
        "https://www.36kr.com/p/33{}?f=rss",
        "https://m.36kr.com/p/33{}",
    ),
    (
        "https://news.qq.com/rain/a/20261122A0{}00",
        "https://new.qq.com/rain/a/20261122A0{}00",
        "https://new.qq.com/omn/20261122/20261122A0{}00.html",
    ),
    (
        "https://www.bbc.com/news/articles/c{}lo",
        "https://www.bbc.co.uk/news/articles/c{}lo?at_medium=RSS&at_campaign=KARANGA",
    ),
    (
        "https://world.huanqiu.com/article/4L{}dEFgh1",
        "https://m.huanqiu.com/article/4L{}dEFgh1",
        "https://3w.huanqiu.com/a/c36dc8/4L{}dEFgh1",
    ),
    (
        "https://www.ithome.com/0/{}/345.htm",
        "https://m.ithome.com/html/{}345.htm",
    ),
    (
        "https://www.163.com/dy/article/K{}TEST0511AAAA.html",
        "https://m.163.com/dy/article/K{}TEST0511AAAA.html",
        "https://www.163.com/dy/article/K{}TEST0511AAAA.html?spss=dy_author",
    ),
    (
        "https://finance.sina.com.cn/tech/2026-11-22/doc-inf{}z7654321.shtml",
        "https://finance.sina.cn/tech/2026-11-22/detail-inf{}z7654321.d.html",
    ),
    (
        "https://www.theguardian.com/technology/2026/nov/22/ai-race-{}",
        "https://amp.theguardian.com/technology/2026/nov/22/ai-race-{}",
        "https://www.theguardian.com/technology/2026/nov/22/ai-race-{}?CMP=Share_iOSApp_Other",
    ),
    (
        "https://www.cnbc.com/2026/11/22/chips-{}.html",
        "https://www.cnbc.com/amp/2026/11/22/chips-{}.html",
        "https://www.cnbc.com/2026/11/22/chips-{}.html?__source=iosappshare%7Ccom.apple",
    ),
    (
        "https://www.scmp.com/tech/article/33{}/ai-race",
        "https://amp.scmp.com/tech/article/33{}/ai-race",
        "https://www.scmp.com/tech/article/33{}/ai-race?utm_source=rss_feed",
    ),
    (
        "https://news.cnr.cn/native/gd/20261122/t20261122_52{}.shtml",
        "http://news.cnr.cn/native/gd/20261122/t20261122_52{}.shtml?sign=preview",
    ),
    (
        "https://paper.example/story?id={}",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fpaper.example%2Fstory%3Fid%3D{}&usg=x",
        "https://paper.example/story?spm=a1z.1&id={}",
        "https://paper.example/print/story?id={}",
    ),
)  # fmt: skip
_NUMBERS = ("123", "124", "987")
#: Addresses of different articles that rules could take for one.
_APART = (
    ("https://a.example/story?page=12", "https://a.example/story?page=13"),
    ("https://a.example/news/1_2.html", "https://a.example/news/1_3.html"),
    ("https://a.example/tech/amp", "https://a.example/tech"),
    ("https://a.example/a?ref=88", "https://a.example/a?ref=89"),
    ("https://news.a.example/1", "https://tech.a.example/1"),
    ("https://a.example/index.php?id=1", "https://a.example/index.php?id=2"),
    ("https://a.example/?p=1", "https://a.example/"),
    ("https://a.example/Story", "https://a.example/story"),
    ("https://m.163.com/dy/article/K1.html", "https://m.163.com/dy/article/K2.html"),
    ("https://www.thepaper.cn/newsDetail_forward_1", "https://www.thepaper.cn/newsDetail_forward_2"),
    ("https://a.blogspot.com/2026/1", "https://b.blogspot.com/2026/1"),
    ("https://a.example/#/n/1", "https://a.example/#/n/2"),
)  # fmt: skip


def run() -> tuple[float, float]:
    """Print what is missed and wrong; return the shares merged and kept apart."""
    same = list(_same())
    missed = [pair for pair in same if urls.canonical(pair[0]) != urls.canonical(pair[1])]
    apart = list(_different())
    wrong = [pair for pair in apart if urls.canonical(pair[0]) == urls.canonical(pair[1])]
    print(f"  {len(same)} pairs of one article: {len(missed)} missed merges")
    for one, other in missed:
        print(f"    missed  {one}  {other}")
    print(f"  {len(apart)} pairs of two articles: {len(wrong)} wrong merges")
    for one, other in wrong:
        print(f"    WRONG   {one}  {other}")
    return 1 - len(missed) / len(same), 1 - len(wrong) / len(apart)


def _same() -> Iterator[tuple[str, str]]:
    for forms in _VARIANTS:
        for number in _NUMBERS:
            filled = [form.replace("{}", number) for form in forms]
            yield from ((filled[0], other) for other in filled[1:])


def _different() -> Iterator[tuple[str, str]]:
    yield from _APART
    for forms in _VARIANTS:
        for one, other in combinations(_NUMBERS, 2):
            for form in forms:
                yield forms[0].replace("{}", one), form.replace("{}", other)
