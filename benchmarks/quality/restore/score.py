"""Errors of a text against the original, and what became of them.

Knows edit distance. Must not know where texts come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crawler.text.restore import Restored, Substitution
from crawler.text.siblings import Difference, align

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

    def add(self, spun: str, restored: Restored, original: str) -> None:
        """Count one text."""
        self.before += distance(spun, original)
        self.after += distance(restored.text, original)
        truth = align(spun, original)
        for one in restored.substitutions:
            self.stated.append(
                (one.confidence, _is_right(spun, one, truth.differences), one.source)
            )

    @property
    def removed(self) -> float:
        """Return the share of errors removed; below 0 where more were added."""
        return 1 - self.after / self.before if self.before else 0.0


def _is_right(text: str, one: Substitution, differences: Sequence[Difference]) -> bool:
    """Whether the original stands there: the true differences in the place give the same words."""
    start, end = one.start, one.end
    inside = [
        d
        for d in differences
        if (d.start < end and d.end > start) or start <= d.start <= d.end <= end
    ]
    if not inside:
        return False
    low = min(start, inside[0].start)
    high = max(end, inside[-1].end)
    true, at = "", low
    for d in inside:
        true += text[at : d.start] + d.other
        at = d.end
    true += text[at:high]
    return true == text[low:start] + one.original + text[end:high]


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
