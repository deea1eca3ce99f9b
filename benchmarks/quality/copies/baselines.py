"""What others do: SimHash and MinHash, for the same pairs.

Knows the usual recipes and thresholds. Must not know ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from benchmarks.quality.copies.score import Answer

_SPACE = re.compile(r"[\W_]+")
Matcher = Callable[[str, str], Answer]


def _grams(text: str, size: int) -> set[str]:
    plain = _SPACE.sub("", text.lower())
    return {plain[i : i + size] for i in range(len(plain) - size + 1)} or {plain}


def _simhash(text: str) -> int:
    sums = [0] * 64
    for gram in _grams(text, 4):
        value = int.from_bytes(
            hashlib.blake2b(gram.encode("utf-8", "replace"), digest_size=8).digest()
        )
        for bit in range(64):
            sums[bit] += 1 if value >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if sums[bit] > 0)


def simhash(distance: int) -> Matcher:
    """Charikar's SimHash (2002) of character 4-grams, a copy within ``distance`` bits of 64."""

    def match(a: str, b: str) -> Answer:
        apart = (_simhash(a) ^ _simhash(b)).bit_count()
        return Answer(1 - apart / 64, "copy" if apart <= distance else "different")

    return match


def minhash(threshold: float) -> Matcher | None:
    """Broder's MinHash (1997) by rensa where it is installed, 128 permutations of 4-grams."""
    try:
        from rensa import RMinHash
    except ImportError:
        return None

    def sketch(text: str) -> object:
        made = RMinHash(num_perm=128, seed=42)
        made.update(sorted(_grams(text, 4)))
        return made

    def match(a: str, b: str) -> Answer:
        alike = sketch(a).jaccard(sketch(b))
        return Answer(alike, "copy" if alike >= threshold else "different")

    return match


def containment(threshold: float) -> Matcher:
    """Share of character bigrams of the one text in the other, the larger of both."""

    def match(a: str, b: str) -> Answer:
        left, right = _grams(a, 2), _grams(b, 2)
        share = len(left & right) / max(1, min(len(left), len(right)))
        return Answer(share, "copy" if share >= threshold else "different")

    return match


def known() -> dict[str, Matcher]:
    """Return the baselines that can run here, by name."""
    found: dict[str, Matcher | None] = {
        "simhash <= 3": simhash(3),
        "simhash <= 10": simhash(10),
        "minhash >= 0.5": minhash(0.5),
        "minhash >= 0.23": minhash(0.23),
        "bigram containment >= 0.66": containment(0.66),
    }
    return {name: matcher for name, matcher in found.items() if matcher is not None}
