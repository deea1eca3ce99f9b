"""Listings: the links to articles on an HTML page, chosen by a CSS selector.

Knows how links repeat, where their titles and times stand, and that pages are malformed. Must not
know which sites there are, nor which links are worth fetching beyond the pattern it is given.
"""

from __future__ import annotations

import re
import sys
import warnings
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal
from urllib.parse import unquote

import soupsieve
from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from crawler.page import budget, challenge, dates, effort, language, nesting, plain
from crawler.page.decode import decode
from crawler.page.effort import Effort
from crawler.page.entry import MAX_BODY, MAX_ENTRIES, Entry, Place, short
from crawler.text import urls

State = Literal["ok", "partial", "empty", "blocked", "too large"]

# Pages that call themselves XML are pages all the same.
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

#: Bytes of the decoded page. Where one character is an emoji, all take four; a tree has them twice.
_MAX_HELD = 24 * 1024 * 1024
#: Pages with more tags would take seconds to select from; real ones have a tenth.
_MAX_TAGS = 50_000
#: html.parser looks at the rest of the page again for each "<" that begins no tag.
_MAX_STRAY = 5_000
#: Each costs it several steps, whether it is a reference or not.
_MAX_AMPERSANDS = 100_000
#: Links to further listings that are looked at; a crawl asks for fifty.
_MAX_CHILDREN = 1_000
#: What a tag costs until it is an element of a tree, in microseconds.
_TAG_COST = 16
_CUT_TITLE = re.compile(r"(?:…|\.\.\.?)$")
#: A time stands within this many elements of its link.
_MAX_CLIMB = 4
_MAX_ITEM_TEXT = 600


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles a page lists, in its order, each once.

    ``state``: ``ok``; ``partial``: too long or too dear to read whole, the first links are there;
    ``empty``: the selector finds no usable link, as after a redesign; ``blocked``: a page that
    guards the site against robots; ``too large``.
    """

    entries: tuple[Entry, ...] = ()
    state: State = "ok"
    #: Addresses of further listings.
    children: tuple[str, ...] = ()
    #: Why only a part was read.
    cut: str = ""


def parse(
    body: bytes,
    url: str,
    *,
    selector: str,
    article_pattern: str | None = None,
    lists: str | None = None,
    content_type: str | None = None,
    zone: str | None = None,
) -> Listing:
    """Find the links that ``selector`` chooses on the page at ``url``.

    The selector may choose links or elements around them, of which the first link counts.
    ``article_pattern`` is searched in each absolute address, with its escapes and without. Links
    to one article are one entry with the fullest title. ``lists`` is the selector of links to
    further listings, e.g. the pages of a newspaper. ``zone`` is the IANA name for times that
    state none.

    Raises:
        ValueError: A selector or the pattern, which the user wrote, is not valid.
    """
    wanted, chosen = _compiled(selector, article_pattern)
    leading = _compiled(lists, None)[1] if lists else None
    if len(body) > MAX_BODY:
        return Listing(state="too large")
    text = decode(body, content_type).text
    if sys.getsizeof(text) > _MAX_HELD:
        return Listing(state="too large")
    if text.count("<") > _MAX_TAGS or text.count("&") > _MAX_AMPERSANDS:
        return Listing(state="too large")
    if budget.too_many_attributes(text):
        return Listing(state="too large")
    nested = nesting.of(text)
    if nested.depth > nesting.MAX_DEPTH or nested.stray > _MAX_STRAY:
        return Listing(state="too large")
    reader = _Reader(url, chosen, leading, wanted, zone)
    best = Listing(state="empty")
    for builder in nested.builders():
        found = reader.read(text, builder)
        children = max(best.children, found.children, key=len)
        better = len(found.entries) > len(best.entries) or not best.entries
        best = replace(found if better else best, children=children)
        if best.entries and not nested.loose:
            break
    if best.state == "empty" and challenge.is_challenge(text):
        return Listing(state="blocked")
    return best


def _compiled(
    selector: str, article_pattern: str | None
) -> tuple[re.Pattern[str] | None, soupsieve.SoupSieve]:
    try:
        chosen = soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, TypeError) as error:
        first = (str(error).splitlines() or [""])[0]
        raise ValueError(f"not a CSS selector: {selector!r} ({first})") from error
    try:
        return re.compile(article_pattern) if article_pattern else None, chosen
    except re.error as error:
        raise ValueError(f"not a regular expression: {article_pattern!r} ({error})") from error


class _Reader:
    """Reads one page, by one parser after the other, which share what it may cost."""

    def __init__(
        self,
        url: str,
        chosen: soupsieve.SoupSieve,
        leading: soupsieve.SoupSieve | None,
        wanted: re.Pattern[str] | None,
        zone: str | None,
    ) -> None:
        self._url, self._chosen, self._leading = url, chosen, leading
        self._wanted, self._zone = wanted, zone
        self._effort = Effort(named=True)

    def read(self, text: str, builder: str) -> Listing:
        """Return what is found on the page as ``builder`` reads it."""
        self._effort.spend(_TAG_COST * text.count("<"))
        try:
            soup = nesting.Soup(text, builder)
        except ParserRejectedMarkup:  # html.parser, of a declaration without name
            return Listing(state="empty")
        except nesting.TangledError:
            return Listing(state="too large")
        try:
            entries, cut = self._entries(soup)
            children = _children(soup, self._url, self._leading)
        finally:
            soup.decompose()  # its elements hold each other, and the next parser makes as many
        state: State = "partial" if cut else "ok" if entries or children else "empty"
        return Listing(entries, state, children, cut)

    def _entries(self, soup: BeautifulSoup) -> tuple[tuple[Entry, ...], str]:
        """Return the articles, and why not all of them."""
        links = [link for node in self._chosen.iselect(soup) if (link := _link(node)) is not None]
        titles = "\n".join(_text(link) for link in links[:20])
        tag = language.detect(titles)
        place = Place.of(_base(soup, self._url), zone=self._zone, language=tag)
        owners = _owners(links)
        entries: dict[str, Entry] = {}
        for link in links:
            href = _attribute(link, "href")
            self._effort.link(href)
            if self._effort.spent:
                return tuple(entries.values()), effort.DEAR
            address = place.link(href)
            if address is None or (self._wanted and not _fits(self._wanted, address)):
                continue
            key = urls.canonical(address)
            entry = entries.get(key)
            title = _title(link)
            if entry is None:
                if len(entries) >= MAX_ENTRIES:
                    return tuple(entries.values()), effort.MANY
                moment = self._time(link, owners, place)
                entries[key] = Entry(
                    url=address,
                    title=title,
                    published=moment.when if moment else None,
                    published_raw=moment.raw if moment else None,
                )
            elif len(title or "") > len(entry.title or ""):
                # A picture, a headline and a teaser often link to the same article.
                entries[key] = replace(entry, title=title)
        return tuple(entries.values()), ""

    def _time(self, link: Tag, owners: dict[int, str | None], place: Place) -> dates.Moment | None:
        """Return the time that stands beside ``link``, within the item that is its alone."""
        title, href = _text(link), _attribute(link, "href")
        for around in islice(link.parents, _MAX_CLIMB):
            if owners[id(around)] != href:
                return None
            text = _beside(around, title)
            if len(text) > _MAX_ITEM_TEXT:
                return None
            machine = around.find("time", datetime=True)
            stated = _attribute(machine, "datetime") if isinstance(machine, Tag) else ""
            self._effort.spend(len(text) + len(stated[:_MAX_ITEM_TEXT]))
            moment = place.moment(stated) or place.moment(text, longest=_MAX_ITEM_TEXT)
            if moment:
                return moment
        return None


def _children(soup: BeautifulSoup, url: str, chosen: soupsieve.SoupSieve | None) -> tuple[str, ...]:
    """Return the addresses of the listings that the page leads to, itself left out."""
    nodes = islice(chosen.iselect(soup), _MAX_CHILDREN) if chosen else ()
    links = [link for node in nodes if (link := _link(node)) is not None]
    base = _base(soup, url)
    found = (urls.resolve(base, _attribute(link, "href")) for link in links)
    return tuple(dict.fromkeys(link for link in found if link and link != url))


def _link(node: Tag) -> Tag | None:
    if node.name == "a" and node.get("href"):
        return node
    inner = node.find("a", href=True)
    return inner if isinstance(inner, Tag) else None


def _base(soup: BeautifulSoup, url: str) -> str:
    """Return the address that relative links count from; a base of another scheme is ignored."""
    base = soup.find("base", href=True)
    stated = urls.resolve(url, _attribute(base, "href")) if isinstance(base, Tag) else None
    return stated or url


def _attribute(node: Tag, name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""


def _fits(wanted: re.Pattern[str], address: str) -> bool:
    return bool(wanted.search(address) or wanted.search(unquote(address)))


def _title(link: Tag) -> str | None:
    """Return the link's text, or its ``title`` attribute where the text is cut or missing."""
    said = short(_text(link))
    full = short(_attribute(link, "title"))
    if full and (not said or _CUT_TITLE.search(said)):
        return full
    if said:
        return said
    picture = link.find("img", alt=True)
    return short(_attribute(picture, "alt")) if isinstance(picture, Tag) else None


def _text(node: Tag) -> str:
    """Return what an element says, as far as a title is read.

    Links may stand in each other by the hundred: each would say all that stands in the last.
    """
    said, size = [], 0
    for string in node.strings:
        if part := string[: plain.MAX_LINE].strip():
            said.append(part)
            size += len(part) + 1
        if size > plain.MAX_LINE:
            break
    return " ".join(said)


def _beside(around: Tag, title: str) -> str:
    """Return what ``around`` says beside ``title``; if that is too much for an item, a part."""
    said, size = [], 0
    for string in around.strings:
        part = string[: _MAX_ITEM_TEXT + 1].strip()
        if part and part not in title:
            said.append(part)
            size += len(part) + 1
        if size > _MAX_ITEM_TEXT + 1:
            break
    return " ".join(said)


def _owners(links: list[Tag]) -> dict[int, str | None]:
    """Map the elements around links to the one address they lead to, or None where to several."""
    owners: dict[int, str | None] = {}
    for link in links:
        href = _attribute(link, "href")
        for around in islice(link.parents, _MAX_CLIMB):
            owners[id(around)] = href if owners.setdefault(id(around), href) == href else None
    return owners
