"""An article as a news site serves it: chrome, navigation, scripts, lists, and the text in between.

Shapes, counts and shares are those of real news pages (about 75 KB, 700 elements, a third of the
bytes scripts, a few thousand characters of text); all words are the benchmark's own. Knows
nothing of how pages are served.
"""

from __future__ import annotations

import json
import random
from functools import cache
from html import escape

from benchmarks.speed.articles import Language, Text, headline

#: Layouts: classes of container, title, byline and body; the tag of a paragraph.
_LAYOUTS = (
    ("main-content", "post_title", "post_info", "post_body", "p"),
    ("article-wrap", "headline", "date-source", "article", "p"),
    ("container left-col", "article__title", "byline", "story-body", "p"),
    ("content clearfix", "h-title", "h-info", "detail", "div"),
)
_SECTIONS = {
    "zh": ("首页", "国内", "国际", "财经", "科技", "体育", "文化", "教育", "健康", "旅游", "汽车"),
    "en": ("Home", "World", "Business", "Tech", "Sport", "Culture", "Health", "Travel", "Video"),
}
_SITE = {"zh": "{}日报网", "en": "The {} Courier"}
_PLACES = {"zh": "江城临海云山北川南陵", "en": "Ashford Granton Linton Lowmoor Marlow"}
_LABELS = {
    "zh": ("来源：", "责任编辑：", "相关阅读", "热门排行", "网友评论", "版权所有 未经授权不得转载"),
    "en": (
        "By ",
        "Editing by ",
        "Related stories",
        "Most read",
        "Comments",
        "All rights reserved.",
    ),
}
_NAMES = ("init", "track", "render", "slot", "config", "queue", "widget", "player", "share")


def site_name(host: int, language: Language) -> str:
    """Return the name under which the site of ``host`` publishes."""
    places = _PLACES[language].split() if language == "en" else _PLACES[language]
    pairs = [places[at : at + 2] for at in range(0, 10, 2)] if language == "zh" else places
    return f"{_SITE[language].format(pairs[host % len(pairs)])} {host}"


def render(text: Text, host: int, url: str, encoding: str) -> bytes:
    """Return the page of ``text`` on the site of ``host``, in ``encoding``."""
    name = site_name(host, text.language)
    layout = _LAYOUTS[host % len(_LAYOUTS)]
    page = "".join((
        "<!DOCTYPE html>\n",
        f'<html lang="{"zh-CN" if text.language == "zh" else "en"}"><head>',
        f'<meta charset="{encoding}">',
        _head(text, name, url, with_json=host % 2 == 0),
        _scripts(host, 11),
        "</head><body>",
        _navigation(host, text.language),
        _article(text, name, layout),
        _around(text),
        _footer(host, text.language),
        _scripts(host + 1000, 9),
        "</body></html>",
    ))  # fmt: skip
    return page.encode(encoding, "xmlcharrefreplace")


def _head(text: Text, name: str, url: str, *, with_json: bool) -> str:
    title, summary = escape(text.title), escape(text.paragraphs[0][:80])
    when = text.published.isoformat()
    head = (
        f"<title>{title}_{name}</title>"
        f'<meta name="description" content="{summary}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{name}">'
        f'<meta property="og:image" content="/images/{text.number}.jpg">'
        f'<meta property="article:published_time" content="{when}">'
        f'<link rel="canonical" href="{url}">'
        + "".join(f'<link rel="stylesheet" href="/static/css/{n}.css?v=2{n}7">' for n in range(8))
    )
    if with_json:
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": text.title,
            "datePublished": when,
            "author": {"@type": "Person", "name": text.author},
            "publisher": {"@type": "Organization", "name": name},
        }
        # "<" would let a headline end the script.
        encoded = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        head += f'<script type="application/ld+json">{encoded}</script>'
    return head


@cache
def _scripts(seed: int, count: int) -> str:
    chance = random.Random(seed)

    def statement() -> str:
        a, b = chance.sample(_NAMES, 2)
        number = chance.randint(100, 99999)
        return f'window.{a}_{number}=function(e){{return {b}(e,"{number:x}",{{id:{number}}})}};'

    scripts = ("\n".join(statement() for _ in range(30)) for _ in range(count))
    return "".join(f"<script>{script}</script>\n" for script in scripts)


@cache
def _navigation(host: int, language: Language) -> str:
    links = "".join(
        f'<li class="nav-item n{n}"><a href="/{n}/" target="_blank">{section}</a></li>'
        for n, section in enumerate(_SECTIONS[language] * 8)
    )
    return (
        f'<div id="header" class="header h{host}"><div class="logo"><a href="/"><img src="/l.png"'
        f' alt="{site_name(host, language)}"></a></div><ul class="nav">{links}</ul>'
        '<form action="/search"><input name="q" type="text"><button>Go</button></form></div>'
    )


def _article(text: Text, name: str, layout: tuple[str, ...]) -> str:
    outer, title, info, body, tag = layout
    source, editor, *_ = _LABELS[text.language]
    time = text.published.strftime("%Y-%m-%d %H:%M")
    whom = name if text.language == "zh" else text.author
    paragraphs = [f"<{tag}>{escape(p, quote=False)}</{tag}>" for p in text.paragraphs]
    paragraphs.insert(1, f'<p class="pic"><img src="/images/{text.number}.jpg" alt=""></p>')
    return (
        f'<div class="{outer}"><h1 class="{title}">{escape(text.title)}</h1>'
        f'<div class="{info}"><span class="time">{time}</span>'
        f' <span class="source">{source}{whom}</span></div>'
        f'<div class="{body}" id="content">' + "\n".join(paragraphs)
        + f'<p class="editor">{editor}{text.author}</p></div></div>'
    )  # fmt: skip


def _around(text: Text) -> str:
    """Lists and comments: what a reader of pages must not take for the article."""
    _, _, related, popular, comments, _ = _LABELS[text.language]

    def links(count: int, step: int) -> str:
        numbers = [(text.number * step + n * 131) % 997 for n in range(count)]
        return "".join(
            f'<li class="item"><a href="/news/{n}.html" title="" target="_blank">'
            f'<img class="thumb" src="/thumb/{n}.jpg" width="120"><em>{_headline(n, text.language)}'
            f'</em></a><span class="time">10-{n % 28 + 1:02} 08:{n % 60:02}</span></li>'
            for n in numbers
        )

    said = "".join(
        f'<div class="comment"><b class="user">user{n}</b><p>{_headline(n + 5, text.language)}</p>'
        f'<i data-id="{n}" data-up="3" class="up">{n % 9}</i></div>'
        for n in range(text.number % 90, text.number % 90 + 12)
    )
    return (
        f'<div class="related"><h3>{related}</h3><ul>{links(48, 3)}</ul></div>'
        f'<div class="sidebar"><h3>{popular}</h3><ol>{links(30, 7)}</ol></div>'
        f'<div class="comments"><h3>{comments}</h3>{said}</div>'
    )


@cache
def _headline(number: int, language: Language) -> str:
    return escape(headline(number, language))


@cache
def _footer(host: int, language: Language) -> str:
    links = "".join(f'<a href="/about/{n}">{s}</a> | ' for n, s in enumerate(_SECTIONS[language]))
    return (
        f'<div class="footer">{links}<p>Copyright © {site_name(host, language)} '
        f"{_LABELS[language][5]}</p></div>"
    )
