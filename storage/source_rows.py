"""What the store knows of sources: plain values.

Knows nothing of SQL. All times are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a configured source is doing, and what the next request to it needs."""

    etag: str | None = None
    #: As the server wrote it.
    last_modified: str | None = None
    body_sha256: str | None = None
    #: Last request; last time that something new was there.
    checked: datetime | None = None
    changed: datetime | None = None
    #: Last request without validators.
    unconditional: datetime | None = None
    due: datetime | None = None
    #: In a row; soft ones count for less than one.
    failures: float = 0.0
    #: One word, e.g. ``ok``; empty where it was never asked.
    state: str = ""
    detail: str = ""
    #: Its list leads to further lists, which change while it stays the same.
    leads_on: bool = False
    #: Hashes of the configuration under which the validators hold: of the source, of the topics.
    configured: str | None = None
    #: First request to the source as it is configured.
    began: datetime | None = None
    #: When all that it listed at first had been dealt with; None: not yet.
    first_look: datetime | None = None
    #: Last time that its list held an address which we did not know.
    news: datetime | None = None
    #: The latest time that an entry of its list claims, and how many entries it held.
    newest: datetime | None = None
    entries: int = 0
    #: Class of the last failure, e.g. ``dns``, ``timeout``, ``HTTP 404``; empty after a success.
    trouble: str = ""
    #: After failures: to be asked again by the daemon from then on.
    rests: datetime | None = None
    #: What is to be said of it (see ``crawler.health``), a sentence, and since when it is so.
    health: str = ""
    health_detail: str = ""
    health_since: datetime | None = None
    needs_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """What a source gave on one day, in UTC."""

    day: date
    #: At its list: those that were answered, and those that were not.
    looks: int = 0
    failures: int = 0
    #: Addresses in its list that we did not know.
    news: int = 0
    #: Articles read; of these, how many had a title, a time of publication, a text.
    articles: int = 0
    titles: int = 0
    times: int = 0
    texts: int = 0
    #: Pages that held no article.
    absent: int = 0


@dataclass(frozen=True, slots=True)
class StoredRobots:
    """robots.txt of one origin as it was answered, or what kept us from reading it."""

    fetched: datetime
    until: datetime
    #: 0: there was no answer.
    status: int
    #: The lines that speak to us.
    body: bytes
    #: Class of what stood in the way, and a sentence for a person.
    trouble: str = ""
    detail: str = ""
