"""What other spun copies of a text say about its words.

Knows that two farms rarely swap the same word in the same way: where copies agree, the word is the
author's; where they differ, one of them has it. Must not know Chinese.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.text.lattice import Reading
from crawler.text.siblings import Alignment, Difference

#: Log odds that a word is the author's for each further copy that has it.
_VOTE = 2.5
#: How much it tells that a word stands elsewhere in the text.
_HABIT = 0.5
#: A swap is a word or two; what is longer was edited.
_MAX_SWAP = 8


@dataclass(frozen=True, slots=True)
class Votes:
    """Readings that other copies offer, and how many copies have each character as it is."""

    text: str
    readings: tuple[Reading, ...]
    #: For each character of the text: how many copies have the same.
    agree: Sequence[int]

    #: The text with all that is disputed blanked out.
    agreed: str

    def agreeing(self, start: int, end: int) -> int:
        """Return how many copies have ``text[start:end]`` as it is."""
        return min(self.agree[start:end], default=0)

    def habit(self, offer: Reading) -> float:
        """Return log odds for an offered wording by what the undisputed text says elsewhere."""
        start, end = offer.start, offer.end
        places = [(start, end)] if end - start > 1 else [(start - 1, end), (start, end + 1)]
        odds = [0.0]
        for low, high in places:
            ours = self.text[max(0, low) : high]
            theirs = self.text[max(0, low) : start] + offer.original + self.text[end:high]
            uses = self.agreed.count(theirs) + 0.3, self.agreed.count(ours) + 0.3
            odds.append(_HABIT * math.log(uses[0] / uses[1]))
        return max(odds, key=abs)


def count(text: str, alignments: Sequence[Alignment]) -> Votes:
    """Collect the votes of spun copies on ``text``."""
    agree, differ = [0] * len(text), [0] * len(text)
    offers: Counter[tuple[int, int, str]] = Counter()
    for alignment in alignments:
        for start, end in alignment.same:
            for place in range(start, end):
                agree[place] += 1
        for difference in alignment.differences:
            for start, end, other in _wordings(text, difference):
                offers[start, end, other] += 1
                for place in range(start, end):
                    differ[place] += 1
    readings = [
        # The first offer weighs as much as the text's own word; each further one decides more.
        Reading(start, end, other, _VOTE * (votes - 1 - min(agree[start:end])), "sibling")
        for (start, end, other), votes in sorted(offers.items())
    ]
    agreed = "".join(
        char if yes and not no else "\n" for char, yes, no in zip(text, agree, differ, strict=True)
    )
    return Votes(text, tuple(readings), agree, agreed)


def _wordings(text: str, difference: Difference) -> Iterator[tuple[int, int, str]]:
    """Yield the difference as a replacement: what is put in or out takes its neighbour along."""
    start, end, other = difference.start, difference.end, difference.other
    if max(end - start, len(other)) > _MAX_SWAP:
        return
    if start < end and other:
        yield start, end, other
    elif end < len(text):
        yield start, end + 1, other + text[end]
    elif start > 0:
        yield start - 1, end, text[start - 1] + other
