"""Undoing what a glosser did to GBK text that it read one byte off.

Knows GBK's byte pairs. The glosser searched bytes, not characters: where the last byte of one
character and the first of the next made a Traditional character, it put that character's reading
between them. A browser then paired the rest differently: 因為我 became 因?yàn)槲... until an ASCII
byte brought the pairs back in step. The reading tells which byte the question mark hides.

Must not know whether a page was glossed. Realigns only what comes out as ordinary Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text.draft import Edit
from crawler.text.gloss import READING
from crawler.text.readings import read_as
from crawler.text.variants import simplify
from crawler.text.wording import is_inside_word, likeness

_LOST = r"[?\ufffd]"
_HAN = r"\u3400-\u9fff"
_SITE = re.compile(rf"(?<=([{_HAN}])){_LOST}(?:({READING})[)）]|(?=[^\x00-\x7f]))")
_NEXT_GLOSS = re.compile(rf"{_LOST}({READING})[)）]")
#: No shifted stretch seen was longer than this; a clause ends, and its comma is ASCII's.
_MAX_SHIFT = 60
_MAX_SITES = 500
_BYTES = range(0x40, 0xFF)
#: Bytes that cannot begin a character, so that a browser shows them as a question mark alone.
_LONELY = (0x80, 0xA0, 0xFD, 0xFE, 0xFF)
#: Share of the realigned characters that must be ordinary, and how much of it must be gained.
_ORDINARY, _GAIN = 0.8, 0.15
_TAG_END = re.compile(r"\?/[a-z]{1,6}>")
_IN_STEP = re.compile(rf"[{_HAN}，。、；：？！“”]")
#: Of the marks that share its first byte it is nine in ten.
_COMMA = "，".encode("gbk")
#: Difference of log likelihoods.
_FAR = 3.0
_COMMON_MARKS = frozenset("，。、；：？！“”‘’《》（）—…·０１２３４５６７８９％")


@dataclass(frozen=True, slots=True)
class _Shift:
    """A realigned stretch: its characters, and where the text goes on in step."""

    text: str
    end: int
    #: Whether every character that no byte proves is part of a word.
    sound: bool = True


def edits(text: str) -> Iterator[Edit]:
    """Yield the realignment of each shifted stretch that comes out as ordinary Chinese."""
    done = 0
    for count, match in enumerate(_SITE.finditer(text)):
        if count >= _MAX_SITES:
            return
        if match.start() < done:
            continue
        shift = _realigned(text, match)
        if shift and shift.sound and _is_better(text[match.start() : shift.end], shift.text):
            yield Edit(match.start(), shift.end, shift.text, "byte slip", "read one byte off")
            done = shift.end


def _realigned(text: str, site: re.Match[str]) -> _Shift | None:
    before = text[max(0, site.start() - 4) : site.start()]
    place = site.end()
    proven = _lost_bytes(site)
    pair = _gbk(text[place : place + 1])
    if len(pair) == 1 and pair[0] >= 0x40:
        # The second byte of a character may be a letter's: 學 is 8C 57, and 57 is W.
        whole = [c for c in (_character(lost, pair[0]) for lost in proven or _BYTES) if c]
        if not whole:
            return None
        first, sound = _fitting(before, whole, text[place + 1 : place + 4])
        return _Shift(first, place + 1, sound or bool(proven))
    if len(pair) != 2:
        closed = (_closed(text, place, lost, before, "") for lost in proven)
        return next((shift for shift in closed if shift), None)
    rest = _realign(text, place + 1, pair[1], before)
    firsts = [c for c in (_character(lost, pair[0]) for lost in proven or _BYTES) if c]
    if not rest or not firsts:
        return None
    first, sound = _fitting(before, firsts, rest.text)
    return _Shift(first + rest.text, rest.end, rest.sound and (sound or bool(proven)))


def _lost_bytes(site: re.Match[str]) -> list[int]:
    """Return the bytes that the question mark may hide; none where nothing tells."""
    previous, reading = site[1], site[2]
    if not reading:
        return [0xA1]  # the stop or quotation mark after a sentence; nothing else is as likely
    last = _gbk(previous)[-1:]
    by_reading = (_gbk(character) for character in read_as(reading))
    return sorted({pair[1] for pair in by_reading if len(pair) == 2 and pair[:1] == last})


def _realign(text: str, place: int, held: int, before: str) -> _Shift | None:
    """Pair the bytes from ``place`` on anew, the byte ``held`` first; None where they do not."""
    out = ""
    while held >= 0x80 and place < len(text) and len(out) < _MAX_SHIFT:
        pair = _gbk(text[place])
        if not pair or (len(pair) == 1 and not _character(held, pair[0])):
            return _closed(text, place, held, before, out)
        joined = _character(held, pair[0])
        if not joined:
            return None
        out, place = out + joined, place + 1
        if len(pair) == 1:
            return _Shift(out, place)
        held = pair[1]
    if held < 0x80:  # the last byte was a letter's: the text is in step again
        return _Shift(out + chr(held), place)
    return _closed(text, place, held, before, out) if place == len(text) else None


def _closed(text: str, place: int, held: int, before: str, out: str) -> _Shift | None:
    """End a stretch where the second byte of its last character is lost: find that character."""
    gloss = _NEXT_GLOSS.match(text, place)
    if gloss:
        ends = [c for c in read_as(gloss[1]) if _gbk(c)[:1] == bytes([held])]
        return _Shift(out + ends[0], gloss.end()) if len(ends) == 1 else None
    tail = _TAG_END.match(text, place)
    if held == 0xA1 and tail:
        return _Shift(out + "”", tail.end())
    lone = place < len(text) and text[place] in "?\ufffd"
    end = place + lone
    if held == _COMMA[0]:
        return _Shift(out + _COMMA.decode("gbk"), end)
    seconds = _LONELY if lone and _IN_STEP.match(text, end) else _BYTES
    characters = [c for c in (_character(held, second) for second in seconds) if c]
    if not characters:
        return None
    last, sound = _fitting(before + out, characters, text[end : end + 2])
    return _Shift(out + last, end, sound)


def _fitting(before: str, choices: list[str], after: str) -> tuple[str, bool]:
    """Return which of ``choices`` makes the likeliest words, and whether that is certain enough.

    It is where the choice stands inside a word, or is far likelier than the next.
    """
    left, right = simplify(before[-3:]), simplify(after[:3])
    plain = [simplify(choice) for choice in choices]
    ranked = sorted(((likeness(left + c + right), c, n) for n, c in enumerate(plain)), reverse=True)
    value, character, number = ranked[0]
    rivals = (other for other, rival, _ in ranked if rival != character)
    far = value - next(rivals, value - _FAR) >= _FAR
    return choices[number], far or is_inside_word(left + character + right, len(left))


def _is_better(shifted: str, realigned: str) -> bool:
    share = _ordinary(realigned)
    return share >= _ORDINARY and share >= _ordinary(shifted) + _GAIN


def _ordinary(text: str) -> float:
    """Return the share of ``text`` that is common characters and marks."""
    plain = simplify(text)
    common = sum(_is_ordinary(character) for character in plain)
    return common / len(plain) if plain else 0.0


def _is_ordinary(character: str) -> bool:
    if character in _COMMON_MARKS:
        return True
    pair = _gbk(character)
    # GB2312 has its 3,755 common characters first.
    return len(pair) == 2 and 0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1


def _gbk(character: str) -> bytes:
    """Return the one or two bytes of ``character``; none where GBK has no such character."""
    try:
        # GB18030 is GBK and the private-use characters that browsers show for its free pairs.
        encoded = character.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return encoded if len(encoded) <= 2 else b""


def _character(first: int, second: int) -> str:
    try:
        character = bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return character if len(character) == 1 else ""
