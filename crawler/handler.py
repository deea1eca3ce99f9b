"""The download handler for http and https: one request out, one bounded response in.

Joins :mod:`crawler.connect` (where to), :mod:`crawler.wire` (how much) and :mod:`crawler.content`
(what it is) under one deadline that covers name resolution, connecting, TLS, headers and body.
Knows nothing of robots.txt, redirects, retries or politeness: those are downloader middlewares.

Request meta: ``download_maxsize`` and ``deadline`` replace the settings for one request;
``insecure`` accepts a certificate that does not verify.
Response flags: ``truncated`` (the server sent more than it announced, or a compressed stream broke
off: the body is not known to be whole) and ``not text``.
"""

# Most of Twisted's client carries no annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urldefrag, urlsplit

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import (
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import error as tx_error
from twisted.internet.endpoints import wrapClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.http_headers import Headers as TxHeaders
from twisted.web.iweb import UNKNOWN_LENGTH

from crawler import content, politeness, tunnel
from crawler.connect import endpoint
from crawler.failures import translated
from crawler.guard import AllowList, Refused, TooLarge, check_url
from crawler.tunnel import ConnectRefused
from crawler.wire import BodyReader, Exchange, pool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

    from crawler.proxy import Proxy

_CLOSED = tx_error.ConnectionClosed
#: Some sites invent their own, as 999 for "go away"; none has more or fewer than three digits.
_STATUSES = range(100, 1000)
_CLOSING = 1.0  # seconds that open connections are given to end at shutdown


def make_response(
    request: Request, status: int, headers: Headers, body: bytes, limit: int, **known: Any
) -> Response:
    """Make the response that spiders see from what stood on the wire.

    Undoes Content-Encoding and sets the flags. ``known`` are further arguments of ``Response``.

    Raises:
        TooLarge: The decompressed body exceeds ``limit`` bytes.
        DownloadFailedError: The body cannot be decompressed at all.
    """
    flags = list(known.pop("flags", ()))
    encodings = b",".join(filter(None, headers.getlist("Content-Encoding")))
    if encodings and body and request.method != "HEAD":
        decoded = content.decode(body, encodings.decode("latin-1").split(","), limit)
        if not decoded.complete:
            if not decoded.body:
                raise DownloadFailedError("the body is not what its Content-Encoding says")
            flags.append("truncated")
        body = decoded.body
        del headers["Content-Encoding"]
    if not content.is_text(body) and not _is_gzip_file(request.url, headers):
        flags.append("not text")
    url = urldefrag(request.url)[0]
    cls = responsetypes.from_args(headers=headers, url=url, body=body)
    return cls(url=url, status=status, headers=headers, body=body, flags=flags, **known)


def _is_gzip_file(url: str, headers: Headers) -> bool:
    """Whether a gzip body is what was asked for: a packed sitemap."""
    kind = (headers.get("Content-Type") or b"").lower()
    return urlsplit(url).path.endswith(".gz") or b"gzip" in kind


class HttpHandler(BaseDownloadHandler):
    """Scrapy's handler for both schemes; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor  # noqa: PLC0415 -- importing it installs one

        settings = crawler.settings
        self._reactor = reactor
        self._allow = AllowList(settings.getlist("NEWSVANE_ALLOW_HOSTS"))
        self._limit = settings.getint("DOWNLOAD_MAXSIZE")
        self._deadline = settings.getfloat("DOWNLOAD_TIMEOUT")
        per_host = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        # Scrapy counts a request only once it runs: without a delay, all that wait start at once.
        self._turns: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_host))
        self._pool = pool(reactor, per_host)
        self._tls = BrowserLikePolicyForHTTPS()
        self._tls_unverified = _ScrapyClientContextFactory(verify_certificates=False)
        self._proxies: Mapping[str, Proxy | None] = settings.getdict("NEWSVANE_PROXIES")
        #: Proxies that open no tunnel to plain HTTP, and are asked for the page instead.
        self._forwarding: set[Proxy] = set()
        self._stats = crawler.stats
        self._recorder: Any = None
        if settings.get("NEWSVANE_RECORD"):
            from crawler.replay.warc import Recorder  # noqa: PLC0415 -- seldom needed

            self._recorder = Recorder(Path(settings["NEWSVANE_RECORD"]))

    async def download_request(self, request: Request) -> Response:
        """Fetch ``request`` before its deadline.

        Raises:
            Refused: URL, address, certificate or size are not acceptable.
            DownloadTimeoutError: The deadline passed.
            Exception: Scrapy's other download errors, for what went wrong on the network.
        """
        check_url(request.url)
        if request.meta.get("proxy"):
            # It would resolve names, beyond the reach of the guard.
            raise Refused("refused: only the configuration names proxies")
        deadline = float(request.meta.get("deadline", self._deadline))
        turn = self._turns[urlsplit(request.url).netloc]
        try:
            async with turn, politeness.turn(self.crawler, request.url):
                # Requests of this host were waiting when it asked to be left alone.
                await politeness.wait_for(self._stats, request.url, datetime.now(UTC))
                async with asyncio.timeout(deadline):
                    response = await self._fetch(request)
                header = response.headers.get("Retry-After")
                now = datetime.now(UTC)
                politeness.note(self._stats, response.url, response.status, header, now)
                return response
        except TimeoutError:
            raise DownloadTimeoutError(f"timeout: no whole answer within {deadline:g} s") from None
        except Exception as error:
            raise translated(error, request.url) from error

    async def close(self) -> None:
        """Close idle connections."""
        closing = self._pool.closeCachedConnections().addTimeout(_CLOSING, self._reactor)
        await maybe_deferred_to_future(closing.addErrback(lambda _: None))

    async def _fetch(self, request: Request) -> Response:
        limit = int(request.meta.get("download_maxsize", self._limit))
        proxy = self._proxy(request)
        exchange = _exchange(request, keep=self._recorder is not None)
        exchange.expect(limit)
        if proxy is None:
            connection = await maybe_deferred_to_future(self._connect(request))
        else:
            connection = await self._connect_through(proxy, request, exchange)
        answer = await maybe_deferred_to_future(connection.request(exchange))
        if answer.code not in _STATUSES:
            # Where the body has come already there is nothing left to abort.
            under = answer._transport and answer._transport._producer  # noqa: SLF001 -- see below
            if under:
                under.abortConnection()
            raise DownloadFailedError(f"no valid HTTP answer: its status is {answer.code!s:.20}")
        body = b""
        if answer.length != 0:
            transport = answer._transport  # noqa: SLF001 -- Twisted offers no other way to abort
            if answer.length is not UNKNOWN_LENGTH and answer.length > limit:
                transport._producer.abortConnection()  # noqa: SLF001
                raise TooLarge(f"too large: {answer.length:,} bytes announced, {limit:,} allowed")
            reader = BodyReader(limit, transport)
            answer.deliverBody(reader)
            body = await maybe_deferred_to_future(reader.finished)
        address = None if proxy else getattr(answer, "_scrapy_ip_address", None)
        if self._recorder is not None:
            self._recorder.add(request.url, exchange.sent(), bytes(exchange.received), address)
        headers = Headers()
        headers.update(answer.headers.getAllRawHeaders())
        flags = ["truncated"] if exchange.surplus else []
        return make_response(
            request, answer.code, headers, body, limit, flags=flags, ip_address=address
        )

    def _proxy(self, request: Request) -> Proxy | None:
        shared = self._proxies.get("")
        return self._proxies.get(str(request.meta.get("via", "")), shared)

    async def _connect_through(self, proxy: Proxy, request: Request, exchange: Exchange) -> Any:
        """Connect through a tunnel; where that is refused to plain HTTP, to the proxy itself."""
        is_plain = urlsplit(request.url).scheme == "http"
        if not (is_plain and proxy in self._forwarding):
            try:
                return await maybe_deferred_to_future(self._connect(request, proxy))
            except ConnectRefused:
                if not is_plain:
                    raise
                self._forwarding.add(proxy)
        # The address is looked up and checked, and then the proxy looks it up itself.
        way = tunnel.TunnelEndpoint(
            self._reactor, (proxy, None), self._allow, _host_and_port(request)
        )
        await maybe_deferred_to_future(way.targets())
        exchange.forward(urldefrag(request.url)[0].encode("ascii"), proxy.authorization)
        target = tunnel.to_proxy(self._reactor, proxy, self._tls)
        return await maybe_deferred_to_future(self._pool.getConnection((proxy, "forward"), target))

    def _connect(self, request: Request, proxy: Proxy | None = None) -> Any:
        parts = urlsplit(request.url)
        insecure = bool(request.meta.get("insecure"))
        host, port = _host_and_port(request)
        target: Any
        if proxy is None:
            target = endpoint(self._reactor, self._allow, host, port)
        else:
            there = tunnel.to_proxy(self._reactor, proxy, self._tls)
            target = tunnel.TunnelEndpoint(self._reactor, (proxy, there), self._allow, (host, port))
        if parts.scheme == "https":
            policy = self._tls_unverified if insecure else self._tls
            target = wrapClientTLS(policy.creatorForNetloc(host.encode(), port), target)
        return self._pool.getConnection((parts.scheme, host, port, insecure, proxy), target)


def _host_and_port(request: Request) -> tuple[str, int]:
    parts = urlsplit(request.url)
    return _ascii_host(parts), parts.port or (443 if parts.scheme == "https" else 80)


def _ascii_host(parts: SplitResult) -> str:
    """Return the host as DNS and TLS know it."""
    host = parts.hostname or ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Refused(f"refused: {host[:80]!r} is not a host name") from None


def _exchange(request: Request, *, keep: bool) -> Exchange:
    parts = urlsplit(request.url)
    headers = TxHeaders()
    host = _ascii_host(parts)
    netloc = f"[{host}]" if ":" in host else host
    headers.addRawHeader(b"Host", f"{netloc}:{parts.port}" if parts.port else netloc)
    for name, values in request.headers.items():
        if name.lower() not in {b"host", b"content-length", b"connection"}:
            headers.setRawHeaders(name, values)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return Exchange(
            request.method.encode(), target.encode("ascii"), headers, request.body, keep=keep
        )
    except ValueError as error:
        raise Refused(f"refused: {error}") from None
