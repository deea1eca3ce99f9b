"""The part of a text in which a search found something, with what it found marked.

Pure: knows neither tables nor how marks look on a terminal or a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from storage.search_text import INDEXED_CHARACTERS, FoldTable

#: Pieces of a text in order, each with whether it is a match.
Marked = tuple[tuple[str, bool], ...]

_MOST_MATCHES = 200
_BEFORE = 24


def mark(text: str, patterns: Sequence[re.Pattern[str]], table: FoldTable) -> Marked:
    """Return the whole of a text in pieces."""
    return _cut(text, 0, len(text), _spans(text, patterns, table))


def excerpt(
    text: str, patterns: Sequence[re.Pattern[str]], table: FoldTable, *, width: int
) -> Marked:
    """Return the ``width`` characters or so that show most of the patterns.

    Where none is found it is the beginning. An ellipsis tells that the text goes on.
    """
    spans = _spans(text, patterns, table)
    starts = [max(0, span[0] - _BEFORE) for span in spans] or [0]
    start = max(starts, key=lambda s: (len({k for a, _, k in spans if s <= a < s + width}), -s))
    end = min(len(text), start + width)
    pieces = _cut(text, start, end, spans)
    before = (("…", False),) if start else ()
    after = (("…", False),) if end < len(text) else ()
    return before + tuple((piece.replace("\n", " "), hit) for piece, hit in pieces) + after


def found(text: str, patterns: Sequence[re.Pattern[str]], table: FoldTable) -> bool:
    """Tell whether any of the patterns is in a text."""
    return bool(_spans(text, patterns, table))


def _spans(
    text: str, patterns: Sequence[re.Pattern[str]], table: FoldTable
) -> list[tuple[int, int, int]]:
    """Return where patterns match: start and end in the text itself, and which it was."""
    parts = [table[ord(char)] for char in text[:INDEXED_CHARACTERS]]
    folded = "".join(parts)
    places: Sequence[int] = range(len(folded) + 1)
    if any(len(part) != 1 for part in parts):
        ends = list(accumulate(map(len, parts), initial=0))
        places = [0] * (len(folded) + 1)
        for index, end in enumerate(ends[:-1]):
            places[end : ends[index + 1]] = [index] * (ends[index + 1] - end)
        places[len(folded)] = len(parts)
    spans: list[tuple[int, int, int]] = []
    for number, pattern in enumerate(patterns):
        for match in pattern.finditer(folded):
            if len(spans) >= _MOST_MATCHES * (number + 1):
                break
            spans.append((places[match.start()], places[match.end() - 1] + 1, number))
    return sorted(spans)


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int, int]]) -> Marked:
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last, _ in spans:
        left, right = max(first, at), min(last, end)
        if left < right:
            pieces += [(text[at:left], False), (text[left:right], True)]
            at = right
    pieces.append((text[at:end], False))
    return tuple(piece for piece in pieces if piece[0])
