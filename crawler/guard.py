"""Which URLs and which addresses a stranger's link may lead us to.

Knows addresses, URLs and the allow-list of intranet hosts. Pure: it opens nothing and resolves
nothing, so that it can be asked at the moment of connecting (:mod:`crawler.connect`), on every
hop of a redirect and for robots.txt alike. A check before the connection would not do: a name may
resolve to something else a moment later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Longest URL that is fetched. What common browsers and servers agree on, and Scrapy's own limit.
MAX_URL = 2083

_SCHEMES = frozenset({"http", "https"})
_CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\x9f]")

# Only this block is assigned as global unicast (RFC 4291 2.4). All else in IPv6 is local, mapped
# from IPv4, multicast, reserved for protocols or not assigned at all.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# The well-known prefix by which IPv6-only networks reach IPv4 hosts (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")
# Not public, but "global" to the ipaddress module of the older Pythons that we support.
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "2001::/23",  # protocol assignments, Teredo (which wraps an IPv4 address) among them
        "3fff::/20",  # documentation (RFC 9637)
    )
)


class Refused(IgnoreRequest):
    """We will not fetch this. The message is meant for the user; never worth a retry."""

    #: One word for tables and counters.
    kind: str = "refused"


class TooLarge(Refused):
    """The body is over the cap, on the wire or once decompressed."""

    kind = "too large"


def is_public(address: Address) -> bool:
    """Whether ``address`` belongs to the open internet, whatever it is wrapped in."""
    if isinstance(address, IPv6Address):
        wrapped = _wrapped_ipv4(address)
        if wrapped is not None:
            return is_public(wrapped)
        if address not in _GLOBAL_UNICAST:
            return False
    if any(address in block for block in _NOT_PUBLIC if block.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _wrapped_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a connection to ``address`` would end at, if it is such."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class AllowList:
    """Hosts and networks of an intranet that the user has opened to the crawler.

    Args:
        entries: host names (``news.corp``), addresses (``10.0.0.7``) or networks
            (``10.0.0.0/8``). A name opens whatever it resolves to, but for that name only.

    Raises:
        ValueError: An entry is neither.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        networks: list[Network] = []
        names: set[str] = set()
        for entry in entries:
            text = entry.strip().strip("[]").rstrip(".").lower()
            try:
                networks.append(ip_network(text, strict=False))
            except ValueError:
                if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", text):
                    raise ValueError(f"{entry!r} is no host, address or network") from None
                names.add(text)
        self._networks = tuple(networks)
        self._names = frozenset(names)

    def names(self, host: str) -> bool:
        """Whether ``host`` was opened by this very name."""
        return host.rstrip(".").lower() in self._names

    def permits(self, host: str, address: str) -> bool:
        """Whether a connection to ``address``, opened on behalf of ``host``, may be made."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        if is_public(parsed) or self.names(host):
            return True
        plain = _wrapped_ipv4(parsed) if isinstance(parsed, IPv6Address) else None
        return any(
            candidate in block
            for candidate in (parsed, plain)
            if candidate is not None
            for block in self._networks
            if block.version == candidate.version
        )


def url_fault(url: str) -> str | None:
    """Say why ``url`` must not be requested, or None where nothing speaks against it.

    Refuses what parsers read differently (backslash, user info, control characters and spaces), so
    that the host that was checked is the host that is asked; and every scheme but http and https.
    """
    if len(url) > MAX_URL:
        return f"the URL is longer than {MAX_URL} characters"
    if _CONTROL_OR_SPACE.search(url):
        return "the URL contains a control character or a space"
    if "\\" in url:
        return "the URL contains a backslash"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return f"the URL cannot be read ({error})"
    if parts.scheme not in _SCHEMES:
        return f"the scheme {parts.scheme or '(none)'!s}: is not http or https"
    if "@" in parts.netloc:
        return "the URL carries a user name or password"
    if not host:
        return "the URL names no host"
    if "%" in host or port == 0:
        return f"{parts.netloc} is not a host"
    return None


def check_url(url: str) -> None:
    """Let no address pass in which :func:`url_fault` finds a fault.

    Raises:
        Refused: there is one.
    """
    fault = url_fault(url)
    if fault is not None:
        raise Refused(f"refused: {fault}")


def redirect_fault(location: bytes) -> str | None:
    """Say why a ``Location`` header, as sent, must not be followed.

    It is read before any library repairs it: once a backslash is escaped, nobody sees any more
    that two parsers would have gone to different hosts.
    """
    text = location.strip().decode("utf-8", "replace")
    if "\\" in text.split("?", 1)[0]:
        return "the redirect contains a backslash"
    if re.search(r"[\x00-\x1f\x7f]", text):
        return "the redirect contains a control character"
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text)
    if scheme and scheme[1].lower() not in _SCHEMES:
        return f"the redirect leads to {scheme[1].lower()[:20]}:"
    return None
