"""How a page nests: what its tags tell before it is parsed, and what the tree tells after.

Knows which elements hold others and which parsers mend broken pages how. Must not know lists.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

#: Deeper pages would take seconds to select from.
MAX_DEPTH = 500
#: Elements, each counted as often as it lies in others: a selector like ``.list a`` climbs from
#: each link to the top. The page of most in the measured sets has 275,000, all others a third.
_MAX_STEPS = 450_000
#: Elements, each counted as often as there are names of elements: a selector like
#: ``:nth-of-type(2)`` may count the children of one element anew for each name. Pages of news use
#: fifty names.
_MAX_NAMED = 1_500_000
#: More end tags left out than an oversight explains.
_LOOSE = 5
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr"]
)  # fmt: skip
_END_OPTIONAL = frozenset(["li", "p", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"])


class TangledError(ValueError):
    """So many elements lie in so many others, or so many have names of their own.

    Reading the page would take seconds.
    """


class Soup(BeautifulSoup):
    """A tree that is given up while it is built: tags can be hidden from ``of``.

    Raises:
        TangledError: The page is too tangled to select from.
    """

    _steps = _elements = 0
    _names: frozenset[str] = frozenset()

    def pushTag(self, tag: Tag) -> None:  # noqa: N802 - the library's name
        """Take note of an element that begins."""
        super().pushTag(tag)
        self._steps += len(self.tagStack)
        self._elements += 1
        if tag.name not in self._names:
            self._names |= {tag.name}
        if self._steps > _MAX_STEPS or self._elements * len(self._names) > _MAX_NAMED:
            raise TangledError


class Nesting(NamedTuple):
    """How deep a page nests, how many optional end tags and how many brackets are astray."""

    depth: int
    left_out: int
    stray: int

    @property
    def loose(self) -> bool:
        """Whether one parser may see what another does not."""
        return self.left_out > _LOOSE

    def builders(self) -> tuple[str, ...]:
        """Return the parsers to try.

        Each mends broken markup in its own way: lxml cuts a page at misplaced tags, html.parser
        nests elements whose end tags are left out, without end.
        """
        return ("html.parser", "lxml") if self.left_out <= MAX_DEPTH else ("lxml",)


def of(text: str) -> Nesting:
    """Count what the tags of ``text`` open and close."""
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
    return Nesting(deepest, left_out, stray)
