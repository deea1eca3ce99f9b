"""Serves a site from memory, in a process of its own, as cheaply as Python can.

Run as ``python -m benchmarks.speed.server PAGES HOSTS``: prints the port in a line once it
listens, and ends when its input does. ``/stats`` on any host tells what was asked since the last
time, and what serving it has cost.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

from benchmarks.speed.site import Site

_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
#: With the headers that servers and the networks before them usually send along.
_UNCHANGED = (
    b"HTTP/1.1 304 Not Modified\r\nServer: nginx\r\nDate: Sat, 28 Nov 2026 12:00:00 GMT\r\n"
    b'ETag: "1"\r\nCache-Control: max-age=300\r\n\r\n'
)
#: Lists never change; who says that he has one need not get it again.
_HAS_IT = b'if-none-match: "1"'
_PAGES = b"/news/"


class Stats:
    """What was asked for. Times are of the monotonic clock."""

    def __init__(self) -> None:
        self.pages = 0
        self.others = 0
        self.received = 0
        self.sent = 0
        self.first = 0.0
        self.last = 0.0
        self.cpu = time.process_time()

    def note(self, path: bytes) -> None:
        """Count a request; the time between the first page and the last is the crawl's."""
        if path.startswith(_PAGES):
            self.last = time.monotonic()
            self.first = self.first or self.last
            self.pages += 1
        else:
            self.others += 1

    def take(self) -> bytes:
        """Return the counts as JSON, and begin anew."""
        taken = {
            "pages": self.pages,
            "others": self.others,
            "received": self.received,
            "sent": self.sent,
            "seconds": self.last - self.first,
            "cpu": time.process_time() - self.cpu,
        }
        Stats.__init__(self)
        return json.dumps(taken).encode()


class Connection(asyncio.Protocol):
    """One client, kept alive; requests have no bodies."""

    def __init__(self, site: Site, hosts: dict[str, dict[bytes, bytes]], stats: Stats) -> None:
        self._site = site
        self._hosts = hosts
        self._stats = stats
        self._received = b""

    def connection_made(self, transport: Any) -> None:
        """Learn from the address that was called which host is meant."""
        self._transport = transport
        self._answers = self._hosts[transport.get_extra_info("sockname")[0]]

    def data_received(self, data: bytes) -> None:
        """Answer every request that has arrived whole."""
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1]
            if path == b"/stats":
                self._transport.write(_response("application/json", self._stats.take()))
                continue
            self._stats.note(path)
            answer = self._answers.get(path) or self._repeated(path)
            if not path.startswith(_PAGES) and _HAS_IT in request.lower():
                answer = _UNCHANGED
            self._stats.received += len(request) + 4
            self._stats.sent += len(answer)
            self._transport.write(answer)

    def _repeated(self, path: bytes) -> bytes:
        """Return the page at ``path`` where it says what another does, with its own address."""
        original = self._site.original(path.decode("latin-1"))
        if original is None:
            return _NOT_FOUND
        whole = self._answers[original.encode()]
        body = whole[whole.index(b"\r\n\r\n") + 4 :]
        return _response("text/html", body.replace(original.encode() + b'"', path + b'"', 1))


def _response(kind: str, body: bytes) -> bytes:
    head = (
        f'HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: "1"\r\n'
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def serve(pages: int, hosts: int) -> None:
    """Listen on all hosts until standard input ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(pages, hosts, port)
    answers = {
        site.address(host): {
            path.encode(): _response(*answer) for path, answer in site.answers(host).items()
        }
        for host in range(hosts)
    }
    stats = Stats()
    loop = asyncio.get_running_loop()
    await loop.create_server(
        lambda: Connection(site, answers, stats), list(answers), port, backlog=512
    )
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def running(pages: int, hosts: int) -> Iterator[Site]:
    """Serve a site in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.speed.server", str(pages), str(hosts)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Site(pages, hosts, int(process.stdout.readline()))
        finally:
            process.stdin.close()


def take_stats(site: Site) -> dict[str, float]:
    """Return what was asked since the last call: pages, others, seconds, and the server's cpu."""
    with urlopen(site.url(0, "/stats"), timeout=30) as answer:
        taken: dict[str, float] = json.load(answer)
    return taken


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
