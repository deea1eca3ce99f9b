"""More like this one: articles on the same matter, without being copies.

Knows how to choose the words that set an article apart and to look them up in the index. A word's
weight is its count in the article times its rarity in the store (tf-idf, Salton and Buckley 1988).
Must not know how text is split into words.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from storage.connection import Connection
from storage.records import Segmenter
from storage.rows import Hit
from storage.search_text import quoted
from storage.values import to_time

#: So much of an article says what it is about.
_READ = 3_000
#: So many of its words are weighed, and so many looked for.
_WEIGHED = 80
_WORDS = 12
#: A word of more articles than this says little, and ranking it takes long.
_MOST_ARTICLES = 5_000
_TITLE_COUNTS = 3
_SHORTEST = 2


class Likeness(Connection):
    """The part of a store that finds what is alike."""

    _segmenter: Segmenter | None
    _now: Callable[[], datetime]

    def similar(self, article_id: int, *, limit: int = 10) -> list[Hit]:
        """Return articles of other stories on the same matter, the nearest first, one a story.

        Empty for an unknown article, and for a store that was given no segmenter.
        """
        if self._segmenter is None:
            return []
        with self._reading() as connection:
            row = connection.execute(
                "SELECT title, substr(coalesce(restored, text), 1, ?), story FROM articles"
                " WHERE id = ?",
                (_READ, article_id),
            ).fetchone()
            if row is None:
                return []
            counts = Counter(_telling(self._segmenter(row[1])))
            for word in _telling(self._segmenter(row[0])):
                counts[word] += _TITLE_COUNTS
            own = connection.execute(
                "SELECT count(*) FROM articles WHERE story = ?", (row[2],)
            ).fetchone()[0]
            words = _rarest(connection, counts, own)
            return _alike(connection, words, row[2], limit) if words else []


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) >= _SHORTEST and not word.isdecimal()]


def _rarest(connection: sqlite3.Connection, counts: Counter[str], own: int) -> list[str]:
    """Return the words that weigh most; those of no more than the story's ``own`` find nothing."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING"
        " fts5vocab(main, articles_fts, row)"
    )
    total = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    weights: dict[str, float] = {}
    for word, count in counts.most_common(_WEIGHED):
        found = connection.execute(
            "SELECT doc FROM temp.vocabulary WHERE term = ?", (word,)
        ).fetchone()
        if found and own < found[0] <= _MOST_ARTICLES:
            weights[word] = math.log1p(count) * math.log((total + 1) / found[0])
    return sorted(weights, key=lambda word: (-weights[word], word))[:_WORDS]


def _alike(
    connection: sqlite3.Connection, words: Sequence[str], story: int, limit: int
) -> list[Hit]:
    either = " OR ".join(quoted([word]) for word in words)
    rows = connection.execute(
        """
        SELECT articles.id, articles.story, articles.title, articles.url,
               coalesce(articles.publisher, articles.site) AS publisher, articles.published,
               articles.fetched, stories.label, substr(articles.text, 1, 120) AS beginning,
               -bm25(articles_fts, 4.0, 1.0, 0.0) AS rank
        FROM articles_fts CROSS JOIN articles ON articles.search_id = articles_fts.rowid
        JOIN stories ON stories.id = articles.story
        WHERE articles_fts MATCH ? AND articles.story <> ?
        ORDER BY rank DESC, articles.id DESC LIMIT ?
        """,
        (f"{{title body}} : ({either})", story, 4 * limit),
    )
    nearest: dict[int, Hit] = {}
    for row in rows:
        if len(nearest) < limit:
            nearest.setdefault(row["story"], _hit(row))
    return list(nearest.values())


def _hit(row: sqlite3.Row) -> Hit:
    return Hit(
        article_id=row["id"],
        story_id=row["story"],
        title=row["title"],
        url=row["url"],
        publisher=row["publisher"],
        published=to_time(row["published"]),
        fetched=to_time(row["fetched"]),
        label=row["label"],
        marked_title=((row["title"], False),),
        snippet=((row["beginning"].replace("\n", " "), False),),
        rank=row["rank"],
    )
