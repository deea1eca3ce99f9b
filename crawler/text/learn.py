"""Learning a farm's pairs of words from a spun text and its original.

Knows how to cut what differs into words. Must not know where pairs are kept or what becomes of
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from crawler.text import lattice, shift, wordmodel
from crawler.text.lexicon import Pair
from crawler.text.siblings import Difference, align

#: A swap is a word or two; what is longer was edited.
_MAX_SWAP = 8
_AROUND = 10
_MAX_LENGTH = 20_000


def learn(spun_text: str, original_text: str) -> list[Pair]:
    """Return the pairs that turn ``original_text`` into ``spun_text``, both cleaned.

    A pair is of whole words of the original, and of at least two characters on one side. Equal
    pairs are counted; the context is that of the first. Nothing is learnt where only marks or
    numbers differ, nor from passages that are in one text only.
    """
    spun_text = spun_text[:_MAX_LENGTH]
    swaps = [d for d in align(spun_text, original_text).differences if _is_swap(spun_text, d)]
    found: dict[tuple[str, str], list[int]] = {}
    for start, end, original in _by_words(spun_text, swaps):
        spun = spun_text[start:end]
        if spun != original and max(len(spun), len(original)) > 1:
            found.setdefault((spun, original), []).append(start)
            for pair in shift.between(spun, original):
                found.setdefault(pair, []).append(start)
    return [
        Pair(spun, original, len(starts), _context(spun_text, starts[0], len(spun)))
        for (spun, original), starts in found.items()
    ]


def _is_swap(text: str, difference: Difference) -> bool:
    spun = text[difference.start : difference.end]
    return (
        max(len(spun), len(difference.other)) <= _MAX_SWAP
        and spun.isalpha()
        and difference.other.isalpha()
    )


def _by_words(text: str, swaps: list[Difference]) -> Iterator[tuple[int, int, str]]:
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


def _original(text: str, swaps: list[Difference]) -> tuple[str, list[int | None]]:
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


def _context(text: str, start: int, length: int) -> str:
    around = text[max(0, start - _AROUND) : start + length + _AROUND]
    return around.replace("\n", " ")
