"""``python -m benchmarks.watch.memory``: the daemon's own memory over thousands of runs.

The daemon, its rota, its hands and its store are the real ones, and so are the child processes, but
that they only report. Its clock is ours, so that weeks pass in minutes. ``--check`` exits with 1
where the memory after the last run is more than a tenth above that after the fiftieth.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.config import load
from crawler.watching import Watching
from scheduler import child, daemon

SOURCES = 60
#: After so many runs it is measured for the first time.
FIRST = 50
MOST = 1.10


class Reporting:
    """Makes commands that do nothing and report that they did, and counts them."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, _file: Path | None, _database: Path, arguments: Sequence[str]) -> list[str]:
        """Return such a command."""
        self.runs += 1
        names = arguments[arguments.index("--") + 1 :]
        lines = [
            json.dumps({"event": "report", "source": name, "outcome": "done", "errors": []})
            for name in names
        ]
        return ["/bin/sh", "-c", 'printf "%s\\n" "$@"', "sh", *lines]


def measure(folder: Path, runs: int) -> list[tuple[int, float]]:
    """Return runs and MiB of memory after them."""
    text = 'catalogue = false\nevery = "adaptive"\n'
    for number in range(SOURCES):
        text += f'[[source]]\nname = "s{number}"\nurl = "https://s{number}.example/feed.xml"\n'
    (folder / "newsvane.toml").write_text(text, encoding="utf-8")
    config = load(folder / "newsvane.toml", database=folder / "news.db")
    reporting = Reporting()
    hands = Watching(config, lambda c: c.select(), reporting, lambda: config)
    moment = [datetime(2026, 3, 1, tzinfo=UTC)]
    daemon._now = lambda: moment[0]  # noqa: SLF001  its only clock
    made = daemon.Daemon(hands.rota(), hands, children={"quick": 2, "slow": 2})
    found: list[tuple[int, float]] = []
    due = FIRST
    while reporting.runs < runs:
        moment[0] += timedelta(seconds=10)
        made._beat()  # noqa: SLF001
        while made._at_work and made._ended.empty():  # noqa: SLF001
            time.sleep(0.002)
        if reporting.runs >= due:
            found.append((reporting.runs, child.memory(os.getpid()) / 2**20))
            due *= 2
    found.append((reporting.runs, child.memory(os.getpid()) / 2**20))
    hands.close()
    return found


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--check", action="store_true", help="exit 1 where it grows")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), arguments.runs)
    for runs, mib in found:
        print(f"after {runs:6} runs {mib:8.1f} MiB")
    ratio = found[-1][1] / found[0][1]
    print(f"ratio {ratio:.3f}")
    sys.exit(1 if arguments.check and ratio > MOST else 0)


if __name__ == "__main__":
    main()
