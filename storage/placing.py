"""Where an article goes: a new story, a story that exists, or a new version of itself.

Knows the order of steps inside one write transaction. Must not know how text is cleaned, judged,
compared or segmented: what is slow has been done before, and is handed in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage import articles, candidates, matching, stories, verdicts
from storage.records import Article, Kind, Matcher, Outcome, Verdict
from storage.search_index import Document, put_document
from storage.values import believed, clean_text, text_sha256, to_text

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Matchable:
    """What is derived from an article's text, and takes long."""

    hashes: Sequence[int]
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article on its way in."""

    url: str
    article: Article
    fetched: datetime
    verdicts: tuple[Verdict, ...]
    #: Works out, at the first call, what matching and searching need. That has happened before
    #: the lock is taken, but for the rare article that another process changes in between.
    matchable: Callable[[], Matchable]

    @property
    def when(self) -> tuple[str, str]:
        """Its believed time and its URL: an order that does not depend on that of arrival."""
        time = believed(self.article.published, self.fetched) or to_text(self.fetched) or ""
        return time, self.url


def unchanged(connection: sqlite3.Connection, url: str, article: Article) -> sqlite3.Row | None:
    """Return id and story of the stored article at ``url`` if ``article`` adds nothing to it.

    A version known to be cut adds nothing to a whole one.
    """
    row = connection.execute(
        "SELECT id, story, title, text_sha256, whole FROM articles WHERE url = ?", (url,)
    ).fetchone()
    if row is None:
        return None
    same = row["title"] == clean_text(article.title)
    same = same and row["text_sha256"] == text_sha256(article.text)
    return row if (same and row["whole"] >= article.whole) or row["whole"] > article.whole else None


def place(db: Database, matcher: Matcher, arrival: Arrival) -> Outcome:
    """Put an article where it belongs. The write lock must be held."""
    if same := unchanged(db.conn, arrival.url, arrival.article):
        articles.checked(db.conn, same["id"], arrival.article, arrival.fetched)
        return Outcome("seen", same["story"], same["id"])
    row = db.conn.execute(
        "SELECT id, story, text FROM articles WHERE url = ?", (arrival.url,)
    ).fetchone()
    return _revise(db, matcher, arrival, row) if row else _insert(db, matcher, arrival)


def _insert(db: Database, matcher: Matcher, arrival: Arrival) -> Outcome:
    relations = matching.relate(db.conn, matcher, arrival.article.text, arrival.matchable().hashes)
    story = _story_for(db, relations.stories, arrival)
    article = articles.insert(db, arrival.url, arrival.article, arrival.fetched, story)
    db.conn.execute("DELETE FROM dropped WHERE url = ?", (arrival.url,))
    db.conn.execute("DELETE FROM seen WHERE url = ?", (arrival.url,))
    moved = _settle(db, matcher, arrival, (article, story), relations)
    kind: Kind = "copy" if relations.stories else "quote" if relations.quotes else "new"
    return Outcome(kind, story, article, lead_moved=moved and kind == "copy")


def _revise(db: Database, matcher: Matcher, arrival: Arrival, row: sqlite3.Row) -> Outcome:
    article, story = int(row["id"]), int(row["story"])
    lead = db.conn.execute("SELECT lead FROM stories WHERE id = ?", (story,)).fetchone()["lead"]
    relations = matching.relate(
        db.conn, matcher, arrival.article.text, arrival.matchable().hashes, besides=article
    )
    if _still_belongs(db.conn, matcher, arrival, row, relations.stories):
        target = _story_for(db, {story, *relations.stories}, arrival)
    else:
        target = _story_for(db, relations.stories, arrival)
    articles.revise(db, article, arrival.article, arrival.fetched)
    db.conn.execute("UPDATE articles SET story = ? WHERE id = ?", (target, article))
    db.conn.execute("DELETE FROM quotes WHERE quoting = :id OR quoted = :id", {"id": article})
    moved = _settle(db, matcher, arrival, (article, target), relations)
    if stories.present_id(db.conn, story) != target:
        stories.refresh(db.conn, matcher, story, ())
    return Outcome("revision", target, article, lead_moved=moved and lead != article)


def _still_belongs(
    connection: sqlite3.Connection,
    matcher: Matcher,
    arrival: Arrival,
    row: sqlite3.Row,
    copied: Sequence[int],
) -> bool:
    """Tell whether a new text at a known URL stays in its story.

    A corrected or continued report does; a page that now says something else altogether does not.
    """
    if row["story"] in copied:
        return True
    others = connection.execute(
        "SELECT 1 FROM articles WHERE story = ? AND id <> ? LIMIT 1", (row["story"], row["id"])
    ).fetchone()
    return not others or matcher.compare(row["text"], arrival.article.text).relation == "copy"


def _story_for(db: Database, copied: Sequence[int] | set[int], arrival: Arrival) -> int:
    """Return the one story that all of ``copied`` become, or a new one."""
    if not copied:
        return stories.create(db.conn, arrival.fetched)
    story = stories.merge(db.conn, copied, arrival.fetched)
    stories.seen_since(db.conn, story, arrival.fetched)
    return story


def _settle(
    db: Database,
    matcher: Matcher,
    arrival: Arrival,
    place: tuple[int, int],
    relations: matching.Relations,
) -> bool:
    """Write all that hangs on an article in its story; tell whether it leads that story now."""
    article, story = place
    verdicts.put(db, article, arrival.verdicts)
    candidates.index(db.conn, article, story, arrival.matchable().hashes)
    put_document(db.conn, article, arrival.matchable().document)
    matching.note_quotes(db.conn, article, arrival.when, relations.quotes)
    changed = (
        {article}
        if len(relations.stories) < 2
        else {
            row["id"]
            for row in db.conn.execute("SELECT id FROM articles WHERE story = ?", (story,))
        }
    )
    stories.forget_inner_quotes(db.conn, story)
    return stories.refresh(db.conn, matcher, story, changed) == article


def reconsider(db: Database, matcher: Matcher, article: int) -> None:
    """Work out the story of an article anew, as after a change of its verdicts."""
    row = db.conn.execute("SELECT story FROM articles WHERE id = ?", (article,)).fetchone()
    if row:
        stories.refresh(db.conn, matcher, int(row["story"]), ())
