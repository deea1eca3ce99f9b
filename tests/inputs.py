"""Strategies for what strangers send: pieces of every format, joined without sense, and noise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from lxml import html

_PIECES = [
    "<p>", "</p>", "<div class='content'>", "<a href='/a/1.html'>", "</a>", "<![CDATA[", "]]>", "<!--",
    "-->", "<script>", "</script>", "<script type='application/ld+json'>", "<h1>", "<title>", "<meta ",
    "<rss><channel>", "<item>", "</item>", "<link>", "<pubDate>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<entry>", "<urlset>", "<url><loc>", "</loc>", "<sitemapindex>", "<lastmod>", "<opml><body>", "<outline ",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<?xml version='1.0' encoding='gbk'?>", "&a;", "&amp;", "&#xD800;",
    "&#99999999999;", "&nbsp", "User-agent: *\n", "Disallow: /*\n", "Crawl-delay: 9\n", "Sitemap: ",
    '{"items": [', '"url": "', '"@type": "NewsArticle", ', '"headline": ', "]}", "[" * 50, "cb(", ");", "= {",
    "https://a.example/2026/11/21/x.html", "//b.example", "http://[::1]:80/", "javascript:alert(1)", "file:///etc",
    "user:pass@", "%E4%B8", "%00", "?utm_source=x&id=1", "#!/x", "\\", "..", "xn--", "例子.中国",
    "2026年3月1日 13:12", "Sun, 01 Mar 2026 08:00:00 CST", "2026-03-01T08:00:00+25:00", "昨天 18:20", "3小时前",
    "32 Nov 2999", "9" * 40, "0001-01-01", "作者：", "记者 张三", "By Mara Linden", "来源：新华社", "（责任编辑：李四）",
    "人工智能", "芯片出口管制", "，，", "。。", "美国和中国在人工智能领域的竞争", "export controls on chips", "攻击职位",
    "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud800", "\udfff", "\U000e0041", "\u0301" * 30, "👩‍👩‍👧",
    "\U00020000", "㈠", "Ａ", "\r\n", "\n\n", "\t", " ", "\u3000", "=1+1", "@x", '"', "'", "(((", "*", "c++",
]  # fmt: skip
_ANY = st.characters(codec=None, exclude_categories=())

#: A piece, or a little noise: where many texts are needed, as in the fields of a value of ours.
pieces = st.sampled_from(_PIECES) | st.text(_ANY, max_size=8)
texts = st.lists(pieces, max_size=25).map("".join)
_ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "latin-1", "shift_jis")
bodies = st.binary(max_size=200) | st.builds(
    lambda text, name, cut: text.encode(name, "replace")[: cut or None],
    texts.map(lambda text: text.encode("utf-8", "replace").decode()),
    st.sampled_from(_ENCODINGS),
    st.integers(0, 60),
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def _tree(text: str) -> html.HtmlElement:
    return html.document_fromstring(
        f"<html><body><article>{text}</article></body></html>".encode("utf-8", "replace"),
        parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
    )


_some = st.lists(texts, max_size=4)
#: What can be made for a parameter, by its type.
BY_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: texts,
    str | None: st.none() | texts,
    bytes: bodies,
    bool: st.booleans(),
    int: st.integers(0, 50),
    float: st.floats(0, 1),
    object: values,
    Any: values,
    datetime | None: st.none() | moments,
    date | None: st.none() | moments.map(datetime.date),
    list[str]: _some,
    Sequence[str]: _some,
    Iterable[str]: _some,
    Collection[str]: _some,
    tuple[str, ...]: _some.map(tuple),
    frozenset[str]: _some.map(frozenset),
    Mapping[str, str]: st.dictionaries(texts, texts, max_size=3),
    Mapping[str, str | None]: st.dictionaries(texts, st.none() | texts, max_size=3),
    Sequence[tuple[str, str]]: st.lists(st.tuples(texts, texts), max_size=3),
    Iterable[tuple[str, str | None]]: st.lists(st.tuples(texts, st.none() | texts), max_size=3),
    Iterable[Mapping[str, Any]]: st.lists(st.dictionaries(texts, values, max_size=2), max_size=2),
    html.HtmlElement: texts.map(_tree),
}
#: What can be made for a field of a value of ours: it has many, and a number may count anything.
FIELDS: Mapping[Any, st.SearchStrategy[Any]] = {
    str: pieces,
    str | None: st.none() | pieces,
    int: st.integers(0, 9_999),
    tuple[str, ...]: st.lists(pieces, max_size=2).map(tuple),
    list[str]: st.lists(pieces, max_size=2),
    Mapping[str, str]: st.dictionaries(pieces, pieces, max_size=2),
}
