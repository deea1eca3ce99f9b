"""What a page says about its article: title, times, authors, publisher, language, picture.

Knows who is asked for what, in which order: JSON-LD, OpenGraph, meta, microdata, the visible
header, the URL, and a site's own rule where there is one. Knows nothing of bytes, of how the body
was found, or of storage. Each value comes with its witness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.page import credits as credited
from crawler.page import (
    dates,
    forbids,
    header,
    jsonld,
    language,
    names,
    plain,
    rules,
    tags,
    times,
    title,
    zones,
)  # fmt: skip
from crawler.page.facts import Body, Metadata
from crawler.page.jsonld import Linked
from crawler.page.tags import Tags
from crawler.text import urls

__all__ = ["Body", "Metadata", "read"]

_MOST_HEADINGS = 30
#: Elements looked at for a headline outside headings; it stands near the top.
_MOST_ELEMENTS = 10_000
#: Elements that a site's rule never looks at, and most of the markup of such pages.
_UNSEEN = ("script", "style", "noscript", "template", "svg")


@dataclass(frozen=True, slots=True)
class _Page:
    """What every question is answered from."""

    tree: HtmlElement
    url: str
    tags: Tags
    linked: Linked
    microdata: Mapping[str, Sequence[HtmlElement]]
    paragraphs: tuple[str, ...]
    boilerplate: tuple[str, ...]
    node: HtmlElement | None
    origins: dict[str, str]
    links: Iterable[HtmlElement]


def read(
    tree: HtmlElement,
    url: str,
    *,
    fetched: datetime | None = None,
    zone: str | None = None,
    body: Body | None = None,
    links: Iterable[HtmlElement] | None = None,
) -> Metadata:
    """Read what ``tree`` says about its article. Never raises, never changes ``tree``.

    Args:
        tree: The parsed page.
        url: The page's address; may be empty.
        fetched: Aware; what relative times count from. Times well ahead of it are not believed.
        zone: IANA zone of the source's times that carry none.
        body: The body that was found; its paragraphs tell where the header ends.
        links: The ``a`` elements of ``tree``, where they are at hand.
    """
    if fetched is not None and fetched.tzinfo is None:
        fetched = fetched.replace(tzinfo=UTC)
    found = tags.collect(tree)
    linked = jsonld.read(found.jsonld, url)
    told = bool(linked.headline and linked.published and linked.authors)
    page = _Page(
        tree, url, found, linked, {} if told else tags.microdata(tree),
        body.paragraphs if body else (),
        body.boilerplate if body else (), body.node if body else None, {},
        tree.iter("a") if links is None else links,
    )  # fmt: skip
    site = _site(page)
    headline, heading = _title(page, site)
    site = site or _hung_on(page, headline)
    spoken = _language(page, headline, body.text if body else "")
    lines = _header(page, heading)
    when = times.decide(
        times.Page(
            url=url, tags=found, linked=linked, microdata=page.microdata, lines=lines,
            node=page.node, language=spoken, fetched=fetched, zone=zone,
        )
    )  # fmt: skip
    page.origins.update(when.origins)
    named = _credits(page, lines, site, headline, spoken)
    if named.publisher and page.origins.get("title") == "title":
        # The medium's name, hung on with no more than a blank.
        headline = headline.removesuffix(f" {named.publisher}") or headline
    image = found.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    section = plain.line(page.linked.section or found.first("article:section") or "")
    free = page.linked.free
    general = Metadata(
        title=headline,
        published=when.published,
        published_raw=when.raw,
        updated=when.updated,
        authors=named.authors,
        publisher=named.publisher or (None if named.blanked else site),
        site=site,
        language=spoken,
        image=_address(page, image or page.linked.image),
        canonical_url=_canonical(page),
        section=section[:200] or None,
        origins=page.origins,
        access=None if free is None else ("free" if free else "metered"),
        kind=page.linked.kind or found.first("og:type"),
        noarchive=any(forbids.archiving(", ".join(found.meta.get(n, ()))) for n in forbids.NAMES),
    )
    rule = rules.find(url, fetched.date() if fetched else None)
    return general if rule is None else _by_rule(general, rule, tree, fetched, zone)


def _by_rule(
    general: Metadata,
    rule: rules.Rule,
    tree: HtmlElement,
    fetched: datetime | None,
    zone: str | None,
) -> Metadata:
    """Let the site's own rule overrule what was read in general, where it matches."""
    shown = deepcopy(tree)
    etree.strip_elements(shown, *_UNSEEN, with_tail=False)
    found = rules.apply(rule, etree.tostring(shown, encoding="unicode", method="html"))
    origins = {**general.origins, "rule": found.outcome()}
    assumed, reason = zones.assumed(rule.host, zone=zone, language=general.language)
    moment = dates.parse(
        found.published or "", now=fetched, zone=assumed, language=general.language
    )
    changed: dict[str, Any] = {}
    if found.title:
        changed["title"] = title.one_line(found.title)
    if moment is not None and dates.believable(moment, fetched):
        changed |= {"published": moment.when, "published_raw": moment.raw}
        origins["zone"] = reason
    if found.authors:
        changed["authors"] = names.people(found.authors) or found.authors
    if found.publisher:
        changed["publisher"] = found.publisher
    origins |= dict.fromkeys(changed.keys() - {"published_raw"}, "rule")
    return replace(general, body=found.body, origins=origins, **changed)


def _site(page: _Page) -> str | None:
    for origin, name in (
        ("og", page.tags.first("og:site_name", "og_site_name")),
        ("meta", page.tags.first("application-name", "apple-mobile-web-app-title", "sitename")),
        ("json-ld", page.linked.publisher),
    ):
        line = plain.line(name or "")[:200].lstrip("@")
        if line and not line.startswith("http"):
            page.origins["site"] = origin
            return line
    return None


def _hung_on(page: _Page, headline: str) -> str | None:
    """The last thing that the document's title says behind the headline."""
    parts = title.hung_on(page.tags.title, headline) if headline else []
    if not parts or len(parts[-1]) > 40:
        return None
    page.origins["site"] = "title"
    return parts[-1]


def _title(page: _Page, site: str | None) -> tuple[str, HtmlElement | None]:
    """The title, and the element that shows it."""
    found = page.tags
    headings = [(node, tags.text_of(node, 500)) for node in found.headings[:_MOST_HEADINGS]]
    stated = {
        "json-ld": page.linked.headline,
        "og": found.first("og:title"),
        "microdata": next((tags.text_of(e) for e in page.microdata.get("headline", ())), None),
        "title": found.title or found.first("title"),
        "twitter": found.first("twitter:title"),
    }
    document = title.one_line(stated["title"] or stated["og"])
    folded = title.key(document)
    shares = (len(title.key(text)) for _, text in headings if title.key(text) in folded)
    # English pages without any heading are not worth the search.
    plain_box = "h1" not in {node.tag for node, _ in headings} or not document.isascii()
    if plain_box and max(shares, default=0) * 5 < len(folded) * 2:
        headings += _title_like(page, document)
    texts = [(str(node.tag), text) for node, text in headings]
    chosen, place = title.choose(stated, texts, sites=[site] if site else ())
    if chosen:
        page.origins["title"] = place
    return chosen, _shown_by(chosen, headings)


def _shown_by(chosen: str, headings: Sequence[tuple[HtmlElement, str]]) -> HtmlElement | None:
    """The heading that shows the title: the same, else one that goes on, else the page's first."""
    mine = title.key(chosen)
    keys = [(node, title.key(text)) for node, text in headings]
    same = (node for node, text in keys if mine and text == mine)
    longer = (node for node, text in keys if len(text) > 7 and (text in mine or mine in text))
    first = (node for node, _ in headings if node.tag == "h1")
    return next(chain(same, longer, first), None)


def _title_like(page: _Page, document: str) -> list[tuple[HtmlElement, str]]:
    """Elements outside headings whose text is a large part of the document's title."""
    found = []
    for node in islice(page.tree.iter("*"), _MOST_ELEMENTS):
        text = node.text
        if not text or not len(document) <= 2 * len(text) <= 4 * len(document) + 400:
            continue
        line = " ".join(text.split())
        # The document's own title is what is compared with.
        alike = len(line) > 7 and len(line) * 2 >= len(document) and line in document
        if alike and node.tag not in {"title", "script", "option"}:
            found.append((node, line))
    return sorted(found[:20], key=lambda each: -len(each[1]))


def _language(page: _Page, headline: str, text: str) -> str | None:
    root = page.tree.getroottree().getroot()
    stated = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    stated = stated or page.tags.first("og:locale", "content-language", "inlanguage")
    spoken = language.detect(f"{headline}\n{text}", lang=stated or page.linked.language)
    if spoken:
        page.origins["language"] = "text" if len(text) > 40 else "title or declaration"
    return spoken


def _header(page: _Page, heading: HtmlElement | None) -> list[header.Line]:
    if heading is not None:
        return header.after(heading, page.paragraphs)
    if page.node is not None:
        return [*header.before(page.node), *header.within(page.node, page.paragraphs)]
    return []


def _credits(
    page: _Page, lines: Sequence[header.Line], site: str | None, headline: str, spoken: str | None
) -> credited.Credits:
    sites = [site or "", page.linked.publisher or "", *title.hung_on(page.tags.title, headline)]
    host = zones.host_of(page.url).split(".")
    sites += host[-3:-1]
    named = credited.decide(
        credited.Page(
            links=page.links, tags=page.tags, microdata=page.microdata, linked=page.linked,
            lines=lines, node=page.node, paragraphs=page.paragraphs,
            boilerplate=page.boilerplate, sites=[each for each in sites if each],
            east_asian=language.is_east_asian(spoken),
        )
    )  # fmt: skip
    if named.authors:
        page.origins["authors"] = named.authors_from
    if named.publisher:
        page.origins["publisher"] = named.publisher_from
    elif site and not named.blanked:
        page.origins["publisher"] = "site"
    return named


def _address(page: _Page, value: str | None) -> str | None:
    """Return ``value`` as an absolute http address without a password, or None."""
    return urls.resolve(page.url, value) if value else None


def _canonical(page: _Page) -> str | None:
    """The page's own word on its address; a home page's address is a template's mistake."""
    candidates = [("link", value) for value in page.tags.links.get("canonical", ())[:1]]
    candidates += [("og", page.tags.first("og:url") or ""), ("json-ld", page.linked.url or "")]
    for origin, value in candidates:
        address = _address(page, value)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query):
            page.origins["canonical_url"] = origin
            return address
    return None
