"""From differences of characters to swaps of words.

Knows where words begin and end in an original. Must not know why a word was swapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from crawler.text import lattice, wordmodel
from crawler.text.siblings import Difference

#: A swap is a word or two; what is longer was edited.
_MAX_SWAP = 8


def is_swap(text: str, difference: Difference) -> bool:
    """Whether letters of ``text`` stand for other letters, and not too many."""
    spun = text[difference.start : difference.end]
    return (
        max(len(spun), len(difference.other)) <= _MAX_SWAP
        and spun.isalpha()
        and difference.other.isalpha()
    )


def by_words(text: str, swaps: Sequence[Difference]) -> Iterator[tuple[int, int, str]]:
    """Yield each swap, widened to whole words of the original: start, end, original.

    Where as many characters stand in as before, several words in a row are several swaps.
    """
    original, origins = _original(text, swaps)
    model = wordmodel.load()
    borders = accumulate(
        len(part) for word in lattice.words(original, model) for part in _parts(word, model)
    )
    changed = [False] * len(original)
    place = shifted = 0
    for swap in swaps:
        place = swap.start + shifted
        changed[place : place + len(swap.other)] = [True] * len(swap.other)
        shifted += len(swap.other) - (swap.end - swap.start)
    start = 0
    for end in borders:
        if any(changed[start:end]):
            low, high = origins[start], origins[end]
            if low is not None and high is not None:
                yield low, high, original[start:end]
                start = end
            # Inside a swap of another length there is no border: the next word belongs to it.
            continue
        start = end


def _parts(word: str, model: wordmodel.WordModel) -> tuple[str, ...]:
    """Return the two words that a word of four characters is made of, if it is."""
    halves = word[:2], word[2:]
    return halves if len(word) == 4 and all(map(model.is_word, halves)) else (word,)


def _original(text: str, swaps: Sequence[Difference]) -> tuple[str, list[int | None]]:
    """Return the original, and for each place in it the place in ``text``, if there is one."""
    parts: list[str] = []
    origins: list[int | None] = []
    at = 0
    for swap in swaps:
        parts += [text[at : swap.start], swap.other]
        origins += range(at, swap.start)
        same = len(swap.other) == swap.end - swap.start
        inner = range(swap.start + 1, swap.end) if same else [None] * (len(swap.other) - 1)
        origins += [swap.start, *inner]
        at = swap.end
    origins += range(at, len(text) + 1)
    return "".join([*parts, text[at:]]), origins
