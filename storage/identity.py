"""Whether an article that arrives is one that is stored, under this URL or another.

Knows the URLs of articles and what counts as nothing new. Must not know stories.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.records import Article, Matcher
from storage.values import clean_text, text_sha256, to_text


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that is stored."""

    id: int
    story: int
    text: str
    #: The arriving one adds nothing to it.
    unchanged: bool


def by_url(connection: sqlite3.Connection, url: str, article: Article) -> Stored | None:
    """Find the article that is stored under a canonical URL, or that this URL is known to lead to.

    A text known to be cut adds nothing to a whole one. What an article's other URL says adds
    nothing either: a mobile page words things differently for ever, and would be a revision at
    each look.
    """
    row = connection.execute("SELECT * FROM articles WHERE url = ?", (url,)).fetchone()
    if row is None:
        row = connection.execute(
            "SELECT articles.* FROM seen JOIN articles ON articles.id = seen.article"
            " WHERE seen.url = ?",
            (url,),
        ).fetchone()
        return _stored(row, unchanged=True) if row else None
    same = row["title"] == clean_text(article.title)
    same = same and row["text_sha256"] == text_sha256(article.text)
    poorer = row["whole"] > article.whole
    return _stored(row, unchanged=poorer or (same and row["whole"] >= article.whole))


def by_alias(
    connection: sqlite3.Connection, matcher: Matcher, names: Sequence[str], article: Article
) -> Stored | None:
    """Find the article that goes by one of the names of an arriving one, and has its text.

    A name alone does not do: many pages name their site's front page as their own address, and a
    redirect may end at a login.
    """
    for name in names:
        for row in connection.execute(
            "SELECT * FROM articles WHERE url = :name OR final_url = :name", {"name": name}
        ).fetchall():
            if matcher.compare(row["text"], clean_text(article.text)).relation == "copy":
                return _stored(row, unchanged=True)
    return None


def note_alias(connection: sqlite3.Connection, url: str, article: int, at: datetime) -> None:
    """Note that a URL leads to an article that is stored under another."""
    connection.execute(
        "INSERT INTO seen (url, why, article, at) VALUES (?, 'same as', ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET why = excluded.why, article = excluded.article,"
        " at = excluded.at, until = NULL",
        (url, article, to_text(at)),
    )


def _stored(row: sqlite3.Row, *, unchanged: bool) -> Stored:
    return Stored(row["id"], row["story"], row["text"], unchanged)
