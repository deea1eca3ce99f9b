"""A page's response, read: an article, or why it is none.

Knows the pure readers of pages. Must not know how a page was found or what becomes of it.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime

from scrapy.http import Response

from crawler.page.extract import extract
from crawler.page.forbids import archiving_by_header
from crawler.page.list_faults import is_challenge
from spiders.headers import content_type
from storage.records import Article, NoArticle, Source

__all__ = ["is_challenge", "read"]


def read(source: Source, response: Response, now: datetime) -> Article | NoArticle:
    """Read a page, as far as the download handler says that it is one, and whole."""
    if "not text" in response.flags:
        return NoArticle("not text", "a picture, an archive or another file that is no page")
    read = extract(
        response.body,
        response.url,
        content_type=content_type(response),
        fetched=now,
        zone=source.zone,
    )
    if isinstance(read, NoArticle):
        return read
    told = (value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag"))
    cut = "truncated" in response.flags
    noarchive = any(map(archiving_by_header, told))
    if not cut and not noarchive:
        return read
    return dataclasses.replace(
        read, whole=read.whole and not cut, noarchive=read.noarchive or noarchive
    )
