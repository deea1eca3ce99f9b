"""Feeds: RSS, RDF, Atom and JSON Feed. Thin over ``crawler.page.feed``."""

from __future__ import annotations

from typing import ClassVar

from scrapy.http import Response

from crawler.page import feed
from spiders.base import Listed, NewsSpider
from spiders.headers import content_type
from storage.records import Source


def read(response: Response, source: Source) -> Listed:
    """Read a feed. Its entries' times without a zone are meant in the source's."""
    parsed = feed.parse(
        response.body, response.url, content_type=content_type(response), zone=source.zone
    )
    return Listed(parsed.state, parsed.entries, ttl=parsed.ttl, cut=parsed.cut)


class FeedSpider(NewsSpider):
    """Crawls feeds only."""

    name = "feed"
    readers: ClassVar = {"feed": read}
