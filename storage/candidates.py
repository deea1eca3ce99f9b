"""Finding the stored articles that may hold passages of a text.

Knows the table ``fingerprints`` and how many shared hashes are worth a comparison. Must not know
what a hash is made of, nor what becomes of a candidate.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

#: A passage that stands in more articles than this is boilerplate or a figure of speech.
_COMMON = 200
#: Fewer shared hashes are chance. Measured: with these two numbers every copy and every quote
#: of 30 % is among the candidates, and there are about 11 of them.
_SHARED, _SHARE = 3, 0.10
#: Of a very long text this many hashes, the smallest, stand for all. Two texts then keep the
#: same part of what they share.
_HASHES = 4_000
#: A story needs no more members in the index to be found: without this bound the hashes of a
#: story with many copies would become common, and the next copy would be new.
_INDEXED_MEMBERS = 64
#: How many candidates are worth a comparison, all stories together.
COMPARED = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that shares hashes with a text."""

    article: int
    story: int
    text: str
    url: str
    published: str | None
    fetched: str


def bounded(hashes: Iterable[int]) -> list[int]:
    """Return the hashes that stand for a text, each once."""
    return sorted(set(hashes))[:_HASHES]


def find(
    connection: sqlite3.Connection, hashes: Sequence[int], *, besides: int | None = None
) -> list[Candidate]:
    """Return the articles most worth comparing, in the order in which to compare them.

    Each story sends its best member before any sends its second, so that a story with many
    copies does not hide another. ``besides`` is an article to leave out.
    """
    if len(hashes) < _SHARED:
        return []
    rows = connection.execute(
        """
        WITH wanted AS (
            SELECT value AS hash FROM json_each(:hashes)
            WHERE (SELECT count(*) FROM (SELECT 1 FROM fingerprints
                                         WHERE hash = value LIMIT :common + 1)) <= :common
        ), sharing AS (
            SELECT article, count(*) AS shared
            FROM wanted CROSS JOIN fingerprints USING (hash)
            WHERE article IS NOT :besides
            GROUP BY article HAVING count(*) >= :shared
        )
        SELECT sharing.article, shared, story, url,
               (SELECT count(*) FROM fingerprints AS own
                WHERE own.article = sharing.article) AS size
        FROM sharing JOIN articles ON articles.id = sharing.article
        """,
        {
            "hashes": json.dumps(list(hashes)),
            "common": _COMMON,
            "shared": _SHARED,
            "besides": besides,
        },
    ).fetchall()
    by_story: dict[int, list[tuple[float, str, int]]] = {}
    for row in rows:
        share = row["shared"] / max(1, min(row["size"], len(hashes)))
        if share >= _SHARE:
            by_story.setdefault(row["story"], []).append((-share, row["url"], row["article"]))
    ranked = sorted(sorted(members) for members in by_story.values())
    rounds = zip_longest(*ranked)
    chosen = [member[2] for turn in rounds for member in turn if member is not None][:COMPARED]
    return _load(connection, chosen)


def index(connection: sqlite3.Connection, article: int, story: int, hashes: Sequence[int]) -> None:
    """Make an article findable; it replaces what was there of it."""
    connection.execute("DELETE FROM fingerprints WHERE article = ?", (article,))
    members = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM articles WHERE story = ? LIMIT ?)",
        (story, _INDEXED_MEMBERS + 1),
    ).fetchone()[0]
    if members <= _INDEXED_MEMBERS:
        connection.executemany(
            "INSERT OR IGNORE INTO fingerprints (hash, article) VALUES (?, ?)",
            ((value, article) for value in hashes),
        )


def _load(connection: sqlite3.Connection, articles: Sequence[int]) -> list[Candidate]:
    found = {
        row["article"]: Candidate(**dict(row))
        for row in connection.execute(
            "SELECT id AS article, story, text, url, published, fetched FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )
    }
    return [found[article] for article in articles]
