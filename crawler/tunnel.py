"""A way through a proxy to an address that was checked: HTTP CONNECT.

Knows Twisted's endpoints, :mod:`crawler.guard` and the two lines of CONNECT; knows nothing of what
is said through the tunnel. The name is looked up here, the guard looks at the address, and the
proxy is asked for that address: so the check holds as it does without a proxy. TLS goes on top, by
the site's name, and ends at the site.
"""

# Most of Twisted's client carries no annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import re
from collections.abc import Generator
from ipaddress import ip_address
from typing import Any

from twisted.internet import error as tx_error
from twisted.internet.defer import Deferred, inlineCallbacks
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IResolutionReceiver, IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.connect import CONNECT_TIMEOUT, DNS_TIMEOUT, PatientResolver
from crawler.guard import AllowList, Refused
from crawler.proxy import Proxy

#: Of a proxy's answer before the tunnel is open, so many bytes are read.
_MOST = 16 * 1024
#: So many addresses of a name are tried.
_ADDRESSES = 3
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
#: Names that no proxy is asked for: what they lead to is its own network.
_INNER = re.compile(
    r"(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)$|^[^.]+$"
)


class ProxyTrouble(Refused):
    """The proxy will not let us through, for a reason that does not pass by itself."""

    kind = "proxy"


class ConnectRefused(ProxyTrouble):
    """The proxy opens no tunnel to this port; plain HTTP may be asked for in another way."""


class ProxyGoneError(Exception):
    """The proxy itself cannot be reached."""


class Unreached(tx_error.ConnectError):
    """The proxy did not reach the site."""


@implementer(IResolutionReceiver)
class _Addresses:
    """Collects the addresses of a name."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.done: Deferred[list[str]] = Deferred()

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        """Nothing is to be done yet."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        if not self.done.called:
            self.done.callback(self.found)


def targets(allow: AllowList, host: str, found: list[str]) -> list[str]:
    """Return the addresses that may be connected to, IPv4 first: proxies know it best.

    Raises:
        Refused: None of them may.
    """
    fit = [address for address in dict.fromkeys(found) if allow.permits(host, address)]
    if not fit:
        shown = f"{found[0]} ({host})" if found and found[0] != host else host
        raise Refused(f"refused: {shown} is not a public address")
    return sorted(fit, key=lambda address: ip_address(address).version)[:_ADDRESSES]


def trusted_to_proxy(allow: AllowList, host: str) -> str:
    """Return what a proxy that looks names up may be asked for.

    Raises:
        Refused: It is an address that may not be connected to, or a name of an inner network.
    """
    try:
        ip_address(host)
    except ValueError:
        if _INNER.search(host.rstrip(".")) and not allow.names(host):
            raise Refused(f"refused: {host} is a name of an inner network") from None
        return host
    return targets(allow, host, [host])[0]


@implementer(IStreamClientEndpoint)
class TunnelEndpoint:
    """Connects to a host through a proxy, to an address that the guard permits."""

    def __init__(
        self, reactor: Any, way: tuple[Proxy, Any], allow: AllowList, site: tuple[str, int]
    ) -> None:
        self._reactor = reactor
        self._proxy, self._to_proxy = way
        self._allow = allow
        self._host, self._port = site

    @inlineCallbacks
    def connect(self, factory: Any) -> Generator[Any, Any, Any]:
        """See the interface."""
        last: Exception = Unreached(string=f"{self._proxy} did not reach {self._host}")
        for target in (yield self.targets()):
            opened: Deferred[Any] = Deferred()
            asking = _TunnelFactory(self._proxy, target, self._port, factory, opened)
            try:
                protocol = yield self._to_proxy.connect(asking)
            except (tx_error.ConnectError, tx_error.DNSLookupError) as error:
                raise ProxyGoneError(f"{self._proxy} cannot be reached") from error
            opened.addErrback(_abort, protocol)
            try:
                made = yield opened
            except Unreached as error:
                last = error
                continue
            return made
        raise last

    @inlineCallbacks
    def targets(self) -> Generator[Any, Any, Any]:
        """Look the host up and return the addresses that may be asked for.

        Raises:
            Refused: None may.
        """
        if self._proxy.resolves:
            return [trusted_to_proxy(self._allow, self._host)]
        try:
            found = [str(ip_address(self._host))]
        except ValueError:
            receiver = _Addresses()
            resolver = PatientResolver(self._reactor, self._reactor.nameResolver, DNS_TIMEOUT)
            resolver.resolveHostName(receiver, self._host, self._port)
            found = yield receiver.done
            if not found:
                raise tx_error.DNSLookupError(self._host) from None
        return targets(self._allow, self._host, found)


def _abort(failure: Failure, protocol: Any) -> Failure:
    if protocol.transport is not None:
        protocol.transport.abortConnection()
    return failure


class _TunnelFactory(Factory):
    noisy = False

    def __init__(
        self, proxy: Proxy, target: str, port: int, inner: Any, opened: Deferred[Any]
    ) -> None:
        self._made = _Tunnel(proxy, target, port, inner, opened)

    def buildProtocol(self, addr: object) -> _Tunnel:  # noqa: ARG002, N802
        return self._made


class _Tunnel(Protocol):
    """Asks for a tunnel; once it is open, hands all over to the protocol of the inner factory."""

    def __init__(
        self, proxy: Proxy, target: str, port: int, inner: Any, opened: Deferred[Any]
    ) -> None:
        self._proxy = proxy
        self._authority = f"[{target}]:{port}" if ":" in target else f"{target}:{port}"
        self._factory = inner
        self._opened = opened
        self._received = b""
        self._inner: Any = None

    def connectionMade(self) -> None:  # noqa: N802
        lines = [f"CONNECT {self._authority} HTTP/1.1", f"Host: {self._authority}"]
        head = "\r\n".join(lines).encode("ascii")
        if self._proxy.authorization:
            head += b"\r\nProxy-Authorization: " + self._proxy.authorization
        transport: Any = self.transport
        transport.write(head + b"\r\n\r\n")

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._inner is not None:
            self._inner.dataReceived(data)
            return
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            if len(self._received) > _MOST:
                self._fail(ProxyTrouble(f"{self._proxy} does not answer as a proxy"))
            return
        status = _STATUS.match(head)
        if not status:
            self._fail(ProxyTrouble(f"{self._proxy} does not answer as a proxy"))
        elif status[1][:1] == b"2":
            self._open(rest)
        else:
            self._fail(_refusal(self._proxy, int(status[1])))

    def _open(self, rest: bytes) -> None:
        transport: Any = self.transport
        self._inner = self._factory.buildProtocol(transport.getPeer())
        self._inner.makeConnection(self.transport)
        self._received = b""
        if not self._opened.called:
            self._opened.callback(self._inner)
        if rest:
            self._inner.dataReceived(rest)

    def _fail(self, error: Exception) -> None:
        if not self._opened.called:
            self._opened.errback(Failure(error))

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self._inner is not None:
            self._inner.connectionLost(reason)
        elif not self._opened.called:
            self._fail(Unreached(string=f"{self._proxy} closed the connection"))


def _refusal(proxy: Proxy, status: int) -> Exception:
    if status == 407:
        return ProxyTrouble(f"{proxy} asks for a user name and password, or for others")
    if status in {502, 503, 504}:
        return Unreached(string=f"{proxy} did not reach the site (HTTP {status})")
    return ConnectRefused(f"{proxy} opens no tunnel (HTTP {status})")


def to_proxy(reactor: Any, proxy: Proxy, tls: Any) -> Any:
    """Return the endpoint of the proxy itself: the user's own, so that no guard looks at it."""
    from twisted.internet.endpoints import wrapClientTLS  # noqa: PLC0415 - beside its use

    plain: Any = HostnameEndpoint(reactor, proxy.host.encode(), proxy.port, timeout=CONNECT_TIMEOUT)
    if proxy.scheme == "http":
        return plain
    return wrapClientTLS(tls.creatorForNetloc(proxy.host.encode(), proxy.port), plain)
