"""Bodies that stand in a page's data instead of its markup.

Knows the places where sites that build their pages by script leave the text: JSON-LD, inline
JSON, a ``textarea``. Must not know why the markup held no body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree, html

from crawler.page.blocks import walk

#: A JSON string under a name that sites use for an article's text.
_TEXT_VALUE = re.compile(
    r'"(articleBody|content|contentHtml|content_html|articleContent|article_content|widgetContent'
    r'|body|bodyHtml|body_html|data|detail|text)"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){150,})"'
)
#: Characters of scripts that are searched.
_MAX_SCRIPT = 4_000_000
#: Shorter texts are descriptions.
_MIN_TEXT = 60
_HAS_PROSE = re.compile(r"[。！？，]|[.!?][ <\"”\n]|[.!?]$")
_TAG = re.compile(r"<(?:p|br|div|h\d|section|span|strong|img)\b", re.IGNORECASE)


def find(tree: html.HtmlElement) -> list[str]:
    """Return the lines of the longest text in the page's data; none where it holds no article."""
    best: list[str] = []
    for value in _values(tree):
        lines = _lines(value)
        if sum(map(len, lines)) > sum(map(len, best)):
            best = lines
    return best if sum(map(len, best)) >= _MIN_TEXT else []


def _values(tree: html.HtmlElement) -> Iterator[str]:
    """Yield strings that may be an article's text, as HTML or plain."""
    for area in tree.iter("textarea"):
        if re.search(r"article|content", f"{area.get('class')} {area.get('id')}"):
            yield area.text or ""
    budget = _MAX_SCRIPT
    for script in tree.iter("script"):
        source = script.text or ""
        budget -= len(source)
        if budget < 0:
            return
        for found in _TEXT_VALUE.finditer(source):
            try:
                value = json.loads(f'"{found[2]}"', strict=False)
            except ValueError:
                continue
            if _HAS_PROSE.search(value):
                yield value


def _lines(value: str) -> list[str]:
    """Split a text into paragraphs, by its tags if it has any."""
    if not _TAG.search(value):
        return [line for raw in value.splitlines() if (line := " ".join(raw.split()))]
    try:
        page = walk(html.fragment_fromstring(value[:1_000_000], create_parent="div"))
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    blocks = zip(page.texts, page.units, page.linked, strict=True)
    return [text for text, units, linked in blocks if linked * 2 <= units]
