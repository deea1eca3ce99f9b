"""Deciding what is news to which channel, and letting it wait to be sent.

Knows channels and the store. Must not know how or when anything is sent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from crawler.alerts.channel import Channel
from crawler.text.relevance import load_topic
from storage.delivery_rows import ChannelState, Delivery
from storage.store import Store

#: A source that comes and goes is not told of more often.
_TOLD_AGAIN = timedelta(days=1)


def register(store: Store, channels: Iterable[Channel], now: datetime) -> None:
    """Note from when on a channel is told.

    A new channel does not get what is there already. One that from now on chooses otherwise keeps
    what it chose before, and chooses anew among what is still to come.
    """
    for channel in channels:
        state = store.channel_state(channel.name)
        if state is None:
            state = ChannelState(since=now, chooses=channel.chooses, digested=now)
        elif state.chooses != channel.chooses:
            state = dataclasses.replace(state, since=now, chooses=channel.chooses)
        else:
            continue
        store.save_channel_state(channel.name, state)


def choose(
    store: Store,
    channels: Iterable[Channel],
    now: datetime,
    troubles: Mapping[str, tuple[str, str]] | None = None,
) -> int:
    """Let wait what is news to each channel; return how many deliveries that are.

    Args:
        store: The store, open for writing.
        channels: Those that are configured.
        now: The time.
        troubles: State and detail of each source that needs a person; None: not asked.
    """
    channels = [channel for channel in channels if channel.enabled]
    register(store, channels, now)
    chosen = 0
    for channel in channels:
        chosen += _stories(store, channel, now)
        if channel.new_publishers:
            chosen += _joined(store, channel, now)
        if channel.troubles and troubles is not None:
            chosen += _troubles(store, channel, now, troubles)
    return chosen


def topic_name(channel: Channel) -> str:
    """Return the name that a channel's topic has in verdicts: a file states its own."""
    is_file = channel.topic.endswith(".toml") or "/" in channel.topic
    return load_topic(channel.topic).name if is_file else channel.topic


def _stories(store: Store, channel: Channel, now: datetime) -> int:
    state = store.channel_state(channel.name)
    assert state is not None, "registered before"
    found = store.untold_to(
        channel.name,
        topic_name(channel),
        since=state.since,
        oldest=now - channel.max_age,
        language=channel.language,
        least_score=channel.threshold,
        review=channel.review,
    )
    return _enqueue(store, channel, [(story, "") for story in found])


def _joined(store: Store, channel: Channel, now: datetime) -> int:
    joined = store.joined_since_told(channel.name, now - channel.max_age)
    return _enqueue(store, channel, [(story, ", ".join(names)) for story, names in joined.items()])


def _enqueue(store: Store, channel: Channel, found: Sequence[tuple[int, str]]) -> int:
    if not found:
        return 0  # without a write
    return store.enqueue(
        Delivery(
            story, channel.name, "waiting", 0, None, "",
            about=about, carriers=store.carriers(story),
        )
        for story, about in found
    )  # fmt: skip


def _troubles(
    store: Store, channel: Channel, now: datetime, troubles: Mapping[str, tuple[str, str]]
) -> int:
    """Once for each trouble, as long as it lasts; one that is over may come again."""
    told = [row for row in store.source_warnings() if row.channel == channel.name]
    lasting = {(row.source, row.about) for row in told}
    for row in told:
        state, _ = troubles.get(row.source or "", ("", ""))
        if row.about != state and " until " not in row.about:
            store.end_warning(row.id)
    recent = {row.source for row in told if row.at and now - row.at < _TOLD_AGAIN}
    fresh = [
        Delivery(None, channel.name, "waiting", 0, None, "", source=source, about=state)
        for source, (state, _) in troubles.items()
        if (source, state) not in lasting and source not in recent
    ]
    return store.enqueue(fresh) if fresh else 0
