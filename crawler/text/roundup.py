"""Splits a roundup (news in brief, a daily or weekly digest) into its parts.

Knows how such texts are laid out. Does not know topics. Many short items together say every word of
a topic without any of them being about it; so they are judged one by one.
"""

from __future__ import annotations

import re

#: A part begins at a line, a bracketed heading, a bullet, or a number and a point.
_BEGIN = re.compile(r"\n+|(?=【)|(?=[■▍●◆•])|(?<=[。；;\s])(?=\d{1,2}[、.．]\s?\D)")
#: A shorter piece is a heading and belongs to what follows.
_SHORT = 40
#: More parts than this are not told apart.
_MAX_PARTS = 60


def parts(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each part, in order; together they cover ``text``.

    A text that shows no parts comes back as one.
    """
    places = sorted({match.end() for match in _BEGIN.finditer(text)} - {0, len(text)})
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*places, len(text)]:
        if end - start < _SHORT and end < len(text):
            continue
        if len(spans) == _MAX_PARTS:
            break
        spans.append((start, end))
        start = end
    if spans and start < len(text):
        spans[-1] = (spans[-1][0], len(text))
    return spans or [(0, len(text))]
