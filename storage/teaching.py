"""What a person decided about articles, and what is needed to judge the store anew.

Knows the table ``decisions`` and the labels that follow from it. Must not know how anything is
judged or learnt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storage import articles, verdicts
from storage.connection import Connection
from storage.records import Matcher
from storage.rows import Dropped, StoredArticle
from storage.values import clean_text, to_text

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one article: it belongs to the topic, or it does not."""

    article: StoredArticle
    accepted: bool


class Teaching(Connection):
    """The part of a store by which a person teaches."""

    _matcher: Matcher | None

    def decide(self, article_id: int, topic: str, *, accepted: bool) -> None:
        """Keep a person's word; it outlives later verdicts of the program on this article."""
        from storage import placing  # noqa: PLC0415 - only who writes pays

        with self._writing() as db:
            assert self._matcher is not None  # a store that is open for writing has one
            db.conn.execute(
                "INSERT OR REPLACE INTO decisions (article, topic, accepted, at)"
                " VALUES (?, ?, ?, ?)",
                (article_id, clean_text(topic), int(accepted), to_text(self._now())),
            )
            verdicts.follow_decisions(db.conn, article_id)
            placing.reconsider(db, self._matcher, article_id)

    def decisions(self, topic: str) -> list[Decision]:
        """Return what was decided for a topic, oldest first."""
        rows = self._rows(
            "SELECT article, accepted FROM decisions WHERE topic = ? ORDER BY at, article",
            (clean_text(topic),),
        )
        with self._reading() as connection:
            return [
                Decision(found[0], bool(row["accepted"]))
                for row in rows
                if (found := articles.load(connection, "id = ?", (row["article"],)))
            ]

    def undecided(self, topic: str) -> list[StoredArticle]:
        """Return the articles in review that nobody has decided about, newest first."""
        with self._reading() as connection:
            return articles.load(
                connection,
                "id IN (SELECT verdicts.article FROM verdicts LEFT JOIN decisions"
                " ON decisions.article = verdicts.article AND decisions.topic = verdicts.topic"
                " WHERE verdicts.topic = ? AND verdicts.label = 'review'"
                " AND decisions.article IS NULL) ORDER BY fetched DESC, id DESC",
                (clean_text(topic),),
            )

    def every_article(self) -> Iterator[StoredArticle]:
        """Yield all articles by id, a batch in memory at a time."""
        last = 0
        while True:
            with self._reading() as connection:
                batch = articles.load(connection, "id > ? ORDER BY id LIMIT ?", (last, _BATCH))
            if not batch:
                return
            yield from batch
            last = batch[-1].id

    def every_dropped(self, topic: str) -> Iterator[Dropped]:
        """Yield all that a topic dropped, by URL."""
        last = ""
        while batch := self._rows(
            "SELECT * FROM dropped WHERE topic = ? AND url > ? ORDER BY url LIMIT ?",
            (clean_text(topic), last, _BATCH),
        ):
            yield from map(verdicts.read_dropped, batch)
            last = batch[-1]["url"]

    def forget_dropped(self, urls: list[str]) -> None:
        """Let dropped URLs be fetched again when a source next lists them."""
        with self._writing() as db:
            db.conn.executemany("DELETE FROM dropped WHERE url = ?", [(url,) for url in urls])
