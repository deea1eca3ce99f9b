"""A page as a list of text blocks in nested boxes: the one walk over the tree.

Knows which elements break lines, which never hold text to read, and what class names commonly
say. Must not judge which block is part of an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lxml import etree, html

#: Elements walked at most; a page of 300,000 paragraphs is read up to here.
MAX_NODES = 60_000

#: Characters of a class or id that are read.
_LONGEST_NAME = 400

Mark = Literal["", "soft", "hard"]


def _names(row: str) -> frozenset[str]:
    return frozenset(row.split())


_UNREAD = _names(
    "script style noscript template svg math iframe object embed applet audio video canvas map "
    "select button input textarea datalist dialog head nav frameset"
)
#: Those of them that hold no elements.
_LEAVES = frozenset({"script", "style"})
_INLINE = _names(
    "abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter "
    "nobr output progress q rp rt ruby s samp small span strike strong sub sup time tt u var wbr "
    "link meta"
)
_SKIP, _TEXT, _LINK, _BREAK, _BOX = range(5)
#: What each element means to the walk; those not named here are boxes.
_ROLE: dict[object, int] = {
    **dict.fromkeys(_UNREAD, _SKIP),
    **dict.fromkeys(_INLINE, _TEXT),
    "a": _LINK,
    "br": _BREAK,
    "hr": _BREAK,
}
#: Boxes that are one paragraph: their text belongs to the box around them.
PARAGRAPHS = _names(
    "p li dd dt h1 h2 h3 h4 h5 h6 pre blockquote figcaption caption address summary"
)
#: Boxes that are pieces of the box around them.
PARTS = PARAGRAPHS | _names("tr td th tbody thead")
_HARD_TAGS = frozenset({"footer", "aside", "menu", "figcaption"})


def _alone(*words: str) -> str:
    """Return a pattern of words that nothing but hyphens, underscores and blanks may touch."""
    return "|".join(rf"{word}(?<![^-_ ]{word})(?![^-_ ])" for word in words)


# For names in lower case. Each choice begins with a letter, by which the pattern is searched for
# seven times as fast.
_HARD = re.compile(
    r"comment|disqus|side-?bar|related|recommend|footer|breadcrumb|crumbs|most-?(?:read|pop)"
    r"|popular|trending|newsletter|subscri|copyright|navbar|menu|toolbar"
    r"|cookie|consent|modal|popup|login|sign-?up|paginat|hot-?(?:news|list|rank)|ranking"
    r"|statement|disclaim|tag-?list|read-?(?:more|next)|author-?(?:bio|box|info)"
    r"|about-?(?:the-)?author|" + _alone("nav", "rank")
)
_SOFT = re.compile(
    r"share|social|promo|sponsor|advert|banner|widget|gallery|caption"
    r"|credit|byline|topics|metadata|post-?meta|video|player|editor"
    r"|twitter-tweet|instagram-media|hidden|print|teaser|more|aside|tool|source|sr-only|visually"
    r"|screen-?reader|" + _alone("ad", "ads", "tag", "tags")
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[^\S\n]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)


@dataclass(slots=True)
class Page:
    """All boxes and blocks in document order. ``cut`` where the walk ran out of its budget.

    A box is a block-level element, a block a run of text without a line break. Both stand in
    columns, of which all of one kind are equally long: half a thousand objects a page would take
    as long as the walk that makes them.
    """

    #: The element of each box, its tag, and the index of the box around it; the first one's is 0.
    nodes: list[html.HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    #: The text of each block, and the index of the box that it stands in.
    texts: list[str] = field(default_factory=list)
    box_of: list[int] = field(default_factory=list)
    #: Its length in UTF-8 bytes, and how much of that stands within links. One byte for a Latin
    #: letter, three for a Han character make a sentence about as long in either script.
    units: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    #: All ``a`` elements, those in parts that are not read among them.
    links: list[html.HtmlElement] = field(default_factory=list)
    cut: bool = False


def walk(tree: html.HtmlElement) -> Page:
    """Read ``tree`` once into blocks. Bounded by ``MAX_NODES``; does not change the tree."""
    page = Page()
    nodes, tags, parents = page.nodes, page.tags, page.parents
    pieces: list[str] = []
    linked = links = current = 0
    budget = MAX_NODES
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, node in events:
        tag = node.tag
        role = _ROLE.get(tag, _BOX)
        if event == "start":
            budget -= 1
            if budget < 0:
                page.cut = True
                break
            if role == _SKIP:
                events.skip_subtree()
                if tag not in _LEAVES:
                    page.links.extend(node.iter("a"))
                continue
            if role == _LINK:
                links += 1
                page.links.append(node)
            elif role != _TEXT:
                if pieces:
                    _flush(page, pieces, linked, current)
                    linked = 0
                if role == _BOX:
                    parents.append(current)
                    current = len(nodes)
                    nodes.append(node)
                    tags.append(str(tag))
            text = node.text
        else:
            if role == _LINK:
                links -= 1
            elif role == _BOX:
                if pieces:
                    _flush(page, pieces, linked, current)
                    linked = 0
                current = parents[current]
            text = node.tail
        # White space between boxes is most of the text nodes of a page.
        if text and (pieces or not text.isspace()):
            pieces.append(text)
            if links:
                linked += len(text)
    if pieces:
        _flush(page, pieces, linked, current)
    return page


def _flush(page: Page, pieces: list[str], linked: int, box: int) -> None:
    raw = "".join(pieces).strip()
    pieces.clear()
    if not raw:
        return
    share = min(1.0, linked / len(raw)) if linked else 0.0
    if "\n" in raw and not raw.isascii():
        raw = _BETWEEN_HAN.sub("", raw)
    text = " ".join(raw.split())
    units = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    page.texts.append(text)
    page.units.append(units)
    page.linked.append(round(units * share) if share else 0)
    page.box_of.append(box)


def mark(tag: str, node: html.HtmlElement) -> Mark:
    """Return what the tag, class, id and style of a box say: ``hard`` or ``soft`` against it.

    Asked apart from the walk, because it matters for a third of all boxes.
    """
    if tag in _HARD_TAGS:
        return "hard"
    name, ident = node.get("class"), node.get("id")
    if (name or ident) and (
        said := _said((name or "")[:_LONGEST_NAME], (ident or "")[:_LONGEST_NAME])
    ):
        return said
    style = node.get("style")
    return "soft" if style and _HIDDEN.search(style) else ""


@lru_cache(maxsize=8192)
def _said(name: str, ident: str) -> Mark:
    """Return what the class and id of an element say about it."""
    names = f"{name} {ident}".lower()
    if _HARD.search(names):
        return "hard"
    return "soft" if _SOFT.search(names) else ""
