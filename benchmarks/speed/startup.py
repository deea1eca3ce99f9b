"""``python -m benchmarks.speed.startup``: what it costs to be told something at once.

CPU of whole commands as multiples of ``python -c pass``, which every Python program has to pay.
The kinds take turns; of each the least counts, for a machine that does something else only adds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed.crawls import BenchmarkError
from benchmarks.speed.floors import check
from benchmarks.speed.store import open_filled
from benchmarks.speed.told import tell


def commands(database: Path) -> dict[str, list[str]]:
    """Return the arguments of Python for each command."""
    newsvane = ["-m", "crawler.cli", "--db", str(database)]
    return {
        "python": ["-c", "pass"],
        "version": ["-m", "crawler.cli", "--version"],
        "help": ["-m", "crawler.cli", "--help"],
        "stories": [*newsvane, "stories", "--since", "all"],
    }


def measure(stored: int, repeat: int, place: Path) -> dict[str, dict[str, float]]:
    """Return CPU milliseconds of each command, and the multiple of Python's own start."""
    database = place / f"{stored}.db"
    open_filled(database, stored).close()
    asked = commands(database)
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(repeat + 1):
        for name, arguments in asked.items():
            spent[name].append(_cpu(arguments))
    # The first turn fills the machine's caches.
    least = {name: min(times[1:]) for name, times in spent.items()}
    return {
        name: {"cpu_ms": 1000 * cpu, "pythons": cpu / least["python"]}
        for name, cpu in least.items()
    }


def _cpu(arguments: Sequence[str]) -> float:
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchmarkError(f"{arguments}: exit code {process.returncode}")
    return used.ru_utime + used.ru_stime


def show(figures: dict[str, dict[str, float]]) -> None:
    """Print the figures as a table."""
    print(f"{'start':12}{'CPU ms':>8}{'x python -c pass':>18}")
    for name, it in figures.items():
        print(f"{name:12}{it['cpu_ms']:8.0f}{it['pythons']:18.1f}")


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.startup")
    parser.add_argument("--stored", type=int, default=1_000, help="articles in the store")
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the filled store here")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit 1 where a floor is missed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = asked.keep or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        figures = measure(asked.stored, asked.repeat, place)
    tell(figures, show, as_json=asked.json)
    missed = check({"startup": figures}) if asked.check else []
    print("\n".join(missed), end="\n" if missed else "", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
