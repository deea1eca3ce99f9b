"""Which proxy a source is asked through, and its secrets.

Pure. Knows addresses of proxies as people write them. Must not know sockets. A proxy is the user's
own: it may stand in the LAN or on this machine. Its user name and password are in no representation
of it, no error and no export.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from storage.records import Source

#: What a source says that goes without the proxy of all others.
DIRECT = "none"
_PORTS = {"http": 80, "https": 443}
_SAY = "write http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host if need be"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that speaks HTTP."""

    scheme: str
    host: str
    port: int
    #: ``Basic ...``, or None where it asks for none.
    authorization: bytes | None = field(default=None, repr=False)
    #: The proxy looks names up, since ours cannot be trusted: see SECURITY.md for what is lost.
    resolves: bool = False

    def __str__(self) -> str:
        """Name it without its secrets."""
        return f"proxy {self.host}:{self.port}"


class Chosen(Protocol):
    """What the configuration says of proxies."""

    @property
    def proxy(self) -> str | None:
        """The address of the proxy of all sources."""
        ...

    @property
    def proxy_env(self) -> str | None:
        """The environment variable that holds it."""
        ...

    @property
    def proxy_resolves(self) -> bool:
        """Whether the proxy looks names up."""
        ...


def address(value: Any) -> str:
    """Take the address of a proxy, or ``none``, from a configuration.

    Raises:
        ValueError: It is neither; the message does not repeat it.
    """
    if not isinstance(value, str):
        raise ValueError(_SAY)
    if value.strip() != DIRECT:
        parse(value)
    return value.strip()


def variable(value: Any) -> str:
    """Take the name of an environment variable from a configuration.

    Raises:
        ValueError: It is none; the message does not repeat it, since it may be a secret.
    """
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_]\w{0,99}", value.strip()):
        raise ValueError("write the name of an environment variable, not the address itself")
    return value.strip()


def parse(text: str, *, resolves: bool = False) -> Proxy:
    """Read the address of a proxy.

    Raises:
        ValueError: It is none; the message does not repeat it.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(_SAY) from None
    if parts.scheme.startswith("socks"):
        raise ValueError(f"SOCKS is not spoken here; {_SAY}")
    if parts.scheme not in _PORTS or not host or parts.path not in {"", "/"} or parts.query:
        raise ValueError(_SAY)
    secret = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        secret = b"Basic " + base64.b64encode(pair.encode())
    return Proxy(parts.scheme, host, port or _PORTS[parts.scheme], secret, resolves)


def choose(config: Chosen, sources: Sequence[Source]) -> dict[str, Proxy | None]:
    """Return the proxy of each source that has one of its own, and under ``""`` that of all others.

    Raises:
        ValueError: An environment variable that is named does not hold an address.
    """
    shared = _of(config.proxy, config.proxy_env, config.proxy_resolves)
    found: dict[str, Proxy | None] = {"": shared}
    for source in sources:
        if source.proxy == DIRECT:
            found[source.name] = None
        elif source.proxy or source.proxy_env:
            resolves = source.proxy_resolves or config.proxy_resolves
            found[source.name] = _of(source.proxy, source.proxy_env, resolves)
        elif source.proxy_resolves and shared:
            found[source.name] = replace(shared, resolves=True)
    return found if any(found.values()) else {}


def _of(text: str | None, variable: str | None, resolves: bool) -> Proxy | None:
    if variable:
        text = os.environ.get(variable, "").strip()
        if not text:
            raise ValueError(f"proxy_env: the environment variable {variable} is not set")
        try:
            return parse(text, resolves=resolves)
        except ValueError as error:
            raise ValueError(f"proxy_env: {variable} holds no proxy: {error}") from None
    return parse(text, resolves=resolves) if text and text != DIRECT else None
