"""Asking for a page only if it has changed, and deciding whether it has.

Pure: values in, values out. Two things are never believed for long. A new ETag is no change while
the bytes are the same; and "not modified" is put to the test now and then, because some servers say
so for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from zlib import crc32

#: How often a full look is taken at a source that always says "not modified".
EVERY = timedelta(days=7)

# What may stand in a header that we send back. Longer ones are a server's way to store things.
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,512}")


class State(Protocol):
    """What is stored of a source's last successful look; absent values are None."""

    @property
    def etag(self) -> str | None: ...  # noqa: D102
    @property
    def last_modified(self) -> str | None: ...  # noqa: D102
    @property
    def body_sha256(self) -> str | None: ...  # noqa: D102
    @property
    def checked(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Look:
    """What a response means for a source, and what to store for the next request.

    ``fault`` is a sentence where the server answered what nobody asked; the look then counts as
    failed and the next one should be unconditional.
    """

    unchanged: bool
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    fault: str | None = None


def headers(state: State) -> dict[str, str]:
    """Return the request headers that ask for a change since ``state``; empty without validators.

    Both are sent: servers that know ETags look at those, the others at the date (RFC 9110 13.2.2).
    """
    asked = {}
    if etag := _valid(state.etag):
        asked["If-None-Match"] = etag
    if modified := _valid(state.last_modified):
        asked["If-Modified-Since"] = modified
    return asked


def unconditional_due(state: State, now: datetime, *, every: timedelta = EVERY) -> bool:
    """Whether the next request should carry no validators, to see for ourselves.

    True for one request in each period of ``every``. The periods of different sources begin at
    different times, so that a thousand sources do not ask for everything in one hour.
    """
    if state.checked is None or state.checked > now:
        return True
    seed = f"{state.etag}\n{state.last_modified}".encode("utf-8", "replace")
    period = every.total_seconds()
    shift = crc32(seed) / 2**32 * period
    return _period(state.checked, shift, period) != _period(now, shift, period)


def _period(time: datetime, shift: float, length: float) -> int:
    return int((time.timestamp() + shift) // length)


def update(
    state: State,
    response_headers: Mapping[str, str],
    status: int,
    body: bytes,
    *,
    asked: bool | None = None,
) -> Look:
    """Decide what a response says about the source.

    Args:
        state: what was stored before.
        response_headers: by name, in any letter case.
        status: 200 and 304 mean something here; with any other nothing is known.
        body: decompressed.
        asked: whether validators were sent; None means that those of ``state`` were.

    Returns:
        What to store. After any status but 200 and 304 that is what was stored before.
    """
    known = {name.lower(): value for name, value in response_headers.items()}
    etag = _valid(known.get("etag"))
    modified = _valid(known.get("last-modified"))
    if asked is None:
        asked = bool(headers(state))
    if status == 304 and asked:
        # A 304 may renew the validators (RFC 9110 15.4.5).
        return Look(
            unchanged=True,
            etag=etag or state.etag,
            last_modified=modified or state.last_modified,
            body_sha256=state.body_sha256,
        )
    if status == 304:
        fault = 'answered "not modified" to a request that named nothing to compare with'
        return Look(unchanged=False, etag=None, last_modified=None, body_sha256=None, fault=fault)
    if status != 200:
        return Look(
            unchanged=False,
            etag=state.etag,
            last_modified=state.last_modified,
            body_sha256=state.body_sha256,
        )
    digest = sha256(body).hexdigest()
    return Look(
        unchanged=digest == state.body_sha256,
        etag=etag,
        last_modified=modified,
        body_sha256=digest,
    )


def _valid(value: str | None) -> str | None:
    text = (value or "").strip()
    return text if _VALIDATOR.fullmatch(text) else None
