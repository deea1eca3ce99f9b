"""The layout of pages that ask not to be archived, and of a search index that knows numbers.

Knows no Python of ours but the handle it is given. Must never change once released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMN = """
ALTER TABLE articles ADD COLUMN noarchive INTEGER NOT NULL DEFAULT 0
    /* 1: the page asks that no copy of it be shown; `export --full` leaves its text out */"""


def archive_and_numbers(db: Database) -> None:
    """Remember what a page forbids; empty the search index, whose tokens are others now.

    Who upgrades fills it again. Segments are merged sooner than FTS5 does by itself: a rare word
    is looked up in each of them.
    """
    for statement in (
        COLUMN,
        "UPDATE articles SET search_id = NULL",
        "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')",
        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 2)",
    ):
        db.execute(statement)
