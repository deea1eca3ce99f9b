"""What was told to whom: deliveries waiting, claimed, sent and failed; what is known of channels.

Knows the tables ``deliveries`` and ``channels``. Must not know how anything is sent, nor decide
when it is time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from storage import processes, stories
from storage.connection import Connection
from storage.delivery_rows import ChannelState, Delivery
from storage.values import clean_text, from_json, to_json, to_text, to_time


class Deliveries(Connection):
    """The part of a store that remembers what was told."""

    def begin_delivery(
        self, story: int, channel: str, *, about: str = "", again: bool = False
    ) -> bool:
        """Claim a delivery before it is sent; False where it was claimed before.

        Until it is finished it counts as undecided, so that one which a crash interrupts is not
        sent twice. ``again`` claims one that was not sent, by hand.
        """
        row = Delivery(story, clean_text(channel), "waiting", 0, None, "", about=clean_text(about))
        with self._writing() as db:
            if _insert(db.conn, row, to_text(self._now())):
                return bool(self._claim(db.conn, [row], "waiting"))
            return again and bool(self._claim(db.conn, [row], "waiting", "failed", "undecided"))

    def finish_delivery(
        self,
        story: int,
        channel: str,
        state: Literal["sent", "failed"],
        detail: str = "",
        *,
        about: str = "",
    ) -> None:
        """Note how a claimed delivery ended."""
        row = Delivery(story, clean_text(channel), state, 0, None, "", about=clean_text(about))
        self.settle([row], state, detail)

    def deliveries(
        self,
        limit: int = 50,
        story: int | None = None,
        *,
        channel: str | None = None,
        states: Sequence[str] = (),
    ) -> list[Delivery]:
        """Return the latest deliveries, newest first, of one story, one channel or all."""
        rows = self._rows(
            "SELECT * FROM deliveries WHERE (:story IS NULL OR story = :story)"
            " AND (:channel IS NULL OR channel = :channel)"
            " AND (:any OR state IN (SELECT value FROM json_each(:states)))"
            " ORDER BY at DESC, id DESC LIMIT :limit",
            {
                "story": story,
                "channel": channel,
                "any": not states,
                "states": to_json(list(states)),
                "limit": limit,
            },
        )
        return [_delivery(row) for row in rows]

    def delivery(self, number: int) -> Delivery | None:
        """Return one delivery by its number."""
        rows = self._rows("SELECT * FROM deliveries WHERE id = ?", (number,))
        return _delivery(rows[0]) if rows else None

    def enqueue(self, chosen: Iterable[Delivery]) -> int:
        """Let these wait to be sent, but for those that there are already; return how many do."""
        now = to_text(self._now())
        with self._writing() as db:
            return sum(_insert(db.conn, row, now) for row in chosen)

    def claim(self, rows: Sequence[Delivery], *, by_hand: bool = False) -> list[Delivery]:
        """Take deliveries in order to send them; return those that are ours now.

        They count as undecided until :meth:`settle`. Claimed are those that wait or that failed
        and are due; ``by_hand`` also those that were given up or interrupted, but none that a
        living process is just sending.
        """
        states = ("waiting", "failed", "undecided") if by_hand else ("waiting", "failed")
        with self._writing() as db:
            return self._claim(db.conn, rows, *states, due=not by_hand)

    def settle(
        self,
        rows: Sequence[Delivery],
        state: Literal["waiting", "sent", "failed", "undecided"],
        detail: str = "",
        *,
        due: datetime | None = None,
    ) -> None:
        """Note how claimed deliveries ended; ``due`` is when one that failed is tried again.

        Stories may have become one meanwhile: what is known of the one that remains counts.
        """
        with self._writing() as db:
            for row in rows:
                story = row.story_id and stories.present_id(db.conn, row.story_id)
                db.conn.execute(
                    "UPDATE deliveries SET state = :state, at = :at, due = :due, detail = :detail,"
                    " process = NULL WHERE coalesce(story, 0) = :story"
                    " AND coalesce(source, '') = :source AND channel = :channel AND about = :about"
                    " AND (state <> 'sent' OR :state = 'sent')",
                    {
                        "state": state,
                        "at": to_text(self._now()),
                        "due": to_text(due),
                        "detail": clean_text(detail),
                        "story": story or 0,
                        "source": row.source or "",
                        "channel": row.channel,
                        "about": row.about,
                    },
                )

    def sendable(self, now: datetime, channels: Sequence[str]) -> list[Delivery]:
        """Return what waits or is to be tried again by ``now`` on these channels, oldest first."""
        rows = self._rows(
            "SELECT * FROM deliveries WHERE state IN ('waiting', 'failed') AND due <= :now"
            " AND channel IN (SELECT value FROM json_each(:channels)) ORDER BY id",
            {"now": to_text(now), "channels": to_json(list(channels))},
        )
        return [_delivery(row) for row in rows]

    def interrupted_deliveries(self, limit: int = 1000) -> list[Delivery]:
        """Return those of which nobody knows whether they arrived, newest first.

        One that a living process is just sending is not among them.
        """
        open_ones = self.deliveries(limit, states=("undecided",))
        return [row for row in open_ones if not (row.process and processes.lives(row.process))]

    def last_sent(self, channel: str) -> datetime | None:
        """Return when something was last sent to a channel, or tried to be."""
        rows = self._rows(
            "SELECT max(at) AS at FROM deliveries WHERE channel = ? AND attempts > 0", (channel,)
        )
        return to_time(rows[0]["at"]) if rows else None

    def source_warnings(self) -> list[Delivery]:
        """Return what was told of sources in trouble, newest first."""
        rows = self._rows("SELECT * FROM deliveries WHERE source IS NOT NULL ORDER BY id DESC")
        return [_delivery(row) for row in rows]

    def end_warning(self, number: int) -> None:
        """Note that a source's trouble is over, so that its next one is told again."""
        until = to_text(self._now())
        with self._writing() as db:
            db.conn.execute(
                "UPDATE deliveries SET about = about || ' until ' || :until,"
                " state = CASE state WHEN 'waiting' THEN 'failed' ELSE state END,"
                " detail = CASE state WHEN 'waiting' THEN 'over before it was told'"
                " ELSE detail END, due = NULL WHERE id = :id AND source IS NOT NULL",
                {"until": until, "id": number},
            )

    def channel_state(self, name: str) -> ChannelState | None:
        """Return what is remembered of a channel; None for one that is new."""
        for row in self._rows("SELECT * FROM channels WHERE name = ?", (name,)):
            return ChannelState(
                since=to_time(row["since"]) or self._now(),
                chooses=row["chooses"],
                digested=to_time(row["digested"]),
                held=to_time(row["held"]),
                failures=row["failures"],
            )
        return None

    def save_channel_state(self, name: str, state: ChannelState) -> None:
        """Keep what is to be remembered of a channel."""
        row = {
            "name": clean_text(name),
            "since": to_text(state.since),
            "chooses": state.chooses,
            "digested": to_text(state.digested),
            "held": to_text(state.held),
            "failures": state.failures,
        }
        with self._writing() as db:
            db.table("channels").upsert(row, pk="name")

    def _claim(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[Delivery],
        *states: str,
        due: bool = False,
    ) -> list[Delivery]:
        now = to_text(self._now())
        mine = processes.name(os.getpid())
        claimed = []
        for row in rows:
            story = row.story_id and stories.present_id(connection, row.story_id)
            found = connection.execute(
                "SELECT * FROM deliveries WHERE coalesce(story, 0) = ?"
                " AND coalesce(source, '') = ? AND channel = ? AND about = ?",
                (story or 0, row.source or "", row.channel, row.about),
            ).fetchone()
            if found is None or found["state"] not in states:
                continue
            if due and (found["due"] is None or found["due"] > now):
                continue
            if found["state"] == "undecided" and _is_sending(found["process"]):
                continue
            connection.execute(
                "UPDATE deliveries SET state = 'undecided', at = ?, attempts = attempts + 1,"
                " due = NULL, process = ? WHERE id = ?",
                (now, mine, found["id"]),
            )
            claimed.append(replace(_delivery(found), attempts=found["attempts"] + 1))
        return claimed


def _is_sending(process: str | None) -> bool:
    """Tell whether another process is at it; what this one claimed is its own to take again."""
    return (
        bool(process) and process != processes.name(os.getpid()) and processes.lives(str(process))
    )


def _insert(connection: sqlite3.Connection, row: Delivery, now: str | None) -> bool:
    values: dict[str, Any] = {
        "story": row.story_id or None,
        "source": clean_text(row.source) if row.source else None,
        "channel": clean_text(row.channel),
        "about": clean_text(row.about),
        "at": now,
        "carriers": to_json(list(row.carriers)),
    }
    inserted = connection.execute(
        "INSERT INTO deliveries (story, source, channel, about, state, at, due, carriers)"
        " VALUES (:story, :source, :channel, :about, 'waiting', :at, :at, :carriers)"
        " ON CONFLICT (coalesce(story, 0), coalesce(source, ''), channel, about) DO NOTHING",
        values,
    )
    return inserted.rowcount == 1


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        story_id=row["story"],
        channel=row["channel"],
        state=row["state"],
        attempts=row["attempts"],
        at=to_time(row["at"]),
        detail=row["detail"],
        id=row["id"],
        source=row["source"],
        about=row["about"],
        due=to_time(row["due"]),
        carriers=tuple(map(str, from_json(row["carriers"], []))),
        process=row["process"],
    )
