"""Which headers of a request may be seen by others than the server they were written for.

Knows header names alone. A source's own headers may hold a key or a session: those go to its host,
and into no export, recording or other host's log.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

#: Whatever is not listed here may be a secret; sites invent names.
_HARMLESS = frozenset(
    [
        *("accept", "accept-charset", "accept-encoding", "accept-language", "cache-control"),
        *("connection", "content-length", "content-type", "from", "host", "if-modified-since"),
        *("if-none-match", "origin", "pragma", "range", "referer", "user-agent"),
        *("upgrade-insecure-requests", "x-requested-with"),
    ]
)


def is_harmless(name: str) -> bool:
    """Tell whether the header called ``name`` holds nothing that only its server may know."""
    return name.strip().lower() in _HARMLESS


def harmless(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that anybody may see."""
    return {name: value for name, value in headers.items() if is_harmless(name)}


def is_trusted(url: str, other: str) -> bool:
    """Tell whether what was written for the server of ``url`` may be sent to that of ``other``.

    It may where host and port are the same and the way there is no less closed; never raises.
    """
    try:
        one, two = urlsplit(url), urlsplit(other)
        same = (one.scheme, one.netloc.lower()) == (two.scheme, two.netloc.lower())
        closed = one.scheme == "http" and two.scheme == "https"
        return same or (closed and one.hostname == two.hostname)
    except ValueError:
        return False
