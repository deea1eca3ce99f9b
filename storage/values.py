"""How values stand in columns: times as UTC text, text that SQLite can hold, JSON, hashes.

Knows nothing of tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

#: A page that claims to be from further ahead than this is not believed: zones differ by up to
#: a day, clocks by less.
BELIEVED_AHEAD = timedelta(days=1)


def utc_now() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


def to_text(moment: datetime | None) -> str | None:
    """Write a time as ``2026-11-20T08:00:00Z``; a naive one counts as UTC.

    Equal widths make the order of the text the order in time. None for None and for what the
    calendar cannot hold in UTC.
    """
    if moment is None:
        return None
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return aware.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def to_time(text: str | None) -> datetime | None:
    """Read what :func:`to_text` wrote; None for anything else."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None


def later(moment: datetime, by: timedelta) -> datetime:
    """Add to a time; where the calendar ends, so does the result."""
    try:
        return moment + by
    except OverflowError:
        return moment


def believed(claimed: datetime | None, fetched: datetime) -> str | None:
    """Write a time that a page claims, or None where it lies too far after ``fetched``."""
    text = to_text(claimed)
    limit = to_text(later(fetched, BELIEVED_AHEAD))
    return text if text is not None and limit is not None and text <= limit else None


def clean_text(text: str) -> str:
    """Make any string storable.

    NUL goes, since it ends a string for many readers of SQLite files; a lone surrogate, which has
    no UTF-8 form, becomes U+FFFD.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "")


def optional_text(text: str | None) -> str | None:
    """Make a string storable; the empty one is absent."""
    return clean_text(text) or None if text else None


def text_sha256(text: str) -> str:
    """Return the hash by which two articles are known to have the very same text."""
    return hashlib.sha256(clean_text(text).encode()).hexdigest()


def to_json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Write a value as JSON that a person can read in a column."""
    return clean_text(json.dumps(value, ensure_ascii=False, default=str))


def to_json_or_none(value: Mapping[str, Any] | Sequence[Any]) -> str | None:
    """Write a value as JSON; the empty one is absent."""
    return to_json(value) if value else None


def from_json(text: str | None, default: Any) -> Any:
    """Read JSON from a column. Something of another kind than ``default``, or absent, gives it."""
    if not text:
        return default
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return default
    return value if isinstance(value, type(default)) else default


def unit(value: float) -> float:
    """Bring a share or a probability into 0-1; what is no number counts as 0."""
    return min(1.0, max(0.0, float(value))) if value == value else 0.0  # noqa: PLR0124 - NaN
