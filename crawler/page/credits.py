"""Decides who wrote an article and who answers for it, among the names that a page states.

Knows which witness is to be believed in which language. Chinese pages fill ``meta author`` with
the site's or the editor's name, and tell the truth in the header and at the end of the text;
pages in alphabets keep their bylines for machines in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from lxml.html import HtmlElement

from crawler.page import bylines, header, names, plain
from crawler.page.header import Line
from crawler.page.jsonld import Linked
from crawler.page.tags import Tags, author_links, text_of

_META_AUTHOR = (
    "article:author", "author", "parsely-author", "sailthru.author", "byl", "byline", "dc.creator",
    "dcterms.creator", "og:author", "og:article:author", "article_author", "cxenseparse:author",
    "citation_author", "twitter:creator:name", "weibo: article:author",
)  # fmt: skip
_META_SOURCE = ("source", "contentsource", "article:source", "og:source", "copyright_source",
                "mediaid", "dc.source", "article_source")  # fmt: skip
_BYLINE_HINT = re.compile(r"by-?line|author|writer|contribut|creator")
_NOT_BYLINE_HINT = re.compile(
    r"bio\b|about|comment|related|share|avatar|follow|desc|image|photo|caption|credit|more|title"
)
_SOURCE_HINT = re.compile(r"source|ly\b|origin|media|copyfrom|laiyuan|publisher|nickname|account")
#: Paragraphs at either end of a text that may carry its credits.
_ENDS = 3


@dataclass(frozen=True, slots=True)
class Credits:
    """Who wrote the article and who is responsible for it, each with the witness."""

    authors: tuple[str, ...] = ()
    authors_from: str = ""
    publisher: str | None = None
    publisher_from: str = ""
    #: The line that named the publisher has had the name taken out.
    blanked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is known of a page when its credits are asked for."""

    #: All ``a`` elements.
    links: Iterable[HtmlElement]
    tags: Tags
    #: Visible elements by ``itemprop``.
    microdata: Mapping[str, Sequence[HtmlElement]]
    linked: Linked
    lines: Sequence[Line]
    #: The element that holds the body.
    node: HtmlElement | None
    paragraphs: Sequence[str]
    boilerplate: Sequence[str]
    #: Names that are the site's own.
    sites: Sequence[str]
    #: The page is Chinese, Japanese or Korean.
    east_asian: bool


def decide(page: Page) -> Credits:
    """Return the credits of the article on ``page``."""
    shown = list(_shown(page))
    if page.east_asian and page.node is not None and not any(credit.authors for credit, _ in shown):
        shown += [(bylines.read(line.text), "byline") for line in header.behind(page.node)]
    authors, origin = _authors(page, shown)
    publisher, publisher_from = _publisher(page, shown)
    blanked = any(credit.blanked for credit, _ in shown)
    return Credits(authors, origin, publisher, publisher_from, blanked)


def _shown(page: Page) -> Iterator[tuple[bylines.Credit, str]]:
    """The credits that a reader sees, in the order in which they are believed."""
    for line in page.lines:
        if len(line.text) <= 160:
            yield bylines.read(line.text), "header"
    ends = [*page.paragraphs[:_ENDS], *page.paragraphs[-_ENDS:]]
    for text in dict.fromkeys(ends):
        yield bylines.read(text, prose=True, last=text in ends[-2:]), "byline"
    for text in page.boilerplate:
        yield bylines.read(text), "byline"


def _authors(
    page: Page, shown: Sequence[tuple[bylines.Credit, str]]
) -> tuple[tuple[str, ...], str]:
    visible = (
        (tuple(name for name in credit.authors if not _is_site(name, page.sites)), origin)
        for credit, origin in shown
        if credit.authors
    )
    machine = _machine_authors(page)
    # Lazily: the last witnesses are the dearest to ask.
    witnesses = chain(visible, machine) if page.east_asian else chain(machine, visible)
    for authors, origin in witnesses:
        if authors:
            return authors, origin
    return (), ""


def _machine_authors(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    yield _people(page, page.linked.authors), "json-ld"
    for name in _META_AUTHOR:
        if name in page.tags.meta:
            yield _people(page, page.tags.meta[name]), "meta"
    yield _people(page, _microdata(page)), "microdata"
    if not page.east_asian:
        yield _people(page, _linked_names(page)), "rel=author"
    for line in page.lines:
        hints = (hint for hint in line.hints.split() if _BYLINE_HINT.search(hint))
        if len(line.text) <= 120 and any(not _NOT_BYLINE_HINT.search(hint) for hint in hints):
            yield _people(page, [line.text]), "header"


def _people(page: Page, values: Iterable[str]) -> tuple[str, ...]:
    people = names.people(values, sites=page.sites)
    if page.east_asian:
        # What is no person's name there is the site's, a channel's or an id.
        return tuple(name for name in people if not names.is_medium(name))
    return people


def _microdata(page: Page) -> list[str]:
    """Names in the first ``itemprop=author`` and in its neighbours: others are other stories'."""
    elements = page.microdata.get("author", [])
    if not elements:
        return []
    home = elements[0].getparent()
    near = [element for element in elements[:20] if element.getparent() is home]
    return [_name_in(element) for element in near]


def _name_in(element: HtmlElement) -> str:
    named = element.find('.//*[@itemprop="name"]')
    return text_of(element if named is None else named, 300)


def _linked_names(page: Page) -> list[str]:
    links = author_links(page.links)
    if not links:
        return []
    address = links[0].get("href")
    # The same author may be linked twice; another author's link elsewhere is another story's.
    home = links[0].getparent()
    return [
        text_of(link, 300)
        for link in links[:10]
        if link.getparent() is home or link.get("href") == address
    ]


def _publisher(page: Page, shown: Sequence[tuple[bylines.Credit, str]]) -> tuple[str | None, str]:
    for credit, origin in shown:
        if credit.publisher:
            return credit.publisher, origin
    for name in _META_SOURCE:
        for content in page.tags.meta.get(name, ()):
            value = bylines.source(plain.line(content))
            if value and "http" not in value:
                return value, "meta"
    for element in page.microdata.get("publisher", ())[:1]:
        value = bylines.source(_name_in(element))
        if value:
            return value, "microdata"
    if page.east_asian:
        for line in page.lines:
            if len(line.text) <= 60 and (value := bylines.beside_time(line.text)):
                return value, "header"
            if _SOURCE_HINT.search(line.hints) and len(line.text) <= 40:
                value = bylines.source(bylines.without_time(line.text))
                if value and (names.is_medium(value) or " " not in value):
                    return value, "header"
    if page.linked.publisher:
        return plain.line(page.linked.publisher)[:200] or None, "json-ld"
    return None, ""


def _is_site(name: str, sites: Sequence[str]) -> bool:
    return any(names.same(name, site) for site in sites)
