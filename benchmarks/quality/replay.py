"""``python -m benchmarks.quality.replay``: labelled pages go through the whole command.

Makes a recording (WARC) of the pages of a folder that have an address, and a feed that lists
them, runs ``newsvane crawl --replay`` over both in a process of its own, and says what became of
each page. Knows the command and the store's tables as a user does. Must not know how pages are
read. All that it writes goes to a temporary folder, for the pages are other people's.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.quality.extraction import corpus
from crawler.replay.warc import Recorder
from crawler.text.urls import canonical

FEED = "https://replay.example/feed.xml"
#: Where ``corpus`` puts pages that have no address.
_NO_ADDRESS = "https://unknown.example/"
_CONFIG = """catalogue = false
delay = 0

[[source]]
name = "replay"
url = "{feed}"
max_items = 5000
"""
#: Words that Python and Scrapy put before what nobody caught.
_UNHANDLED = re.compile(r"^Traceback \(most recent call last\):", re.MULTILINE)
#: What makes two errors differ though they are of one class.
_PARTICULARS = re.compile(r"https?://\S+|\d+")


@dataclass
class Result:
    """What became of the pages; class of outcome -> names of pages."""

    articles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    absent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lost: list[str] = field(default_factory=list)
    #: Exceptions that nobody caught, and the command's exit code.
    unhandled: int = 0
    code: int = 0
    stderr: str = ""


def record(pages: Sequence[corpus.Page], path: Path) -> None:
    """Write a feed and the pages that it lists to a WARC file."""
    recorder = Recorder(path)
    items = "".join(f"<item><link>{escape(page.url)}</link></item>" for page in pages)
    feed = f'<rss version="2.0"><channel><title>Replay</title>{items}</channel></rss>'
    recorder.add(FEED, _request(FEED), _response(feed.encode(), "application/rss+xml"))
    for page in pages:
        recorder.add(page.url, _request(page.url), _response(page.body, "text/html"))


def _request(url: str) -> bytes:
    return f"GET {url} HTTP/1.1\r\n\r\n".encode()


def _response(body: bytes, kind: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def crawl(pages: Sequence[corpus.Page], folder: Path) -> Result:
    """Record ``pages`` into ``folder``, crawl the recording, and sort what became of them."""
    record(pages, folder / "pages.warc.gz")
    config = folder / "newsvane.toml"
    config.write_text(_CONFIG.format(feed=FEED), encoding="utf-8")
    database = folder / "newsvane.db"
    command = [sys.executable, "-m", "crawler.cli", "--config", str(config), "--db", str(database)]
    done = subprocess.run(
        [*command, "crawl", "--replay", str(folder / "pages.warc.gz"), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    result = Result(
        unhandled=len(_UNHANDLED.findall(done.stderr)), code=done.returncode, stderr=done.stderr
    )
    # Without a report the command itself has failed: all pages are lost, and stderr says why.
    reports = json.loads(done.stdout) if done.stdout.strip() else []
    errors = [error for report in reports for error in report["errors"]]
    _sort(pages, database, errors, result)
    return result


def _sort(
    pages: Sequence[corpus.Page], database: Path, errors: Sequence[str], result: Result
) -> None:
    with sqlite3.connect(database) as db:
        kept = dict(db.execute("SELECT url, relation FROM articles"))
        dropped = {url for (url,) in db.execute("SELECT url FROM dropped")}
        seen = dict(db.execute("SELECT url, why FROM seen"))
    for page in pages:
        url = canonical(page.url)
        # Ours repeats the address in the spelling in which it asked for it.
        error = next((text for text in errors if text.startswith((page.url, url))), None)
        if url in kept:
            result.articles[f"stored: {kept[url]}"].append(page.name)
        elif url in dropped:
            result.articles["dropped as off topic"].append(page.name)
        elif url in seen:
            result.absent[seen[url]].append(page.name)
        elif error:
            result.errors[_PARTICULARS.sub("…", error).removeprefix("…: ")].append(page.name)
        else:
            result.lost.append(page.name)


def report(result: Result, total: int, *, name: bool) -> None:
    """Print what became of the pages, and which did not give an article."""
    read = sum(map(len, result.articles.values()))
    print(f"{total} pages, {read} gave an article ({read / total:.1%})")
    for what, names in sorted(result.articles.items()):
        print(f"  {len(names):4d}  {what}")
    for title, groups in (("no article", result.absent), ("error", result.errors)):
        for what, names in sorted(groups.items(), key=lambda item: -len(item[1])):
            print(f"  {len(names):4d}  {title}: {what}")
            if name:
                print("".join(f"{'':8}{page}\n" for page in names), end="")
    if result.lost:
        print(f"  {len(result.lost):4d}  without a trace: {', '.join(result.lost[:10])}")
    print(f"{result.unhandled} unhandled exceptions, exit code {result.code}")
    if result.unhandled or result.code not in (0, 1):
        print(result.stderr[-4000:], file=sys.stderr)


def main() -> int:
    """Run what the command line asks for; 1 if an exception got out or a page got lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.replay")
    parser.add_argument("--data", type=Path, default=corpus.SHARED, help="folder of shared pages")
    parser.add_argument("--own", action="store_true", help="the pages that we wrote instead")
    parser.add_argument("--all", action="store_true", help="also pages that have no address")
    parser.add_argument("--names", action="store_true", help="name the pages without an article")
    asked = parser.parse_args()
    found = corpus.own() if asked.own else corpus.shared(asked.data)
    wanted = [page for page in found if asked.all or not page.url.startswith(_NO_ADDRESS)]
    pages = list({canonical(page.url): page for page in wanted}.values())
    if not pages:
        print(f"no pages with an address in {asked.data}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        result = crawl(pages, Path(folder))
    report(result, len(pages), name=asked.names)
    return 1 if result.unhandled or result.lost or result.code not in (0, 1) else 0


if __name__ == "__main__":
    sys.exit(main())
