"""Everything that reads a stranger's bytes, by name, as functions that take nothing but the bytes.

Each gives a number of what was found, so that runs can be compared. To add a reader add a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from crawler import content, opml, robots
from crawler.page import (
    decode,
    discovery,
    feed,
    json_list,
    link_learner,
    listing,
    packed,
    sitemap,
)
from crawler.page.extract import extract
from storage.records import Article

Reader = Callable[[bytes], int]

URL = "https://news.example/2026/11/21/story-1234567.html"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _page(body: bytes) -> int:
    read = extract(body, URL, fetched=NOW)
    return len(read.text) if isinstance(read, Article) else 0


def _feed(body: bytes) -> int:
    return len(feed.parse(body, URL).entries)


def _sitemap(body: bytes) -> int:
    read = sitemap.parse(body, URL)
    return len(read.entries) + len(read.children)


def _listing(body: bytes) -> int:
    return len(listing.parse(body, URL, selector="a").entries)


def _json(body: bytes) -> int:
    return len(json_list.parse(body, URL, items="", fields={}).entries)


def _json_anywhere(body: bytes) -> int:
    return len(json_list.parse(body, URL, items="data.**", fields={}, lists="**").entries)


def _robots(body: bytes) -> int:
    rules = robots.read(200, body)
    return sum(rules.allows(url) for url in (URL, "https://news.example/"))


def _opml(body: bytes) -> int:
    return len(opml.read(body).sources)


def _discovery(body: bytes) -> int:
    return len(discovery.feeds(body, URL)) + len(discovery.sitemaps(body, URL))


def _learner(body: bytes) -> int:
    return len(link_learner.learn(body, URL))


def _decode(body: bytes) -> int:
    return len(decode.decode(body).text)


def _unzip(body: bytes) -> int:
    unzipped = packed.unzip(body, sitemap.MAX_BODY)
    return len(unzipped[0]) if unzipped else 0


def _encoding(name: str) -> Reader:
    def undo(body: bytes) -> int:
        try:
            return len(content.decode(body, [name], feed.MAX_BODY).body)
        except content.Refused:
            return 0

    return undo


READERS: Mapping[str, Reader] = {
    "page": _page,
    "feed": _feed,
    "sitemap": _sitemap,
    "listing": _listing,
    "json": _json,
    "json anywhere": _json_anywhere,
    "robots": _robots,
    "opml": _opml,
    "discovery": _discovery,
    "learner": _learner,
    "decode": _decode,
    "unzip": _unzip,
    **{name: _encoding(name) for name in ("gzip", "deflate", "br", "zstd")},
}
