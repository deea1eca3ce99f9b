"""Measures restoring.

    python -m benchmarks.quality.restore [--check] [--texts N] [--seed N] [--shared FOLDER]

Texts are the project's own, or with ``--shared`` those that the word counts were not made from.
``--check`` exits 1 where a figure of the own texts is outside its bound in ``floors.toml``.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from benchmarks.quality.restore import real, spinner
from benchmarks.quality.restore.rows import Row, rows
from benchmarks.quality.restore.score import Stated, bands, calibration_error
from benchmarks.quality.restore.texts import measured, own

HERE = Path(__file__).parent


def main() -> int:
    """Print the table; say whether the figures are good enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=40, help="texts a row")
    parser.add_argument("--seed", type=int, default=5, help="another draw of swaps")
    parser.add_argument("--shared", type=Path, help="folder with quality/copies and quality/farms")
    parser.add_argument("--check", action="store_true", help="exit 1 outside the bounds")
    arguments = parser.parse_args()
    if arguments.check and arguments.shared:
        parser.error("the bounds are of our own texts: --check goes without --shared")
    tested, lessons = measured(arguments.shared, arguments.texts)
    figures = _show_rows(tested, lessons, arguments.seed) | _show_seed()
    if arguments.shared:
        _show_shared(arguments.shared, arguments.texts, arguments.seed)
    else:
        figures["clean texts changed"] = float(real.changed(list(own()))[0])
    if not arguments.check:
        return 0
    missed = _missed(figures, tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8")))
    print("\n".join(["", "out of bounds:", *missed] if missed else ["", "all bounds hold"]))
    return 1 if missed else 0


def _show_rows(texts: list[str], lessons: list[str], seed: int) -> dict[str, float]:
    """Print the rows and the calibration; return shares removed, errors added, costs."""
    figures = dict[str, float]()
    stated = list[Stated]()
    for row in rows(texts, lessons, seed):
        tally = row.tally
        stated += tally.stated
        _show(row)
        figures[row.name] = tally.removed if tally.before else float(tally.after)
        figures["times of cleaning"] = max(figures.get("times of cleaning", 0.0), row.cost)
    print("stated confidence: share right")
    for source, found in bands(stated).items():
        told = ", ".join(f"{said:.2f}: {right:.2f} of {n}" for said, right, n in found)
        print(f"  {source:10} {told}")
        figures[f"calibration error, {source}"] = calibration_error(found)
    return figures


def _show(row: Row) -> None:
    print(
        f"{row.name:45} errors {row.tally.before:6} left {row.tally.after:6} "
        f"removed {row.tally.removed:7.1%}  x clean {row.cost:.1f}"
    )


def _show_seed() -> dict[str, float]:
    figures = {name: tally.removed for name, tally in real.seed()}
    for name, removed in figures.items():
        print(f"{name}: {1 - removed:.1%} of the wrong characters left")
    return figures


def _show_shared(shared: Path, number: int, seed: int) -> None:
    for row in spinner.copies(shared, number, seed):
        _show(row)
    altered, total = real.changed(real.clean_texts(shared))
    print(f"clean texts changed: {altered} of {total}")
    for family, seen in sorted(real.fragments(shared).items()):
        print(f"{family:22}", ", ".join(f"{n} {what}" for what, n in sorted(seen.items())))


def _missed(figures: Mapping[str, float], bounds: Mapping[str, Mapping[str, float]]) -> list[str]:
    low = [
        f"{name}: {figures[name]:.3f}, at least {floor}"
        for name, floor in bounds["at_least"].items()
        if figures[name] < floor
    ]
    high = [
        f"{name}: {figures[name]:.3f}, at most {ceiling}"
        for name, ceiling in bounds["at_most"].items()
        if figures[name] > ceiling
    ]
    return [*low, *high]


if __name__ == "__main__":
    sys.exit(main())
