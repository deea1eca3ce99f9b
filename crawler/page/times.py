"""Gathers the times that a page states, and has them judged.

Knows where pages state times: JSON-LD, meta, microdata, the header, the foot, the URL. Which of
them is right is the business of ``crawler.page.published``, how one is read of ``dates``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from crawler.page import dates, header, language, published, tags, zones
from crawler.page.jsonld import Linked
from crawler.page.published import Found, Reading
from crawler.page.tags import Tags

_PUBLISHED = (
    "article:published_time", "article:published", "datepublished", "og:published_time",
    "og:release_date", "pubdate", "publishdate", "publish_date", "publish-date", "published",
    "publication_date", "parsely-pub-date", "sailthru.date", "cxenseparse:publishtime",
    "article_date_original", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date",
    "dcterms.date", "date", "weibo: article:create_at", "weibo:article:create_at", "og:time",
    "article.published", "datecreated", "citation_publication_date", "displaydate", "_pubtime",
    "firstcreatetime", "publishtime", "publish_time", "dateupdate", "apub:time",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "lastmod",
    "last-modified", "article_date_updated", "weibo: article:update_at",
    "weibo:article:update_at", "last_updated_date", "revised",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is known of a page when its times are asked for."""

    url: str
    tags: Tags
    linked: Linked
    #: Visible elements by ``itemprop``.
    microdata: Mapping[str, Sequence[HtmlElement]]
    lines: Sequence[header.Line]
    #: The element that holds the body.
    node: HtmlElement | None
    language: str | None
    fetched: datetime | None
    #: The source's zone.
    zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of an article, and whose word each is."""

    published: datetime | None = None
    #: The words that ``published`` was read from, or that were not believed.
    raw: str | None = None
    updated: datetime | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


def decide(page: Page) -> Times:
    """Return the times of the article on ``page``."""
    zone, reason = zones.assumed(page.url, zone=page.zone, language=page.language)
    reading = Reading(page.fetched, zone, page.language)
    machine = published.stated(_machine(page), reading)
    if page.fetched is None and machine:
        # A yearless time in the header is of the year that machines are told.
        reading = Reading(machine[0].moment.when, zone, page.language)
    shown, shown_update = published.visible(page.lines, reading)
    if shown is None and not machine and page.node is not None:
        # Offices put the date at the foot, with its label.
        shown, _ = published.visible(header.behind(page.node), reading, labelled=True)
    east_asian = language.is_east_asian(page.language)
    if shown is None and (east_asian or not machine):
        # Many Chinese sites call their only time that of the update.
        shown = shown_update
    best = published.choose(
        shown,
        machine,
        published.in_url(page.url, reading),
        fetched=page.fetched,
        header_first=east_asian,
    )
    updated = _updated(page, shown_update, reading)
    origins = {"updated": updated.origin} if updated else {}
    if best is not None:
        origins["published"] = best.origin
        if not best.moment.zone_stated:
            origins["zone"] = reason
    disbelieved = shown or next(iter(machine), None)
    named = best or disbelieved
    return Times(
        published=best.moment.when if best else None,
        raw=named.moment.raw if named else _unread(page),
        updated=updated.moment.when if updated else None,
        origins=origins,
    )


def _machine(page: Page) -> Iterator[tuple[str, str | None]]:
    """What machines are told of the time of publication, the best witness first."""
    yield "json-ld", page.linked.published
    for name in _PUBLISHED:
        for content in page.tags.meta.get(name, ())[:1]:
            yield "meta", content
    for name in ("datepublished", "datecreated"):
        for node in page.microdata.get(name, ())[:1]:
            yield "microdata", _value(node)


def _value(node: HtmlElement) -> str:
    return node.get("content") or node.get("datetime") or tags.text_of(node, 200)


def _unread(page: Page) -> str | None:
    """What stands in a time's place without being one (32 November, the year 2999)."""
    said = next((text for _, text in _machine(page) if text and text.strip()), None)
    return said.strip()[:200] if said else None


def _updated(page: Page, shown: Found | None, reading: Reading) -> Found | None:
    said = [("json-ld", page.linked.updated), ("meta", page.tags.first(*_UPDATED))]
    found = published.stated(said, reading)
    found += [shown] if shown else []
    return next((each for each in found if dates.believable(each.moment, page.fetched)), None)
