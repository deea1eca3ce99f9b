"""Sending what waits, a message at a time, and remembering how that ended.

Each message is claimed in the store before it is sent, and how it ended is noted at once: what a
crash interrupts is undecided, and not sent again by itself. Knows channels, the store and a
sender. Must not know Apprise.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.alerts import parcels, timing
from crawler.alerts.channel import Channel
from crawler.alerts.choose import topic_name
from crawler.alerts.compose import Speech
from crawler.alerts.hours import quiet_until
from crawler.alerts.parcels import Parcel
from crawler.alerts.sender import ChannelError, Sender
from crawler.alerts.services import Service
from storage.delivery_rows import ChannelState, Delivery
from storage.store import Store

log = logging.getLogger(__name__)

_WARNING_AGE = timedelta(days=1)


@dataclass(slots=True)
class Sent:
    """What was done, in deliveries."""

    sent: int = 0
    failed: int = 0
    undecided: int = 0
    given_up: int = 0
    #: When there is more to do; None: nothing that is known of.
    more: datetime | None = None

    def add(self, other: Sent) -> None:
        """Add what another pass did; the latest says when there is more."""
        self.sent += other.sent
        self.failed += other.failed
        self.undecided += other.undecided
        self.given_up += other.given_up
        self.more = other.more


class Outbox:
    """Sends what waits and is due.

    Args:
        store: Open for writing.
        channels: Those that are configured.
        sender: Who sends.
        clock: The time now, aware.
    """

    def __init__(
        self,
        store: Store,
        channels: Sequence[Channel],
        sender: Sender,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._channels = [channel for channel in channels if channel.enabled]
        self._sender = sender
        self._now = clock
        #: Messages that were made together, and are sent one by one.
        self._made: dict[str, list[Parcel]] = {}
        #: Channels that cannot be used, and why.
        self.broken: dict[str, str] = {}

    def step(self) -> Sent:
        """Send at most one message on each channel; ``more`` says when to come again."""
        done = Sent()
        for channel in self._channels:
            if channel.name in self.broken:
                continue
            try:
                ready = self._on_channel(channel, done)
            except ChannelError as error:
                self.broken[channel.name] = str(error)
                continue
            if ready is not None and (done.more is None or ready < done.more):
                done.more = ready
        return done

    def send_now(self, channel: Channel, rows: Sequence[Delivery]) -> Sent:
        """Send these by hand, whatever became of them before and however late it is.

        Raises:
            ChannelError: The channel cannot be used.
        """
        done = Sent()
        for row in rows:
            for parcel in self._together([row], channel):
                self._deliver(channel, parcel, done, by_hand=True)
        return done

    def _on_channel(self, channel: Channel, done: Sent) -> datetime | None:
        """Send one message; return when the next may follow, None where none is due."""
        now = self._now()
        if channel.at_least_once:
            self._take_back(channel, now)
        rows = self._store.sendable(now, [channel.name])
        if not rows:
            self._made.pop(channel.name, None)
            timing.digest_out(self._store, channel, self._state(channel), now)
            return None
        ready = self._ready(channel, now)
        if ready > now:
            return ready
        if not self._made.get(channel.name):
            self._made[channel.name] = self._parcels(channel, rows, now, done)
        if not self._made[channel.name]:
            return None
        self._deliver(channel, self._made[channel.name].pop(0), done)
        now = self._now()
        if self._store.sendable(now, [channel.name]):
            return self._ready(channel, now)
        timing.digest_out(self._store, channel, self._state(channel), now)
        return None

    def _parcels(
        self, channel: Channel, rows: Sequence[Delivery], now: datetime, done: Sent
    ) -> list[Parcel]:
        """Put together what is to be told now: troubles first, then a digest or one story."""
        if warnings := [row for row in rows if row.source]:
            fresh = [row for row in warnings if not self._too_old(channel, row, now, done)]
            return parcels.warnings(self._store, fresh, *self._manner(channel))
        if channel.digest and timing.due_digest(channel, self._state(channel), now) is None:
            return []
        # What gathered in quiet hours is not rung out one by one.
        quiet = [r for r in rows if r.at and quiet_until(channel.quiet, r.at, channel.zone)]
        if channel.digest or len(quiet) > 1:
            gathered = rows if channel.digest else quiet
            return self._together(
                [row for row in gathered if not self._too_old(channel, row, now, done)], channel
            )
        for row in rows:
            if not self._too_old(channel, row, now, done):
                return parcels.singles(self._store, [row], *self._manner(channel))
        return []

    def _together(self, rows: Sequence[Delivery], channel: Channel) -> list[Parcel]:
        if any(row.source for row in rows):
            return parcels.warnings(self._store, rows, *self._manner(channel))
        make = parcels.digest if len(rows) > 1 or channel.digest else parcels.singles
        return make(self._store, rows, *self._manner(channel)) if rows else []

    def _deliver(
        self, channel: Channel, parcel: Parcel, done: Sent, *, by_hand: bool = False
    ) -> None:
        if parcel.message is None:
            self._store.settle(parcel.rows, "failed", "the story is no longer there")
            return
        claimed = self._store.claim(parcel.rows, by_hand=by_hand)
        if len(claimed) < len(parcel.rows):
            # Another process is at it; what is ours comes round again.
            self._store.settle(claimed, "waiting", due=self._now())
            return
        verdict = self._sender.send(channel, parcel.message)
        now = self._now()
        if verdict.state == "undecided" and channel.at_least_once:
            verdict = dataclasses.replace(verdict, state="failed")
        failed = verdict.state == "failed"
        due = timing.again(verdict, max(row.attempts for row in claimed), now) if failed else None
        self._store.settle(claimed, verdict.state, verdict.detail, due=due)
        state = self._state(channel)
        if verdict.state != "sent" or state.failures:
            self._store.save_channel_state(channel.name, timing.held(state, verdict, now))
        if verdict.state != "sent":
            log.warning("channel %s: %s: %s", channel.name, verdict.state, verdict.detail)
        setattr(done, verdict.state, getattr(done, verdict.state) + len(claimed))

    def _too_old(self, channel: Channel, row: Delivery, now: datetime, done: Sent) -> bool:
        """Give up a delivery that is too late by now."""
        story = self._store.story(row.story_id) if row.story_id else None
        known = (story.row.first_published or story.row.first_seen) if story else None
        if row.source:
            known = row.at if not row.attempts else None
        if known is None or now - known <= (_WARNING_AGE if row.source else channel.max_age):
            return False
        why = f" after {row.attempts} attempts: {row.detail}" if row.attempts else ""
        self._store.settle([row], "failed", f"too old by now, given up{why}")
        done.given_up += 1
        return True

    def _take_back(self, channel: Channel, now: datetime) -> None:
        """Let what was interrupted be tried again: the channel asks for it."""
        lost = [r for r in self._store.interrupted_deliveries() if r.channel == channel.name]
        if lost:
            self._store.settle(lost, "failed", "interrupted: it may have arrived", due=now)

    def _ready(self, channel: Channel, now: datetime) -> datetime:
        """Return when the channel may be sent to, at the pace that its service asks for."""
        pace = channel.pace if channel.pace is not None else self._sender.service(channel).pace
        last = self._store.last_sent(channel.name)
        paced = last + timedelta(seconds=pace) if last and pace else now
        return timing.opens(channel, self._state(channel), max(now, paced))

    def _manner(self, channel: Channel) -> tuple[Service, Speech]:
        speech = Speech(channel.language, channel.zone, topic_name(channel))
        return self._sender.service(channel), speech

    def _state(self, channel: Channel) -> ChannelState:
        return self._store.channel_state(channel.name) or ChannelState(since=self._now())
