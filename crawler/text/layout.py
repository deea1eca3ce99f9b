"""White space and characters that are no text: how a cleaned text is laid out.

Knows lines and blanks. Must not know what the lines say. One newline stands between paragraphs;
the indentation of code and blanks inside a line stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.text.draft import Draft, Edit

#: Controls, lone surrogates and noncharacters: stores and terminals refuse them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]+")
_CONTROL = frozenset(
    map(
        chr,
        (
            *range(9),
            *range(14, 32),
            *range(127, 133),
            *range(134, 160),
            *range(0xD800, 0xE000),
            0xFFFE,
            0xFFFF,
        ),
    )
)
#: In longer texts, which are no articles, there may be as many: nobody looks each up.
_MAX_RECORDED = 400_000
_OTHER_BREAKS = ("\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = " \t\xa0\u3000"
_UNTIDY = ("\n\n", *(f"{blank}\n" for blank in _BLANK), *(f"\n{blank}" for blank in _BLANK))
# The look-behinds let each stretch of blanks be tried once only.
_SPACE = re.compile(
    rf"(?<![{_BLANK}])[{_BLANK}]+(?=\n)|\n(?:[{_BLANK}]*\n)+|(?<=\n)[{_BLANK}]+(?=[^\x00-\x7f{_BLANK}])"
)


def tidy(draft: Draft, present: frozenset[str]) -> None:
    """Bring ``draft``, whose unusual characters are ``present``, into a cleaned text's layout."""
    if not _CONTROL.isdisjoint(present):
        if len(draft.text) > _MAX_RECORDED:
            draft.drop(_CONTROL)
        else:
            draft.apply(_controls(draft.text), noise=False)
    if not present.isdisjoint(_OTHER_BREAKS):
        draft.apply(_breaks(draft.text), noise=False, recorded=False)
    while draft.apply(_spaces(draft.text), noise=False, recorded=False):
        pass


def _controls(text: str) -> Iterator[Edit]:
    for match in _CONTROLS.finditer(text):
        yield Edit(match.start(), match.end(), "", "control", "control character")


def _breaks(text: str) -> Iterator[Edit]:
    for match in _BREAKS.finditer(text):
        yield Edit(match.start(), match.end(), "\n", "space", "line end")


def _spaces(text: str) -> Iterator[Edit]:
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    if first:
        yield Edit(0, first, "", "space", "before the text")
    if any(fault in text for fault in _UNTIDY):
        for match in _SPACE.finditer(text, first, last):
            kept = "\n" if "\n" in match[0] else ""
            yield Edit(match.start(), match.end(), kept, "space", "blank")
    if max(first, last) < len(text):
        yield Edit(max(first, last), len(text), "", "space", "after the text")
