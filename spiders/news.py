"""All kinds of source in one crawl, so that they share one downloader and its politeness."""

from __future__ import annotations

from typing import ClassVar

from spiders import feed, json_api, listing, sitemap
from spiders.base import NewsSpider


class AllSpider(NewsSpider):
    """Crawls sources of any kind."""

    name = "news"
    readers: ClassVar = {
        "feed": feed.read,
        "sitemap": sitemap.read,
        "listing": listing.read,
        "json": json_api.read,
    }
