"""A text as a string with one character a token, which is what matching works on.

Knows what counts as a token: a Chinese character, a word of another script, a number. Must not
know what is done with tokens. Marks, spaces, width, script variant and case are gone, so that
noise between words cannot hide a copy.

A word becomes one private-use character, chosen by a checksum of its spelling. Slices of the
result are then n-grams of characters for Chinese and n-grams of words for English, at the speed
of plain string slices. Two words share a character once in about 130,000 pairs, which matching
does not notice.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import cache

import opencc

#: More than this is not read: no article is longer, and a hostile one must not cost more.
MAX_CHARACTERS = 200_000
#: Matching looks at no more tokens than these, counted from the beginning.
MAX_TOKENS = 20_000

_IDEOGRAPHS = r"\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FIRST_PRIVATE = 0xF0000
_PRIVATE_COUNT = 0xFFFE
_SECOND_PRIVATE = 0x100000
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_WORD = re.compile(rf"(?P<number>{_NUMBER})|[^\W_0-9{_IDEOGRAPHS}][^\W_{_IDEOGRAPHS}]*")
_OTHER = re.compile(rf"[^{_IDEOGRAPHS}\U000f0000-\U0010ffff]+")
_UNSEEN = re.compile("[\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _fold(text: str) -> str:
    visible = _UNSEEN.sub("", text)
    simplified: str = _to_simplified().convert(unicodedata.normalize("NFKC", visible))
    return simplified.lower()


def is_word(token: str) -> bool:
    """Whether ``token`` stands for a word or number, not for a single ideograph."""
    return ord(token) >= _FIRST_PRIVATE


def _private(word: str) -> str:
    code = zlib.crc32(word.encode("utf-8", "replace")) % (2 * _PRIVATE_COUNT)
    if code < _PRIVATE_COUNT:
        return chr(_FIRST_PRIVATE + code)
    return chr(_SECOND_PRIVATE + code - _PRIVATE_COUNT)


def _as_token(match: re.Match[str]) -> str:
    return _private(match[0].replace(",", ""))


def tokenize(text: str) -> str:
    """Return the tokens of ``text``, one character each; at most ``MAX_TOKENS``."""
    folded = _fold(text[:MAX_CHARACTERS])
    return _OTHER.sub("", _WORD.sub(_as_token, folded))[:MAX_TOKENS]


def numbers(text: str) -> list[str]:
    """Return the tokens of the numbers in ``text``, in order and with repetitions."""
    folded = _fold(text[:MAX_CHARACTERS])
    found = [_as_token(match) for match in _WORD.finditer(folded) if match["number"]]
    return found[:MAX_TOKENS]
