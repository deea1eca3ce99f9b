"""The labelled pages as a recorded crawl: a WARC file and a configuration that reads it.

``newsvane --config F.toml --db F.db crawl --replay F.warc.gz`` then takes the pages through all of
newsvane, from request to store. Knows how both files look. Must not know what is read from a page.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

from benchmarks.quality.extraction.corpus import Page
from crawler.replay.warc import Recorder

_LIST = "https://list.example/pages.html"
_CONFIGURATION = f"""\
delay = 0
topics = ["ai-competition"]
catalogue = false

[[source]]
name = "benchmark-pages"
kind = "listing"
url = "{_LIST}"
selector = "a"
max_items = 1000
delay = 0
"""


def write(path: Path, pages: Iterable[Page]) -> int:
    """Write the pages that have addresses of their own to ``path``; return how many those are."""
    path.unlink(missing_ok=True)
    recorder = Recorder(path)
    links = []
    for page in pages:
        if page.url.startswith("https://unknown.example/"):
            continue
        recorder.add(page.url, _request(page.url), _response(page.body))
        links.append(f'<li><a href="{html.escape(page.url)}">{html.escape(page.name)}</a></li>')
    listing = f"<html><body><ul>{''.join(links)}</ul></body></html>".encode()
    recorder.add(_LIST, _request(_LIST), _response(listing))
    configuration = path.with_name(path.name.partition(".")[0] + ".toml")
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    return len(links)


def _request(url: str) -> bytes:
    return f"GET {url} HTTP/1.1\r\n\r\n".encode("utf-8", "replace")


def _response(body: bytes) -> bytes:
    # No charset: the pages are of many encodings, and finding that out is part of reading them.
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
