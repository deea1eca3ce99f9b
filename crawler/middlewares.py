"""Dedup, Clean, Resolve, Judge: thin Scrapy spider middlewares over the pure functions.

Knows the order of the steps and nothing of how each is done. Must not write articles: the
pipeline does. Off-topic articles end here, in ``dropped``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from crawler.injected import Brands
from crawler.library import cleaned
from storage.records import UNRESOLVED, Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.desk import Desk
    from crawler.text.relevance import Topic, Verdict

#: Verdict labels from best to worst.
LABELS = ("relevant", "review", "off-topic")


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with each topic's verdict, on its way to the store."""

    article: Article
    verdicts: tuple[Verdict, ...]

    @property
    def label(self) -> str:
        """The best label that any topic gave."""
        return min((verdict.label for verdict in self.verdicts), key=LABELS.index)


class Clean(BaseSpiderMiddleware):
    """Takes noise and boilerplate out of titles and texts; keeps the page's wording beside."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._brands = Brands()

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Clean an article; let everything else pass."""
        del response
        if not isinstance(item, Article):
            return item
        _desk(self).read(item)
        return cleaned(item, self._brands, store=_desk(self).store)


class Dedup(BaseSpiderMiddleware):
    """Stops what is known by its address and not said to have changed, before any work is done."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        #: Hashes of addresses (64 bits), which take a fifth of the memory of the addresses.
        self._asked: set[int] = set()

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """Drop the request for a known article; further pages of one under way pass."""
        del response
        entry = request.meta.get("entry")
        if entry is None or request.meta.get("article") is not None:
            return request
        if self._known(entry.url, entry.updated, request.meta["source"]):
            return None
        address = hash(request.url)
        if address in self._asked:  # listed twice, by one source or by two
            _desk(self).count(request.meta["source"], "seen")
            return None
        self._asked.add(address)
        _desk(self).count(request.meta["source"], "fetched")
        return request

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Drop a known article that a list carries whole; those from pages were asked for."""
        from_list = response is not None and "entry" not in response.meta
        if from_list and isinstance(item, Article):
            return None if self._known(item.url, item.updated, item.source) else item
        return item

    def _known(self, url: str, updated: datetime | None, source: str | None) -> bool:
        _desk(self).drops.flush()
        known = _desk(self).store.known(url)
        if known is None:
            _desk(self).unknown(source)
            return False
        # A page's own date may lag behind its feed's: what was fetched since is new enough.
        since = max((t for t in (known.updated, known.fetched) if t is not None), default=None)
        if updated is not None and since is not None and updated > since:
            return False
        _desk(self).count(source, "seen")
        return True


class Resolve(BaseSpiderMiddleware):
    """Takes an item behind an opaque link for the stored article that has its title.

    Search feeds hide where an item leads. Where its title is known, it brings nothing new.
    """

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Drop an item whose link is unresolved and whose title is stored."""
        del response
        if not isinstance(item, Article) or item.origins.get("url") != UNRESOLVED:
            return item
        desk = _desk(self)
        known = desk.store.titled(item.title)
        if known is None:
            return item
        desk.store.remember(item.url, f"has the title of a{known}")
        desk.count(item.source, "seen")
        return None


class Judge(BaseSpiderMiddleware):
    """Judges by each topic. What no topic wants is kept in ``dropped`` and goes no further."""

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Judge an article."""
        del response
        if not isinstance(item, Article):
            return item
        desk = _desk(self)
        judged = Judged(item, judge(item, desk.topics))
        if judged.label != "off-topic":
            return judged
        desk.drops.add(item, judged.verdicts)
        desk.count(item.source, "off_topic")
        return None


def judge(article: Article, topics: Sequence[Topic]) -> tuple[Verdict, ...]:
    """Judge an article by each topic, on the better reading of its text."""
    text = article.restored or article.text
    return tuple(
        topic.judge(article.title, text, publisher=article.publisher, section=article.section)
        for topic in topics
    )


def _desk(middleware: BaseSpiderMiddleware) -> Desk:
    desk: Desk = middleware.crawler.spider.desk  # type: ignore[union-attr]  # our spiders have one
    return desk
