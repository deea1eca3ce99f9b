"""Lists on loopback that never change, served by a process of its own which counts every byte.

Run as ``python -m benchmarks.watch.stand SOURCES``: prints the port in a line once it listens, and
ends when its input does. ``/stats`` tells what was asked for since the last time. Each source has
an address of its own in 127.0.0.0/8, a list with one article, and a robots.txt.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

_ETAG = '"6560a2c4-5f3a"'
_CHANGED = "Sat, 28 Nov 2026 10:00:00 GMT"
#: What servers and the networks before them usually send along.
_SERVER = "Server: nginx\r\nDate: Sun, 29 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\n"
_UNCHANGED = (
    f"HTTP/1.1 304 Not Modified\r\n{_SERVER}ETag: {_ETAG}\r\nLast-Modified: {_CHANGED}\r\n"
    "Cache-Control: max-age=300\r\n\r\n"
).encode()
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"
_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Gazette {number}</title><link>{site}/</link>
<item><title>The harbour of town {number} is dredged again</title><link>{site}/news/1.html</link>
<pubDate>Sat, 28 Nov 2026 09:00:00 GMT</pubDate><description>Work begins in spring.</description>
</item></channel></rss>"""
_PAGE = """<!DOCTYPE html><html lang="en"><head><title>The harbour of town {number} is dredged again
</title><meta charset="utf-8"></head><body><article><h1>The harbour of town {number} is dredged
again</h1>{body}</article></body></html>"""
_SENTENCE = "<p>Work on basin {0} of harbour {1} begins in spring and is to last for {0} weeks.</p>"


@dataclass(frozen=True, slots=True)
class Stand:
    """So many lists, and the port at which they are offered."""

    sources: int
    port: int

    def url(self, number: int, path: str = "/feed.xml") -> str:
        """Return a URL of one source."""
        return f"http://{address(number)}:{self.port}{path}"


def address(number: int) -> str:
    """Return the loopback address of a source."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


class Counts:
    """What was asked for: how often, and bytes both ways, headers included, by kind."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        #: When each source's list was asked for, in seconds since 1970.
        self.lists: list[tuple[int, float]] = []

    def take(self) -> bytes:
        """Return the counts as JSON, and begin anew."""
        taken = json.dumps(vars(self)).encode()
        Counts.__init__(self)
        return taken


class _Connection(asyncio.Protocol):
    """One client, kept alive; requests have no bodies."""

    def __init__(self, numbers: dict[str, int], port: int, counts: Counts) -> None:
        self._numbers, self._port, self._counts = numbers, port, counts
        self._received = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._number = self._numbers[transport.get_extra_info("sockname")[0]]

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1]
            if path == b"/stats":
                self._transport.write(_response("application/json", self._counts.take()))
                continue
            kind, answer = self._answer(path, request)
            self._counts.asked[kind] += 1
            self._counts.received[kind] += len(request) + 4
            self._counts.sent[kind] += len(answer)
            self._transport.write(answer)

    def _answer(self, path: bytes, request: bytes) -> tuple[str, bytes]:
        number = self._number
        site = f"http://{address(number)}:{self._port}"
        if path == b"/robots.txt":
            return "robots.txt", _response("text/plain", _ROBOTS)
        if path == b"/feed.xml":
            self._counts.lists.append((number, time.time()))
            if _ETAG.encode() in request:
                return "conditional", _UNCHANGED
            feed = _FEED.format(number=number, site=site).encode()
            return "unconditional", _response("application/rss+xml", feed)
        body = "".join(_SENTENCE.format(basin, number) for basin in range(2, 22))
        return "article", _response("text/html", _PAGE.format(number=number, body=body).encode())


def _response(kind: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\n{_SERVER}Content-Type: {kind}\r\nETag: {_ETAG}\r\n"
        f"Last-Modified: {_CHANGED}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _serve(sources: int) -> None:
    with socket.socket() as probe:
        probe.bind((address(0), 0))
        port = probe.getsockname()[1]
    numbers = {address(number): number for number in range(sources)}
    counts = Counts()
    loop = asyncio.get_running_loop()
    await loop.create_server(
        lambda: _Connection(numbers, port, counts), list(numbers), port, backlog=64
    )
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def running(sources: int) -> Iterator[Stand]:
    """Serve so many lists in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.watch.stand", str(sources)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Stand(sources, int(process.stdout.readline()))
        finally:
            process.stdin.close()


def take_counts(stand: Stand) -> dict[str, Any]:
    """Return what was asked for since the last call, as :class:`Counts` names it."""
    with urlopen(stand.url(0, "/stats"), timeout=30) as answer:
        taken: dict[str, Any] = json.load(answer)
    return taken


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
