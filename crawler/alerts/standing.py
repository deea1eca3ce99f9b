"""What a person should know of alerts: what is undecided, given up, or cannot be sent.

Knows the store and channels. Must not know how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from crawler.alerts.channel import Channel
from storage.store import Store

#: So many failures in a row are more than a hiccup.
_MANY = 3
_RECENT = timedelta(days=1)


def needs_person(store: Store, channels: Iterable[Channel], now: datetime) -> list[str]:
    """Return a sentence for each matter that a person should look at."""
    found = []
    undecided = len(store.interrupted_deliveries())
    if undecided:
        what = "1 alert is" if undecided == 1 else f"{undecided} alerts are"
        found.append(
            f"{what} undecided: interrupted while sending; 'newsvane alerts list --state undecided'"
        )
    for channel in channels:
        state = store.channel_state(channel.name)
        failed = store.deliveries(1000, channel=channel.name, states=("failed",))
        if state and state.failures >= _MANY:
            last = failed[0].detail if failed else "see 'newsvane alerts list'"
            found.append(f"channel {channel.name}: the last {state.failures} failed: {last}")
        given_up = [
            row
            for row in failed
            if row.due is None and row.attempts and row.at and now - row.at < _RECENT
        ]
        if given_up:
            found.append(f"channel {channel.name}: {len(given_up)} given up within a day")
    return found
