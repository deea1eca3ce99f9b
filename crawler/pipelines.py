"""Keep: hands judged articles over to the store and counts what became of them.

Must not decide anything: what is new and what is a copy is decided within the store's
transaction.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.desk import Desk
from crawler.middlewares import Judged
from crawler.outcome import listed_before
from storage.records import Article

_COUNTED = {
    "new": "new",
    "copy": "copies",
    "quote": "quotes",
    "revision": "revisions",
    "seen": "seen",
}


class _AtDesk:
    """A pipeline that knows the desk of its crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline for one crawl."""
        return cls(crawler)

    @property
    def desk(self) -> Desk:
        """Whom the spider tells what it met."""
        desk: Desk = self._crawler.spider.desk  # type: ignore[union-attr]  # our spiders have one
        return desk


class Sample(_AtDesk):
    """Collects articles instead of keeping them, to check a source."""

    def process_item(self, item: Any) -> Any:
        """Hand an article to the run of its source."""
        if isinstance(item, Article) and (run := self.desk.runs.get(item.source or "")):
            run.samples.append(item)
        return item


class Keep(_AtDesk):
    """The last stage of the crawl: stores."""

    def process_item(self, item: Any) -> Any:
        """Store one judged article."""
        if not isinstance(item, Judged):
            return item
        desk = self.desk
        run = desk.runs.get(item.article.source or "")
        article = dataclasses.replace(
            item.article,
            run=run.run if run else None,
            listed_before=run is not None and listed_before(run.state, item.article.published),
        )
        try:
            outcome = desk.store.add(article, item.verdicts)
        except Exception as error:
            desk.not_kept(article, error)
            raise
        desk.count(article.source, _COUNTED[outcome.kind])
        if item.label == "relevant" and desk.revisit and outcome.article_id is not None:
            # One that a list gave without its page is asked for as well: the page may go.
            due = (article.fetched or datetime.now(UTC)) + desk.revisit[0]
            desk.store.plan_revisit(outcome.article_id, article.url, due)
        if item.label == "review" and outcome.kind in ("new", "copy", "quote"):
            desk.count(article.source, "review")
        return item
