"""How long each table keeps what it holds.

Knows ages only. Stories, articles and what hangs on them are kept until their owner deletes them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import slots
from storage.values import to_text, utc_now


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a table keeps a row: a sentence for a person, and the rows whose time is over."""

    says: str
    #: SQL in which ``:now`` is the time and ``:limit`` the time less ``age``; None: for ever.
    over: str | None = None
    age: timedelta = timedelta(0)


RETENTION: Mapping[str, Rule] = {
    "stories": Rule("for ever"),
    "articles": Rule("for ever"),
    "verdicts": Rule("as long as their article"),
    "decisions": Rule("as long as their article"),
    "revisions": Rule("as long as their article"),
    "quotes": Rule("as long as both articles"),
    "fingerprints": Rule("as long as their article"),
    "articles_fts": Rule("as long as their article; earlier versions until the next rebuild"),
    "merged_stories": Rule("as long as the story that remains"),
    "substitutions": Rule("for ever; `newsvane pairs forget` deletes them"),
    "sources": Rule("for ever: one row a source"),
    "source_days": Rule("120 days", "day < :limit", timedelta(days=120)),
    "robots": Rule("a day; what kept us from reading it, less", "until < :now"),
    "revisits": Rule("until the last look has been taken"),
    "takedowns": Rule("as long as their article"),
    "settings": Rule("for ever: a handful"),
    "dropped": Rule("90 days from the last look", "until < :now"),
    "seen": Rule(
        "until the time given for it, else 400 days; as long as the article it leads to",
        "coalesce(until < :now, at < :limit) AND article IS NULL",
        timedelta(days=400),
    ),
    # A thousand sources every 15 minutes make 35 million rows a year, nearly all of them alike.
    "runs": Rule(
        "120 days, 30 those that found nothing changed",
        "finished IS NOT NULL AND (started < :limit OR outcome = 'unchanged'"
        " AND started < strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-30 days'))",
        timedelta(days=120),
    ),
    "slots": Rule("30 days, then counted into slot_days", "due < :limit", timedelta(days=30)),
    "slot_days": Rule("400 days", "day < :limit", timedelta(days=400)),
    "channels": Rule("for ever: one row a channel"),
    "dues": Rule("as long as the source is watched"),
    "rhythms": Rule("for ever: one row a source"),
    "deliveries": Rule("400 days", "at < :limit", timedelta(days=400)),
}


def prune(connection: sqlite3.Connection, now: datetime | None = None) -> dict[str, int]:
    """Delete what is kept no longer; return how many rows of which table. Needs the write lock."""
    moment = now or utc_now()
    deleted: dict[str, int] = {}
    slots.fold(connection, to_text(moment - RETENTION["slots"].age) or "")
    for table, rule in RETENTION.items():
        if rule.over:
            deleted[table] = connection.execute(
                f"DELETE FROM {table} WHERE {rule.over}",  # noqa: S608 - our own text
                {"now": to_text(moment), "limit": to_text(moment - rule.age)},
            ).rowcount
    return deleted
