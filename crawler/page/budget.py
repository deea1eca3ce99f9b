"""How much of a stranger's page we are willing to parse, and the parse itself.

Knows the limits and the parser. Must not know what a page says.
"""

from __future__ import annotations

import re

from lxml import etree, html

from storage.records import NoArticle

#: Characters of markup. The largest article page of the measured sets has 1.9 million.
MAX_CHARS = 10 * 1024 * 1024
#: Of the response, before decoding; UTF-16 needs two for a character.
MAX_BYTES = 2 * MAX_CHARS
#: Beginnings and ends of elements. The page of most in the measured sets has a tenth; a tree takes
#: up to three hundred bytes for each.
MAX_TAGS = 250_000
#: Of one tag. libxml2 compares each attribute with all before it: 50,000 take four seconds.
MAX_ATTRIBUTES = 1_000
#: Of all tags, counted generously: words in values count. A tree takes up to 250 bytes for each.
_MAX_ALL = 400_000
#: Characters in which a page cannot have so many.
_SMALL = 800_000
#: Attribute values on a page above which its tags are looked at one by one; each takes four
#: characters at least (``a=1`` and a blank).
_MANY_VALUES, _SHORTEST = 20_000, 4
#: A tag with too many attributes and no values fills several windows of this many characters.
_WINDOW = 2_000
_FEW_WINDOWS = 20
#: What stands in a tag behind its name; a ``>`` in quotes does not end it.
_REST = r"((?:[^>\"']++|\"[^\"]*+(?:\"|$)|'[^']*+(?:'|$))*+)"
#: A script or style sheet up to the first end tag in it, or the beginning of another element.
_TAG = re.compile(
    rf"<(?:(?i:script|style)(?![^\s>/]){_REST}[^<]*+(?:<(?!/)[^<]*+)*+"
    rf"|[a-zA-Z][^\s>/]{{0,30}}+{_REST})"
)
_QUOTED = re.compile(r"\"[^\"]*+(?:\"|$)|'[^']*+(?:'|$)")
#: ``lxml.html`` chooses a class for each element by a Python function; ours are all alike.
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


def parse(text: str, utf8: bytes | None = None) -> html.HtmlElement | NoArticle:
    """Parse decoded markup once, within limits of size, depth and attributes.

    ``utf8`` is the same markup in UTF-8, where that is at hand.

    Comments and processing instructions are left out, so that text around them joins. Returns
    ``NoArticle`` (``too large``, ``too deep``, ``empty``) in place of a tree that would cost too
    much or hold nothing.
    """
    if len(text) > MAX_CHARS:
        return NoArticle("too large", f"{len(text)} characters of markup")
    if len(text) > MAX_TAGS and text.count("<") > MAX_TAGS:
        return NoArticle("too large", f"more than {MAX_TAGS} tags")
    if too_many_attributes(text):
        return NoArticle("too large", "too many attributes, of one tag or of all")
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = html.document_fromstring(utf8 or text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        return NoArticle("empty", str(error)[:200])
    if _cut_for_depth(parser):
        return NoArticle("too deep", "elements nested beyond the parser's limit")
    return tree


def too_many_attributes(text: str) -> bool:
    """Tell whether a tag has more than ``MAX_ATTRIBUTES``, or all have too many.

    Scans the tags only where that might be.
    """
    # In 40,000 characters without an end of tag stand at most so many attributes as take a second.
    endless = sum(
        text.find(">", start, start + _WINDOW) < 0 for start in range(0, len(text), _WINDOW)
    )
    few = len(text) < _SHORTEST * _MANY_VALUES or text.count("=") < _MANY_VALUES
    small = len(text) <= _SMALL
    if endless < _FEW_WINDOWS and few and small:
        return False
    total = 0
    for tag in _TAG.finditer(text):
        start, end = tag.span(tag.lastindex or 0)
        if not small:
            rest = text[start:end]
            total += max(rest.count("="), len(rest.replace("/", " ").split()))
            if total > _MAX_ALL:
                return True
        if end - start > 2 * MAX_ATTRIBUTES and _says_too_much(text[start:end]):
            return True
    return False


def _says_too_much(said: str) -> bool:
    """Tell whether too many attributes stand behind a tag's name."""
    # A slash sets attributes apart as a blank does.
    names = _QUOTED.sub(" ", said).replace("/", " ").split(None, MAX_ATTRIBUTES + 1)
    return len(names) > MAX_ATTRIBUTES


def _cut_for_depth(parser: html.HTMLParser) -> bool:
    return any("xcessive depth" in entry.message for entry in parser.error_log)
