"""Asking for a page only if it has changed, and deciding whether it has.

Pure: values in, values out. Two things are not taken on trust. A new ETag is no change while the
bytes are the same; and "not modified" is put to the test now and then, because some servers say so
for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.rows import SourceState

#: How often a source that says "not modified" is asked without validators.
EVERY = timedelta(days=7)

# What may stand in a header that we send back. Longer ones are a server's way to store things.
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,512}")


@dataclass(frozen=True, slots=True)
class Check:
    """What a response says about a source."""

    #: What to store for the next request, once all that the response lists has been dealt with.
    state: SourceState
    unchanged: bool
    #: A sentence where the server answered what nobody asked. The look has failed; ``state`` holds
    #: no validators, so that the next one is unconditional.
    problem: str | None = None


def headers(
    state: SourceState, now: datetime | None = None, *, every: timedelta = EVERY
) -> dict[str, str]:
    """Return the request headers that ask for a change since ``state``.

    Empty where there is nothing to compare with, or where a full look is due at ``now``. The date
    is sent only without an ETag: beside one it must be ignored (RFC 9110 13.1.3), and it is a good
    part of what a look costs that finds nothing new. See :func:`check` for ETags that do not help.
    """
    if now is not None and unconditional_due(state, now, every=every):
        return {}
    if etag := _valid(state.etag):
        return {"If-None-Match": etag}
    if modified := _valid(state.last_modified):
        return {"If-Modified-Since": modified}
    return {}


def unconditional_due(state: SourceState, now: datetime, *, every: timedelta = EVERY) -> bool:
    """Whether the next request should carry no validators, to see for ourselves."""
    last = state.unconditional
    # A look in the future is a clock that has been put right since.
    return last is None or last > now or now - last >= every


def check(
    state: SourceState,
    *,
    status: int,
    headers: Mapping[Any, str],
    body: bytes,
    asked: bool,
    now: datetime,
) -> Check:
    """Decide what a response says about its source.

    Where the same bytes came though we named their ETag, the server knows it no more (Apache writes
    others into compressed answers than it heeds), and the next request names the date instead; the
    other way round likewise.

    Args:
        state: what was stored before.
        status: 200 and 304 mean something here; with any other nothing has been learnt.
        headers: of the response, names in any letter case.
        body: decompressed.
        asked: whether the request carried validators.
        now: when the response came.
    """
    known = {name.lower(): value for name, value in headers.items()}
    etag, modified = _valid(known.get("etag")), _valid(known.get("last-modified"))
    if status == 304 and asked:
        # A 304 may renew the validators (RFC 9110 15.4.5).
        renewed = replace(
            state,
            checked=now,
            # One that was not named did not help.
            etag=(etag or state.etag) if _valid(state.etag) else None,
            last_modified=modified or state.last_modified,
        )
        return Check(renewed, unchanged=True)
    if status == 304:
        empty = replace(state, checked=now, etag=None, last_modified=None)
        return Check(
            empty,
            unchanged=False,
            problem='the server answered "not modified" to a request that compared with nothing',
        )
    if status != 200:
        return Check(replace(state, checked=now), unchanged=False)
    digest = sha256(body).hexdigest()
    unchanged = digest == state.body_sha256
    if asked and unchanged and modified and _valid(state.etag):
        etag = None
    seen = replace(
        state,
        etag=etag,
        last_modified=modified,
        body_sha256=digest,
        checked=now,
        changed=state.changed if unchanged else now,
        unconditional=state.unconditional if asked else now,
    )
    return Check(seen, unchanged=unchanged)


def _valid(value: str | None) -> str | None:
    text = (value or "").strip()
    return text if _VALIDATOR.fullmatch(text) else None
