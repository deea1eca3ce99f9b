"""Watching what a sending library exchanges with services: it says no more than yes or no.

Knows requests and smtplib, which it wraps for as long as one message is sent. Their own words for
an error hold the address, with its password: ours stand in their place. Meant for a process that
does nothing but send.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests import adapters, exceptions
from urllib3 import exceptions as beneath

from crawler.alerts.verdict import Exchange

#: Bytes and seconds after which an answer is read no further, and bytes that are kept.
_LARGEST, _READING, _KEPT = 1_000_000, 20.0, 2_000


@contextmanager
def exchanges() -> Iterator[list[Exchange]]:
    """Collect every exchange that happens inside the block."""
    seen: list[Exchange] = []
    send, data = adapters.HTTPAdapter.send, smtplib.SMTP.data

    def watched_send(adapter: Any, request: Any, *rest: Any, **options: Any) -> Any:
        # Until it has ended: Apprise may stop waiting for it.
        one = Exchange(str(request.method).upper(), perhaps=True, trouble="no answer in time")
        seen.append(one)
        try:
            response = send(adapter, request, *rest, **options)
            one.status = response.status_code
            one.retry_after = str(response.headers.get("Retry-After", ""))
            # Read here, so that what breaks off on the way is seen.
            one.body = _read(response)[:_KEPT].decode("utf-8", "replace")
        except exceptions.RequestException as error:
            one.trouble, one.perhaps = _words(error, answered=one.status is not None)
            raise
        one.trouble, one.perhaps = "", False
        return response

    def watched_data(connection: Any, message: Any) -> Any:
        one = Exchange("MAIL", perhaps=True, trouble="the mail server broke off")
        seen.append(one)
        code, answer = data(connection, message)
        one.perhaps, one.trouble = False, "" if code == 250 else f"the mail server said {code}"
        one.status = 200 if code == 250 else code
        return code, answer

    _replace(watched_send, watched_data)
    try:
        yield seen
    finally:
        _replace(send, data)


def _replace(send: Any, data: Any) -> None:
    adapters.HTTPAdapter.send = send  # type: ignore[method-assign]
    smtplib.SMTP.data = data  # type: ignore[method-assign]


def _read(response: Any) -> bytes:
    """Read an answer, but not for ever: a service that says so much is believed its status."""
    content, end = b"", time.monotonic() + _READING
    try:
        while part := response.raw.read1(65_536, decode_content=True):
            content += part
            if len(content) > _LARGEST or time.monotonic() > end:
                response.close()
                break
    except beneath.HTTPError as error:
        raise exceptions.ConnectionError from error
    response._content, response._content_consumed = content, True  # noqa: SLF001  as if it were all
    return content


def _words(error: requests.RequestException, *, answered: bool) -> tuple[str, bool]:
    """Return our words for an error, and whether the message may have been taken."""
    cause = _cause(error)
    if isinstance(error, exceptions.ConnectTimeout):
        return "no connection in time", False
    if isinstance(cause, beneath.NameResolutionError):
        return "no such host", False
    if isinstance(cause, beneath.NewConnectionError):
        return "no connection", False
    if isinstance(error, exceptions.ProxyError):
        return "the proxy gives no connection", False
    if isinstance(error, exceptions.SSLError):
        return "its certificate cannot be verified, or it speaks no TLS", False
    if isinstance(error, exceptions.Timeout):
        return "no answer in time", True
    if isinstance(error, exceptions.InvalidURL | exceptions.InvalidSchema):
        return "its address cannot be used", False
    return ("the answer broke off" if answered else "the connection broke off"), True


def _cause(error: BaseException) -> object:
    inner = error.args[0] if error.args else None
    return getattr(inner, "reason", inner)
