"""Opening a connection: name resolution with a time limit, and the guard at the very last moment.

Knows Twisted's endpoints and :mod:`crawler.guard`; knows nothing of HTTP. The guard sits in
``connectTCP``, where the address is final: whatever spelling, redirect or changing DNS answer led
there, the address that is checked is the address that is connected to.
"""

# Some of Twisted's endpoints carry no annotations.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from typing import Any

from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.base import ReactorBase
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.interfaces import (
    IHostnameResolver,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.guard import AllowList, Refused

#: Seconds for one name, and for one connection attempt. Short of the total deadline, so that a
#: dead address leaves time for the next.
DNS_TIMEOUT = 10.0
CONNECT_TIMEOUT = 10.0


@implementer(IResolutionReceiver)
class _FirstAnswer:
    """Passes a resolution on until it ends or time is up; whatever comes later is dropped."""

    def __init__(self, receiver: Any, reactor: Any, timeout: float) -> None:
        self._receiver = receiver
        self._ended = False
        self._timer = reactor.callLater(timeout, self._end)

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: object) -> None:  # noqa: N802
        if not self._ended:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._timer.active():
            self._timer.cancel()
        self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PatientResolver:
    """Asks ``resolver``, but waits no longer than ``timeout`` seconds for its answer."""

    def __init__(self, reactor: Any, resolver: Any, timeout: float) -> None:
        self._reactor = reactor
        self._resolver = resolver
        self._timeout = timeout

    def resolveHostName(self, receiver: Any, name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
        """See the interface; ``receiver`` hears the end after ``timeout`` at the latest."""
        limited = _FirstAnswer(receiver, self._reactor, self._timeout)
        return self._resolver.resolveHostName(limited, name, *args, **kwargs)


@implementer(IReactorPluggableNameResolver)
class GuardedReactor:
    """The parts of a reactor by which an endpoint connects, for one host and with the guard on."""

    def __init__(self, reactor: Any, allow: AllowList, host: str) -> None:
        self._reactor = reactor
        self._allow = allow
        self._host = host
        self.nameResolver = PatientResolver(reactor, reactor.nameResolver, DNS_TIMEOUT)
        self.callLater = reactor.callLater
        self.seconds = reactor.seconds

    def installNameResolver(self, resolver: object) -> object:  # noqa: N802
        """Refuse: the interface has it, endpoints only ask ``nameResolver``.

        Raises:
            NotImplementedError: Always. A resolver put in here would pass the guard by.
        """
        raise NotImplementedError("the names of a guarded connection are looked up by its own")

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
        """Connect to the address ``host`` unless the guard forbids it.

        Raises:
            Refused: ``host`` is not a public address (or no address at all).
        """
        if not self._allow.permits(self._host, host):
            shown = host if host == self._host else f"{host} ({self._host})"
            raise Refused(f"refused: {shown} is not a public address")
        return self._reactor.connectTCP(host, port, *args, **kwargs)


def endpoint(reactor: Any, allow: AllowList, host: str, port: int) -> Any:
    """Return an endpoint that connects to ``host`` over IPv4 or IPv6, whichever answers first.

    Where ``host`` is an address already, no thread is asked to look it up.
    """
    guarded = GuardedReactor(reactor, allow, host)
    if isIPAddress(host):
        return TCP4ClientEndpoint(guarded, host, port, timeout=CONNECT_TIMEOUT)
    if isIPv6Address(host):
        return TCP6ClientEndpoint(guarded, host, port, timeout=CONNECT_TIMEOUT)
    return HostnameEndpoint(guarded, host, port, timeout=CONNECT_TIMEOUT)


class DualStackResolver:
    """The reactor's own resolver, left in place.

    Scrapy's default resolver knows IPv4 only; Twisted's knows both. The time limit that it lacks
    is set by :class:`GuardedReactor`.
    """

    @classmethod
    def from_crawler(cls, crawler: object, reactor: ReactorBase) -> DualStackResolver:  # noqa: ARG003
        """Build it the way Scrapy builds resolvers."""
        return cls()

    def install_on_reactor(self) -> None:
        """Leave the reactor as it is."""
