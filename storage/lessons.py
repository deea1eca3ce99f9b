"""What the store has learnt of spun text: which words a farm puts for which.

Knows the table ``substitutions``. Must not know how pairs are found or used.
"""

from __future__ import annotations

from collections.abc import Iterable

from storage.connection import Connection
from storage.rows import Substitution
from storage.values import clean_text, to_text

_CONTEXT = 200


class Lessons(Connection):
    """The part of a store that learns."""

    def learn(self, pairs: Iterable[Substitution]) -> None:
        """Add to what was seen: the counts of equal pairs of one farm add up."""
        now = to_text(self._now())
        with self._writing() as db:
            db.conn.executemany(
                "INSERT INTO substitutions"
                " (spun, original, farm, count, context, first_seen, last_seen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (spun, original, farm) DO UPDATE SET"
                " count = count + excluded.count, last_seen = excluded.last_seen,"
                " context = CASE excluded.context WHEN '' THEN context ELSE excluded.context END",
                [
                    (
                        clean_text(pair.spun),
                        clean_text(pair.original),
                        clean_text(pair.farm),
                        pair.count,
                        clean_text(pair.context)[:_CONTEXT],
                        now,
                        now,
                    )
                    for pair in pairs
                ],
            )

    def substitutions(
        self, *, farm: str | None = None, at_least: int = 1, limit: int | None = None
    ) -> list[Substitution]:
        """Return what was learnt, the most frequent first, of one farm or of each."""
        rows = self._rows(
            "SELECT spun, original, farm, count, context FROM substitutions"
            " WHERE count >= :at_least AND (:farm IS NULL OR farm = :farm)"
            " ORDER BY count DESC, spun, original, farm LIMIT :limit",
            {"at_least": at_least, "farm": farm, "limit": -1 if limit is None else limit},
        )
        return [Substitution(*row) for row in rows]

    def forget(self, *, spun: str | None = None, farm: str | None = None) -> int:
        """Delete what was learnt of one spun word, of one farm, or all; return how many pairs."""
        with self._writing() as db:
            return db.conn.execute(
                "DELETE FROM substitutions WHERE (:spun IS NULL OR spun = :spun)"
                " AND (:farm IS NULL OR farm = :farm)",
                {"spun": spun, "farm": farm},
            ).rowcount
