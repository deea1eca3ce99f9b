"""Invented newspapers: headlines, articles, feeds and sitemaps in both languages.

All wording is made here, from word lists and a seeded generator, so that every run is alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

_EN = {
    "who": "Ministers|The harbour board|City engineers|Rail unions|A court in Lyon|Farm groups|The chip maker|Island schools|Two start-ups|The lake district|Voters|Researchers",
    "does": "delay|approve|question|abandon|reopen|double|publish|sell|inspect|copy|welcome|cancel",
    "what": "the eastern tunnel|a plan for cheaper power|the new language model|their winter timetable|a row of old mills|the fishing quota|rules for delivery robots|a list of unsafe bridges",
    "why": "after a stormy vote|as costs rise|before the spring census|despite a warning|to the surprise of the mayor|for the third time this year",
}
_ZH = {
    "who": "市政府|港口管理局|铁路工会|两家初创公司|芯片厂商|岛上学校|研究人员|湖区居民|法院|农业协会",
    "does": "推迟|批准|质疑|放弃|重启|公布|出售|检查|欢迎|取消",
    "what": "东部隧道工程|降低电价的方案|新的语言模型|冬季列车时刻表|一批老厂房的改造|近海捕捞配额|配送机器人管理规定|危桥名单",
    "why": "引发争议|成本持续上升|市长表示意外|今年已是第三次|居民意见不一|专家提醒注意风险",
}


@dataclass(frozen=True)
class Story:
    """One invented article and where it stands."""

    path: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What an address of an invented site answers."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200


def stories(
    count: int,
    address: Callable[[int, datetime, str], str],
    *,
    zh: bool,
    seed: int,
    age: timedelta = timedelta(),
) -> list[Story]:
    """Return ``count`` articles, the newest first; ``address`` gives number, time and title a path."""
    rng = random.Random(seed)
    made, titles = [], set()
    while len(made) < count:
        title = _sentence(rng, zh)
        if title in titles:
            continue
        titles.add(title)
        number = len(made)
        when = NOW - age - timedelta(hours=3 * number + 1, minutes=rng.randrange(60))
        text = tuple(_paragraph(rng, zh) for _ in range(rng.randrange(5, 9)))
        made.append(Story(address(number, when, title), title, when, text))
    return made


def slug(title: str) -> str:
    return "-".join(word.lower() for word in title.replace(",", "").split())


def _sentence(rng: random.Random, zh: bool) -> str:
    words = {key: rng.choice(value.split("|")) for key, value in (_ZH if zh else _EN).items()}
    form = "{who}{does}{what} {why}" if zh else "{who} {does} {what} {why}"
    return form.format(**words)


def _paragraph(rng: random.Random, zh: bool) -> str:
    end = "。" if zh else ". "
    sentences = [_sentence(rng, zh).replace(" ", "，" if zh else " ") for _ in range(4)]
    numbers = (
        f"，涉及{rng.randrange(3, 900)}人"
        if zh
        else f", with {rng.randrange(3, 900)} people present"
    )
    return end.join(sentences) + numbers + end.strip()


def article(story: Story, *, site: str, zh: bool, head: str = "") -> bytes:
    """A page of one article, with menus around it."""
    when = story.published + timedelta(hours=8 if zh else 0)
    shown = when.strftime("%Y年%m月%d日 %H:%M") if zh else when.strftime("%d %B %Y, %H:%M GMT")
    zone = "+08:00" if zh else "+00:00"
    body = "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)
    return (
        f'<!doctype html><html lang="{"zh-CN" if zh else "en"}"><head><meta charset="utf-8">'
        f"<title>{escape(story.title)} - {site}</title>"
        f'<meta property="article:published_time" content="{when:%Y-%m-%dT%H:%M:%S}{zone}">{head}</head>'
        f'<body><nav><a href="/">{site}</a> <a href="/about">About</a></nav><main><article>'
        f"<h1>{escape(story.title)}</h1><div class=meta><time>{shown}</time></div>{body}</article></main>"
        f"<footer>&copy; {site}</footer></body></html>"
    ).encode()


def rss(made: Sequence[Story], root: str, title: str = "Latest", *, dated: bool = True) -> bytes:
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{root}{escape(s.path)}</link>"
        f"<guid>{root}{escape(s.path)}</guid><description>{escape(s.paragraphs[0])}</description>"
        + (f"<pubDate>{format_datetime(s.published)}</pubDate>" if dated else "")
        + "</item>"
        for s in made
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>{root}/</link><description>x</description>{items}</channel></rss>"
    ).encode()


def atom(made: Sequence[Story], root: str, title: str = "Latest") -> bytes:
    items = "".join(
        f'<entry><title>{escape(s.title)}</title><link href="{root}{escape(s.path)}"/><id>{root}{escape(s.path)}</id>'
        f"<updated>{s.published.isoformat()}</updated></entry>"
        for s in made
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(title)}</title>{items}</feed>'.encode()


def news_sitemap(made: Sequence[Story], root: str, outlet: str) -> bytes:
    items = "".join(
        f"<url><loc>{root}{escape(s.path)}</loc><news:news><news:publication><news:name>{outlet}</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{s.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(s.title)}</news:title></news:news></url>"
        for s in made
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{items}</urlset>'
    ).encode()


def sitemap(paths: Mapping[str, datetime], root: str, *, index: bool = False) -> bytes:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    items = "".join(
        f"<{inner}><loc>{root}{escape(path)}</loc><lastmod>{when.isoformat()}</lastmod></{inner}>"
        for path, when in paths.items()
    )
    return f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{outer}>'.encode()
