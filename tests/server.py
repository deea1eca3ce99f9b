"""A web site on the loopback interface that does as it is told, also what no site should do.

    with Site({"/feed.xml": Page(b"<rss/>", type="application/rss+xml")}) as site:
        fetch(site.url("/feed.xml"))
    assert site.asked == ["/robots.txt", "/feed.xml"]

A path's value is a Page, a list of Pages (answered in turn, the last one for ever), or a behaviour:
a function that is given the connection and the request. The behaviours at the end of this module
are the ways in which servers fail. Pages may be changed while the site runs.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found"}


@dataclass(frozen=True)
class Page:
    """A well-formed response. A page with an ETag or Last-Modified answers 304 where they match."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] | Sequence[tuple[str, str]] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"

    def fields(self) -> list[tuple[str, str]]:
        given = self.headers.items() if isinstance(self.headers, Mapping) else self.headers
        return [("Content-Type", self.type), *given]

    def header(self, name: str) -> str | None:
        return next((v for n, v in self.fields() if n.lower() == name.lower()), None)


@dataclass(frozen=True)
class Asked:
    """A request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    raw: bytes
    at: float

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


Behaviour = Callable[["Connection", Asked], None]


def redirect(location: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": location})


class Connection:
    """One client. Its methods raise OSError once the client is gone or the site closes."""

    def __init__(self, site: Site, sock: socket.socket):
        self.site = site
        self.sock = sock

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def pause(self, seconds: float) -> None:
        if self.site.closing.wait(seconds):
            raise ConnectionAbortedError

    def send_page(self, page: Page, asked: Asked) -> None:
        status, body = page.status, page.body
        if status == 200 and _matches(page, asked):
            status, body = 304, b""
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Whatever')}"]
        lines += [f"{name}: {value}" for name, value in page.fields()]
        if status != 304:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"
        self.send(head if asked.method == "HEAD" else head + body)

    def receive(self) -> Asked | None:
        """Read one request; None where the client has closed the connection."""
        data = b""
        while b"\r\n\r\n" not in data:
            part = self.sock.recv(65536)
            if not part:
                return None
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in rest)}
        while len(body) < int(headers.get("content-length", 0)):
            body += self.sock.recv(65536)
        return Asked(method, target, headers, body, head + b"\r\n\r\n" + body, monotonic())


def _matches(page: Page, asked: Asked) -> bool:
    etag, date = page.header("ETag"), page.header("Last-Modified")
    if "if-none-match" in asked.headers:
        return etag is not None and asked.headers["if-none-match"] == etag
    return date is not None and asked.headers.get("if-modified-since") == date


class Site:
    """See the module. ``requests`` holds what was asked, in order, and stays readable at the end."""

    def __init__(
        self,
        pages: Mapping[str, Page | Sequence[Page] | Behaviour] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ):
        self.pages = dict(pages or {})
        self.requests: list[Asked] = []
        self.connections = 0
        self.closing = threading.Event()
        self._turns: dict[str, int] = {}
        self._lock = threading.Lock()
        self._tls = tls
        self.host = host
        self._open: set[socket.socket] = set()

    @property
    def asked(self) -> list[str]:
        return [request.target for request in self.requests]

    def asked_for(self, path: str) -> list[Asked]:
        return [request for request in self.requests if request.path == path]

    def url(self, path: str = "/", host: str | None = None) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._listener = socket.create_server((self.host, 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        # A thread in accept() is woken by this, not by close().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            open_now = list(self._open)
        for sock in open_now:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _forget(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.discard(sock)

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), contextlib.ExitStack() as stack:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            stack.enter_context(sock)
            with self._lock:
                self.connections += 1
                self._open.add(sock)
            stack.callback(self._forget, sock)
            connection = Connection(self, sock)
            while asked := connection.receive():
                with self._lock:
                    self.requests.append(asked)
                answer = self._answer(asked)
                if callable(answer):
                    answer(connection, asked)
                    return
                connection.send_page(answer, asked)

    def _answer(self, asked: Asked) -> Page | Behaviour:
        found = self.pages.get(asked.target, self.pages.get(asked.path))
        if found is None:
            return Page(b"not found", 404, type="text/plain")
        if isinstance(found, Page) or callable(found):
            return found
        with self._lock:
            turn = self._turns.get(asked.path, 0)
            self._turns[asked.path] = turn + 1
        return found[min(turn, len(found) - 1)]


# Behaviours. Each ends the connection when it returns.


def raw(data: bytes) -> Behaviour:
    """Send these bytes and close."""
    return lambda connection, _: connection.send(data)


def slow_headers(connection: Connection, _: Asked) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.send(b"X-Slow: 1\r\n")
        connection.pause(0.05)


def slow_body(connection: Connection, _: Asked) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.send(b"x")
        connection.pause(0.05)


def silent(connection: Connection, _: Asked) -> None:
    while True:
        connection.pause(1)


def endless_body(connection: Connection, _: Asked) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.send(b"x" * 65536)


def endless_header_line(connection: Connection, _: Asked) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        connection.send(b"x" * 65536)


def endless_headers(connection: Connection, _: Asked) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.send(b"X-Many: 1\r\n" * 5000)


def flood(start: bytes, unit: bytes) -> Behaviour:
    """Send ``unit`` after ``start``, over and over."""

    def behave(connection: Connection, _: Asked) -> None:
        connection.send(start)
        while True:
            connection.send(unit * (65536 // len(unit)))

    return behave


def close_at_once(connection: Connection, _: Asked) -> None:
    """Say nothing at all."""


def page_then_close(page: Page) -> Behaviour:
    """Answer well, promise to stay, and hang up: a keep-alive connection that went stale."""

    def behave(connection: Connection, asked: Asked) -> None:
        connection.send_page(page, asked)

    return behave
