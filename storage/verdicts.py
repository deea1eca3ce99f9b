"""What topics said: of stored articles, and of those that were dropped for it.

Knows the tables ``verdicts`` and ``dropped``. Must not know how a verdict comes about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from storage.records import Article, Label, Verdict
from storage.rows import Dropped, StoredEvidence, StoredVerdict
from storage.values import (
    believed,
    clean_text,
    from_json,
    later,
    optional_text,
    text_sha256,
    to_json,
    to_text,
    to_time,
    unit,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Strongest first.
STRENGTH: dict[str, int] = {"relevant": 0, "review": 1, "off-topic": 2}
#: How long the reason for dropping an article is kept.
DROPPED_FOR = timedelta(days=90)
_DROP = """
INSERT INTO dropped (url, topic, topic_version, title, beginning, label, score, evidence, source,
    publisher, language, published, updated, fetched, text_sha256, until)
VALUES (:url, :topic, :topic_version, :title, :beginning, :label, :score, :evidence, :source,
    :publisher, :language, :published, :updated, :fetched, :text_sha256, :until)"""
#: Enough to judge it by a changed topic: judging reads no more of an article.
_BEGINNING = 1_500


def as_verdicts(verdict: Verdict | Iterable[Verdict] | None) -> tuple[StoredVerdict, ...]:
    """Take one verdict, several or none, in the form in which they are kept.

    One a topic: the last of a topic counts. Of a verdict only label and score are indispensable.
    """
    if verdict is None:
        return ()
    given = cast("Iterable[Verdict]", (verdict,) if hasattr(verdict, "label") else verdict)
    return tuple({one.topic: one for one in map(_as_kept, given)}.values())


def strongest(verdicts: Iterable[StoredVerdict]) -> StoredVerdict | None:
    """Return the verdict that decides: the strongest label, under it the best score."""
    return min(verdicts, key=_strength, default=None)


def _strength(verdict: StoredVerdict) -> tuple[int, float, str]:
    return STRENGTH.get(verdict.label, len(STRENGTH)), -verdict.score, verdict.topic


def _as_kept(verdict: Verdict) -> StoredVerdict:
    return StoredVerdict(
        topic=clean_text(str(getattr(verdict, "topic", ""))),
        topic_version=clean_text(str(getattr(verdict, "topic_version", ""))),
        label=verdict.label,
        score=unit(verdict.score),
        evidence=tuple(
            StoredEvidence(
                facet=item.facet,
                term=item.term,
                field=item.field,
                start=item.start,
                end=item.end,
                weight=item.weight,
            )
            for item in getattr(verdict, "evidence", ())
        ),
    )


def put(db: Database, article: int, verdicts: Sequence[StoredVerdict]) -> None:
    """Replace all verdicts of an article."""
    db.conn.execute("DELETE FROM verdicts WHERE article = ?", (article,))
    if verdicts:
        db.table("verdicts").insert_all({"article": article, **_columns(v)} for v in verdicts)
        follow_decisions(db.conn, article)


def follow_decisions(connection: sqlite3.Connection, article: int) -> None:
    """Let the labels of an article's verdicts be what a person decided; scores stay."""
    connection.execute(
        "UPDATE verdicts SET label = iif(decisions.accepted, 'relevant', 'off-topic')"
        " FROM decisions WHERE decisions.article = verdicts.article"
        " AND decisions.topic = verdicts.topic AND verdicts.article = ?",
        (article,),
    )


def of_article(connection: sqlite3.Connection, article: int) -> tuple[StoredVerdict, ...]:
    """Return the verdicts of an article, the one that decides first."""
    rows = connection.execute("SELECT * FROM verdicts WHERE article = ?", (article,))
    return tuple(sorted(map(_read, rows), key=_strength))


def of_text(connection: sqlite3.Connection, sha256: str) -> tuple[StoredVerdict, ...]:
    """Return what was said of this very text under any URL, stored or dropped."""
    article = connection.execute(
        "SELECT id FROM articles WHERE text_sha256 = ? ORDER BY id LIMIT 1", (sha256,)
    ).fetchone()
    if article is not None and (found := of_article(connection, article["id"])):
        return found
    rows = connection.execute("SELECT * FROM dropped WHERE text_sha256 = ? LIMIT 20", (sha256,))
    return tuple(sorted({row["topic"]: _read(row) for row in rows}.values(), key=_strength))


def drop(
    connection: sqlite3.Connection,
    url: str,
    article: Article,
    verdicts: Sequence[StoredVerdict],
    fetched: datetime,
) -> None:
    """Note that the article at the canonical ``url`` was off topic, and why."""
    common = {
        "url": url,
        "title": clean_text(article.title),
        "beginning": clean_text(article.text[:_BEGINNING]),
        "source": optional_text(article.source),
        "publisher": optional_text(article.publisher),
        "language": optional_text(article.language),
        "published": believed(article.published, fetched),
        "updated": believed(article.updated, fetched),
        "fetched": to_text(fetched),
        "text_sha256": text_sha256(article.text),
        "until": to_text(later(fetched, DROPPED_FOR)),
    }
    connection.execute("DELETE FROM dropped WHERE url = ?", (url,))
    connection.executemany(_DROP, [{**common, **_columns(verdict)} for verdict in verdicts])


def dropped(connection: sqlite3.Connection, url: str) -> tuple[Dropped, ...]:
    """Return why the article at the canonical ``url`` was dropped, one a topic."""
    rows = connection.execute("SELECT * FROM dropped WHERE url = ? ORDER BY topic", (url,))
    return tuple(map(read_dropped, rows))


def read_dropped(row: sqlite3.Row) -> Dropped:
    """Make a value of a row of ``dropped``."""
    return Dropped(
        verdict=_read(row),
        published=to_time(row["published"]),
        fetched=to_time(row["fetched"]),
        until=to_time(row["until"]),
        **{
            name: row[name]
            for name in ("url", "title", "beginning", "source", "publisher", "language")
        },
    )


def _columns(verdict: StoredVerdict) -> dict[str, Any]:
    return {
        "topic": verdict.topic,
        "topic_version": verdict.topic_version,
        "label": verdict.label,
        "score": verdict.score,
        "evidence": to_json([asdict(item) for item in verdict.evidence]),
    }


def _read(row: sqlite3.Row) -> StoredVerdict:
    evidence = (item for item in from_json(row["evidence"], []) if isinstance(item, dict))
    return StoredVerdict(
        topic=row["topic"],
        topic_version=row["topic_version"],
        label=cast("Label", row["label"]),
        score=row["score"],
        evidence=tuple(
            StoredEvidence(
                facet=str(item.get("facet", "")),
                term=str(item.get("term", "")),
                field=str(item.get("field", "")),
                start=int(item.get("start", 0)),
                end=int(item.get("end", 0)),
                weight=float(item.get("weight", 0.0)),
            )
            for item in evidence
        ),
    )
