"""Why a request brought no response, in a word for tables and a sentence for people.

Knows the exceptions of Scrapy's download layer and of ours; decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)

from crawler.guard import Refused

_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection"),
    (ResponseDataLossError, "cut off"),
    (DownloadFailedError, "broken"),
    (IgnoreRequest, "refused"),
    (NotSupported, "refused"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stood in the way."""

    #: refused, too large, robots, later, timeout, dns, connection, cut off, broken or error.
    kind: str
    sentence: str


def of(error: BaseException) -> Trouble:
    """Describe the exception that an errback was given."""
    # A server's words may be in it: no line breaks, no terminal commands.
    words = "".join(c if c.isprintable() else " " for c in str(error)[:2000]).split()
    sentence = " ".join(words)[:300] or type(error).__name__
    if isinstance(error, Refused):
        return Trouble(error.kind, sentence)
    kind = next((word for cls, word in _KINDS if isinstance(error, cls)), "error")
    return Trouble(kind, sentence)
