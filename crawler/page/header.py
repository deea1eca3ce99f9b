"""The visible header of an article: the short lines between its headline and its first paragraph.

Knows in which order a page is read. Knows nothing of what the lines say. Lists of other stories,
sidebars and comments stand after the first paragraphs (or before the headline), which is why
nothing there is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement

#: An element, a piece of its text, and whether a line break stands before that.
_Piece: TypeAlias = tuple[HtmlElement, str, bool]
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "address",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "noscript", "template", "textarea", "select", "title"})
_HINTS = ("class", "id", "itemprop", "rel", "data-testid")
#: Pieces of text looked at behind the headline, and before it.
_MOST_PIECES, _MOST_BEFORE = 300, 24
#: Elements passed on the way to them, most of which hold no text on hostile pages only.
_MOST_NODES = 5000
#: A line as long as this is prose; two of them end any header.
_PROSE = 90
_MOST_LONG = 5
_LONGEST_LINE = 600
_LABEL = re.compile(
    r"(?:written |posted |published )?by:?|(?:来源|來源|作者|记者|記者|文|发布时间|时间)\s?[:：]?|"
    r"(?:published|posted|updated)(?: on)?:?", re.IGNORECASE,
)  # fmt: skip

_PRECEDING = etree.XPath(f"preceding::text()[normalize-space()][position() <= {_MOST_BEFORE}]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader sees it."""

    text: str
    #: Class, id, itemprop and rel of the elements around the text, in lower case.
    hints: str = ""
    #: ``datetime`` of a ``time`` element in the line.
    stated: str | None = None


def after(heading: HtmlElement, paragraphs: Sequence[str] = ()) -> list[Line]:
    """Return the lines behind ``heading``, up to the first paragraphs of the article.

    ``paragraphs`` are the article's, where they are known.
    """
    return _until_prose(_lines(islice(_following(heading), _MOST_PIECES)), paragraphs)


def within(node: HtmlElement, paragraphs: Sequence[str] = ()) -> list[Line]:
    """Return the lines at the beginning of ``node``, up to the first paragraphs."""
    return _until_prose(_lines(islice(_inside(node), _MOST_PIECES)), paragraphs)


def before(element: HtmlElement) -> list[Line]:
    """Return the few lines that stand just before ``element``, the nearest first."""
    found = _PRECEDING(element)
    pieces: list[_Piece] = []
    for text in found if isinstance(found, list) else []:
        parent = text.getparent()
        home = parent.getparent() if text.is_tail and parent is not None else parent
        if isinstance(home, HtmlElement):
            pieces.append((home, str(text), False))
    return list(_lines(iter(pieces)))[::-1]


def behind(node: HtmlElement) -> list[Line]:
    """Return the last lines in ``node`` and the few behind it, where papers sign and date.

    Without hints: nobody asks for them there.
    """
    last = list(islice(_backwards(node), _MOST_BEFORE))[::-1]
    return list(_lines(chain(last, islice(_following(node), _MOST_BEFORE)), hinted=False))


def _following(element: HtmlElement) -> Iterator[_Piece]:
    """The texts behind ``element`` in the order of the page, as far as anybody asks."""
    node: etree._Element | None = element
    while node is not None:
        above = node.getparent()
        if isinstance(above, HtmlElement):
            if node.tail:
                yield above, node.tail, node.tag == "br"
            for sibling in islice(node.itersiblings(), _MOST_NODES):
                yield from _inside(sibling)
                if sibling.tail:
                    yield above, sibling.tail, sibling.tag == "br"
        node = above


def _inside(element: etree._Element) -> Iterator[_Piece]:
    """The texts within ``element``, without those of scripts and the like."""
    if not isinstance(element, HtmlElement) or element.tag in _UNSEEN:
        return
    skipped = 0
    events = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in islice(events, 2 * _MOST_NODES):
        if event == "start":
            skipped += node.tag in _UNSEEN
            if node.text and not skipped and isinstance(node, HtmlElement):
                yield node, node.text, False
            continue
        if event == "end":
            skipped -= node.tag in _UNSEEN
        above = node.getparent()
        if node is not element and node.tail and not skipped and isinstance(above, HtmlElement):
            yield above, node.tail, node.tag == "br"


def _backwards(element: HtmlElement) -> Iterator[_Piece]:
    """The texts within ``element``, the last first."""
    passed = 0
    # One entry for each open element: itself, and its children yet to come.
    open_elements: list[tuple[HtmlElement, Iterator[etree._Element]]] = [
        (element, element.iterchildren(reversed=True))
    ]
    while open_elements:
        node, children = open_elements[-1]
        child = next(children, None) if passed < _MOST_NODES else None
        passed += 1
        if child is None:
            open_elements.pop()
            if node.text:
                yield node, node.text, False
            continue
        if child.tail:
            yield node, child.tail, child.tag == "br"
        if isinstance(child, HtmlElement) and child.tag not in _UNSEEN:
            open_elements.append((child, child.iterchildren(reversed=True)))


def _lines(pieces: Iterator[_Piece], *, hinted: bool = True) -> Iterator[Line]:
    """Join pieces of text that stand in one block; ``hinted``: with their hints."""
    block: HtmlElement | None = None
    texts: list[str] = []
    hints: list[str] = []
    stated: str | None = None
    for element, text, broken in pieces:
        if text.isspace():
            continue
        home, around, time = _block_of(element, hinted=hinted)
        # A br ends a line as a block does.
        if (home is not block or broken) and texts:
            yield _line(texts, hints, stated)
            texts, hints, stated = [], [], None
        block = home
        texts.append(text[:_LONGEST_LINE])
        hints.extend(around)
        stated = stated or time
    if texts:
        yield _line(texts, hints, stated)


def _line(texts: list[str], hints: list[str], stated: str | None) -> Line:
    # Elements in one line are set apart by blanks, which the labels inside rely on.
    text = " ".join(" ".join(texts).split())[:_LONGEST_LINE]
    return Line(text, " ".join(dict.fromkeys(hints)).lower()[:400], stated)


def _block_of(element: HtmlElement, *, hinted: bool) -> tuple[HtmlElement, list[str], str | None]:
    """The nearest block around ``element``, the hints up to it, and a time's ``datetime``."""
    hints: list[str] = []
    stated: str | None = None
    node = element
    while True:
        if hinted and node.keys():  # most have no attributes at all
            values = map(node.get, _HINTS)
            hints += [value[:100] for value in values if value]
        tag = node.tag
        if tag == "time" and stated is None:
            stated = node.get("datetime")
        above = node.getparent()
        if tag not in _INLINE or above is None:
            return node, hints, stated
        node = above


def _until_prose(lines: Iterator[Line], paragraphs: Sequence[str]) -> list[Line]:
    """Keep the lines up to the second paragraph: a summary may stand before the time."""
    starts = tuple(start for text in paragraphs[:3] if len(start := _start(text)) >= 6)
    enough = min(2, len(paragraphs)) or 2
    kept: list[Line] = []
    met = long = 0
    for line in lines:
        kept.append(line)
        met += bool(starts) and _start(line.text).startswith(starts)
        long += len(line.text) >= _PROSE
        # Summaries and captions are long as well: they end a header only by their number.
        if met >= enough or long >= (_MOST_LONG if starts else enough):
            break
    return _joined(kept)


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Join a label on a line of its own (By, 来源：) with what it labels."""
    joined: list[Line] = []
    for line in lines:
        if joined and _LABEL.fullmatch(joined[-1].text):
            label = joined.pop()
            text, hints = f"{label.text} {line.text}", f"{label.hints} {line.hints}"
            joined.append(Line(text, hints, label.stated or line.stated))
        else:
            joined.append(line)
    return joined


def _start(text: str) -> str:
    """The beginning of a line, blanks aside: inline elements leave them in various places."""
    return "".join(text[:40].split())[:12]
