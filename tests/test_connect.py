"""Opening connections, on a reactor that only pretends: what is dialled, and how long we wait."""

from __future__ import annotations

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.error import DNSLookupError
from twisted.internet.error import TimeoutError as ConnectTimeoutError
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from crawler.connect import CONNECT_TIMEOUT, DNS_TIMEOUT, endpoint
from crawler.guard import AllowList, Refused


@implementer(IHostnameResolver)
class Names:
    """Answers each question with the next of its lists of addresses; None means never."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def resolveHostName(self, receiver, name, port=0, *args, **kwargs):
        answer = self.answers.pop(0)
        receiver.resolutionBegan(self)
        if answer is None:
            return self
        for address in answer:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return self


def dial(*answers, allow=()):
    """Return the reactor, and lists that will hold the connection or the failure."""
    reactor = MemoryReactorClock()
    reactor.installNameResolver(Names(*answers))
    connected, failed = [], []

    def again():
        target = endpoint(reactor, AllowList(allow), "news.example", 80)
        target.connect(Factory.forProtocol(Protocol)).addCallbacks(connected.append, failed.append)

    again()
    return reactor, connected, failed, again


def dialled(reactor):
    return [host for host, *_ in reactor.tcpClients]


def test_a_public_address_is_dialled():
    reactor, _, failed, _ = dial(["1.1.1.1"])
    assert dialled(reactor) == ["1.1.1.1"]
    assert not failed


def test_fault_010_an_inside_address_is_not_dialled():
    reactor, _, failed, _ = dial(["10.0.0.1"])
    reactor.pump([0.3])
    assert dialled(reactor) == []
    assert failed[0].check(Refused)
    assert str(failed[0].value) == "refused: 10.0.0.1 (news.example) is not a public address"


def test_fault_011_a_name_that_changes_its_address_is_checked_each_time():
    reactor, _, failed, again = dial(["1.1.1.1"], ["127.0.0.1"])
    again()
    reactor.pump([0.3])
    assert dialled(reactor) == ["1.1.1.1"]
    assert failed[0].check(Refused)


def test_fault_011_of_several_addresses_only_the_public_are_dialled():
    reactor, *_ = dial(["127.0.0.1", "1.1.1.1", "::1"])
    reactor.advance(0)
    reactor.pump([0.3] * 4)
    assert dialled(reactor) == ["1.1.1.1"]


def test_an_allowed_host_may_be_inside():
    reactor, *_ = dial(["10.0.0.1"], allow=["news.example"])
    assert dialled(reactor) == ["10.0.0.1"]


def test_fault_025_a_resolver_that_hangs_is_given_up():
    reactor, _, failed, _ = dial(None)
    reactor.advance(DNS_TIMEOUT - 0.1)
    assert not failed
    reactor.advance(0.2)
    assert failed[0].check(DNSLookupError)


def test_fault_026_a_connection_that_hangs_is_given_up():
    reactor, _, _, _ = dial(["1.1.1.1"])
    _, _, _, timeout, _ = reactor.tcpClients[0]
    assert timeout == CONNECT_TIMEOUT


def test_fault_026_a_connection_that_timed_out_is_reported():
    reactor, _, failed, _ = dial(["1.1.1.1"])
    _, _, factory, _, _ = reactor.tcpClients[0]
    factory.clientConnectionFailed(reactor.connectors[0], ConnectTimeoutError())
    reactor.pump([0.3] * 2)
    assert failed[0].check(ConnectTimeoutError)


def test_fault_027_a_dead_ipv6_address_does_not_keep_us_from_ipv4():
    reactor, connected, _, _ = dial(["2606:4700::1111", "1.1.1.1"])
    reactor.pump([0.3])
    assert dialled(reactor) == ["2606:4700::1111", "1.1.1.1"]
    _, _, factory, _, _ = reactor.tcpClients[1]
    factory.buildProtocol(IPv4Address("TCP", "1.1.1.1", 80)).makeConnection(None)
    assert len(connected) == 1


@pytest.mark.parametrize("late", [True, False])
def test_an_answer_after_the_deadline_changes_nothing(late):
    receivers = []

    class Slow(Names):
        def resolveHostName(self, receiver, name, port=0, *args, **kwargs):
            receivers.append(receiver)
            return self

    reactor = MemoryReactorClock()
    reactor.installNameResolver(Slow())
    target = endpoint(reactor, AllowList(), "news.example", 80)
    outcome = []
    target.connect(Factory.forProtocol(Protocol)).addBoth(outcome.append)
    reactor.advance(DNS_TIMEOUT + 1 if late else 1)
    receivers[0].addressResolved(IPv4Address("TCP", "1.1.1.1", 80))
    receivers[0].resolutionComplete()
    assert dialled(reactor) == ([] if late else ["1.1.1.1"])
