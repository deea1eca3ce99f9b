"""What became of a due time, in the words of the ledger.

Pure. Knows a task's state and how its look ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.slots import PUNCTUAL, Entry, Look, Outcome


def outcome(entry: Entry, slot: datetime, look: Look) -> tuple[Outcome, str]:
    """Return the outcome of a due time whose look has ended, and a sentence for a person."""
    began = entry.began or slot
    if look.ended == "failed":
        return "failed", look.detail
    if look.ended == "held":
        return "skipped", look.detail or f"{entry.task.host} asked to be left alone"
    told = "; ".join(filter(None, (look.ended, look.detail)))
    if entry.reason == "missed":
        return "caught up", f"{length(began - slot)} after its time: {told}"
    if began - slot > PUNCTUAL:
        return "late", f"began {length(began - slot)} after its time: {told}"
    return ("unchanged" if look.ended == "unchanged" else "done"), look.detail


def absence(last: datetime | None, now: datetime) -> str:
    """Say why nobody was there between the last beat and ``now``."""
    if last is None:
        return "newsvane was not running"
    return f"asleep, or the clock was put forward, by {length(now - last)}"


def clock(moment: datetime) -> str:
    """Write a time (UTC)."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def length(span: timedelta) -> str:
    """Write a length of time, e.g. ``1:02:03`` or ``2 days, 0:00:00``."""
    return str(timedelta(seconds=round(span.total_seconds())))
