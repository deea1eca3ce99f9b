"""Fits how sure ``crawler/text/belief.py`` says to be; prints its numbers, to be put there.

    python -m benchmarks.quality.restore.fit_confidence --shared ../shared [--jobs N]

Farms swap words of texts apart from those that are measured, some pages much and some little, and
what each reading showed is laid beside whether it was right; so are half of the copies that another
spinner made. Fitted by logistic regression (Newton's method). Takes some four minutes of CPU.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from benchmarks.quality.restore import spinner
from benchmarks.quality.restore.rows import Row, rows
from benchmarks.quality.restore.texts import LESSONS, fitted
from crawler.text import belief, undo

#: Of the swappable words, what farms swap: usually, seldom and often.
_USUAL, _SELDOM, _OFTEN = (0.3, 0.5), (0.15, 0.4), (0.7, 0.6)
#: Each text is published by a farm that swaps the usual share, and some again by others in turn.
_ROUNDS = ((_USUAL,), (_SELDOM, None, _OFTEN, None))
#: Copies that another spinner made, restored with its own list and with ours.
_THEIRS, _STRANGE = "its own list", "our list"
#: How much all places of farms that swap so much, and of that spinner, count together. A page
#: seldom tells its farm's share well, so that what is usual goes before.
_COUNTS = {_USUAL: 12.0, _THEIRS: 8.0, _STRANGE: 2.0}
_ALL = 10_000
_TEXTS = 64
_SEED = 100
_STEPS = 12
#: Keeps weights small where nothing speaks for large ones: with .001 the less sure places of texts
#: that were not fitted were up to 9 points off; with 1 surer odds no longer make surer.
_RIDGE = 0.3

#: What a reading showed, whether it was right, and how much that counts.
Sighting = tuple[list[float], bool, float]
#: Kind of source, what it showed, and whether it was right.
Place = tuple[str, list[float], bool]
Shares = tuple[float, float]


class _Task(NamedTuple):
    """Texts that a farm publishes, those that its pairs are learnt from, and how much it swaps."""

    texts: Sequence[str]
    lessons: Sequence[str]
    seed: int
    shares: Shares


def main() -> None:
    """Draw, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with quality/")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    arguments = parser.parse_args()
    tasks = list(_tasks(fitted(arguments.shared)[0]))
    by_kind: dict[str, dict[Shares | str, list[tuple[list[float], bool]]]] = {}
    with ProcessPoolExecutor(arguments.jobs) as pool:
        found: list[tuple[Shares | str, Future[list[Place]]]] = [
            (task.shares, pool.submit(_drawn, task)) for task in tasks
        ]
        found += [(w, pool.submit(_copied, arguments.shared, w)) for w in (_THEIRS, _STRANGE)]
        for farm, places in found:
            for kind, told, right in places.result():
                by_kind.setdefault(kind, {}).setdefault(farm, []).append((told, right))
    for kind, by_farm in sorted(by_kind.items()):
        sightings = [
            (told, right, _COUNTS.get(farm, 1.0) / len(places))
            for farm, places in by_farm.items()
            for told, right in places
        ]
        weights = ", ".join(f"{weight:.2f}" for weight in _regression(sightings))
        print(f'"{kind}": ({weights}),  # {len(sightings)} places')


def _tasks(texts: Sequence[str]) -> Iterator[_Task]:
    for number, by_turns in enumerate(_ROUNDS):
        for turn, first in enumerate(range(0, len(texts), _TEXTS)):
            shares = by_turns[turn % len(by_turns)]
            if shares is None:
                continue
            last = first + _TEXTS
            lessons = [*texts[last:], *texts[:first]][:LESSONS]
            yield _Task(texts[first:last], lessons, _SEED * (number + 1) + turn, shares)


def _drawn(task: _Task) -> list[Place]:
    return _seen(rows(*task, with_odds=True))


def _copied(shared: Path, whose: str) -> list[Place]:
    return _seen(spinner.copies(shared, _ALL, _SEED, half=0, ours=whose == _STRANGE))


def _seen(measured: Iterable[Row]) -> list[Place]:
    """Return what each place showed that is restored while ``measured`` is gone through."""
    told: list[belief.Seen] = []

    def number_of(seen: belief.Seen) -> float:
        # A confidence is handed through as it is: so it tells which reading a place is.
        told.append(seen)
        return 1.0 + len(told)

    found = []
    with mock.patch.object(undo, "confidence", number_of):
        for row in measured:
            for confidence, right, _ in row.tally.stated:
                if confidence >= 2.0:  # not a probability that is stated without odds
                    seen = told[int(confidence) - 2]
                    found.append((belief.kind(seen.source), belief.features(seen), right))
    return found


def _regression(sightings: Sequence[Sighting]) -> list[float]:
    size = len(sightings[0][0])
    whole = sum(count for *_, count in sightings) / len(sightings)
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [-_RIDGE * weight for weight in weights]
        bend = [[_RIDGE * (row == column) for column in range(size)] for row in range(size)]
        for told, right, count in sightings:
            chance = belief.logistic(sum(w * x for w, x in zip(weights, told, strict=True)))
            missed, swing = right - chance, chance * (1 - chance)
            for row, value in enumerate(told):
                if value:
                    worth = value * count / whole
                    slope[row] += missed * worth
                    for column in range(row + 1):
                        bend[row][column] += swing * worth * told[column]
        for row in range(size):
            for column in range(row):
                bend[column][row] = bend[row][column]
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
