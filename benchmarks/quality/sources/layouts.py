"""Front pages and sections of invented newspapers, in layouts that are common on the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from benchmarks.quality.sources.press import Story

_SECTIONS_EN = ("Politics", "Business", "Technology", "Science", "Sport", "Culture")
_SECTIONS_ZH = ("时政", "财经", "科技", "社会", "体育", "文化")
_FOOT_EN = (
    "About us",
    "Contact",
    "Terms of service",
    "Privacy policy",
    "Advertise with us and our partners",
    "Jobs",
)
_FOOT_ZH = ("关于我们", "联系方式", "服务条款", "隐私政策", "广告服务与合作伙伴招募", "人才招聘")


def page(main: str, *, site: str, zh: bool, head: str = "", aside: str = "") -> bytes:
    """Menus, the given main part and a footer."""
    sections = _SECTIONS_ZH if zh else _SECTIONS_EN
    foot = _FOOT_ZH if zh else _FOOT_EN
    menu = "".join(f'<li><a href="/section/{n}">{name}</a></li>' for n, name in enumerate(sections))
    below = "".join(f'<a href="/page/{n}.html">{name}</a> | ' for n, name in enumerate(foot))
    return (
        f'<!doctype html><html lang="{"zh-CN" if zh else "en"}"><head><meta charset="utf-8"><title>{site}</title>{head}</head>'
        f'<body><header><h1><a href="/">{site}</a></h1><ul class="nav">{menu}</ul>'
        f'<a href="/login">{"登录" if zh else "Sign in"}</a></header><div id="wrap">{main}{aside}</div>'
        f'<div class="footer">{below}<a href="https://social.example/{site}">{site}</a></div></body></html>'
    ).encode()


def plain_list(stories: Sequence[Story], *, zh: bool) -> str:
    """``ul > li``: a link and a date beside it, then the pages of the list."""
    items = "".join(
        f'<li><a href="{escape(s.path)}" target="_blank">{escape(s.title)}</a><span class="date">'
        f"{s.published + timedelta(hours=8 * zh):%Y-%m-%d}</span></li>"
        for s in stories
    )
    pages = "".join(f'<a href="/news/list_{n}.html">{n}</a>' for n in range(1, 6))
    return f'<div class="list-box"><ul class="news-list">{items}</ul><div class="pager">{pages}</div></div>'


def cards(stories: Sequence[Story], *, zh: bool) -> str:
    """Cards: picture, kicker, headline, teaser, author; each of the first three is a link."""
    return '<div class="grid">' + "".join(
        f'<article class="card"><a href="{escape(s.path)}"><img src="/i/{n}.jpg" alt=""></a>'
        f'<a class="kicker" href="/tag/{n % 5}">{"要闻" if zh else "Analysis"}</a>'
        f'<h2 class="card-title"><a href="{escape(s.path)}">{escape(s.title)}</a></h2><p>{escape(s.paragraphs[0][:80])}</p>'
        f'<a class="by" href="/author/{n % 4}">{"记者" if zh else "By Ann Example"}</a></article>'
        for n, s in enumerate(stories)
    ) + "</div>"  # fmt: skip


def table(stories: Sequence[Story], *, zh: bool) -> str:
    """Rows of a table, as offices and ministries have them."""
    rows = "".join(
        f'<tr><td>{n + 1}</td><td><a href=".{escape(s.path)}" title="{escape(s.title)}">{escape(s.title[:18])}…</a></td>'
        f"<td>{s.published + timedelta(hours=8 * zh):%Y-%m-%d}</td></tr>"
        for n, s in enumerate(stories)
    )
    return f"<table class=tab><tr><th>No</th><th>Title</th><th>Date</th></tr>{rows}</table>"


def portal(stories: Sequence[Story], *, zh: bool) -> str:
    """A portal: a lead, several blocks, a ranking that repeats them, links to comments."""
    lead, *rest = stories
    blocks = []
    for start in range(0, len(rest), 5):
        items = "".join(
            f'<li><i></i><a href="{escape(s.path)}">{escape(s.title)}</a>'
            f'<a class="c" href="/comments{escape(s.path)}">{n * 7}</a></li>'
            for n, s in enumerate(rest[start : start + 5])
        )
        more = "更多" if zh else "More"
        blocks.append(
            f'<div class="mod m{start}"><h3><a href="/section/{start}">{more}</a></h3><ul>{items}</ul></div>'
        )
    ranking = "".join(
        f'<li><a href="{escape(s.path)}">{escape(s.title)}</a></li>' for s in rest[:6]
    )
    return (
        f'<div class="top"><h2><a href="{escape(lead.path)}">{escape(lead.title)}</a></h2></div>'
        f'{"".join(blocks)}<div class="rank"><ol>{ranking}</ol></div>'
    )


def blog(stories: Sequence[Story], *, zh: bool) -> str:
    """Posts one below the other, with a button that leads to the whole."""
    return '<div class="posts">' + "".join(
        f'<div class="post"><h2 class="entry-title"><a href="{escape(s.path)}" rel="bookmark">{escape(s.title)}</a></h2>'
        f'<p class="meta">{s.published + timedelta(hours=8 * zh):%d.%m.%Y}</p><p>{escape(s.paragraphs[0][:120])}</p>'
        f'<a class="more-link" href="{escape(s.path)}">{"阅读全文" if zh else "Read more"}</a></div>'
        for s in stories
    ) + '<div class="nav-links"><a href="/page/2/">Older posts</a></div></div>'  # fmt: skip
