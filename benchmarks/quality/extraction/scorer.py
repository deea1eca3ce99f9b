"""Agreement of an extracted text with a gold text.

The measure is the one of scrapinghub's article-extraction-benchmark: multisets of shingles of
four tokens; a page's precision and recall are of those shingles, the set's precision and recall
are the means over its pages, and F1 is their harmonic mean. Tokens are words, and single
characters in Chinese, Japanese and Korean. Knows nothing of pages or libraries.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SHINGLE = 4
_WORD = re.compile(r"\w+")
_BY_CHARACTER = frozenset({"zh", "ja", "ko"})
_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Agreement:
    """One page: shares of shingles, 0-1. ``empty`` where nothing was extracted."""

    precision: float
    recall: float
    empty: bool = False

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Summary:
    """A set of pages, with the 95 % interval of F1 over resampled pages."""

    pages: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    #: Pages with an F1 under 0.8, and pages of which nothing was extracted.
    poor: int
    empty: int


def harmonic(a: float, b: float) -> float:
    """Return the harmonic mean of two shares."""
    return 2 * a * b / (a + b) if a + b else 0.0


def tokens(text: str, language: str) -> list[str]:
    """Split a text into words, or into characters where words are not set apart."""
    text = unicodedata.normalize("NFKC", text)
    if language[:2] in _BY_CHARACTER:
        return [character for character in text if character.isalnum()]
    return _WORD.findall(text)


def shingles(text: str, language: str) -> Counter[tuple[str, ...]]:
    """Count the shingles of a text; a shorter text is one shingle."""
    found = tokens(text, language)
    if not found:
        return Counter()
    last = max(1, len(found) - SHINGLE + 1)
    return Counter(tuple(found[i : i + SHINGLE]) for i in range(last))


def compare(gold: str, text: str, language: str) -> Agreement:
    """Compare a text with its gold text."""
    wanted, got = shingles(gold, language), shingles(text, language)
    if wanted == got:
        return Agreement(1.0, 1.0, empty=not got)
    common = sum((wanted & got).values())
    if not common:
        return Agreement(0.0, 0.0, empty=not got)
    return Agreement(common / sum(got.values()), common / sum(wanted.values()))


def summarise(pages: Sequence[Agreement], *, seed: int = 0) -> Summary:
    """Summarise a set of pages. Precision is over pages with an answer, as in the original."""
    chance = random.Random(seed)
    drawn = sorted(
        _f1([pages[chance.randrange(len(pages))] for _ in pages]) for _ in range(_SAMPLES)
    )
    return Summary(
        pages=len(pages),
        precision=_precision(pages),
        recall=_recall(pages),
        f1=_f1(pages),
        low=drawn[int(0.025 * _SAMPLES)],
        high=drawn[int(0.975 * _SAMPLES)],
        poor=sum(page.f1 < 0.8 for page in pages),
        empty=sum(page.empty for page in pages),
    )


def _precision(pages: Sequence[Agreement]) -> float:
    answered = [page.precision for page in pages if not page.empty]
    return sum(answered) / len(answered) if answered else 0.0


def _recall(pages: Sequence[Agreement]) -> float:
    return sum(page.recall for page in pages) / len(pages)


def _f1(pages: Sequence[Agreement]) -> float:
    return harmonic(_precision(pages), _recall(pages))
