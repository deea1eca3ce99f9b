"""Lists that come as JSON, JSONP or JSON inside a page. Thin over ``crawler.page.json_list``."""

from __future__ import annotations

from typing import ClassVar

from scrapy.http import Response

from crawler.page import json_list
from spiders.base import Listed, NewsSpider
from spiders.headers import content_type
from storage.records import Source


def read(response: Response, source: Source) -> Listed:
    """Read the items at the source's paths."""
    parsed = json_list.parse(
        response.body,
        response.url,
        items=source.items or "",
        fields=source.fields,
        url_template=source.url_template,
        lists=source.lists,
        lists_template=source.lists_template,
        content_type=content_type(response),
        zone=source.zone,
    )
    return Listed(parsed.state, parsed.entries, parsed.children, cut=parsed.cut)


class JsonSpider(NewsSpider):
    """Crawls JSON lists only."""

    name = "json_api"
    readers: ClassVar = {"json": read}
