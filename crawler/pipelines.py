"""Keep: hands judged articles over to the store and counts what became of them.

Must not decide anything: what is new and what is a copy is decided within the store's
transaction.
"""

from __future__ import annotations

import dataclasses
import logging
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.desk import Desk
from crawler.middlewares import Judged

log = logging.getLogger(__name__)

_COUNTED = {"new": "new", "copy": "copies", "quote": "quotes", "revision": "revisions",
            "seen": "seen"}  # fmt: skip


class Keep:
    """The last stage of the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline for one crawl."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Store one judged article."""
        if not isinstance(item, Judged):
            return item
        desk: Desk = self._crawler.spider.desk  # type: ignore[union-attr]  # our spiders have one
        run = desk.runs.get(item.article.source or "")
        article = dataclasses.replace(item.article, run=run.run if run else None)
        try:
            outcome = desk.store.add(article, item.verdicts)
        except Exception as error:
            if run:
                run.error(f"{article.url}: not stored: {error}")
                run.unfinished = True
            raise
        desk.count(article.source, _COUNTED[outcome.kind])
        if item.label == "review" and outcome.kind in ("new", "copy", "quote"):
            desk.count(article.source, "review")
        return item
