"""Markup to plain text: titles on one line, bodies in paragraphs.

Knows HTML's elements and entities as feeds, sitemaps and JSON answers embed them. Must not know
whole pages, nor which part of one is the article: that is ``crawler.page.body``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

#: Titles and names are cut here before any pattern looks at them; real ones are far shorter.
MAX_LINE = 1_000
#: Bodies in feeds are cut here: a book's worth.
_MAX_BODY = 2_000_000
_NEVER_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NAMES = (
    "a|abbr|article|audio|b|big|blockquote|body|br|button|center|cite|code|del|div|em|embed|"
    "figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|"
    "li|link|main|mark|math|meta|nav|object|ol|p|picture|pre|q|ruby|rp|rt|s|section|small|source|"
    "span|strike|strong|sub|sup|svg|table|tbody|td|th|thead|time|title|tr|tt|u|ul|video|wbr"
)
_UNSEEN = "script|style|template|noscript|textarea|select"
_UNSEEN_BLOCK = re.compile(rf"<({_UNSEEN})\b[^<>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
# Only HTML's own names: "<AI>" and "x < y" in a title are words. An unfinished tag ends the text.
_TAG = re.compile(
    rf"<(?=[^<>]*(?:>|$))/?(?:{_NAMES}|{_UNSEEN})(?:\s[^<>]*|/)?(?:>|$)|<!--.*?(?:-->|$)",
    re.IGNORECASE | re.DOTALL,
)
_SPACE = re.compile(r"[\s\u200b\u2060\ufeff]+")
#: Text that was escaped once too often, or twice, is seen in real feeds; more is an attack.
_MAX_ESCAPES = 3

_SKIPPED = frozenset(
    ["script", "style", "template", "noscript", "textarea", "select", "button", "iframe", "object",
     "svg", "math", "head", "figcaption", "audio", "video", "form"]
)  # fmt: skip
_BREAKING = frozenset(
    ["address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figure",
     "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
     "section", "table", "td", "th", "tr", "ul"]
)  # fmt: skip


def line(text: str) -> str:
    """Return ``text`` as one line: tags and what scripts say removed, entities decoded.

    The result is text, not markup; whoever shows it in a page escapes it.
    """
    text = text[:MAX_LINE]
    if "<" not in text and "&" not in text:
        return _tidy(text)
    for _ in range(_MAX_ESCAPES):
        decoded = html.unescape(_TAG.sub("", _UNSEEN_BLOCK.sub("", text)))
        if decoded == text:
            break
        text = decoded
    return _tidy(_TAG.sub("", _UNSEEN_BLOCK.sub("", text)))


def beginning(parts: Iterable[str], between: str = " ") -> str:
    """Join what an element says as far as ``line`` reads.

    Links may stand in each other by the hundred, each of which holds all that the last one does.
    """
    said, size = [], 0
    for part in parts:
        said.append(part[:MAX_LINE])
        size += len(said[-1]) + 1
        if size > MAX_LINE:
            break
    return between.join(said)


def paragraphs(markup: str) -> str:
    """Return the text of an HTML fragment, one paragraph a line; captions and scripts left out.

    A fragment without any tag is taken line by line.
    """
    markup = _NEVER_TEXT.sub("", markup[:_MAX_BODY])
    if "<" not in markup or not _TAG.search(markup):
        return _joined(html.unescape(markup).split("\n"))
    collector = _Collector()
    target: Any = collector  # the stubs want a base class that exists only in the stubs
    # Events instead of a tree: nesting can neither exhaust memory nor be cut off.
    parser = etree.HTMLParser(target=target, recover=True, no_network=True, huge_tree=True)
    try:
        parser.feed(markup)
        parser.close()
    except (etree.LxmlError, ValueError):  # keep what was read before the fault
        collector.flush()
    return _joined(collector.lines)


def _joined(lines: list[str]) -> str:
    return "\n".join(tidied for text in lines if (tidied := _tidy(text)))


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", _NEVER_TEXT.sub("", text)).strip()


class _Collector:
    """Receives the parser's events and gathers text between breaking elements."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._skipping = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - lxml's protocol
        name = tag.rpartition(":")[2]
        if name in _SKIPPED:
            self._skipping += 1
        elif name in _BREAKING:
            self.flush()

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif name in _BREAKING:
            self.flush()

    def data(self, data: str) -> None:
        if not self._skipping:
            self._pieces.append(data)

    def flush(self) -> None:
        """End the current paragraph."""
        if self._pieces:
            self.lines.append("".join(self._pieces))
            self._pieces = []

    def close(self) -> list[str]:
        self.flush()
        return self.lines
