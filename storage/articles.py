"""Articles as rows: writing one, keeping its earlier versions, reading it back.

Knows the tables ``articles`` and ``revisions``. Must not know which story an article joins.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from storage import verdicts
from storage.records import Article
from storage.rows import Revision, StoredArticle, StoredVerdict, TakenDown
from storage.values import (
    believed,
    clean_text,
    from_json,
    optional_text,
    text_sha256,
    to_json_or_none,
    to_text,
    to_time,
    unit,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Columns that hold a field of the same name as it is, as storable text.
_PLAIN = (
    *("final_url", "canonical_url", "source", "language", "publisher", "site", "section", "image"),
    *("published_raw", "raw_title", "raw_text", "restored", "body_sha256"),
)


def insert(db: Database, url: str, article: Article, fetched: datetime, story: int) -> int:
    """Add an article under its canonical URL as the lead of a story; return its id."""
    row = {**_columns(article, fetched), "url": url, "story": story, "run": article.run}
    row["listed_before"] = int(article.listed_before)
    row |= {"checked": row["fetched"], "relation": "lead", "probability": 1.0}
    return cast("int", db.table("articles").insert(row, pk="id").last_pk)


def revise(db: Database, article_id: int, article: Article, fetched: datetime) -> None:
    """Give an article its new version; the old one moves to ``revisions``."""
    row = _columns(article, fetched)
    db.conn.execute(
        "INSERT INTO revisions (article, title, text, published, fetched, replaced)"
        " SELECT id, title, text, published, fetched, ? FROM articles WHERE id = ?",
        (row["fetched"], article_id),
    )
    row |= {"checked": row["fetched"], "run": article.run}
    db.table("articles").update(article_id, row)


def checked(
    connection: sqlite3.Connection, article_id: int, article: Article, at: datetime
) -> None:
    """Note that the URL was looked at and said nothing new."""
    connection.execute(
        "UPDATE articles SET checked = max(checked, :at),"
        " updated = CASE WHEN :updated > coalesce(updated, '') THEN :updated ELSE updated END"
        " WHERE id = :id",
        {"at": to_text(at), "updated": believed(article.updated, at), "id": article_id},
    )


def load(
    connection: sqlite3.Connection, where: str, parameters: Sequence[Any], *, past: bool = False
) -> list[StoredArticle]:
    """Read the articles for which a condition holds, with their verdicts.

    ``past`` adds their revisions. ``where`` is SQL of ours, never a stranger's.
    """
    rows = connection.execute(f"SELECT * FROM articles WHERE {where}", parameters).fetchall()  # noqa: S608 - see above
    return [
        _read(
            row,
            verdicts.of_article(connection, row["id"]),
            _revisions(connection, row["id"]) if past else (),
            _taken_down(connection, row["id"]) if past else (),
        )
        for row in rows
    ]


def _columns(article: Article, fetched: datetime) -> dict[str, Any]:
    """Return what one version of an article says, as columns."""
    row: dict[str, Any] = {name: optional_text(getattr(article, name)) for name in _PLAIN}
    claimed = believed(article.published, fetched)
    if article.published is not None and row["published_raw"] is None:
        row["published_raw"] = article.published.isoformat()
    return row | {
        "title": clean_text(article.title),
        "text": clean_text(article.text),
        "text_sha256": text_sha256(article.text),
        "published": claimed,
        "updated": believed(article.updated, fetched),
        "fetched": to_text(fetched),
        "whole": int(article.whole),
        "noarchive": int(article.noarchive),
        "noise": unit(article.noise),
        "spun": unit(article.spun),
        "authors": to_json_or_none(tuple(article.authors)),
        "boilerplate": to_json_or_none(tuple(article.boilerplate)),
        "origins": to_json_or_none(dict(article.origins)),
        "versions": to_json_or_none(dict(article.versions)),
    }


def _read(
    row: sqlite3.Row,
    said: tuple[StoredVerdict, ...],
    past: tuple[Revision, ...],
    taken_down: tuple[TakenDown, ...],
) -> StoredArticle:
    return StoredArticle(
        id=row["id"],
        story_id=row["story"],
        relation=row["relation"],
        probability=row["probability"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        published=to_time(row["published"]),
        updated=to_time(row["updated"]),
        fetched=to_time(row["fetched"]),
        checked=to_time(row["checked"]),
        authors=tuple(map(str, from_json(row["authors"], []))),
        boilerplate=tuple(map(str, from_json(row["boilerplate"], []))),
        origins=from_json(row["origins"], {}),
        versions=from_json(row["versions"], {}),
        run=row["run"],
        whole=bool(row["whole"]),
        noarchive=bool(row["noarchive"]),
        noise=row["noise"],
        spun=row["spun"],
        cleaned=True,
        listed_before=bool(row["listed_before"]),
        text_sha256=row["text_sha256"],
        verdicts=said,
        revisions=past,
        taken_down=taken_down,
        **{name: row[name] for name in _PLAIN},
    )


def _taken_down(connection: sqlite3.Connection, article_id: int) -> tuple[TakenDown, ...]:
    rows = connection.execute(
        "SELECT * FROM takedowns WHERE article = ? ORDER BY id", (article_id,)
    )
    return tuple(
        TakenDown(to_time(row["at"]), row["why"], to_time(row["seen"]), to_time(row["back"]))
        for row in rows
    )


def _revisions(connection: sqlite3.Connection, article_id: int) -> tuple[Revision, ...]:
    rows = connection.execute(
        "SELECT * FROM revisions WHERE article = ? ORDER BY id", (article_id,)
    )
    return tuple(
        Revision(
            title=row["title"],
            text=row["text"],
            published=to_time(row["published"]),
            fetched=to_time(row["fetched"]),
            replaced=to_time(row["replaced"]),
        )
        for row in rows
    )
