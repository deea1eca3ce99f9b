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
#: libxml2 compares each attribute of a tag with all before it: 50,000 take seconds.
MAX_ATTRIBUTES = 5_000
#: Shorter tags cannot hold so many.
_LONG_TAG = 3 * MAX_ATTRIBUTES
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")


def parse(text: str) -> html.HtmlElement | NoArticle:
    """Parse decoded markup once, within limits of size, depth and attributes.

    Comments and processing instructions are left out, so that text around them joins. Returns
    ``NoArticle`` (``too large``, ``too deep``, ``empty``) in place of a tree that would cost too
    much or hold nothing.
    """
    if len(text) > MAX_CHARS:
        return NoArticle("too large", f"{len(text)} characters of markup")
    if _too_many_attributes(text):
        return NoArticle("too large", f"a tag with more than {MAX_ATTRIBUTES} attributes")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        return NoArticle("empty", str(error)[:200])
    if _cut_for_depth(parser):
        return NoArticle("too deep", "elements nested beyond the parser's limit")
    return tree


def _too_many_attributes(text: str) -> bool:
    for piece in text.split("<"):
        if len(piece) > _LONG_TAG and piece.find(">", 0, _LONG_TAG) < 0:
            # A quoted value may be a long JSON document: count what stands outside of quotes.
            names = _QUOTED.sub("", piece).partition(">")[0]
            if len(names.split()) > MAX_ATTRIBUTES:
                return True
    return False


def _cut_for_depth(parser: html.HTMLParser) -> bool:
    return any("xcessive depth" in entry.message for entry in parser.error_log)
