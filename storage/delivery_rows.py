"""What the store says of tellings: a delivery, and what is remembered of a channel.

Values only, as in ``storage.rows``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing told to one channel: a story, or a source's trouble."""

    #: None where it is about a source.
    story_id: int | None
    channel: str
    state: Literal["waiting", "sent", "failed", "undecided"]
    attempts: int
    at: datetime | None
    detail: str
    id: int = 0
    source: str | None = None
    #: Empty for a new story; else who carries it too, or the source's trouble.
    about: str = ""
    #: Next attempt; None: none by itself.
    due: datetime | None = None
    #: Who carried the story when it was chosen.
    carriers: tuple[str, ...] = ()
    #: Which process is sending it.
    process: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What is remembered of a channel."""

    #: Stories first seen before are no news to it.
    since: datetime
    #: Hash of what decides which stories it gets.
    chooses: str = ""
    #: When its last digest was due.
    digested: datetime | None = None
    #: Nothing is sent before.
    held: datetime | None = None
    #: In a row.
    failures: int = 0
