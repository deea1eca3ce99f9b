"""What stands around every answer: who may ask, and what a browser may do with it.

Knows ASGI and HTTP headers. Must not know which page is shown.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from crawler.export.table import made_safe

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


#: Datasette's table page sets this one variable in line; its other scripts are files.
_DATASETTES = " ".join(_hash(f"DATASETTE_ALLOW_FACET = {value};") for value in ("true", "false"))
_COMMON = (
    "default-src 'none'; img-src 'self' data:; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; "
)
_OUR_POLICY = _COMMON + "script-src 'self'; style-src 'self'"
_DATASETTE_POLICY = _COMMON + f"script-src 'self' {_DATASETTES}; style-src 'self' 'unsafe-inline'"
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}


def guarded(app: App, *, datasettes: Collection[str]) -> App:
    """Wrap an application.

    Requests under another host name than this machine's are refused: a stranger's page whose name
    leads here (DNS rebinding) must not read the store. Paths that begin with one of ``datasettes``
    are Datasette's own pages, whose styles stand in line and whose CSV is made safe for
    spreadsheets.
    """

    async def guarded_app(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if _host(scope) not in _LOCAL:
            await _refuse(send)
            return
        theirs = scope["path"].startswith(tuple(datasettes))
        policy = _DATASETTE_POLICY if theirs else _OUR_POLICY
        csv = theirs and (".csv" in scope["path"] or b"_format=csv" in scope["query_string"])
        await app(scope, receive, _Answer(send, policy, safe_csv=csv))

    return guarded_app


class _Answer:
    """Passes an answer on with our headers; one that is CSV is held until it is complete."""

    def __init__(self, send: Send, policy: str, *, safe_csv: bool) -> None:
        self._send = send
        self._policy = policy
        self._safe_csv = safe_csv
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (bytes(key), bytes(value))
                for key, value in message.get("headers", [])
                if bytes(key).lower() not in _HEADERS
            ]
            headers += [*_HEADERS.items(), (b"content-security-policy", self._policy.encode())]
            message = {**message, "headers": headers}
            kind = next((value for key, value in headers if key.lower() == b"content-type"), b"")
            if self._safe_csv and (b"csv" in kind or b"text/plain" in kind):
                self._start = message
                return
        elif self._start is not None:
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_safe(self._start)
            return
        await self._send(message)

    async def _send_safe(self, start: Message) -> None:
        body = made_safe(b"".join(self._body).decode("utf-8", "replace")).encode()
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _host(scope: MutableMapping[str, Any]) -> str:
    values = [value for key, value in scope.get("headers", []) if key.lower() == b"host"]
    if len(values) != 1:
        return ""
    try:
        return urlsplit(f"//{values[0].decode('latin-1')}").hostname or ""
    except ValueError:
        return ""


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS.items()]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    body = "This server answers only under the name of this machine: http://localhost\n"
    await send({"type": "http.response.body", "body": body.encode()})
