"""What a page's own words say of a reading: authors repeat themselves.

Knows two kinds of farms. One swaps some uses of a word and leaves others: a word that stands
elsewhere on the page may well be the author's here, and one that never does, where what stands for
it is all over the page, is not. The other swaps a word wherever it stands: what is left of it
elsewhere tells that it was not swapped. Must not know Chinese, or where readings come from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

#: How much the page's own words tell where a farm leaves some uses, and how few uses tell little.
_WEIGHT, _FEW = 0.85, 0.6
#: The most that tells against a word which stands nowhere.
_LEAST = -0.51
#: What tells against a word that stands elsewhere where a farm swaps every use: once, and more.
_SPARED, _AGAIN = -1.0, -1.0
#: What ``listed`` is of the two kinds: who swaps some uses has a dense list, in which many a word
#: that stands for another is as usual.
_SOME_LISTED, _EVERY_LISTED = -0.49, 0.5
#: Of words that were swapped, the share that stands elsewhere on pages of the two kinds of farms.
_SOME, _EVERY = 0.35, 0.06
#: Longer pages say no more.
_MAX_LENGTH = 20_000


class Habits:
    """How often words stand on a page, and whether its farm swaps every use of a word."""

    def __init__(self, text: str) -> None:
        """Take the page as the farm left it."""
        self._text = text[:_MAX_LENGTH]
        self._uses: dict[str, int] = {}
        self._every = False

    def learn(self, swaps: Iterable[tuple[str, str, float]]) -> None:
        """Learn the farm's way from words (spun, original), each swapped as probably as it says."""
        odds = 0.0
        for spun, original, probable in swaps:
            if _tells(spun, original):
                some, every = _SOME, _EVERY
                if not self._count(original):
                    some, every = 1 - some, 1 - every
                odds += probable * math.log(every / some)
        self._every = odds > 0

    @property
    def listed(self) -> float:
        """Log odds that a word which can be a swapped one is, beyond what the page's share says."""
        return _EVERY_LISTED if self._every else _SOME_LISTED

    def odds(self, spun: str, original: str) -> float:
        """Return log odds that ``original`` is the author's, by their uses elsewhere on the page.

        Of single characters, and of words that hold one another, nothing is said.
        """
        if not _tells(spun, original):
            return 0.0
        uses = self._count(original)
        if self._every:
            return _SPARED + _AGAIN * math.log1p(uses) if uses else 0.0
        elsewhere = max(0, self._count(spun) - 1)
        return max(_LEAST, _WEIGHT * math.log((uses + _FEW) / (elsewhere + _FEW)))

    def _count(self, word: str) -> int:
        uses = self._uses.get(word)
        if uses is None:
            uses = self._uses[word] = self._text.count(word)
        return uses


def _tells(spun: str, original: str) -> bool:
    return min(len(spun), len(original)) > 1 and spun not in original and original not in spun
