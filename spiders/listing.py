"""Pages that list links to articles. Thin over ``crawler.page.listing``."""

from __future__ import annotations

from typing import ClassVar

from scrapy.http import Response

from crawler.page import listing
from spiders.base import Listed, NewsSpider
from spiders.headers import content_type
from storage.records import Source


def read(response: Response, source: Source) -> Listed:
    """Read the links that the source's CSS selector finds."""
    parsed = listing.parse(
        response.body,
        response.url,
        selector=source.selector or "a",
        article_pattern=source.article_pattern,
        lists=source.lists,
        content_type=content_type(response),
        zone=source.zone,
    )
    return Listed(parsed.state, parsed.entries, parsed.children, cut=parsed.cut)


class ListingSpider(NewsSpider):
    """Crawls listings only."""

    name = "listing"
    readers: ClassVar = {"listing": read}
