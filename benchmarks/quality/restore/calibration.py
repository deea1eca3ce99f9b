"""Lays stated confidences beside what was right, over several draws of texts, with intervals.

    python -m benchmarks.quality.restore.calibration --shared ../shared [--draws N] [--first N]
        [--shares USUAL MORE] [--seed N] [--copies N] [--jobs N]

Knows how places are pooled and how sure a share is. Must not know how good is good enough. The
texts are none that anything was fitted on; ``--first`` takes later ones of them. Exit status is 0.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.restore import spinner
from benchmarks.quality.restore.rows import rows
from benchmarks.quality.restore.score import Stated, Tally
from benchmarks.quality.restore.texts import fresh

#: Of a normal distribution, 95 % lie within so many standard deviations.
_NORMAL = 1.96
#: A band of fewer places says nothing.
_FEW = 50


@dataclass(frozen=True, slots=True)
class Band:
    """The places whose stated confidences lie within a tenth."""

    said: float
    right: float
    #: 95 % interval of ``right``.
    low: float
    high: float
    places: int

    def __str__(self) -> str:
        """Stated, right with its interval, places; marked where they lie five points apart."""
        apart = self.places >= _FEW and abs(self.said - self.right) > 0.05
        told = f"{self.said:.2f} -> {self.right:.2f} [{self.low:.2f}-{self.high:.2f}]"
        return f"{told} of {self.places}{' *' if apart else ''}"


#: What was stated of a place, and the text that it is in.
Place = tuple[Stated, tuple[int, int]]


def main() -> None:
    """Draw, pool and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with quality/")
    parser.add_argument("--draws", type=int, default=5, help="draws of 40 texts")
    parser.add_argument("--first", type=int, default=0, help="draws that are passed over")
    parser.add_argument("--seed", type=int, default=1, help="other swaps")
    parser.add_argument("--shares", type=float, nargs=2, default=(0.3, 0.5), help="swapped words")
    parser.add_argument("--copies", type=int, default=0, help="of each kind of another spinner's")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    arguments = parser.parse_args()
    usual, more = arguments.shares
    places = list[Place]()
    numbered = range(arguments.first, arguments.first + arguments.draws)
    try:
        draws = list(fresh(arguments.shared, numbered))
    except ValueError as error:
        parser.error(str(error))
    with ProcessPoolExecutor(arguments.jobs) as pool:
        waiting = [
            pool.submit(_drawn, texts, lessons, arguments.seed + number, (usual, more))
            for number, (texts, lessons) in zip(numbered, draws, strict=True)
        ]
        for number, tallies in zip(numbered, waiting, strict=True):
            for tally in tallies.result():
                places += _places(tally, number)
    print(f"{len(numbered)} draws, farms that swap {usual} (one row {more}) of their words")
    _show(places)
    if arguments.copies:
        for ours, whose in ((False, "its own"), (True, "our")):
            copies = spinner.copies(
                arguments.shared, arguments.copies, arguments.seed, half=1, ours=ours
            )
            places = [place for n, row in enumerate(copies) for place in _places(row.tally, n)]
            print(f"another spinner's copies, {whose} list, {arguments.copies} of each kind")
            _show(places)


def _drawn(
    texts: Sequence[str], lessons: Sequence[str], seed: int, shares: tuple[float, float]
) -> list[Tally]:
    return [row.tally for row in rows(texts, lessons, seed, shares)]


def _places(tally: Tally, draw: int) -> Iterator[Place]:
    for stated, page in zip(tally.stated, tally.pages, strict=True):
        yield stated, (draw, page)


def _show(places: Sequence[Place]) -> None:
    print("  stated -> right [95 % interval] of places; * five points apart")
    sources = sorted({stated[2] for stated, _ in places})
    for source in (*sources, ""):
        print(f"  {source or 'all'}")
        for band in bands(p for p in places if source in ("", p[0][2])):
            print(f"    {band}")


def bands(places: Iterable[Place]) -> Iterator[Band]:
    """Yield the bands of a tenth that confidences fall into, the lowest first."""
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(min(9, int(place[0][0] * 10)), []).append(place)
    for _, inside in sorted(found.items()):
        number = len(inside)
        said = sum(stated[0] for stated, _ in inside) / number
        right = sum(stated[1] for stated, _ in inside) / number
        yield Band(said, right, *_interval(inside, right), number)


def _interval(places: Sequence[Place], right: float) -> tuple[float, float]:
    """Return Wilson's interval, of as many places as tell as much though texts have several.

    Places of one text are right or wrong together: by the variance of a ratio over clusters (Kish,
    L. (1965), "Survey sampling") they are worth fewer.
    """
    by_text: dict[tuple[int, int], float] = {}
    for stated, text in places:
        by_text[text] = by_text.get(text, 0.0) + stated[1] - right
    apart, together = len(places) * right * (1 - right), sum(d * d for d in by_text.values())
    worth = len(places) * min(1.0, apart / together if together else 1.0)
    middle = right + _NORMAL**2 / (2 * worth)
    spread = _NORMAL * math.sqrt(right * (1 - right) / worth + (_NORMAL / worth / 2) ** 2)
    whole = 1 + _NORMAL**2 / worth
    return (middle - spread) / whole, (middle + spread) / whole


if __name__ == "__main__":
    main()
