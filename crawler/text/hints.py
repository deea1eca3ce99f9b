"""Whether any of many words stands in a text, told by one look at it.

Knows words and characters. Must not know what the words mean to whoever asks. A text is searched
once for the rare characters that betray the words, and for a word only where its character was met:
most texts hold none of the words that they are asked for, and a search for each of them costs many
times as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crawler.text.common import CHARACTERS

_RANK = {character: place for place, character in enumerate(CHARACTERS)}
#: Where ASCII letters and marks stand among the characters: they are in every text.
_EVERYWHERE = -1


class Hints:
    """A set of words to look for. Words without a Chinese character are searched for one by one."""

    #: The characters that betray any word of any set.
    _betraying: set[str] = set()  # noqa: RUF012 - one for all sets: a text is looked at once

    def __init__(self, *words: str) -> None:
        self._plain = tuple(word for word in words if word.isascii())
        self._rare = tuple((_rarest(word), word) for word in words if not word.isascii())
        self._characters = frozenset(character for character, _ in self._rare)
        Hints._betraying |= self._characters
        _met.cache_clear()
        _pattern.cache_clear()

    def within(self, text: str) -> Iterator[str]:
        """Yield the words that stand in ``text``."""
        met = _met(text)
        if not self._characters.isdisjoint(met):
            for character, word in self._rare:
                if character in met and word in text:
                    yield word
        for word in self._plain:
            if word in text:
                yield word

    def any_in(self, text: str) -> bool:
        """Whether one of the words stands in ``text``."""
        return next(self.within(text), None) is not None


def _rarest(word: str) -> str:
    return max(word, key=lambda c: _EVERYWHERE if c.isascii() else _RANK.get(c, len(_RANK)))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(Hints._betraying)))}]")  # noqa: SLF001


@lru_cache(maxsize=4)
def _met(text: str) -> frozenset[str]:
    """Return which of the betraying characters are in ``text``; remembered for a moment."""
    return frozenset(_pattern().findall(text))
