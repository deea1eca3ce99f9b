"""Swaps that a farm made between characters: on GBK bytes, one byte off.

Knows that GBK writes a Chinese character in two bytes, and that a program which replaces bytes
also finds words that begin in the middle of a character: 资本支出 holds the bytes of 时局, and
comes out as 资笔僻出. Must not know which reading is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.text.lattice import Reading
from crawler.text.lexicon import Lexicon

_RUN = re.compile("[\u4e00-\u9fff]{2,}")
#: A swap in the middle of characters is rarer than one of words, as a log probability.
_RARER = -1.5
_HOLE = "\0"


def readings(text: str, lexicon: Lexicon) -> Iterator[Reading]:
    """Yield what ``text`` may have been where a spun word stands at an odd byte."""
    for run in _RUN.finditer(text):
        data = _bytes(run[0])
        if data is None:
            continue
        between = _decode(data[1:-1])
        for start, end, ways in lexicon.matches(between):
            for way in ways:
                put = _bytes(way.original)
                if put is None:
                    continue
                original = _decode(data[2 * start : 2 * start + 1] + put + data[2 * end + 1 :][:1])
                if _HOLE not in original:
                    yield Reading(
                        run.start() + start,
                        run.start() + end + 1,
                        original,
                        way.cost + _RARER,
                        "structure",
                    )


def between(spun: str, original: str) -> Iterator[tuple[str, str]]:
    """Yield the pair (spun, original) of words one byte off that explains two nonsense words."""
    ours, theirs = _bytes(spun), _bytes(original)
    if ours is None or theirs is None or len(ours) != len(theirs) or len(ours) < 4:
        return
    if ours[0] != theirs[0] or ours[-1] != theirs[-1] or _is_plain(ours, theirs):
        return
    inside = _decode(ours[1:-1]), _decode(theirs[1:-1])
    if _HOLE not in inside[0] + inside[1] and len(inside[0]) > 1:
        yield inside


def _is_plain(ours: bytes, theirs: bytes) -> bool:
    """Whether the words differ in whole characters."""
    return ours[:2] == theirs[:2] or ours[-2:] == theirs[-2:]


def _bytes(text: str) -> bytes | None:
    """Return the GBK bytes of ``text``, or None where a character has not two of them."""
    try:
        data = text.encode("gbk")
    except UnicodeEncodeError:
        return None
    return data if len(data) == 2 * len(text) else None


def _decode(data: bytes) -> str:
    """Read pairs of bytes; what is no Chinese character becomes a hole."""
    chars = []
    for place in range(0, len(data) - 1, 2):
        char = data[place : place + 2].decode("gbk", "ignore")
        chars.append(char if len(char) == 1 and "\u4e00" <= char <= "\u9fff" else _HOLE)
    return "".join(chars)
