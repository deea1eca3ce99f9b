"""What a page's own words say of a reading: authors repeat themselves.

Knows that a farm leaves most words as they were. A word that stands elsewhere on the page may well
be the author's here; one that never does, where what stands for it is all over the page, is not.
Must not know Chinese, or where readings come from.
"""

from __future__ import annotations

import math

#: How much the page's own words tell, and how few uses of a word tell little.
_WEIGHT, _FEW = 0.9, 0.6
#: The most that tells against a word which stands nowhere: some farms swap every use of it.
_LEAST = -0.55
#: Longer pages say no more.
_MAX_LENGTH = 20_000


class Habits:
    """How often words stand on a page."""

    def __init__(self, text: str) -> None:
        """Take the page as the farm left it."""
        self._text = text[:_MAX_LENGTH]
        self._uses: dict[str, int] = {}

    def odds(self, spun: str, original: str) -> float:
        """Return log odds that ``original`` is the author's, by their uses elsewhere on the page.

        Of single characters, and of words that hold one another, nothing is said.
        """
        if min(len(spun), len(original)) < 2 or spun in original or original in spun:
            return 0.0
        elsewhere = max(0, self._count(spun) - 1)
        odds = math.log((self._count(original) + _FEW) / (elsewhere + _FEW))
        return max(_LEAST, _WEIGHT * odds)

    def _count(self, word: str) -> int:
        uses = self._uses.get(word)
        if uses is None:
            uses = self._uses[word] = self._text.count(word)
        return uses
