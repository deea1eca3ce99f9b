"""``python -m benchmarks.speed.whole``: everything that is measured of speed, and the page on it.

Runs each measurement in turn and keeps the figures in ``results.json``; ``docs/speed.md`` and
``docs/speed.svg`` are made of them (``benchmarks.speed.report`` makes them anew without measuring).
Takes an hour on two quiet cores; a part of it with ``--only``, which leaves the other figures.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed import crawls, growth, others, poll, report, stages, startup, store
from benchmarks.speed.__main__ import own_pages, shared_pages, summarise

_HOSTS = 30


def measurements(asked: argparse.Namespace, place: Path) -> dict[str, Callable[[], Any]]:
    """Return what is measured, by the name of its figures."""

    def crawled() -> Any:
        return summarise(crawls.alternate(asked.pages, _HOSTS, asked.repeat), stages.Clock())

    def staged() -> Any:
        return summarise((), stages.measure(own_pages(asked.pages, _HOSTS)))

    def staged_real() -> Any:
        return summarise((), stages.measure(shared_pages(asked.data))) if asked.data else {}

    return {
        "crawls": crawled,
        "stages": staged,
        "real pages": staged_real,
        "others": lambda: others.measure(
            own_pages(asked.read, _HOSTS), asked.repeat, asked.environments or place
        ),
        "growth": lambda: growth.measure(asked.pages, _HOSTS),
        "store": lambda: store.growth(
            (asked.stored // 10, asked.stored), 200, asked.stores or place
        ),
        "startup": lambda: startup.measure(asked.stored, 15, asked.stores or place),
        "poll": lambda: poll.figures(poll.poll(999, asked.repeat), 999),
    }


def machine(asked: argparse.Namespace) -> dict[str, Any]:
    """Return under what circumstances the figures were taken."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "pages": asked.pages,
        "repeat": asked.repeat,
        "stored": asked.stored,
    }


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.whole")
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--read", type=int, default=150, help="pages that other programs read")
    parser.add_argument("--stored", type=int, default=100_000, help="articles in the larger store")
    parser.add_argument("--only", nargs="+", metavar="PART", help="of the figures; others stay")
    parser.add_argument("--data", type=Path, help="a folder of real pages, for the stages")
    parser.add_argument("--stores", type=Path, metavar="DIR", help="keep the filled stores here")
    parser.add_argument("--environments", type=Path, metavar="DIR", help="and other programs here")
    asked = parser.parse_args()
    known = json.loads(report.RESULTS.read_text("utf-8")) if report.RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        parts = measurements(asked, Path(temporary))
        if unknown := set(asked.only or ()) - parts.keys():
            parser.error(f"no part is called {min(unknown)}; there are {', '.join(parts)}")
        for name, measure in parts.items():
            if asked.only and name not in asked.only:
                continue
            print(f"{name} ...", file=sys.stderr)
            if figures := measure():
                known[name] = {"figures": figures, "machine": machine(asked)}
            # After each part: an hour's figures are not lost for a fault in the last minute.
            report.keep(known)
    report.write(json.loads(report.RESULTS.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
