"""Fits how sure ``crawler/text/belief.py`` says to be; prints its numbers, to be put there.

    python -m benchmarks.quality.restore.fit_confidence --shared ../shared

Farms swap words of texts apart from those that are measured, some pages much and some little, and
each reading's odds are laid beside whether it was right. Fitted by logistic regression (Newton's
method) on the odds, linear between the knots, and on the log odds of the page's share.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

from benchmarks.quality.restore.rows import rows
from benchmarks.quality.restore.texts import fitted
from crawler.text import belief, undo

#: Of the swappable words, what farms swap in one draw after the other: little and much in turn.
_SHARES = ((0.3, 0.5), (0.15, 0.35), (0.3, 0.5), (0.6, 0.8))
_TEXTS = 16
_SEED = 100
_STEPS = 12
#: By source, how often a place counts where farms swap the usual share. How much copies differ
#: tells their farms' shares too roughly to be right for the seldom and the frequent alike.
_USUAL = {"sibling": 9}

#: What a reading showed, and whether it was right.
Sighting = tuple[list[float], bool]


def main() -> None:
    """Draw, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with quality/")
    texts, lessons = fitted(parser.parse_args().shared)
    seen: dict[str, list[Sighting]] = {}
    for number, first in enumerate(range(0, len(texts), _TEXTS)):
        shares = _SHARES[number % len(_SHARES)]
        drawn = _drawn(texts[first : first + _TEXTS], lessons, _SEED + number, shares)
        for source, odds, share, right in drawn:
            times = _USUAL.get(source, 1) if shares == _SHARES[0] else 1
            seen.setdefault(source, []).extend([(belief.features(odds, share), right)] * times)
    for source, sightings in sorted(seen.items()):
        weights = ", ".join(f"{weight:.2f}" for weight in _regression(sightings))
        print(f'"{source}": ({weights}),  # {len(sightings)} places, some counted several times')


def _drawn(
    texts: Sequence[str], lessons: Sequence[str], seed: int, shares: tuple[float, float]
) -> Iterator[tuple[str, float, float, bool]]:
    """Yield source, odds, share, and whether it was right, of each place that was restored."""
    told: list[tuple[str, float, float]] = []

    def number_of(source: str, log_odds: float, share: float) -> float:
        # A confidence is handed through as it is: so it tells which reading a place is.
        told.append((belief.kind(source), log_odds, share))
        return 1.0 + len(told)

    with mock.patch.object(undo, "confidence", number_of):
        for row in rows(texts, lessons, seed, shares):
            for confidence, right, _ in row.tally.stated:
                if confidence >= 2.0:  # not a probability that is stated without odds
                    yield (*told[int(confidence) - 2], right)


def _regression(sightings: Sequence[Sighting]) -> list[float]:
    size = len(sightings[0][0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [0.0] * size
        bend = [[1e-6 * (row == column) for column in range(size)] for row in range(size)]
        for told, right in sightings:
            chance = belief.logistic(sum(w * x for w, x in zip(weights, told, strict=True)))
            for row in range(size):
                slope[row] += (right - chance) * told[row]
                for column in range(size):
                    bend[row][column] += chance * (1 - chance) * told[row] * told[column]
        weights = [w + step for w, step in zip(weights, _solved(bend, slope), strict=True)]
    return weights


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve a few linear equations by Gauss's and Jordan's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        head = rows[place]
        head[:] = [value / head[place] for value in head]
        for other in rows:
            if other is not head and not math.isclose(other[place], 0.0):
                part = other[place]
                other[:] = [value - part * of for value, of in zip(other, head, strict=True)]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    main()
