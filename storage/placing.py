"""Where an article goes: a new story, a story that exists, or a new version of itself.

Knows the order of steps inside one write transaction. Must not know how text is cleaned, judged,
compared or segmented: what is slow has been done before, and is handed in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from storage import articles, candidates, identity, matching, stories, verdicts
from storage.identity import Stored
from storage.records import Article, Kind, Matcher, Outcome
from storage.rows import StoredVerdict
from storage.search_index import Document, put_document
from storage.values import believed, to_text

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
    #: Other names of the same page, in canonical form.
    aliases: Sequence[str]
    article: Article
    fetched: datetime
    verdicts: tuple[StoredVerdict, ...]
    #: Works out, at the first call, what matching and searching need. That has happened before
    #: the lock is taken, but for the rare article that another process changes in between.
    matchable: Callable[[], Matchable]

    @property
    def when(self) -> tuple[str, str]:
        """Its believed time and its URL: an order that does not depend on that of arrival."""
        time = believed(self.article.published, self.fetched) or to_text(self.fetched) or ""
        return time, self.url


def place(db: Database, matcher: Matcher, arrival: Arrival) -> Outcome:
    """Put an article where it belongs. The write lock must be held."""
    stored = identity.by_url(db.conn, arrival.url, arrival.article)
    if stored is None:
        names = (arrival.url, *arrival.aliases)
        stored = identity.by_alias(db.conn, matcher, names, arrival.article)
        if stored is None:
            return _insert(db, matcher, arrival)
        identity.note_alias(db.conn, arrival.url, stored.id, arrival.fetched)
    if stored.unchanged:
        articles.checked(db.conn, stored.id, arrival.article, arrival.fetched)
        return Outcome("seen", stored.story, stored.id)
    return _revise(db, matcher, arrival, stored)


def _insert(db: Database, matcher: Matcher, arrival: Arrival) -> Outcome:
    relations = matching.relate(db.conn, matcher, arrival.article.text, arrival.matchable().hashes)
    story = _story_for(db, relations.stories, arrival)
    article = articles.insert(db, arrival.url, arrival.article, arrival.fetched, story)
    db.conn.execute("DELETE FROM dropped WHERE url = ?", (arrival.url,))
    db.conn.execute("DELETE FROM seen WHERE url = ?", (arrival.url,))
    _write(db, article, story, arrival, relations)
    merged = len(relations.stories) > 1
    lead = stories.refresh(db.conn, matcher, story, None if merged else (article,))
    kind: Kind = "copy" if relations.stories else "quote" if relations.quotes else "new"
    return Outcome(kind, story, article, lead_moved=kind == "copy" and lead == article)


def _revise(db: Database, matcher: Matcher, arrival: Arrival, stored: Stored) -> Outcome:
    article = stored.id
    before = _lead(db.conn, stored.story)
    relations = matching.relate(
        db.conn, matcher, arrival.article.text, arrival.matchable().hashes, besides=article
    )
    stays = _still_belongs(db.conn, matcher, arrival, stored, relations.stories)
    joined = {*relations.stories, stored.story} if stays else set(relations.stories)
    story = _story_for(db, joined, arrival)
    articles.revise(db, article, arrival.article, arrival.fetched)
    db.conn.execute("UPDATE articles SET story = ? WHERE id = ?", (story, article))
    db.conn.execute("DELETE FROM quotes WHERE quoting = :id OR quoted = :id", {"id": article})
    _write(db, article, story, arrival, relations)
    lead = stories.refresh(db.conn, matcher, story, None if len(joined) > 1 else (article,))
    if not stays:
        stories.refresh(db.conn, matcher, stored.story, ())
    return Outcome("revision", story, article, lead_moved=lead == article != before)


def _still_belongs(
    connection: sqlite3.Connection,
    matcher: Matcher,
    arrival: Arrival,
    stored: Stored,
    copied: Sequence[int],
) -> bool:
    """Tell whether a new text at a known URL stays in its story.

    A corrected or continued report does; a page that now says something else altogether does not.
    """
    if stored.story in copied:
        return True
    others = connection.execute(
        "SELECT 1 FROM articles WHERE story = ? AND id <> ? LIMIT 1", (stored.story, stored.id)
    ).fetchone()
    return not others or matcher.compare(stored.text, arrival.article.text).relation == "copy"


def _story_for(db: Database, joined: Collection[int], arrival: Arrival) -> int:
    """Return the one story that all of ``joined`` become, or a new one."""
    if not joined:
        return stories.create(db.conn, arrival.fetched, listed_before=arrival.article.listed_before)
    story = stories.merge(db.conn, joined, arrival.fetched)
    stories.seen_since(db.conn, story, arrival.fetched)
    return story


def _write(
    db: Database, article: int, story: int, arrival: Arrival, relations: matching.Relations
) -> None:
    """Write all that hangs on the present version of an article."""
    verdicts.put(db, article, arrival.verdicts)
    candidates.index(db.conn, article, story, arrival.matchable().hashes)
    put_document(db.conn, article, arrival.matchable().document)
    matching.note_quotes(db.conn, article, arrival.when, relations.quotes)
    stories.forget_inner_quotes(db.conn, story)


def _lead(connection: sqlite3.Connection, story: int) -> int | None:
    row = connection.execute("SELECT lead FROM stories WHERE id = ?", (story,)).fetchone()
    return cast("int | None", row["lead"]) if row else None


def reconsider(db: Database, matcher: Matcher, article: int) -> None:
    """Work out the story of an article anew, as after a change of its verdicts."""
    row = db.conn.execute("SELECT story FROM articles WHERE id = ?", (article,)).fetchone()
    if row:
        stories.refresh(db.conn, matcher, int(row["story"]), ())
