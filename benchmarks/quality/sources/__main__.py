"""Sources: right proposals, listing learner, OPML, canonical addresses.

    python -m benchmarks.quality.sources [--data DIR] [--check]

``--data`` is a folder with recorded listing pages (see labels.toml); without it, and without the
default folder, that part is left out. ``--check`` fails where a figure is below its floor.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from benchmarks.quality.sources import addresses, finding, listings, shapes, sharing

DATA = Path(__file__).parents[4] / "shared" / "sources" / "fixtures"
FLOORS = Path(__file__).parent / "floors.toml"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    figures = measure(options.data)
    print()
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    low = [name for name, figure in figures.items() if figure < floors[name]]
    for name, figure in figures.items():
        print(f"{name:22} {figure:.3f}  floor {floors[name]:.2f}{'  TOO LOW' * (name in low)}")
    if options.check and low:
        sys.exit(1)


def measure(data: Path) -> dict[str, float]:
    figures: dict[str, float] = {}
    print("Proposals for invented sites")
    right, sites = finding.run()
    figures["right proposals"] = right / sites
    print("\nListing learner, invented pages: addresses that are not found again")
    scores = listings.invented()
    good = sum(min(score.precision, score.recall) >= 0.95 for score in scores)
    print(f"  {good} of {len(scores)} pages with precision and recall of 0.95 or more")
    figures["invented listings"] = good / len(scores)
    if data.is_dir():
        print("\nListing learner, recorded pages")
        recorded = listings.recorded(data)
        both = sum(score.both for score in recorded)
        figures["recorded precision"] = both / sum(score.found for score in recorded)
        figures["recorded recall"] = both / sum(score.wanted for score in recorded)
        print("\nShapes of source and what they are tried on")
        figures["recorded shapes"] = shapes.run(data)
    print("\nOPML")
    figures["opml"] = sharing.run()
    print("\nCanonical addresses")
    figures["addresses merged"], figures["addresses kept apart"] = addresses.run()
    return figures


if __name__ == "__main__":
    main()
