"""Sitemaps: plain, index, gzip and news sitemaps. Thin over ``crawler.page.sitemap``."""

from __future__ import annotations

from typing import ClassVar

from scrapy.http import Response

from crawler.page import sitemap
from spiders.base import Listed, NewsSpider
from storage.records import Source


def read(response: Response, source: Source) -> Listed:
    """Read a sitemap; an index leads to its children."""
    parsed = sitemap.parse(response.body, response.url, zone=source.zone)
    entries = [located.entry() for located in parsed.entries]
    children = [child.url for child in parsed.children]
    return Listed(parsed.state, entries, children, cut=parsed.cut)


class SitemapSpider(NewsSpider):
    """Crawls sitemaps only."""

    name = "sitemap"
    readers: ClassVar = {"sitemap": read}
