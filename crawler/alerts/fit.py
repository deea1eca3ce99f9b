"""Keeping texts within a size without cutting a letter or a link in two, and packing blocks.

Pure: the size is measured by a function that is given. Must not know services.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

Measure = Callable[[str], int]

_LINK = re.compile(r"https?://[^\s<>\"'，。；、（）《》「」【】]+")
_MARK = "…"
#: A break is looked for in the last part of what fits, of this share.
_LOOK_BACK = 0.3
_JOINER = "\u200d"


def cut(text: str, size: int, measure: Measure) -> str:
    """Return the longest beginning of ``text`` that fits, with an ellipsis where it goes on.

    It ends between words or sentences where one ends near, always between letters as people see
    them, and never within a link: one that does not fit is left out.
    """
    if measure(text) <= size:
        return text
    room = size - measure(_MARK)
    kept, used = [], 0
    for atom in atoms(text):
        length = measure(atom)
        if used + length > room:
            break
        kept.append(atom)
        used += length
    if room < 0 or not kept:
        return ""
    return "".join(kept[: _break(kept)]).rstrip() + _MARK


def atoms(text: str) -> Iterator[str]:
    """Yield what must not be cut: links, and letters with all that belongs to them."""
    at = 0
    for match in _LINK.finditer(text):
        yield from _letters(text[at : match.start()])
        yield match[0]
        at = match.end()
    yield from _letters(text[at:])


def pack(
    blocks: Sequence[str], size: int, measure: Measure, *, gap: str = "\n\n"
) -> list[list[int]]:
    """Divide blocks, kept whole and in order, among as few messages as hold them.

    Returns:
        Their numbers, a list a message. A block that alone is too long has one of its own.
    """
    messages: list[list[int]] = []
    used = 0
    for number, block in enumerate(blocks):
        length = measure(block)
        if messages and used + measure(gap) + length <= size:
            messages[-1].append(number)
            used += measure(gap) + length
        else:
            messages.append([number])
            used = length
    return messages


def _letters(text: str) -> Iterator[str]:
    """Yield letters with their marks, joined emoji, and pairs that make a flag."""
    letter = ""
    for char in text:
        if letter and _continues(letter, char):
            letter += char
            continue
        if letter:
            yield letter
        letter = char
    if letter:
        yield letter


def _continues(letter: str, char: str) -> bool:
    if char == _JOINER or letter.endswith(_JOINER):
        return True
    if unicodedata.category(char) in ("Mn", "Mc", "Me") or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if letter == "\r" and char == "\n":
        return True
    return len(letter) == 1 and _is_flag(letter) and _is_flag(char)


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _break(kept: Sequence[str]) -> int:
    """Return after how many atoms to end: where a line, sentence or word ends near the end."""
    first = int(len(kept) * (1 - _LOOK_BACK))
    for ends in ("\n", "。！？!?", " ，；,;"):
        for index in range(len(kept) - 1, first, -1):
            if kept[index] in ends:
                return index + 1
    return len(kept)
