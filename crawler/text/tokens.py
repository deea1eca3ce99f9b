"""A text as a string with one character a token, which is what matching works on.

Knows what counts as a token: a Chinese character, a word of another script, a number. Must not
know what is done with tokens. Marks, spaces, width, script variant and case are gone, so that
noise between words cannot hide a copy.

A word becomes one private-use character, chosen by a checksum of its spelling; so does a run of
digits. Slices of the result are then n-grams of characters for Chinese and of words for English,
at the speed of plain string slices. Two words share a character once in about 65,000 pairs, which
matching does not notice.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

from crawler.text.variants import fold

#: More than this is not read: no article is longer, and a hostile one must not cost more.
MAX_CHARACTERS = 200_000
#: Matching looks at no more tokens than these, counted from the beginning.
MAX_TOKENS = 20_000

_IDEOGRAPHS = r"\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Words live in one private-use plane and numbers in the other, so that they can be told apart.
_WORDS_FROM = 0xF0000
_NUMBERS_FROM = 0x100000
_PLANE = 0xFFFE
#: A number split by noise (``5. . ..05``) must equal the whole one, hence runs of digits.
_WORD = re.compile(rf"(?P<number>[0-9]+)|[^\W_0-9{_IDEOGRAPHS}][^\W_{_IDEOGRAPHS}]*")
#: Finds the tokens of numbers, and those of words and numbers, in what ``tokenize`` returns.
NUMBERS = re.compile("[\U00100000-\U0010ffff]")
WORDS = re.compile("[\U000f0000-\U0010ffff]")
_PLACED = re.compile(rf"[0-9]+|[^\W_0-9{_IDEOGRAPHS}][^\W_{_IDEOGRAPHS}]*|[{_IDEOGRAPHS}]")
_OTHER = re.compile(rf"[^{_IDEOGRAPHS}\U000f0000-\U0010ffff]+")


def is_word(token: str) -> bool:
    """Whether ``token`` stands for a word or a number, not for a single ideograph."""
    return ord(token) >= _WORDS_FROM


def located(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the tokens of ``text`` and where each of them stands in it, as start and end.

    Slower than ``tokenize``, for one text that is shown rather than many that are compared. A word
    that noise splits is two tokens here.
    """
    spans = [match.span() for match in _PLACED.finditer(text[:MAX_CHARACTERS])][:MAX_TOKENS]
    return "".join([_one(text[start:end]) for start, end in spans]), spans


@lru_cache(maxsize=8192)
def _one(spelling: str) -> str:
    # A character that folds to several, or to none, is a token of its own all the same.
    found = tokenize(spelling)
    return found if len(found) == 1 else chr(_WORDS_FROM + _checksum(spelling))


def _checksum(spelling: str) -> int:
    return zlib.crc32(spelling.encode("utf-8", "replace")) % _PLANE


def _as_token(match: re.Match[str]) -> str:
    return chr((_NUMBERS_FROM if match["number"] else _WORDS_FROM) + _checksum(match[0]))


def tokenize(text: str) -> str:
    """Return the tokens of ``text``, one character each; at most ``MAX_TOKENS``."""
    folded = fold(text[:MAX_CHARACTERS])
    return _OTHER.sub("", _WORD.sub(_as_token, folded))[:MAX_TOKENS]
