"""Whether a channel may be sent to now, and when what failed is tried again.

Pure but for ``pending``, which reads the store. Must not know how anything is sent: the daemon
asks this before it starts a process that does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

from crawler.alerts.channel import Channel
from crawler.alerts.hours import digest_due, quiet_until
from crawler.alerts.verdict import Verdict
from storage.delivery_rows import ChannelState
from storage.store import Store

#: What failed is tried again after so many minutes, the last of them again and again.
_BACK_OFF = (1, 5, 15, 60, 180, 360)
#: A channel on which sending fails is left alone for so many minutes, by failures in a row.
_HELD = (1, 2, 5, 15)


def opens(channel: Channel, state: ChannelState, now: datetime) -> datetime:
    """Return when the channel may be sent to: after holds and quiet hours."""
    ready = max(now, state.held or now)
    return quiet_until(channel.quiet, ready, channel.zone) or ready


def due_digest(channel: Channel, state: ChannelState, now: datetime) -> datetime | None:
    """Return when the digest that is to go out now was due; None: none is to."""
    if not channel.digest:
        return None
    return digest_due(channel.digest, channel.zone, state.digested or state.since, now)


def again(verdict: Verdict, attempts: int, now: datetime) -> datetime:
    """Return when a delivery that failed is tried again."""
    minutes = _BACK_OFF[min(max(attempts, 1), len(_BACK_OFF)) - 1]
    return now + max(timedelta(minutes=minutes), timedelta(seconds=verdict.wait or 0))


def held(state: ChannelState, verdict: Verdict, now: datetime) -> ChannelState:
    """Return the state of a channel after a sending: one that fails is left alone for a while."""
    if verdict.state == "sent":
        return dataclasses.replace(state, failures=0, held=None)
    failures = state.failures + 1
    rest = timedelta(minutes=_HELD[min(failures, len(_HELD)) - 1])
    until = now + max(rest, timedelta(seconds=verdict.wait or 0))
    return dataclasses.replace(state, failures=failures, held=until)


def digest_out(store: Store, channel: Channel, state: ChannelState, now: datetime) -> None:
    """Note that the digest which is due is out, once nothing of it is left to try again."""
    due = due_digest(channel, state, now)
    if due is None:
        return
    later = store.sendable(now + channel.max_age, [channel.name])
    if not any(row.attempts for row in later):
        store.save_channel_state(channel.name, dataclasses.replace(state, digested=due))


def pending(store: Store, channels: Iterable[Channel], now: datetime) -> bool:
    """Tell whether there is something to send right now.

    A digest that is due and has nothing to tell counts as out.
    """
    found = False
    for channel in channels:
        state = store.channel_state(channel.name)
        if state is None or not channel.enabled:
            continue
        rows = store.sendable(now, [channel.name])
        if not rows:
            digest_out(store, channel, state, now)
        elif opens(channel, state, now) <= now:
            found |= (
                not channel.digest
                or any(row.source for row in rows)
                or due_digest(channel, state, now) is not None
            )
    return found
