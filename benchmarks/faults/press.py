"""Newspapers that misbehave at random, and what a store must hold after them.

Knows what it published, where, and which text is whose copy. Must not know how anything is crawled
or stored: the soak compares.
"""

from __future__ import annotations

import gzip
import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Self

from crawler.text.relevance import load_topic
from tests import server
from tests.server import Asked, Behaviour, Connection, Page, Site

PAPERS = 4
#: Every item stays listed: what is not stored in the end is lost.
_WORDS = [
    "harbour",
    "quay",
    "lantern",
    "orchard",
    "valley",
    "printer",
    "council",
    "ferry",
    "winter",
    "bridge",
    "ledger",
    "garden",
    "mason",
    "signal",
    "window",
    "carbon",
    "market",
    "teacher",
    "kitchen",
    "planet",
    "rocket",
    "museum",
    "copper",
    "library",
    "engine",
    "forest",
    "painter",
    "village",
    "summer",
    "morning",
    "captain",
    "railway",
    "pepper",
    "castle",
    "doctor",
    "island",
    "mirror",
    "monsoon",
    "pillar",
    "quarry",
    "ribbon",
    "saddle",
    "temple",
    "umbrella",
    "violin",
    "walnut",
    "yellow",
    "zephyr",
    "anchor",
    "barley",
    "canvas",
]
_ON_TOPIC = tuple(
    """The United States and China are racing to lead artificial intelligence, and {a} wants export
controls on the Nvidia chips that train large AI models in {b}.
Officials in {a} said the chip restrictions would keep DeepSeek and Alibaba from renting banned
accelerators, and Beijing called it an attempt to contain a rival in the AI race {b}.
Analysts of {a} said that OpenAI and Anthropic keep a lead over their Chinese competitors, but the
gap in AI models has narrowed since {b}.""".replace(".\n", ".|")
    .replace("\n", " ")
    .split("|")
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing published. ``original`` is the number of the item that it is a copy of."""

    number: int
    paper: int
    title: str
    paragraphs: tuple[str, ...]
    #: As the topic judges what was published: only what it wants is an article in the store.
    on_topic: bool
    original: int | None = None

    @property
    def path(self) -> str:
        """Where it stands on its paper's site."""
        return f"/news/{self.number}.html"

    @property
    def mark(self) -> str:
        """A word that stands in this item's own text and in its copies, in the last paragraph."""
        return f"mark{self.number if self.original is None else self.original}x"


class Press:
    """The papers, what they published so far, and how badly they serve it.

    ``trouble`` is the share of answers that go wrong; set it to 0 for calm.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.items: list[Item] = []
        self._topic = load_topic("ai-competition")
        self.trouble = 0.4
        self.faults: Counter[str] = Counter()
        #: How each path was answered the last time.
        self.last: dict[str, str] = {}
        self.served = 0
        self.lock = threading.Lock()
        self.sites = [Site({}, host=f"127.0.0.{number + 1}") for number in range(PAPERS)]

    def __enter__(self) -> Self:
        for number, site in enumerate(self.sites):
            site.__enter__()
            site.pages["/robots.txt"] = self._sometimes(
                lambda: Page(b"User-agent: *\nDisallow: /private/\n", type="text/plain"), _OF_ROBOTS
            )
            site.pages["/feed.xml"] = self._sometimes(lambda n=number: self._feed(n), _OF_LISTS)
        return self

    def __exit__(self, *_: object) -> None:
        for site in self.sites:
            site.__exit__()

    def publish(self) -> None:
        """Publish something new in each paper, now and then a copy of what another has."""
        for paper in range(PAPERS):
            for _ in range(self.chance.randint(0, 2) if self.trouble else 1):
                item = self._written(paper)
                with self.lock:
                    self.items.append(item)
                page = self._sometimes(lambda item=item: _page(item), _OF_ARTICLES)
                self.sites[paper].pages[item.path] = page

    def url(self, item: Item) -> str:
        """Return the item's address."""
        return self.sites[item.paper].url(item.path)

    @property
    def requests(self) -> int:
        """How much was asked for so far."""
        return sum(len(site.requests) for site in self.sites)

    def _written(self, paper: int) -> Item:
        number = len(self.items)
        others = [i for i in self.items if i.paper != paper and i.on_topic and i.original is None]
        if others and self.chance.random() < 0.2:
            of = self.chance.choice(others)
            taken = {(i.paper, i.original) for i in self.items}
            if (paper, of.number) not in taken:
                return Item(number, paper, of.title, of.paragraphs, True, of.number)
        on_topic = self.chance.random() < 0.7
        paragraphs = [self._sentence(60) for _ in range(5)]
        if on_topic:
            paragraphs += [
                text.format(a=self._sentence(9, end=""), b=self._sentence(9, end=""))
                for text in self.chance.sample(_ON_TOPIC, 3)
            ]
        self.chance.shuffle(paragraphs)
        paragraphs.append(f"{self._sentence(30)} The record ends with mark{number}x and no more.")
        beginning = "US and China race to lead AI chips" if on_topic else "News of the day"
        title = f"{beginning}: {self._sentence(6, end='')}"
        wanted = self._topic.judge(title, "\n".join(paragraphs)).label != "off-topic"
        return Item(number, paper, title, tuple(paragraphs), wanted)

    def _sentence(self, words: int, end: str = ".") -> str:
        return " ".join(self.chance.choices(_WORDS, k=words)).capitalize() + end

    def _feed(self, paper: int) -> Page:
        with self.lock:
            mine = [item for item in self.items if item.paper == paper]
        entries = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.url(item)}</link></item>"
            for item in reversed(mine)
        )
        body = f'<rss version="2.0"><channel><title>Paper {paper}</title>{entries}</channel></rss>'
        return Page(body.encode(), type="application/rss+xml")

    def _sometimes(self, make: Callable[[], Page], kinds: dict[str, Fault]) -> Behaviour:
        def behave(connection: Connection, asked: Asked) -> None:
            page = make()
            with self.lock:
                self.served += 1
                bad = self.chance.random() < self.trouble
                name = self.chance.choice(sorted(kinds)) if bad else ""
                self.faults[name] += bad
                self.last[asked.path] = name or "the page"
            kinds[name](page)(connection, asked) if name else connection.send_page(page, asked)

        return behave


Fault = Callable[[Page], Behaviour]


def _page(item: Item) -> Page:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in item.paragraphs)
    return Page(
        f'<!doctype html><html lang="en"><head><title>{escape(item.title)}</title></head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>{escape(item.title)}</h1>{text}</article>"
        "<footer>All rights</footer></body></html>".encode()
    )


def _whole(head: str, body: bytes = b"") -> Behaviour:
    return server.raw(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)


def _length(by: int) -> Fault:
    def fault(page: Page) -> Behaviour:
        size = max(0, len(page.body) + by)
        return _whole(f"200 OK\r\nContent-Type: {page.type}\r\nContent-Length: {size}", page.body)

    return fault


def _packed(spoil: Callable[[bytes], bytes]) -> Fault:
    def fault(page: Page) -> Behaviour:
        body = spoil(page.body)
        head = f"200 OK\r\nContent-Type: {page.type}\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}"
        return _whole(head, body)

    return fault


def _instead(page: Page) -> Fault:
    return lambda _: lambda connection, asked: connection.send_page(page, asked)


def _behaviour(behave: Behaviour) -> Fault:
    return lambda _: behave


#: Ways to fail that pass: whoever asks again later gets the thing itself.
_PASSING: dict[str, Fault] = {
    "slow headers": _behaviour(server.slow_headers),
    "slow body": _behaviour(server.slow_body),
    "silence": _behaviour(server.silent),
    "endless body": _behaviour(server.endless_body),
    "endless header line": _behaviour(server.endless_header_line),
    "endless headers": _behaviour(server.endless_headers),
    "closed at once": _behaviour(server.close_at_once),
    "no HTTP": _behaviour(server.raw(b"\x00\x01\x02 this is not HTTP at all\r\n\r\n")),
    "cut off": _length(500),
    "bomb": _packed(lambda _: gzip.compress(bytes(30_000_000))),
    "no gzip": _packed(lambda body: body),
    "error": _instead(Page(b"trouble", 500)),
    "busy": _instead(Page(b"busy", 503, {"Retry-After": "1"})),
    "later": _instead(Page(b"later", 429, {"Retry-After": "1"})),
    "kept alive and gone": server.page_then_close,
    "well packed": _packed(gzip.compress),
}
_OF_ARTICLES: dict[str, Fault] = _PASSING | {
    "wrong charset": lambda page: _instead(Page(page.body, type="text/html; charset=gb2312"))(page),
    "cookies": lambda page: _instead(
        Page(page.body, headers=[("Set-Cookie", "a=" + "x" * 4000)] * 20)
    )(page),
}
_OF_LISTS: dict[str, Fault] = _PASSING | {
    "redirect inside": _instead(server.redirect("http://10.0.0.1/feed.xml")),
    "redirect to a file": _instead(server.redirect("file:///etc/passwd")),
    "redirect loop": _instead(server.redirect("/feed.xml")),
    "not modified": _instead(Page(b"", 304)),
    "a page": _instead(Page(b"<html><title>Moved</title><body><p>We have moved.</p></body></html>")),
    "a challenge": _instead(Page(b"<html><title>Just a moment...</title><p>Checking.</p></html>")),
    "nothing": _instead(Page(b"")),
    "a picture": _instead(Page(b"\x89PNG\r\n\x1a\n" + bytes(500))),
    "XML cut off": lambda page: _instead(Page(page.body[: len(page.body) * 2 // 3], type=page.type))(page),
    "bare ampersands": lambda page: _instead(Page(page.body.replace(b": ", b" & "), type=page.type))(page),
    "laughs": lambda page: _instead(
        Page(b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + page.body)
    )(page),
    "gone": _instead(Page(b"gone", 410)),
}  # fmt: skip
_OF_ROBOTS: dict[str, Fault] = {
    "robots missing": _instead(Page(b"", 404)),
    "robots in trouble": _instead(Page(b"", 500)),
    "robots a page": _instead(Page(b"<html><body>not found</body></html>")),
}
