"""The visible header of an article: the short lines between its headline and its first paragraph.

Knows in which order a page is read. Knows nothing of what the lines say. Lists of other stories,
sidebars and comments stand after the first paragraphs (or before the headline), which is why
nothing there is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "address",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "noscript", "template", "textarea", "select", "title"})
#: Pieces of text looked at behind the headline, and before it.
_MOST_PIECES, _MOST_BEFORE = 160, 12
#: A line as long as this is prose; two of them end any header.
_PROSE = 90
_LONGEST_LINE = 600

_FOLLOWING = etree.XPath(f"(following::text()[normalize-space()])[position() <= {_MOST_PIECES}]")
_INSIDE = etree.XPath(f"(descendant::text()[normalize-space()])[position() <= {_MOST_PIECES}]")
_BEHIND = etree.XPath(
    f"descendant::text()[normalize-space()][position() > last() - {_MOST_BEFORE}]"
    f" | (following::text()[normalize-space()])[position() <= {_MOST_BEFORE}]"
)
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
    return _until_prose(_lines(_found(_FOLLOWING, heading)), paragraphs)


def within(node: HtmlElement, paragraphs: Sequence[str] = ()) -> list[Line]:
    """Return the lines at the beginning of ``node``, up to the first paragraphs."""
    return _until_prose(_lines(_found(_INSIDE, node)), paragraphs)


def before(element: HtmlElement) -> list[Line]:
    """Return the few lines that stand just before ``element``, the nearest first."""
    return list(_lines(_found(_PRECEDING, element)))[::-1]


def behind(node: HtmlElement) -> list[Line]:
    """Return the few lines at the end of ``node`` and just after it, where papers sign."""
    return list(_lines(_found(_BEHIND, node)))


def _found(path: etree.XPath, element: HtmlElement) -> list[etree._ElementUnicodeResult]:
    result = path(element)
    if not isinstance(result, list):
        return []
    return [piece for piece in result if isinstance(piece, etree._ElementUnicodeResult)]  # noqa: SLF001 - lxml has no public name for it


def _lines(pieces: list[etree._ElementUnicodeResult]) -> Iterator[Line]:
    """Join pieces of text that stand in one block."""
    block: HtmlElement | None = None
    texts: list[str] = []
    hints: list[str] = []
    stated: str | None = None
    for piece in pieces:
        parent = piece.getparent()
        element = parent.getparent() if piece.is_tail and parent is not None else parent
        if not isinstance(element, HtmlElement) or element.tag in _UNSEEN:
            continue
        home, around, time = _block_of(element)
        # A br ends a line as a block does.
        broken = piece.is_tail and parent is not None and parent.tag == "br"
        if (home is not block or broken) and texts:
            yield _line(texts, hints, stated)
            texts, hints, stated = [], [], None
        block = home
        texts.append(str(piece))
        hints.extend(around)
        stated = stated or time
    if texts:
        yield _line(texts, hints, stated)


def _line(texts: list[str], hints: list[str], stated: str | None) -> Line:
    # Elements in one line are set apart by blanks, which the labels inside rely on.
    text = " ".join(" ".join(texts).split())[:_LONGEST_LINE]
    return Line(text, " ".join(dict.fromkeys(hints)).lower()[:400], stated)


def _block_of(element: HtmlElement) -> tuple[HtmlElement, list[str], str | None]:
    """The nearest block around ``element``, the hints up to it, and a time's ``datetime``."""
    hints: list[str] = []
    stated: str | None = None
    node = element
    while True:
        for attribute in ("class", "id", "itemprop", "rel", "data-testid"):
            value = node.get(attribute)
            if value:
                hints.append(value[:100])
        if node.tag == "time" and stated is None:
            stated = node.get("datetime")
        above = node.getparent()
        if node.tag not in _INLINE or above is None:
            return node, hints, stated
        node = above


def _until_prose(lines: Iterator[Line], paragraphs: Sequence[str]) -> list[Line]:
    """Keep the lines up to the second paragraph: a summary may stand before the time."""
    starts = tuple(start for text in paragraphs[:3] if len(start := _start(text)) >= 6)
    enough = min(2, len(paragraphs)) or 2
    kept: list[Line] = []
    prose = 0
    for line in lines:
        kept.append(line)
        prose += len(line.text) >= _PROSE or (bool(starts) and _start(line.text).startswith(starts))
        if prose >= enough:
            break
    return kept


def _start(text: str) -> str:
    """The beginning of a line, blanks aside: inline elements leave them in various places."""
    return "".join(text[:40].split())[:12]
