"""``python -m benchmarks.speed.poll``: what a look at many lists costs that have not changed.

newsvane has seen every list once; then it and a bare Scrapy process, in turn, ask for each of
them with its validator and are answered 304. Everything counts, start and end included: a poll
is over in seconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.speed.crawls import KINDS, BenchmarkError, Spent, crawl
from benchmarks.speed.server import running, take_stats


def poll(lists: int, repeat: int) -> dict[str, list[Spent]]:
    """Return what each kind of poll has used, one a repetition.

    Raises:
        BenchmarkError: newsvane took a list for changed.
    """
    spent: dict[str, list[Spent]] = {kind: [] for kind in KINDS}
    with running(0, lists) as site, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [url for _, url in site.sources()]
        crawl("1 child", site, urls, folder)
        take_stats(site)
        for _ in range(repeat):
            for kind in KINDS:
                spent[kind].append(crawl(kind, site, urls, folder))
                asked = take_stats(site)["others"]
                print(f"{kind}: {asked:.0f} requests", file=sys.stderr)
                if kind != "bare":
                    _look(folder)
    return spent


def _look(folder: Path) -> None:
    reports = json.loads((folder / "out").read_text(encoding="utf-8"))
    changed = [report for report in reports if report["outcome"] != "unchanged"]
    if changed:
        raise BenchmarkError(f"{len(changed)} of {len(reports)} changed: {changed[0]}")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.poll")
    parser.add_argument("--lists", type=int, default=999, help="a multiple of three")
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    spent = poll(asked.lists, asked.repeat)
    print(f"{'poll':12}{'CPU s':>8}{'x bare':>8}{'wall s':>8}{'x bare':>8}{'peak MiB':>10}")
    for kind, runs in spent.items():
        pairs = list(zip(runs, spent["bare"], strict=True))
        cpu = statistics.median(run.cpu for run in runs)
        wall = statistics.median(run.wall for run in runs)
        print(
            f"{kind:12}{cpu:8.2f}{statistics.median(r.cpu / b.cpu for r, b in pairs):8.2f}"
            f"{wall:8.2f}{statistics.median(r.wall / b.wall for r, b in pairs):8.2f}"
            f"{max(run.peak for run in runs):10.0f}"
        )


if __name__ == "__main__":
    main()
