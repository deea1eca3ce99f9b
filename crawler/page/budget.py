"""How much of a stranger's page we are willing to parse, and the parse itself.

Knows the limits and the parser. Must not know what a page says.
"""

from __future__ import annotations

import re
from itertools import islice

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
#: What HTML takes for white space, and for one attribute of a tag with what stands before it.
#: Quotes count only where a value begins; elsewhere they are letters, and a ``>`` ends the tag.
_BLANK = r"[ \t\n\f\r]"
_ATTRIBUTE = (
    r"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_BLANK}*+={_BLANK}*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>]*+))?+"
)
_REST = rf"((?:{_ATTRIBUTE})*+)"
#: What the parser takes for one thing, in the order in which it asks (the tokenizer of the HTML
#: standard, 13.2.5): a comment, a declaration or the like, an element whose content is text up to
#: its own end tag, another tag. What hides a tag from us in one of them hides it from the parser.
_TOKEN = re.compile(
    r"<!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?![a-zA-Z]))[^>]*+"
    rf"|<(?P<raw>(?i:script|style|textarea|title|xmp|iframe|noembed|noframes))(?=[ \t\n\f\r/>])"
    rf"{_REST}[^<]*+(?:<(?!/(?i:(?P=raw))[ \t\n\f\r/>])[^<]*+)*+"
    rf"|</?[a-zA-Z][^ \t\n\f\r/>]*+{_REST}"
)
_ONE = re.compile(_ATTRIBUTE)
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
    for token in _TOKEN.finditer(text):
        start, end = token.span(token.lastindex or 0)
        if not token.lastindex or start == end:
            continue
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
    return next(islice(_ONE.finditer(said), MAX_ATTRIBUTES, None), None) is not None


def _cut_for_depth(parser: html.HTMLParser) -> bool:
    return any("xcessive depth" in entry.message for entry in parser.error_log)
