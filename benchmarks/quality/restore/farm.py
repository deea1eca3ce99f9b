"""A farm that swaps words by a list of pairs, as the real ones do: on GBK bytes, in one sweep.

Knows pairs and noise. Must not know how words are brought back.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from benchmarks.quality.copies import spin

Pairs = Iterable[tuple[str, str]]


class Farm:
    """Swaps words by (spun, original) pairs."""

    def __init__(self, pairs: Pairs) -> None:
        self._spun: dict[bytes, list[bytes]] = {}
        for spun, original in pairs:
            if len(original) > 1:
                self._spun.setdefault(original.encode("gbk"), []).append(spun.encode("gbk"))
        longest_first = sorted(self._spun, key=lambda word: (-len(word), word))
        self._pattern = re.compile(b"|".join(map(re.escape, longest_first)))

    def swap(self, text: str, rng: random.Random, share: float = 0.5) -> str:
        """Swap ``share`` of the words of the list, also those that begin inside a character."""

        def other(match: re.Match[bytes]) -> bytes:
            return rng.choice(self._spun[match[0]]) if rng.random() < share else match[0]

        data = self._pattern.sub(other, text.encode("gbk", "ignore"))
        return data.decode("gbk", "ignore")

    def publish(self, text: str, rng: random.Random, share: float = 0.5) -> tuple[str, str]:
        """Return the text with its words swapped, and that with the farm's noise as well."""
        swapped = self.swap(text, rng, share)
        return swapped, spin.punctuation(swapped, rng, style=0)
