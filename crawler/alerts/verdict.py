"""Did a message arrive? What was exchanged with a service, and what follows from it.

Pure. Knows HTTP's statuses and how chat services say no with a 200. Must not know Apprise.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

#: Methods that tell nothing to anybody.
_ASKING = frozenset(("GET", "HEAD", "OPTIONS"))
#: A gateway that gave up waiting: the message may be beyond it.
_BEYOND = 504
_LONGEST_WAIT = 86_400.0


@dataclass(slots=True)
class Exchange:
    """One request to a service, or one message handed to a mail server."""

    method: str
    #: HTTP status, or 200 where a mail server accepted; None: no answer came.
    status: int | None = None
    #: The beginning of the answer.
    body: str = ""
    #: The header Retry-After, as sent.
    retry_after: str = ""
    #: What went wrong, in our words; empty: nothing did.
    trouble: str = ""
    #: The message may have been taken though no answer came.
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a sending ended."""

    state: Literal["sent", "failed", "undecided"]
    detail: str = ""
    #: Seconds for which the service asked to be left alone.
    wait: float | None = None


def judge(
    said_sent: bool,
    exchanges: Sequence[Exchange],
    *,
    targets: int = 1,
    observed: bool = True,
    refusal: str = "",
    now: datetime | None = None,
) -> Verdict:
    """Decide whether a message arrived.

    What certainly did not may be tried again; what perhaps did must not, by itself.

    Args:
        said_sent: What the sending library says.
        exchanges: All that was exchanged.
        targets: How many receivers the address names.
        observed: False for a service whose exchanges cannot be seen.
        refusal: Member of a JSON answer that is not 0 where the message was refused.
        now: The time, for a Retry-After that is a date.
    """
    telling = [one for one in exchanges if one.method not in _ASKING]
    waits = [wait for one in exchanges if (wait := _wait(one, now or datetime.now(UTC)))]
    wait = max(waits, default=None)
    refused = [said for one in telling if (said := _refused(one, refusal))]
    if said_sent and not refused:
        return Verdict("sent")
    taken = sum(1 for one in telling if _accepted(one) and not _refused(one, refusal))
    if taken and (targets > 1 or len(telling) > 1):
        return Verdict("undecided", f"{taken} of {len(telling)} parts were accepted", wait)
    doubtful = next((one for one in telling if one.perhaps or one.status == _BEYOND), None)
    if doubtful:
        return Verdict("undecided", doubtful.trouble or f"HTTP {doubtful.status}", wait)
    if refused:
        return Verdict("failed", refused[0], wait)
    if taken:
        return Verdict("undecided", "it was accepted, but the answer could not be read", wait)
    if telling or exchanges:
        last = (telling or list(exchanges))[-1]
        moved = ": the address has moved" if 300 <= (last.status or 0) < 400 else ""
        return Verdict("failed", last.trouble or f"HTTP {last.status}{moved}", wait)
    if not observed:
        return Verdict("undecided", "the service says no more than that it failed")
    return Verdict("failed", "not reached, or refused before the message was sent")


def _accepted(one: Exchange) -> bool:
    return one.status is not None and 200 <= one.status < 300


def _refused(one: Exchange, member: str) -> str:
    """Return how an answer with status 200 refuses; empty where it does not."""
    if not _accepted(one):
        return ""
    answer = _json(one.body)
    if answer.get("ok") is False:
        return f"refused: {answer.get('description') or answer.get('error') or 'no reason given'}"
    code = answer.get(member) if member else None
    if code in (None, 0, "0", False):
        return ""
    said = answer.get("errmsg") or answer.get("msg") or answer.get("message") or ""
    return f"refused: {code} {said}".strip()


def _wait(one: Exchange, now: datetime) -> float | None:
    """Return for how many seconds a service asks to be left alone."""
    answer = _json(one.body) if one.status != 200 else {}
    inner = answer.get("parameters")
    stated = answer.get("retry_after") or (
        inner.get("retry_after") if isinstance(inner, dict) else None
    )
    text = one.retry_after.strip()
    if text and not text.replace(".", "", 1).isdigit():
        try:
            date = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            date = now
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        text = str(max(0.0, (aware - now).total_seconds()))
    for value in (text, stated):
        try:
            seconds = float(value or 0)
        except (TypeError, ValueError):
            continue
        if 0 < seconds < float("inf"):
            return min(seconds, _LONGEST_WAIT)
    return None


def _json(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body) if body.lstrip().startswith("{") else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
