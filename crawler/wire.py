"""One HTTP/1.1 exchange on a connection: what is sent, what comes back, and how much of it.

Knows Twisted's HTTP client and the limits of a response; knows nothing of Scrapy, of addresses or
of what the bytes mean. Twisted parses; what is added here is a bound on the header section, a look
at bytes beyond the announced length, a bound on the body while it arrives, and a copy of the raw
bytes where a recording is made.
"""

# Most of Twisted's client carries no annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from math import inf
from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol
from twisted.internet.defer import Deferred, succeed
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import BODY
from twisted.web._newclient import Request as TxRequest
from twisted.web.client import HTTPConnectionPool, ResponseDone, _HTTP11ClientFactory
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers as TxHeaders
from twisted.web.iweb import IBodyProducer
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.guard import TooLarge
from crawler.text.headers import is_harmless

#: Most bytes of a response's header section. Servers send a few KiB, seldom 16.
MAX_HEADERS = 256 * 1024
#: Seconds that an unused connection is kept for the next request to its host.
_KEEP_ALIVE = 60
#: A chunked body takes more than its size: six times where each byte is a chunk, and without end
#: where the chunks are called names.
_OVERHEAD, _ALLOWANCE = 4, 1 << 20
_LEFT_OUT = b"(left out)"


class Exchange(TxRequest):
    """A request to be sent, and what was noticed while its response arrived.

    ``surplus``: the server sent more than it announced. ``received``: the raw response, empty
    unless ``keep`` was asked for.
    """

    def __init__(
        self, method: bytes, target: bytes, headers: TxHeaders, body: bytes, *, keep: bool
    ) -> None:
        producer = _Body(body) if body else None
        super().__init__(method, target, headers, producer, persistent=True)
        self.body = body
        self.keep = keep
        #: Most bytes of the response as it stands on the wire.
        self.most: float = inf
        self.restart()

    def expect(self, limit: int) -> None:
        """Bound what a body of up to ``limit`` bytes may take on the wire."""
        self.most = _OVERHEAD * limit + MAX_HEADERS + _ALLOWANCE

    def forward(self, url: bytes, authorization: bytes | None) -> None:
        """Ask a proxy for ``url`` in place of the site itself."""
        self.uri = url
        if authorization:
            self.headers.setRawHeaders(b"Proxy-Authorization", [authorization])

    def restart(self) -> None:
        """Forget what was received: the request goes out on a connection now."""
        self.surplus = False
        self.header_size = 0
        self.size = 0
        self.received = bytearray()

    def sent(self) -> bytes:
        """Return the request as it stands on the wire, for a recording that others may read.

        Values of headers that may hold a secret are left out.
        """
        lines = [b"%s %s HTTP/1.1" % (self.method, self.uri)]
        if self.body:
            lines.append(b"Content-Length: %d" % len(self.body))
        for name, values in self.headers.getAllRawHeaders():
            open_ = is_harmless(name.decode("latin-1"))
            lines += [name + b": " + (value if open_ else _LEFT_OUT) for value in values]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@implementer(IBodyProducer)
class _Body:
    """A request body that is at hand."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.length = len(body)

    def startProducing(self, consumer: Any) -> Deferred[None]:  # noqa: N802
        consumer.write(self._body)
        return succeed(None)

    def pauseProducing(self) -> None:  # noqa: N802
        """Nothing is left to pause."""

    def stopProducing(self) -> None:  # noqa: N802
        """Nothing is left to stop."""


class _Connection(_LenientHTTP11ClientProtocol):
    """A connection that watches the exchange on it."""

    def request(self, request: TxRequest) -> Deferred[Any]:
        # The pool may send a request a second time, on another connection.
        if isinstance(request, Exchange):
            request.restart()
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        exchange = self._currentRequest
        if isinstance(exchange, Exchange):
            exchange.size += len(data)
            if exchange.size > exchange.most:
                error = TooLarge(f"too large: more than {exchange.most:,} bytes on the wire")
                self._giveUp(Failure(error))
                return
            if exchange.keep:
                exchange.received += data
            if self._parser is not None and self._parser.state != BODY:
                exchange.header_size += len(data)
                # A body that arrives with its headers is counted too: hence the allowance.
                if exchange.header_size > MAX_HEADERS + 64 * 1024:
                    error = TooLarge(f"too large: more than {MAX_HEADERS:,} bytes of headers")
                    self._giveUp(Failure(error))
                    return
        super().dataReceived(data)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        exchange = self._currentRequest
        if rest and isinstance(exchange, Exchange):
            exchange.surplus = True
            # Whatever these bytes are, they must not become the answer to the next request.
            exchange.persistent = False
        super()._finishResponse(rest)


class _Factory(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: object) -> _Connection:  # noqa: ARG002, N802
        return _Connection(self._quiescentCallback)


def pool(reactor: Any, per_host: int) -> HTTPConnectionPool:
    """Return a pool of connections that watch their exchanges, ``per_host`` kept open at most.

    A kept connection that the server has closed meanwhile is replaced, and the request sent again,
    without anybody noticing.
    """
    made = HTTPConnectionPool(reactor, persistent=True)
    made._factory = _Factory  # noqa: SLF001 -- the documented way leads through Agent
    made.maxPersistentPerHost = per_host
    made.cachedConnectionTimeout = _KEEP_ALIVE
    return made


class BodyReader(Protocol):
    """Collects a body of up to ``limit`` bytes; ``finished`` fires with it, or with the failure."""

    def __init__(self, limit: int, transport: Any) -> None:
        self._limit = limit
        self._connection = transport
        # Not a list: of chunks of two bytes it would take thirty times as much.
        self._body = bytearray()
        self.finished: Deferred[bytes] = Deferred(self._cancel)

    def dataReceived(self, data: bytes) -> None:  # noqa: D102, N802
        if len(self._body) + len(data) > self._limit:
            self._fail(TooLarge(f"too large: more than {self._limit:,} bytes"))
        elif not self.finished.called:
            self._body += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: D102, N802
        if self.finished.called:
            return
        if reason.check(ResponseDone, PotentialDataLoss):
            self.finished.callback(bytes(self._body))
        else:
            self.finished.errback(reason)

    def _fail(self, error: Exception) -> None:
        self._body.clear()
        if not self.finished.called:
            self.finished.errback(Failure(error))
            self._abort()

    def _cancel(self, _: object) -> None:
        self._abort()

    def _abort(self) -> None:
        # What the parser hands out is a proxy of the transport; only the latter can abort.
        self._connection._producer.abortConnection()  # noqa: SLF001
