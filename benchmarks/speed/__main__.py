"""``python -m benchmarks.speed``: newsvane against the bare fetch of the same pages, and by stage.

Prints a table, or JSON with ``--json``. ``--check`` compares the ratios with ``floors.toml`` and
exits 1 where one is missed. How to read the figures: ``README.md`` beside this file.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.quality.extraction import corpus
from benchmarks.speed import crawls, stages
from benchmarks.speed.floors import check
from benchmarks.speed.site import Site
from benchmarks.speed.told import tell

#: Pages that are enough for a stable mean by stage.
_STAGE_PAGES = 400


def own_pages(pages: int, hosts: int) -> Iterator[tuple[bytes, str]]:
    """Yield the site's pages, hosts in turn, as bytes and URL."""
    site = Site(min(pages, _STAGE_PAGES), hosts, 80)
    answers = [site.answers(host) for host in range(hosts)]
    for number, url in enumerate(site.articles()):
        yield answers[number % hosts][f"/news/{number}.html"][1], url


def shared_pages(folder: Path) -> Iterator[tuple[bytes, str]]:
    """Yield the real pages of a folder."""
    for page in corpus.shared(folder):
        yield page.body, page.url


def summarise(runs: Sequence[crawls.Run], clock: stages.Clock) -> dict[str, Any]:
    """Return all figures by name; ratios are taken within one repetition."""
    kinds = dict.fromkeys(run.kind for run in runs)
    by_kind = {kind: [run for run in runs if run.kind == kind] for kind in kinds}
    crawled = {}
    for kind, of_kind in by_kind.items():
        pairs = list(zip(of_kind, by_kind["bare"], strict=True))
        shares = [run.rate / bare.rate for run, bare in pairs]
        plain = list(zip(of_kind, by_kind.get("defaults", ()), strict=False))
        crawled[kind] = {
            "cpu_ms": _middle(run.cpu for run in of_kind),
            "cpu_ratio": _middle(run.cpu / bare.cpu for run, bare in pairs),
            "rate": _middle(run.rate for run in of_kind),
            "share": _middle(shares),
            "share_low": min(shares, default=0.0),
            "share_high": max(shares, default=0.0),
            "of_defaults": _middle(run.rate / other.rate for run, other in plain),
            "start_s": _middle(run.start for run in of_kind),
            "peak_mib": max((run.peak for run in of_kind), default=0.0),
            "server_ms": _middle(run.server for run in of_kind),
        }
    parse = clock.each("lxml parse") or float("nan")
    staged = {
        stage: {"cpu_ms": clock.each(stage), "parses": clock.each(stage) / parse, "calls": calls}
        for stage, calls in clock.calls.items()
    }
    whole = stages.off_topic(clock)
    return {
        **({"crawls": crawled} if runs else {}),
        **(
            {"stages": staged, "off_topic": {"cpu_ms": whole, "parses": whole / parse}}
            if staged
            else {}
        ),
    }


def _middle(values: Iterable[float]) -> float:
    found = list(values)
    return statistics.median(found) if found else 0.0


def show(figures: dict[str, Any]) -> None:
    """Print the figures as tables."""
    if "crawls" in figures:
        print(f"{'crawl':12}{'CPU ms/page':>12}{'x bare':>8}{'pages/s':>9}{'of bare':>9}", end="")
        print(f"  {'from-to':11}{'of defaults':>12}{'start s':>8}{'peak MiB':>10}{'server ms':>11}")
    for kind, it in figures.get("crawls", {}).items():
        print(
            f"{kind:12}{it['cpu_ms']:12.2f}{it['cpu_ratio']:8.2f}{it['rate']:9.0f}{it['share']:9.2f}"
            f"  {it['share_low']:.2f}-{it['share_high']:.2f}  {it['of_defaults']:12.2f}{it['start_s']:8.2f}"
            f"{it['peak_mib']:10.0f}{it['server_ms']:11.2f}"
        )
    if "stages" in figures:
        print(f"\n{'stage':14}{'calls':>7}{'CPU ms':>9}{'x lxml parse':>14}")
        for stage, it in figures["stages"].items():
            print(f"{stage:14}{it['calls']:7d}{it['cpu_ms']:9.2f}{it['parses']:14.1f}")
        whole = figures["off_topic"]
        print(f"{'off topic, all':21}{whole['cpu_ms']:9.2f}{whole['parses']:14.1f}")


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--hosts", type=int, default=30, help="a multiple of three")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=("crawls", "stages"), help="half of the measurements")
    parser.add_argument(
        "--data", type=Path, help="take the pages of this folder through the stages"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit 1 where a floor is missed")
    asked = parser.parse_args()
    if asked.hosts % 3 or asked.pages < 1 or asked.repeat < 1:
        parser.error("--hosts must be a multiple of three, the others at least 1")

    runs: list[crawls.Run] = []
    if asked.only != "stages":
        runs = crawls.alternate(asked.pages, asked.hosts, asked.repeat)
    pages = shared_pages(asked.data) if asked.data else own_pages(asked.pages, asked.hosts)
    clock = stages.measure(pages if asked.only != "crawls" else ())
    figures = summarise(runs, clock)
    tell(figures, show, as_json=asked.json)
    missed = check(figures) if asked.check else []
    print("\n".join(missed), end="\n" if missed else "", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
