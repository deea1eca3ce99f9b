"""All kinds of source in one crawl, so that they share one downloader and its politeness."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from scrapy.http import Response

from spiders.base import Listed, NewsSpider, Reader
from storage.records import Source


def _reader(module: str) -> Reader:
    """Return a module's reader, imported by its first list: most looks find nothing to read."""

    def read(response: Response, source: Source) -> Listed:
        made: Listed = import_module(f"spiders.{module}").read(response, source)
        return made

    return read


class AllSpider(NewsSpider):
    """Crawls sources of any kind."""

    name = "news"
    readers: ClassVar = {
        "feed": _reader("feed"),
        "sitemap": _reader("sitemap"),
        "listing": _reader("listing"),
        "json": _reader("json_api"),
    }
