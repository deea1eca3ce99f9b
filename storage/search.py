"""Searching the articles.

Knows how a query becomes SQL and a row a hit. Must not know how text is split into tokens.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from storage import stories
from storage.connection import Connection
from storage.excerpt import excerpt, found, mark
from storage.records import Segmenter
from storage.rows import Hit
from storage.search_query import Filter, Query, match_expression, may_be_within, parse
from storage.search_text import FoldTable, pattern
from storage.values import to_time

#: By time, so many of the matches that were stored last are put in the order of their own time:
#: a frequent word then costs no more than a rare one.
_LATEST = 200
_EXCERPT = 120
_TIME = "coalesce(articles.published, articles.fetched)"
_CONDITIONS = {
    "publisher": "instr(lower(coalesce(articles.publisher, '') || char(10) ||"
    " coalesce(articles.site, '')), lower({})) > 0",
    "source": "coalesce(articles.source, '') = {}",
    "lang": "instr(lower(coalesce(articles.language, '')) || '-', lower({}) || '-') = 1",
    "since": f"{_TIME} >= {{}}",
    "until": f"{_TIME} < {{}}",
    "story": "articles.story = {}",
}
# A match in the title is worth more than one in the body, whole words more than characters.
_RANK = "bm25(articles_fts, 6.0, 2.0, 1.0)"


class Searching(Connection):
    """The part of a store that finds words."""

    _segmenter: Segmenter | None
    _folds: FoldTable

    def search(
        self, query: str, *, limit: int = 20, by: Literal["time", "relevance"] = "time"
    ) -> list[Hit]:
        """Find articles; see :func:`storage.search_query.parse` for what a query may hold.

        A term of Chinese is found as a substring, one of Latin letters or digits as a word, in
        title, text and restored text, in either script. Where these are fewer than ``limit``,
        those follow that hold a term inside a longer word or number, marked as ``within``. A
        query that holds nothing to look for finds nothing; one of filters alone finds what they
        let through.
        """
        parsed = parse(query, self._now())
        words = [self._words(term.text) for term in parsed.wanted] if by == "relevance" else ()
        wanted, unwanted = match_expression(parsed, self._folds, words)
        if wanted is None and (parsed.wanted or not (unwanted or parsed.filters)):
            return []
        with self._reading() as connection:
            ids = _ids(connection, (wanted, unwanted), parsed.filters, limit, by)
            patterns = self._patterns(parsed, within=False)
            hits = [self._hit(connection, number, rank, patterns) for number, rank in ids]
            if wanted and len(hits) < limit and may_be_within(parsed, self._folds):
                part, _ = match_expression(parsed, self._folds, words, within=True)
                known = f"({wanted}) OR ({unwanted})" if unwanted else wanted
                ids = _ids(connection, (part, known), parsed.filters, limit - len(hits), by)
                patterns = self._patterns(parsed, within=True)
                hits += [
                    replace(self._hit(connection, number, rank, patterns), within=True)
                    for number, rank in ids
                ]
        return hits

    def _patterns(self, query: Query, *, within: bool) -> list[re.Pattern[str]]:
        return [
            compiled
            for term in query.wanted
            if (
                compiled := pattern(
                    term.text, self._folds, prefix=term.prefix, within=within and not term.exact
                )
            )
        ]

    def _words(self, text: str) -> Sequence[str]:
        return self._segmenter(text) if self._segmenter else ()

    def _hit(
        self,
        connection: sqlite3.Connection,
        number: int,
        rank: float,
        patterns: Sequence[re.Pattern[str]],
    ) -> Hit:
        row = connection.execute(
            "SELECT articles.*, stories.label FROM articles"
            " JOIN stories ON stories.id = articles.story WHERE articles.id = ?",
            (number,),
        ).fetchone()
        restored = row["restored"] or ""
        only_restored = found(restored, patterns, self._folds) and not found(
            row["text"], patterns, self._folds
        )
        return Hit(
            article_id=row["id"],
            story_id=row["story"],
            title=row["title"],
            url=row["url"],
            publisher=row["publisher"] or row["site"],
            published=to_time(row["published"]),
            fetched=to_time(row["fetched"]),
            label=row["label"],
            marked_title=mark(row["title"], patterns, self._folds),
            snippet=excerpt(
                restored if only_restored else row["text"], patterns, self._folds, width=_EXCERPT
            ),
            rank=rank,
            restored=only_restored,
        )


def _ids(
    connection: sqlite3.Connection,
    expressions: tuple[str | None, str | None],
    filters: Sequence[Filter],
    limit: int,
    by: str,
) -> list[tuple[int, float]]:
    """Return ids and ranks of the articles that match, in order.

    ``expressions`` are in FTS5's language: what must be found, and what must not.
    """
    wanted, unwanted = expressions
    where, parameters = _where(connection, filters)
    source = "articles"
    latest, rank = "articles.fetched DESC, articles.id DESC", "0.0"
    if wanted:
        source = "articles_fts CROSS JOIN articles ON articles.search_id = articles_fts.rowid"
        where.append("articles_fts MATCH :match")
        parameters["match"] = f"({wanted}) NOT ({unwanted})" if unwanted else wanted
        latest = "articles_fts.rowid DESC"
        rank = f"-{_RANK}" if by == "relevance" else rank
    elif unwanted:
        where.append(
            "articles.search_id NOT IN"
            " (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)"
        )
        parameters["match"] = unwanted
    condition = " AND ".join(where) or "true"
    parameters |= {"limit": limit, "latest": max(_LATEST, 5 * limit)}
    order = "rank DESC, id DESC LIMIT :limit"
    if by == "time" or not wanted:
        condition += f" ORDER BY {latest} LIMIT :latest"
        order = "time DESC, id DESC LIMIT :limit"
    rows = connection.execute(
        f"SELECT id, rank FROM (SELECT articles.id AS id, {_TIME} AS time, {rank} AS rank"  # noqa: S608 - our own text
        f" FROM {source} WHERE {condition}) ORDER BY {order}",
        parameters,
    )
    return [(row["id"], row["rank"]) for row in rows]


def _where(
    connection: sqlite3.Connection, filters: Sequence[Filter]
) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    for place, one in enumerate(filters):
        name = f"filter_{place}"
        condition = _CONDITIONS[one.key].format(f":{name}")
        conditions.append(f"NOT ({condition})" if one.negated else condition)
        parameters[name] = (
            stories.present_id(connection, int(one.value)) if one.key == "story" else one.value
        )
    return conditions, parameters
