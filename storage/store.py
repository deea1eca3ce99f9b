"""The store: the one object through which articles are kept and found again.

Knows the order of work: what is slow happens first and without a lock, what decides happens in
one write transaction. Must not know how text is cleaned, judged, compared or segmented: it is
given a matcher and a segmenter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from storage import articles, identity, search_index, verdicts
from storage.care import Care
from storage.deliveries import Deliveries
from storage.errors import StoreError
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.likeness import Likeness
from storage.reading import Reading
from storage.records import Article, Matcher, Outcome, Segmenter, Verdict
from storage.revisits import Revisits
from storage.search import Searching
from storage.search_text import Fold, FoldTable, fold_plainly
from storage.slots import Slots
from storage.sources import Sources
from storage.teaching import Teaching
from storage.telling import Telling
from storage.trends import Trends
from storage.values import clean_text, to_text, utc_now

if TYPE_CHECKING:
    from storage import placing

_LOG = logging.getLogger("newsvane.storage")


class Store(
    Reading,
    Searching,
    Likeness,
    Trends,
    Sources,
    Revisits,
    Ledger,
    Slots,
    Deliveries,
    Telling,
    Lessons,
    Teaching,
    Care,
):
    """A store file, open for writing or only for reading.

    ``canonical`` gives the one form under which a URL is kept, "" for what is none; ``aliases``
    gives other URLs that an article claims for itself and may be believed. ``fold`` brings a
    character to the form in which search compares it. For reading, no matcher is needed, and a
    segmenter only for search by relevance.

    Raises:
        StoreError: the file cannot be used; nothing has been changed.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        matcher: Matcher | None = None,
        segmenter: Segmenter | None = None,
        canonical: Callable[[str], str] = str.strip,
        aliases: Callable[[Article], Sequence[str]] = lambda _: (),
        fold: Fold = fold_plainly,
        read_only: bool = False,
        patience: float = 60.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        if not read_only and (matcher is None or segmenter is None):
            raise TypeError("a store that is open for writing needs a matcher and a segmenter")
        self._matcher = _Remembering(matcher) if matcher else None
        self._segmenter = segmenter
        self._canonical = canonical
        self._aliases = aliases
        self._folds = FoldTable(fold)
        super().__init__(path, read_only=read_only, patience=patience, clock=clock)
        if not read_only and not search_index.in_step(self._sql):
            if self._upgraded:
                self.index_missing()
            else:
                _LOG.warning("%s: search misses some articles; run `newsvane doctor`", self.path)

    def add(self, article: Article, verdict: Verdict | Iterable[Verdict] | None = None) -> Outcome:
        """Keep an article, and find the story that it belongs to.

        The kinds of outcome: ``seen``, the URL is stored and says nothing new; ``revision``, it
        says something else now, the old version is kept; ``copy`` of a story, ``quote`` of
        another's passage in a story of its own, ``new``. Stories of which it is a copy become one.
        """
        return self.add_many([(article, verdict)])[0]

    def add_many(
        self, pairs: Iterable[tuple[Article, Verdict | Iterable[Verdict] | None]]
    ) -> list[Outcome]:
        """Keep several articles in one transaction: all of them, or on an error none.

        Quicker than one by one; others wait for the whole of it.
        """
        from storage import placing  # noqa: PLC0415 - only who writes pays

        arrivals = [self._arrival(article, verdict) for article, verdict in pairs]
        matcher = self._required_matcher()
        with self._writing() as db:
            return [placing.place(db, matcher, arrival) for arrival in arrivals]

    def drop(self, article: Article, verdict: Verdict | Iterable[Verdict]) -> None:
        """Note that an article was off topic, and why. An article that is stored stays so."""
        self.drop_many([(article, verdict)])

    def drop_many(self, pairs: Iterable[tuple[Article, Verdict | Iterable[Verdict]]]) -> None:
        """Note several in one transaction: all of them, or on an error none."""
        rows = [
            (self._key(article.url), article, verdicts.as_verdicts(verdict), self._fetched(article))
            for article, verdict in pairs
        ]
        with self._writing() as db:
            for url, article, said, fetched in rows:
                stored = identity.by_url(db.conn, url, article)
                if stored:
                    articles.checked(db.conn, stored.id, article, fetched)
                else:
                    verdicts.drop(db.conn, url, article, said, fetched)

    def remember(self, url: str, why: str, until: datetime | None = None) -> None:
        """Note that a URL needs no second look, or none before ``until``, and why."""
        row = {
            "url": self._key(url),
            "why": clean_text(why),
            "article": None,
            "at": to_text(self._now()),
            "until": to_text(until),
        }
        with self._writing() as db:
            db.table("seen").upsert(row, pk="url")

    def remembered(self, url: str) -> str:
        """Return why a URL was to be left alone, also where that is over; "" where it was not."""
        rows = self._rows("SELECT why FROM seen WHERE url = ?", (self._key(url),))
        return str(rows[0]["why"]) if rows else ""

    def set_verdicts(self, article_id: int, said: Iterable[Verdict]) -> None:
        """Replace the verdicts of an article, as after a change of topic."""
        from storage import placing  # noqa: PLC0415 - only who writes pays

        matcher = self._required_matcher()
        with self._writing() as db:
            verdicts.put(db, article_id, verdicts.as_verdicts(said))
            placing.reconsider(db, matcher, article_id)

    def set_restored(
        self, article_id: int, restored: str | None, said: Iterable[Verdict] | None = None
    ) -> None:
        """Keep our reading of an article's swapped words, and the verdicts on that reading.

        None for ``restored`` takes it back; None for ``said`` leaves the verdicts as they are.
        """
        from storage import placing  # noqa: PLC0415 - only who writes pays

        matcher = self._required_matcher()
        with self._reading() as connection:
            found = articles.load(connection, "id = ?", (article_id,))
        if not found:
            return
        document = self._document(replace(found[0], restored=restored))
        with self._writing() as db:
            db.table("articles").update(
                article_id, {"restored": clean_text(restored) if restored else None}
            )
            search_index.put_document(db.conn, article_id, document)
            if said is not None:
                verdicts.put(db, article_id, verdicts.as_verdicts(said))
                placing.reconsider(db, matcher, article_id)

    def salvage(self, damaged: str | Path) -> dict[str, int]:
        """Take over what can be read of a damaged store; this one must be empty.

        Return how many rows of which table were saved. The damaged file is not changed.

        Raises:
            StoreError: this store is not empty.
        """
        from storage import salvage  # noqa: PLC0415 - seldom needed

        matcher = self._required_matcher()
        with self._writing() as db:
            if db.conn.execute("SELECT 1 FROM articles LIMIT 1").fetchone():
                raise StoreError(f"{self.path} is not empty; give the path of a new file")
            saved = salvage.copy_readable(Path(damaged), db.conn, matcher)
        self.index_missing()
        return saved

    def mark_told(self, stories: Iterable[int]) -> None:
        """Note that the user has been shown these stories as new."""
        now = to_text(self._now())
        with self._writing() as db:
            db.conn.executemany(
                "UPDATE stories SET told = ? WHERE id = ? AND told IS NULL",
                [(now, story) for story in stories],
            )
            db.table("settings").upsert({"key": "last_asked", "value": now}, pk="key")

    def _arrival(
        self, article: Article, verdict: Verdict | Iterable[Verdict] | None
    ) -> placing.Arrival:
        """Do what takes long, without a lock; for an article that is known there is no need."""
        from storage import placing  # noqa: PLC0415 - only who writes pays

        url = self._key(article.url)
        if article.final_url:
            final = self._key(article.final_url)
            article = replace(article, final_url=final if final != url else None)
        matchable = cache(lambda: self._matchable(article))
        with self._reading() as connection:
            stored = identity.by_url(connection, url, article)
        if stored is None or not stored.unchanged:
            matchable()
        return placing.Arrival(
            url=url,
            aliases=[key for name in self._aliases(article) if (key := self._key(name))],
            article=article,
            fetched=self._fetched(article),
            verdicts=verdicts.as_verdicts(verdict),
            matchable=matchable,
        )

    def _matchable(self, article: Article) -> placing.Matchable:
        from storage import candidates, placing  # noqa: PLC0415 - only who writes pays

        return placing.Matchable(
            hashes=candidates.bounded(self._required_matcher().fingerprint(article.text)),
            document=self._document(article),
        )

    def _document(self, article: Article) -> search_index.Document:
        assert self._segmenter is not None
        return search_index.document(
            article.title, article.text, article.restored, self._segmenter, self._folds
        )

    def _required_matcher(self) -> Matcher:
        if self._matcher is None:
            raise StoreError(f"{self.path} was opened for reading only")
        return self._matcher

    def _fetched(self, article: Article) -> datetime:
        moment = article.fetched
        return moment if moment is not None and to_text(moment) else self._now()


class _Remembering:
    """A matcher that does not compare the same two texts twice in a row.

    The comparison that made an article a candidate is often the one with the lead.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.fingerprint = matcher.fingerprint
        self.origin = matcher.origin
        self.compare = lru_cache(maxsize=32)(matcher.compare)
