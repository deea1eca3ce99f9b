"""Learning a farm's pairs of words from a spun text and its original.

Knows which differences are worth learning. Must not know where pairs are kept or what becomes of
them.
"""

from __future__ import annotations

from crawler.text import shift
from crawler.text.lexicon import Pair
from crawler.text.siblings import align
from crawler.text.widen import by_words, is_swap

_AROUND = 10
_MAX_LENGTH = 20_000


def learn(spun_text: str, original_text: str) -> list[Pair]:
    """Return the pairs that turn ``original_text`` into ``spun_text``, both cleaned.

    A pair is of whole words of the original, and of at least two characters on one side. Equal
    pairs are counted; the context is that of the first. Nothing is learnt where only marks or
    numbers differ, nor from passages that are in one text only.
    """
    spun_text = spun_text[:_MAX_LENGTH]
    swaps = [d for d in align(spun_text, original_text).differences if is_swap(spun_text, d)]
    found: dict[tuple[str, str], list[int]] = {}
    for start, end, original in by_words(spun_text, swaps):
        spun = spun_text[start:end]
        if spun != original and max(len(spun), len(original)) > 1:
            found.setdefault((spun, original), []).append(start)
            for pair in shift.between(spun, original):
                found.setdefault(pair, []).append(start)
    return [
        Pair(spun, original, len(starts), _context(spun_text, starts[0], len(spun)))
        for (spun, original), starts in found.items()
    ]


def _context(text: str, start: int, length: int) -> str:
    around = text[max(0, start - _AROUND) : start + length + _AROUND]
    return around.replace("\n", " ")
