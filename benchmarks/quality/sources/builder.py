# ruff: noqa: ARG001  a form of address is given all that it might use
"""How an invented site is built: its articles, their addresses, and what leads to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.quality.sources import layouts, press
from benchmarks.quality.sources.press import Answer, Story

XML = "application/xml"
RSS = "application/rss+xml"


@dataclass
class Site:
    """An invented site. Right is a proposal at ``right``, or of a listing that finds ``articles``."""

    name: str
    sort: str
    start: str = ""
    pages: dict[str, Answer] = field(default_factory=dict)
    right: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    #: Answer of addresses that the site does not have; None: 404.
    missing: Answer | None = None
    #: True where the right thing is to propose nothing.
    nothing: bool = False


def dated(number: int, when: datetime, title: str) -> str:
    return f"/{when:%Y/%m/%d}/{press.slug(title)[:60]}-{number}.html"


def numbered(number: int, when: datetime, title: str) -> str:
    return f"/news/{884213 + 17 * number}.html"


def office(number: int, when: datetime, title: str) -> str:
    return f"/xwdt/{when:%Y%m}/t{when:%Y%m%d}_{5120033 + number}.shtml"


def slugged(number: int, when: datetime, title: str) -> str:
    return f"/news/{press.slug(title)}"


def rooted(number: int, when: datetime, title: str) -> str:
    return (
        "/"
        + "-".join(press.slug(title).split("-")[: 4 + number % 3])
        + (f"-{number}" if number % 2 else "")
    )


def hashed(number: int, when: datetime, title: str) -> str:
    return f"/{('tech', 'money', 'world')[number % 3]}/article/{(number * 7919 + 10**12):X}{number:04d}.html"


def queried(number: int, when: datetime, title: str) -> str:
    return f"/story.php?sid={41200 + number}"


class Press:
    """Builds one site: its articles stand; what leads to them is added."""

    def __init__(
        self, name: str, sort: str, address: Callable[[int, datetime, str], str] = dated,
        *, zh: bool = False, count: int = 24, age: timedelta = timedelta(), host: str = "",
    ) -> None:  # fmt: skip
        self.root = f"https://{host or 'www.' + name + '.example'}"
        self.zh = zh
        self.label = f"{name.title()} {'日报' if zh else 'Gazette'}"
        self.stories = press.stories(count, address, zh=zh, seed=sum(map(ord, name)), age=age)
        self.site = Site(name, sort, self.root + "/")
        for story in self.stories:
            self.at(story.path, press.article(story, site=self.label, zh=zh))

    def at(
        self, path: str, body: bytes, type_: str = "text/html; charset=utf-8", status: int = 200
    ) -> None:
        """Let ``path``, or a whole address, answer with ``body``."""
        address = path if "://" in path else self.root + path
        self.site.pages[address] = Answer(body, type_, status)

    def front(
        self, layout: Callable[..., str] = layouts.plain_list, *, path: str = "/", head: str = "",
        extra: str = "", stories: Sequence[Story] | None = None,
    ) -> None:  # fmt: skip
        """Put a page that lists the stories at ``path``."""
        main = layout(self.stories if stories is None else stories, zh=self.zh) + extra
        self.at(path, layouts.page(main, site=self.label, zh=self.zh, head=head))

    def feed(self, path: str, stories: Sequence[Story] | None = None, title: str = "") -> None:
        """Put a feed at ``path``."""
        chosen = self.stories if stories is None else stories
        self.at(path, press.rss(chosen, self.root, title or self.label), RSS)

    def want(self, *paths: str) -> Site:
        """Return the site, of which a source at any of ``paths`` is right."""
        self.site.right = frozenset(p if "://" in p else self.root + p for p in paths)
        return self.site

    def want_articles(self) -> Site:
        """Return the site, of which a list of all its articles is right."""
        self.site.articles = frozenset(self.root + story.path for story in self.stories)
        return self.site

    def want_nothing(self) -> Site:
        """Return the site, of which nothing is right."""
        self.site.nothing = True
        return self.site


def link(href: str, title: str = "", kind: str = RSS) -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'
