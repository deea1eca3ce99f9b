"""What went wrong on the network, as the errors that the retry middleware and people know.

Knows the exceptions of Twisted and OpenSSL, and which of Scrapy's and ours they stand for. Must not
know how a request is made.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import CertificateError, VerificationError
from twisted.internet import error as tx_error
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed
from twisted.web.http import _DataLoss

from crawler import tunnel
from crawler.guard import Refused

_CLOSED = tx_error.ConnectionClosed


def translated(error: Exception, url: str) -> Exception:
    """Return the exception by which the retry middleware and the user know ``error`` of ``url``."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    causes = _causes(error)
    for cause in causes:
        if isinstance(cause, Refused):
            return cause
        if _is_bad_certificate(cause):
            return Refused(f"refused: the certificate of {host} does not verify ({cause!s:.200})")
        if isinstance(cause, _DataLoss):
            return ResponseDataLossError("the connection ended before the body did")
        if isinstance(cause, tunnel.ProxyGoneError):
            return DownloadConnectionRefusedError(str(cause))
        if isinstance(cause, tunnel.Unreached):
            return DownloadFailedError(str(cause))
    if isinstance(error, ValueError) and "invalid hostname" in str(error):
        return Refused(f"refused: {str(host)[:80]!r} is not a host name")
    if isinstance(error, tx_error.ConnectionRefusedError):
        return DownloadConnectionRefusedError(f"{host} refuses connections")
    if isinstance(error, tx_error.DNSLookupError):
        return CannotResolveHostError(f"host not found: {host}")
    if isinstance(error, tx_error.TimeoutError):
        return DownloadTimeoutError(f"timeout: {host} does not accept a connection")
    if isinstance(error, ResponseFailed | SSL.Error | tx_error.ConnectError | _CLOSED):
        why = "the connection was closed" if isinstance(causes[-1], _CLOSED) else repr(causes[-1])
        return DownloadFailedError(f"no valid HTTP answer: {why:.200}")
    return error


def _causes(error: BaseException) -> list[BaseException]:
    """Return ``error`` and what Twisted has wrapped into it."""
    found: list[BaseException] = [error]
    for one in found:
        wrapped = getattr(one, "reasons", ())
        found += [f.value for f in wrapped if isinstance(f, Failure) and f.value]
    return found


def _is_bad_certificate(error: BaseException) -> bool:
    """Whether TLS failed because of who the server is; other failures may pass."""
    if isinstance(error, VerificationError | CertificateError):
        return True
    return isinstance(error, SSL.Error) and "certificate" in str(error)
