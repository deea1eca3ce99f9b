"""Which articles are to be looked at again, and which were found taken down.

Knows those tables. Must not know what a second look finds, nor when it is worth one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.connection import Connection
from storage.values import clean_text, to_text


@dataclass(frozen=True, slots=True)
class Revisit:
    """A look that is due at an article's page."""

    article: int
    #: As the article's list gave it.
    url: str
    source: str | None
    #: How many looks have been taken, and how often this one was prevented.
    step: int
    misses: int


class Revisits(Connection):
    """The part of a store that remembers to look again."""

    def plan_revisit(self, article: int, url: str, due: datetime) -> None:
        """Plan the first second look at an article, if none is planned."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO revisits (article, url, due) VALUES (?, ?, ?)",
                (article, clean_text(url), to_text(due)),
            )

    def due_revisits(self, now: datetime, limit: int = 200) -> list[Revisit]:
        """Return the looks that are due, those due longest first."""
        rows = self._rows(
            "SELECT revisits.*, articles.source, articles.url AS name FROM revisits"
            " JOIN articles ON articles.id = revisits.article"
            " WHERE due <= ? ORDER BY due, article LIMIT ?",
            (to_text(now), limit),
        )
        return [
            Revisit(
                row["article"],
                row["url"] or row["name"],
                row["source"],
                row["step"],
                row["misses"],
            )
            for row in rows
        ]

    def revisited(self, article: int, step: int, due: datetime | None) -> None:
        """Note that ``step`` looks have been taken; the next is at ``due``, None: there is none."""
        with self._transaction() as connection:
            if due is None:
                connection.execute("DELETE FROM revisits WHERE article = ?", (article,))
            else:
                connection.execute(
                    "UPDATE revisits SET step = ?, misses = 0, due = ? WHERE article = ?",
                    (step, to_text(due), article),
                )

    def miss_revisit(self, article: int, due: datetime) -> None:
        """Note that a look was prevented, and when to try again."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE revisits SET misses = misses + 1, due = ? WHERE article = ?",
                (to_text(due), article),
            )

    def take_down(self, article: int, why: str, at: datetime) -> bool:
        """Note that an article's page is gone; False where that was known."""
        with self._transaction() as connection:
            done = connection.execute(
                "INSERT INTO takedowns (article, at, why, seen)"
                " SELECT id, :at, :why, checked FROM articles WHERE id = :article AND NOT EXISTS"
                " (SELECT 1 FROM takedowns WHERE article = :article AND back IS NULL)",
                {"article": article, "at": to_text(at), "why": clean_text(why)},
            )
            return done.rowcount == 1

    def put_back(self, article: int, at: datetime) -> None:
        """Note that an article's page is there (again)."""
        moment = to_text(at)
        with self._transaction() as connection:
            connection.execute(
                "UPDATE takedowns SET back = ? WHERE article = ? AND back IS NULL",
                (moment, article),
            )
            connection.execute(
                "UPDATE articles SET checked = max(checked, ?) WHERE id = ?", (moment, article)
            )
