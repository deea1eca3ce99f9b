"""Asking the store about its articles and stories.

Knows how rows become the values of ``storage.rows``. Must not write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from storage import articles, stories, verdicts
from storage.connection import Connection
from storage.records import Label
from storage.rows import Dropped, Known, Quote, StoredArticle, StoredVerdict, StoryDetail, StoryRow
from storage.values import clean_text, from_json, to_text, to_time

#: Below this probability of being spun, an article's words are its author's.
_CLEAN = 0.1
_STORY = """
SELECT stories.*, articles.url, articles.publisher AS lead_publisher, articles.site,
       substr(articles.text, 1, 300) AS beginning
FROM stories JOIN articles ON articles.id = stories.lead"""


class Reading(Connection):
    """The part of a store that answers."""

    #: Gives the one form under which a URL is kept; the store's user sets it.
    _canonical: Callable[[str], str]

    def known(self, url: str) -> Known | None:
        """Return what the store knows of a URL in any of its forms; None: it is new.

        An entry of ``seen`` whose time is over counts no more.
        """
        key = self._key(url)
        for row in self._rows(
            "SELECT id, story, updated, checked, text_sha256 FROM articles"
            " WHERE url = :url OR id = (SELECT article FROM seen WHERE url = :url)",
            {"url": key},
        ):
            return _known_article(row)
        for row in self._rows(
            "SELECT label, updated, fetched, text_sha256, until FROM dropped"
            " WHERE url = ? ORDER BY score DESC LIMIT 1",
            (key,),
        ):
            return Known(
                "dropped",
                row["label"],
                updated=to_time(row["updated"]),
                fetched=to_time(row["fetched"]),
                text_sha256=row["text_sha256"],
                until=to_time(row["until"]),
            )
        for row in self._rows(
            "SELECT * FROM seen WHERE url = ? AND coalesce(until > ?, 1)",
            (key, to_text(self._now())),
        ):
            at, until = to_time(row["at"]), to_time(row["until"])
            return Known("seen", row["why"], fetched=at, until=until)
        return None

    def verdict_for_text(self, text_sha256: str) -> StoredVerdict | None:
        """Return the decisive verdict on this very text, under whatever URL it was judged."""
        return next(iter(self.verdicts_for_text(text_sha256)), None)

    def verdicts_for_text(self, text_sha256: str) -> tuple[StoredVerdict, ...]:
        """Return every topic's verdict on this very text, the decisive one first."""
        with self._reading() as connection:
            return verdicts.of_text(connection, text_sha256)

    def dropped(self, url: str) -> tuple[Dropped, ...]:
        """Return why the article at a URL was off topic, one a topic; empty where it was not."""
        with self._reading() as connection:
            return verdicts.dropped(connection, self._key(url))

    def article(self, article_id: int) -> StoredArticle | None:
        """Return an article with its verdicts and earlier versions."""
        with self._reading() as connection:
            found = articles.load(connection, "id = ?", (article_id,), past=True)
        return found[0] if found else None

    def article_by_url(self, url: str) -> StoredArticle | None:
        """Return the article that is kept for a URL in any of its forms."""
        known = self.known(url)
        return self.article(known.article_id) if known and known.article_id else None

    def titled(self, title: str) -> int | None:
        """Return the first article that has this very title; None where there is none."""
        rows = self._rows(
            "SELECT id FROM articles WHERE title = ? ORDER BY id LIMIT 1", (clean_text(title),)
        )
        return int(rows[0]["id"]) if rows and title.strip() else None

    def clean_texts(
        self, language: str, *, after: int = 0, limit: int = 200, length: int = 2_000
    ) -> list[tuple[int, str]]:
        """Return number and beginning of the newest articles that no farm spun, newest first.

        Of those behind article ``after``, and of each ``length`` characters. ``language`` is a
        primary subtag (``zh``); what has no language may be of any. Only the newest 10,000
        articles are looked at.
        """
        rows = self._rows(
            "SELECT id, substr(text, 1, :length) FROM articles"
            " WHERE id > max(:after, (SELECT max(id) FROM articles) - 10000) AND spun < :clean"
            " AND (language IS NULL OR language = :language OR language LIKE :language || '-%')"
            " ORDER BY id DESC LIMIT :limit",
            {"language": language, "after": after, "limit": limit, "length": length}
            | {"clean": _CLEAN},
        )
        return [(int(row[0]), str(row[1])) for row in rows]

    def stories(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        label: Label | None = None,
        language: str | None = None,
        publisher: str | None = None,
        untold: bool = False,
        listed_before: bool = True,
        least_score: float | None = None,
        rejected: bool = True,
        limit: int = 50,
        after_id: int | None = None,
    ) -> list[StoryRow]:
        """Return stories, the last seen first.

        ``since`` (included) and ``until`` (excluded) bound when a story was first seen.
        ``language`` takes its variants along (``zh``: also ``zh-Hant``). ``publisher`` is one of
        those who carry it. ``untold`` leaves out what was marked as told, ``least_score`` what
        scored less; without ``listed_before`` what was there before we began is left out too.
        ``rejected`` lets through what a person said is none of theirs. ``after_id`` is the last
        story of the page before.
        """
        conditions = {
            "stories.first_seen >= :since": since,
            "stories.first_seen < :until": until,
            "stories.label = :label": label,
            "(stories.language = :language OR stories.language LIKE :language || '-%')": language,
            "EXISTS (SELECT 1 FROM articles AS member WHERE member.story = stories.id"
            " AND :publisher IN (member.publisher, member.site))": publisher,
            "stories.told IS NULL": untold or None,
            "NOT stories.listed_before": None if listed_before else True,
            "stories.score >= :least_score": least_score,
            "stories.label IS NOT 'off-topic'": None if rejected else True,
            "(stories.first_seen, stories.id) <"
            " (SELECT first_seen, id FROM stories WHERE id = :after_id)": after_id,
        }
        where = " AND ".join(text for text, value in conditions.items() if value is not None)
        sql = f"{_STORY} WHERE {where or 'true'} ORDER BY stories.first_seen DESC, stories.id DESC"
        parameters: dict[str, Any] = {
            "since": to_text(since),
            "until": to_text(until),
            "label": label,
            "language": language,
            "publisher": clean_text(publisher or ""),
            "least_score": least_score,
            "after_id": after_id,
            "limit": limit,
        }
        with self._reading() as connection:
            rows = connection.execute(sql + " LIMIT :limit", parameters).fetchall()
            return [_story(connection, row) for row in rows]

    def story(self, story_id: int) -> StoryDetail | None:
        """Return a story with its members; a number that was merged leads to what remains."""
        with self._reading() as connection:
            number = stories.present_id(connection, story_id)
            row = connection.execute(f"{_STORY} WHERE stories.id = ?", (number,)).fetchone()
            if row is None:
                return None
            members = articles.load(
                connection,
                "story = ? ORDER BY relation = 'lead' DESC, coalesce(published, fetched), url",
                (number,),
            )
            return StoryDetail(
                row=_story(connection, row),
                members=tuple(members),
                quotes=_quotes(connection, number),
                reasons=tuple(map(str, from_json(row["origin_evidence"], []))),
            )

    def untold_backlog(self) -> list[int]:
        """Return the stories not yet told whose sources listed them before we began."""
        rows = self._rows("SELECT id FROM stories WHERE told IS NULL AND listed_before")
        return [int(row["id"]) for row in rows]

    def last_asked(self) -> datetime | None:
        """Return when stories were last marked as told."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'last_asked'")
        return to_time(rows[0]["value"]) if rows else None

    def _key(self, url: str) -> str:
        return clean_text(self._canonical(url) or url.strip())


def _known_article(row: sqlite3.Row) -> Known:
    return Known(
        "article",
        "stored",
        article_id=row["id"],
        story_id=row["story"],
        updated=to_time(row["updated"]),
        fetched=to_time(row["checked"]),
        text_sha256=row["text_sha256"],
    )


def _story(connection: sqlite3.Connection, row: sqlite3.Row) -> StoryRow:
    members = connection.execute(
        "SELECT publisher, site, url, coalesce(published, fetched) FROM articles WHERE story = ?"
        " ORDER BY relation = 'lead' DESC, coalesce(published, fetched), url",
        (row["id"],),
    ).fetchall()
    return StoryRow(
        id=row["id"],
        title=row["title"],
        first_seen=to_time(row["first_seen"]),
        first_published=to_time(row["first_published"]),
        lead=row["lead"],
        url=row["url"],
        publisher=row["lead_publisher"] or row["site"],
        origin_publisher=row["origin_publisher"],
        origin_confidence=row["origin_confidence"],
        copies=row["copies"],
        publishers=tuple(dict.fromkeys(stories.carrier(*member[:3]) for member in members)),
        label=row["label"],
        score=row["score"],
        language=row["language"],
        told=to_time(row["told"]),
        listed_before=bool(row["listed_before"]),
        times=tuple(time for member in members if (time := to_time(member[3]))),
        beginning=row["beginning"],
    )


def _quotes(connection: sqlite3.Connection, story: int) -> tuple[Quote, ...]:
    rows = connection.execute(
        """
        SELECT quoting.id, quoting.story, quoting.title, quoting.url,
               quoted.id, quoted.story, quoted.title, quoted.url,
               pairs.probability, pairs.share
        FROM (SELECT * FROM quotes
              WHERE quoting IN (SELECT id FROM articles WHERE story = :story)
              UNION
              SELECT * FROM quotes
              WHERE quoted IN (SELECT id FROM articles WHERE story = :story)) AS pairs
        JOIN articles AS quoting ON quoting.id = pairs.quoting
        JOIN articles AS quoted ON quoted.id = pairs.quoted
        ORDER BY quoting.url, quoted.url
        """,
        {"story": story},
    )
    return tuple(Quote(*row) for row in rows)
