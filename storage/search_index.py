"""The search index beside the articles: writing it, checking it, building it anew.

Knows the table ``articles_fts``. It holds no texts, and what it holds of an earlier version is
not deleted but no longer pointed at (SQLite before 3.43 deletes from such a table only what it is
told exactly, and what a segmenter said last year cannot be told): a rebuild sweeps it out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.records import Segmenter
from storage.search_text import INDEXED_CHARACTERS, FoldTable, character_tokens, word_tokens


@dataclass(frozen=True, slots=True)
class Document:
    """What the index keeps of an article, each as tokens separated by spaces."""

    title: str
    body: str
    characters: str


def document(
    title: str, text: str, restored: str | None, segmenter: Segmenter, table: FoldTable
) -> Document:
    """Prepare an article for the index. Takes a while: not to be called under a lock."""
    texts = [text[:INDEXED_CHARACTERS], (restored or "")[:INDEXED_CHARACTERS]]
    return Document(
        title=word_tokens(segmenter(title)),
        body=word_tokens([word for part in texts if part for word in segmenter(part)]),
        characters=character_tokens([part for part in (title, *texts) if part], table),
    )


def put_document(connection: sqlite3.Connection, article: int, content: Document) -> None:
    """Make an article searchable by its present version."""
    last = connection.execute("SELECT max(id) FROM articles_fts_docsize").fetchone()[0]
    place = (last or 0) + 1
    connection.execute(
        "INSERT INTO articles_fts (rowid, title, body, characters) VALUES (?, ?, ?, ?)",
        (place, content.title, content.body, content.characters),
    )
    connection.execute("UPDATE articles SET search_id = ? WHERE id = ?", (place, article))


def put_if_missing(
    connection: sqlite3.Connection, article: int, text_sha256: str, content: Document
) -> None:
    """Index an article, unless someone has done so or its text has changed meanwhile."""
    if connection.execute(
        "SELECT 1 FROM articles WHERE id = ? AND text_sha256 = ? AND search_id IS NULL",
        (article, text_sha256),
    ).fetchone():
        put_document(connection, article, content)


def empty(connection: sqlite3.Connection) -> None:
    """Throw the index away; every article counts as not indexed."""
    connection.execute("UPDATE articles SET search_id = NULL")
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")


def missing(connection: sqlite3.Connection, limit: int) -> Sequence[sqlite3.Row]:
    """Return some articles that are not indexed yet, oldest first."""
    return connection.execute(
        "SELECT id, title, text, restored, text_sha256 FROM articles WHERE search_id IS NULL"
        " ORDER BY id LIMIT ?",
        (limit,),
    ).fetchall()


def damaged(connection: sqlite3.Connection) -> bool:
    """Let SQLite check the index from within. It asks to be allowed to write, and does not."""
    try:
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
    except sqlite3.DatabaseError:
        return True
    return False


def problems(connection: sqlite3.Connection) -> list[str]:
    """Return in what index and articles are out of step; looks at every article."""
    absent = connection.execute(
        "SELECT count(*) FROM articles WHERE search_id IS NULL"
        " OR search_id NOT IN (SELECT id FROM articles_fts_docsize)"
    ).fetchone()[0]
    return [f"{absent} articles are not in the search index"] if absent else []


def in_step(connection: sqlite3.Connection) -> bool:
    """Tell at a glance whether the index can be trusted: nothing unindexed, nothing beyond it."""
    return bool(
        connection.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM articles WHERE search_id IS NULL)"
            " AND coalesce((SELECT max(search_id) FROM articles), 0)"
            "     <= coalesce((SELECT max(id) FROM articles_fts_docsize), 0)"
        ).fetchone()[0]
    )
