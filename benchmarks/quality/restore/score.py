"""Errors of a text against the original, and what became of them.

Knows edit distance. Must not know where texts come from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.text.restore import Restored
from crawler.text.siblings import align

#: A stated confidence, whether it was right, and the source.
Stated = tuple[float, bool, str]
#: What was stated on average, what share was right, and how many there were.
Band = tuple[float, float, int]


def distance(a: str, b: str) -> int:
    """Return the number of wrong characters: the edit distance of what differs.

    What an alignment holds to be equal is taken for granted; with copies of one text that is the
    Levenshtein distance, or a little more.
    """
    if a == b:
        return 0
    alignment = align(a, b)
    known = sum(end - start for start, end in alignment.same)
    of_a = known + sum(d.end - d.start for d in alignment.differences)
    of_b = known + sum(len(d.other) for d in alignment.differences)
    small = sum(_small(a[d.start : d.end], d.other) for d in alignment.differences)
    return small + max(len(a) - of_a, len(b) - of_b)


def _small(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            previous, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, previous + (left != right)),
            )
    return row[-1]


@dataclass
class Tally:
    """Errors before and after, and stated confidences with whether they were right."""

    before: int = 0
    after: int = 0
    stated: list[Stated] = field(default_factory=list)
    #: For each that was stated, the number of its text.
    pages: list[int] = field(default_factory=list)
    texts: int = 0

    def add(self, spun: str, restored: Restored, original: str) -> None:
        """Count one text."""
        self.before += distance(spun, original)
        self.after += distance(restored.text, original)
        judged = list(_judged(restored, original))
        self.stated += judged
        self.pages += [self.texts] * len(judged)
        self.texts += 1

    @property
    def removed(self) -> float:
        """Return the share of errors removed; below 0 where more were added."""
        return 1 - self.after / self.before if self.before else 0.0


def _judged(restored: Restored, original: str) -> Iterator[Stated]:
    """Yield what was stated of each place, and whether the original has these words there.

    It has where they lie in a stretch that the restored text shares with the original. So a place
    beside one that was missed is judged for itself.
    """
    same = align(restored.text, original).same
    starts = [start for start, _ in same]
    moved = 0
    for one in restored.substitutions:
        start = one.start + moved
        moved += len(one.original) - (one.end - one.start)
        place = bisect_right(starts, start) - 1
        right = place >= 0 and start + len(one.original) <= same[place][1]
        yield one.confidence, right, one.source


def bands(stated: Sequence[Stated]) -> Mapping[str, list[Band]]:
    """Return, by source, the bands of a tenth that confidences fall into, the lowest first."""
    found: dict[str, dict[int, list[tuple[float, bool]]]] = {}
    for confidence, right, source in stated:
        band = min(9, int(confidence * 10))
        found.setdefault(source, {}).setdefault(band, []).append((confidence, right))
    return {
        source: [
            (sum(c for c, _ in band) / len(band), sum(r for _, r in band) / len(band), len(band))
            for _, band in sorted(by_band.items())
        ]
        for source, by_band in sorted(found.items())
    }


def calibration_error(found: Sequence[Band]) -> float:
    """Return how far confidences lie from what is right, on average over places (ECE)."""
    return sum(abs(said - right) * n for said, right, n in found) / sum(n for *_, n in found)
