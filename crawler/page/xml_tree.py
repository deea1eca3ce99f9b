"""Bytes that should be XML into a tree, whatever is wrong with them.

Knows decoding, the usual faults of hand-made XML, and how to keep a parser from opening files,
following addresses or growing without bound. Must not know feeds or sitemaps.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree

from crawler.page.decode import decode

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_BLANKS = re.compile(r"\s*")
#: Blanks are bounded: each ``]`` would look at all that follow it.
_SUBSET_END = re.compile(r"\]\s{1,100}>")
#: Server warnings or empty lines before the document are not longer than this.
_JUNK = 20_000
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
#: Signs of equality, of which each attribute has one and takes a tree 250 bytes.
_MAX_VALUES = 300_000
#: Each costs a microsecond, and a bare ampersand five characters.
_MAX_REFERENCES = 2_000_000
#: A document that is costlier at its beginning is cut again, so many times.
_MAX_CUTS = 8
_PIECE = 64 * 1024
_CDATA = "<![CDATA["
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,64})|([0-9]{1,64}));", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]{1,31});)")
#: Nothing is expanded, opened or fetched; libxml2's own limits on depth and size stay on.
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "strip_cdata": True,
}
Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml's stubs have no public name for it


@dataclass(frozen=True, slots=True)
class Text:
    """A document cut down to its root element, ready to be parsed."""

    markup: str
    #: Local name of the root element in lower case.
    root: str
    #: False where the closing tag of the root is missing: the document was cut off.
    closed: bool


def read(body: bytes, content_type: str | None) -> str:
    """Decode ``body`` and drop what no XML may contain."""
    return legal(decode(body, content_type).text).lstrip("\ufeff \t\r\n")


def legal(text: str) -> str:
    """Return ``text`` without the characters that no XML may contain."""
    if text.isascii() and len(text.encode().translate(None, _CONTROLS)) == len(text):
        return text  # what a pattern finds out ten times slower
    if not _ILLEGAL.search(text):
        return text
    # By pieces: of a text of nothing else, what stands between takes twenty times its size.
    return "".join(
        _ILLEGAL.sub("", text[start : start + _PIECE]) for start in range(0, len(text), _PIECE)
    )


def closes(end: str, root: str) -> bool:
    """Tell whether the end tag of ``root`` stands in ``end``, the last part of a document."""
    return bool(re.search(rf"</(?:[\w.-]+:)?{re.escape(root)}\s*>", end, re.IGNORECASE))


def locate(text: str, roots: Collection[str]) -> Text | None:
    """Find the root element, one of ``roots``; None where the document is another thing.

    The document type declaration is cut off with the rest of the prolog, so that no entity of its
    making exists: nothing to expand, nothing to fetch.
    """
    start = _after_prolog(text)
    found = _ROOT.search(text, start, start + _JUNK)
    while found and found[1].lower() not in roots and found[1].lower() in {"br", "b"}:
        found = _ROOT.search(text, found.end(), start + _JUNK)  # a warning of the server's program
    if found is None or found[1].lower() not in roots:
        return None
    markup = text[found.start() :]
    return Text(markup, found[1].lower(), closes(markup[-_JUNK:], found[1]))


def costly(text: Text, tags: int) -> bool:
    """Tell whether a tree of ``text`` would be too large: of more than ``tags`` tags, or values."""
    return _share(text.markup, tags) < 1


def affordable(text: Text, tags: int) -> Text | None:
    """Return the beginning of ``text`` that is not costly, all of it where none is; or None."""
    markup = text.markup
    for _ in range(_MAX_CUTS):
        share = _share(markup, tags)
        if share >= 1:
            return text if markup is text.markup else Text(markup, text.root, closed=False)
        markup = markup[: int(len(markup) * share)]
    return None


def _share(markup: str, tags: int) -> float:
    """Return what part of ``markup`` may be built into a tree, if all of it is alike; 1 or more."""
    limits = (("<", tags), ("=", _MAX_VALUES), ("&", _MAX_REFERENCES))
    return min(limit / (markup.count(sign) or 1) for sign, limit in limits)


def parse(text: Text, items: Collection[str]) -> tuple[Element | None, bool]:
    """Parse ``text``; return its root and whether the document was well-formed.

    Of a document that was cut off, the last of its ``items`` that is whole ends it: half an item
    would give half a link. HTML's entities and bare ampersands are repaired.
    """
    pieces = _pieces(text, items)
    root = _tree("".join(pieces))
    if root is not None:
        return root, text.closed
    return _tree(_escaped(pieces), recover=True), False


def _pieces(text: Text, items: Collection[str]) -> list[str]:
    """Split the markup so that CDATA sections, in which nothing is markup, are at odd places."""
    markup = text.markup if text.closed else _whole_items(text.markup, items)
    pieces, at = [], 0
    # By hand: a pattern would look for the end again after each beginning that has none.
    while (start := markup.find(_CDATA, at)) >= 0 and (end := markup.find("]]>", start)) >= 0:
        pieces += [markup[at:start], markup[start : end + 3]]
        at = end + 3
    pieces.append(markup[at:])
    pieces[::2] = [_ENTITY.sub(_named, piece) for piece in pieces[::2]]
    return pieces


def _escaped(pieces: list[str]) -> str:
    pieces[::2] = [_escape(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _escape(markup: str) -> str:
    if "&" not in markup:
        return markup
    return _BARE_AMPERSAND.sub("&amp;", _REFERENCE.sub(_possible, markup))


def mended(markup: str) -> str:
    """Mend references and bare ampersands in a part of a document that holds no CDATA section."""
    return _escape(_ENTITY.sub(_named, markup))


def pull_parser() -> etree.XMLPullParser[etree._Element]:
    """Return a parser that is fed in pieces, goes on after faults and tells of ends of elements."""
    return etree.XMLPullParser(events=("end",), recover=True, **_SAFE)


def _possible(reference: re.Match[str]) -> str:
    """Drop a reference to no character; libxml2, recovering, would make invalid UTF-8 of some."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return "" if number > 0x10FFFF or _ILLEGAL.match(chr(number)) else reference[0]


def local(tag: object) -> str:
    """Return an element's name in lower case without its namespace; "" for a comment."""
    if not isinstance(tag, str):
        return ""
    return _known(tag) if len(tag) <= _LONGEST_KNOWN else _local(tag)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


#: Names are kept between documents: strangers' must not fill the memory.
_LONGEST_KNOWN = 200
_known = lru_cache(maxsize=4_096)(_local)


def _after_prolog(text: str) -> int:
    """Return where the prolog ends, with the one document type declaration."""
    at = _past_remarks(text, 0)
    if text[at : at + 9].upper() != "<!DOCTYPE":
        return at
    close, subset = text.find(">", at), text.find("[", at)
    if 0 <= subset < close:
        close = text.find("]>", subset)
        if close < 0 and (end := _SUBSET_END.search(text, subset)):
            close = end.end() - 1
    if close < 0:
        return at
    return _past_remarks(text, text.index(">", close) + 1)


def _past_remarks(text: str, at: int) -> int:
    """Return where instructions, comments and blanks end that begin at ``at``."""
    while found := _PROLOG.match(text, at):
        at = found.end()
    return _BLANKS.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too


def _named(entity: re.Match[str]) -> str:
    """Turn an entity of HTML, unknown to XML, into its character."""
    return _character(entity[0])


@lru_cache(maxsize=1_024)
def _character(entity: str) -> str:
    value = html.unescape(entity)
    return value if value != entity else ""


def _whole_items(markup: str, items: Collection[str]) -> str:
    names = "|".join(map(re.escape, items))
    pattern = re.compile(rf"</(?:[\w.-]+:)?(?:{names})\s*>", re.IGNORECASE)
    end = 0
    for found in pattern.finditer(markup):
        end = found.end()
    return markup[:end] if end else markup


def _tree(markup: str, *, recover: bool = False) -> Element | None:
    parser = etree.XMLParser(recover=recover, **_SAFE)
    try:
        tree: Element | None = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    return tree
