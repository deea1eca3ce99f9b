"""Listings: the links to articles on an HTML page, chosen by a CSS selector.

Knows how links repeat, where their titles and times stand, and that pages are malformed. Must not
know which sites there are, nor which links are worth fetching beyond the pattern it is given.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import unquote

import soupsieve
from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from crawler.page import budget, challenge, dates, language
from crawler.page.decode import decode
from crawler.page.effort import Effort
from crawler.page.entry import MAX_BODY, MAX_ENTRIES, Entry, Place, short
from crawler.text import urls

State = Literal["ok", "empty", "blocked", "too large"]

# Pages that call themselves XML are pages all the same.
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

#: Pages with more tags, or deeper ones, would take seconds to select from; real ones have a tenth.
_MAX_TAGS = 50_000
_MAX_DEPTH = 500
#: html.parser looks at the rest of the page again for each "<" that begins no tag.
_MAX_STRAY = 5_000
#: Each costs it several steps, whether it is a reference or not.
_MAX_AMPERSANDS = 100_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr"]
)  # fmt: skip
_END_OPTIONAL = frozenset(["li", "p", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"])
#: More end tags left out than an oversight explains.
_LOOSE = 5
_CUT_TITLE = re.compile(r"(?:…|\.\.\.?)$")
#: A time stands within this many elements of its link.
_MAX_CLIMB = 4
_MAX_ITEM_TEXT = 600


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles a page lists, in its order, each once.

    ``state``: ``ok``; ``empty``: the selector finds no usable link, as after a redesign;
    ``blocked``: a page that guards the site against robots; ``too large``.
    """

    entries: tuple[Entry, ...] = ()
    state: State = "ok"
    #: Addresses of further listings.
    children: tuple[str, ...] = ()


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
    if text.count("<") > _MAX_TAGS or text.count("&") > _MAX_AMPERSANDS:
        return Listing(state="too large")
    if budget.too_many_attributes(text):
        return Listing(state="too large")
    nesting = _nesting(text)
    if nesting.depth > _MAX_DEPTH or nesting.stray > _MAX_STRAY:
        return Listing(state="too large")
    found: list[Entry] = []
    children: tuple[str, ...] = ()
    for builder in nesting.builders():
        try:
            soup = BeautifulSoup(text, builder)
        except ParserRejectedMarkup:  # html.parser, of a declaration without name
            continue
        entries = _entries(soup, url, chosen, wanted, zone)
        found = max(found, entries, key=len)
        children = max(children, _children(soup, url, leading), key=len)
        if found and not nesting.loose:
            break
    if not found and not children:
        return Listing(state="blocked" if challenge.is_challenge(text) else "empty")
    return Listing(tuple(found[:MAX_ENTRIES]), "ok", children)


class _Nesting(NamedTuple):
    """How deep a page nests, how many optional end tags and how many brackets are astray."""

    depth: int
    left_out: int
    stray: int

    @property
    def loose(self) -> bool:
        return self.left_out > _LOOSE

    def builders(self) -> tuple[str, ...]:
        """Return the parsers to try.

        Each mends broken markup in its own way: lxml cuts a page at misplaced tags, html.parser
        nests elements whose end tags are left out, without end.
        """
        return ("html.parser", "lxml") if self.left_out <= _MAX_DEPTH else ("lxml",)


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


def _nesting(text: str) -> _Nesting:
    depth = deepest = left_out = 0
    stray = text.count("<")
    for tag in _TAG.finditer(text):
        stray -= 1
        name = tag[2].lower()
        step = -1 if tag[1] else 1
        if tag[3] or name in _VOID:
            continue
        if name in _END_OPTIONAL:
            left_out += step
        else:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
    return _Nesting(deepest, left_out, stray)


def _entries(
    soup: BeautifulSoup,
    url: str,
    chosen: soupsieve.SoupSieve,
    wanted: re.Pattern[str] | None,
    zone: str | None,
) -> list[Entry]:
    links = [link for node in chosen.iselect(soup) if (link := _link(node)) is not None]
    titles = "\n".join(link.get_text() for link in links[:20])
    place = Place.of(_base(soup, url), zone=zone, language=language.detect(titles))
    owners = _owners(links)
    entries: dict[str, Entry] = {}
    effort = Effort()
    for link in links:
        href = _attribute(link, "href")
        effort.link(href)
        if effort.spent:
            break  # no page of news links like that
        address = place.link(href)
        if address is None or (wanted and not _fits(wanted, address)):
            continue
        key = urls.canonical(address)
        entry = entries.get(key)
        title = _title(link)
        if entry is None:
            moment = _time(link, owners, place)
            entries[key] = Entry(
                url=address,
                title=title,
                published=moment.when if moment else None,
                published_raw=moment.raw if moment else None,
            )
        elif len(title or "") > len(entry.title or ""):
            # A picture, a headline and a teaser often link to the same article.
            entries[key] = replace(entry, title=title)
    return list(entries.values())


def _children(soup: BeautifulSoup, url: str, chosen: soupsieve.SoupSieve | None) -> tuple[str, ...]:
    """Return the addresses of the listings that the page leads to, itself left out."""
    nodes = chosen.iselect(soup) if chosen else ()
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
    said = short(link.get_text(" ", strip=True))
    full = short(_attribute(link, "title"))
    if full and (not said or _CUT_TITLE.search(said)):
        return full
    if said:
        return said
    picture = link.find("img", alt=True)
    return short(_attribute(picture, "alt")) if isinstance(picture, Tag) else None


def _owners(links: list[Tag]) -> dict[int, str | None]:
    """Map the elements around links to the one address they lead to, or None where to several."""
    owners: dict[int, str | None] = {}
    for link in links:
        href = _attribute(link, "href")
        for around in islice(link.parents, _MAX_CLIMB):
            owners[id(around)] = href if owners.setdefault(id(around), href) == href else None
    return owners


def _time(link: Tag, owners: dict[int, str | None], place: Place) -> dates.Moment | None:
    """Return the time that stands beside ``link``, within the item that is its alone."""
    title, href = link.get_text(), _attribute(link, "href")
    for around in islice(link.parents, _MAX_CLIMB):
        if owners[id(around)] != href:
            return None
        text = " ".join(part for part in around.stripped_strings if part not in title)
        if len(text) > _MAX_ITEM_TEXT:
            return None
        machine = around.find("time", datetime=True)
        stated = _attribute(machine, "datetime") if isinstance(machine, Tag) else ""
        moment = place.moment(stated) or place.moment(text, longest=_MAX_ITEM_TEXT)
        if moment:
            return moment
    return None
