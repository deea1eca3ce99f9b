"""Words of a text, for the search index and for counting.

Knows where to cut a text before jieba cuts it. Must not know what words are used for.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).parent.parent / "data" / "segment_words.txt"
_HAN = r"\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['’.+-][^\W_{_HAN}]+)*[+#]*")
_CHINESE = re.compile(rf"[{_HAN}]")
#: jieba builds a graph of the whole piece, and slows down with its length: a run of characters
#: that no mark divides is cut, which costs at most one word. No sentence is so long.
_MAX_PIECE = 1_000
#: More of a text is not segmented: random characters take 15 us each. Articles end far before.
_MAX_CHARACTERS = 100_000


@cache
def _jieba() -> Any:
    """Return our own tokenizer, loaded when the first Chinese text comes."""
    from crawler.text.dictionary import Tokenizer  # noqa: PLC0415 - not for who segments nothing

    tokenizer = Tokenizer()
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            tokenizer.add_word(line)
    return tokenizer


def _words(text: str, *, search: bool) -> list[str]:
    words: list[str] = []
    for match in _PIECE.finditer(text[:_MAX_CHARACTERS]):
        piece = match[0]
        if not _CHINESE.match(piece):
            words.append(piece.lower())
            continue
        cut = _jieba().cut_for_search if search else _jieba().cut
        for start in range(0, len(piece), _MAX_PIECE):
            words += cut(piece[start : start + _MAX_PIECE])
    return words


def segment(text: str) -> list[str]:
    """Return the words of ``text`` in order, Latin ones in lower case, marks left out.

    Only of its first 100,000 characters: what lies beyond has no words.
    """
    return _words(text, search=False)


def segment_for_search(text: str) -> list[str]:
    """Return the words of ``text`` and, before each long one, the shorter words inside it.

    Only of its first 100,000 characters: what lies beyond counts for nothing in the order of hits.
    """
    return _words(text, search=True)
