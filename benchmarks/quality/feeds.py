"""Feeds, sitemaps and trimmed listings recorded by others: what is found against what is there.

Run as ``python -m benchmarks.quality.feeds [--data DIR]``. ``DIR`` holds ``index.jsonl`` (file,
kind, url, items) and the files it names. Where feedparser can be imported, every entry's link,
title and time is compared with its reading, and the time taken is given as a multiple of a bare
lxml parse. ``expected`` is the index's own count, which for some files includes the ``<url>`` of the channel's
picture; ``tags`` counts the item elements alone.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import time
from calendar import timegm
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from crawler.page import feed, sitemap
from crawler.page.entry import Entry
from crawler.text import urls

DATA = Path(__file__).parents[3] / "shared" / "sources" / "fixtures"
_ITEM = re.compile(rb"<(?:item|entry)[\s>]")
_PAGE = re.compile(rb"<(?:url|sitemap)[\s>]")
_REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    other = _feedparser()
    rows = [json.loads(line) for line in (data / "index.jsonl").read_text().splitlines()]
    rows = [row for row in rows if "article" not in row["kind"] and "listing" not in row["kind"]]
    ratios: list[tuple[float, float]] = []
    differing = 0
    print(f"{'file':38} {'kind':13} {'state':8} expected tags found feedparser  differences")
    for row in rows:
        body, url = (data / row["file"]).read_bytes(), row["url"] or "https://feed.example/"
        state: str
        theirs, remarks = "-", ""
        if "sitemap" in row["kind"]:
            parsed = sitemap.parse(body, url)
            found, state = len(parsed.entries) + len(parsed.children), parsed.state
        else:
            read = feed.parse(body, url)
            found, state = len(read.entries), read.state
            if other:
                reading = other(body)
                theirs, remarks = str(len(reading)), _differences(read.entries, reading)
                ratios.append(_ratios(body, url, other))
        tags = len(
            (_PAGE if b"<urlset" in body or b"<sitemapindex" in body else _ITEM).findall(body)
        )
        differing += found != tags
        print(
            f"{row['file']:38} {row['kind']:13} {state:8} {row['items']:8} {tags:4} {found:5} {theirs:>10}  {remarks}"
        )
    print(f"\n{differing} of {len(rows)} files give another count than they have item elements")
    if ratios:
        ours, theirs_too = (
            sorted(column)[len(ratios) // 2] for column in zip(*ratios, strict=True)
        )
        print(
            f"time as a multiple of a bare lxml parse, median: ours {ours:.1f}, feedparser {theirs_too:.1f}"
        )


def _feedparser() -> Callable[[bytes], list[Any]] | None:
    try:
        library = importlib.import_module("feedparser")
    except ImportError:
        return None
    return lambda body: library.parse(body).entries


def _differences(ours: tuple[Entry, ...], theirs: list[Any]) -> str:
    """Count the entries of one link whose title or time is read differently, with an example."""
    links = [entry.get("feedburner_origlink") or entry.get("link") or "" for entry in theirs]
    by_link = {urls.canonical(link): entry for link, entry in zip(links, theirs, strict=True)}
    counts: dict[str, list[str]] = {}
    for entry in ours:
        same = by_link.get(urls.canonical(entry.url or ""))
        if same is None:
            counts.setdefault("link", []).append(str(entry.url))
            continue
        title = " ".join((same.get("title") or "").split())
        if title != (entry.title or ""):
            counts.setdefault("title", []).append(f"{entry.title!r} / {title!r}")
        parsed = same.get("published_parsed")
        seconds = timegm(parsed) if parsed else None
        if seconds != (int(entry.published.timestamp()) if entry.published else None):
            counts.setdefault("time", []).append(f"{entry.published} / {same.get('published')}")
    return "; ".join(f"{what} {len(cases)}: {cases[0][:200]}" for what, cases in counts.items())


def _ratios(body: bytes, url: str, other: Callable[[bytes], list[Any]]) -> tuple[float, float]:
    bare = _seconds(lambda: etree.fromstring(body.lstrip(), etree.XMLParser(recover=True)))
    return _seconds(lambda: feed.parse(body, url)) / bare, _seconds(lambda: other(body), 1) / bare


def _seconds(work: Callable[[], object], repeats: int = _REPEATS) -> float:
    """Return the least CPU time of several repetitions."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return max(min(taken), 1e-6)


if __name__ == "__main__":
    main()
