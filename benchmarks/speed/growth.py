"""``python -m benchmarks.speed.growth``: what ten times the articles, or the sources, cost.

The same crawl as in the main table, with one child. What must not grow is the cost of a page and
the memory of the process.
"""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.speed import crawls
from benchmarks.speed.server import running
from benchmarks.speed.told import tell

_TIMES = 10


def measure(pages: int, hosts: int) -> dict[str, dict[str, Any]]:
    """Return the cost of a page and the peak of memory, as it is and grown."""
    sizes = {
        "as it is": (pages, hosts),
        "10 x articles": (_TIMES * pages, hosts),
        "10 x sources": (pages, _TIMES * hosts),
    }
    found: dict[str, dict[str, Any]] = {}
    for name, (of_pages, of_hosts) in sizes.items():
        with running(of_pages, of_hosts) as full, running(0, of_hosts) as empty:
            run = crawls.run("1 child", full, empty)
        first = found.get("as it is", {"cpu_ms": run.cpu, "peak_mib": run.peak})
        found[name] = {
            "pages": of_pages,
            "hosts": of_hosts,
            "cpu_ms": run.cpu,
            "cpu_growth": run.cpu / first["cpu_ms"],
            "peak_mib": run.peak,
            "peak_growth": run.peak / first["peak_mib"],
        }
    return found


def show(figures: dict[str, dict[str, Any]]) -> None:
    """Print the figures as a table."""
    print(
        f"{'crawl':15}{'pages':>7}{'hosts':>7}{'CPU ms/page':>13}{'x':>6}{'peak MiB':>10}{'x':>6}"
    )
    for name, it in figures.items():
        print(
            f"{name:15}{it['pages']:7}{it['hosts']:7}{it['cpu_ms']:13.2f}{it['cpu_growth']:6.2f}"
            f"{it['peak_mib']:10.0f}{it['peak_growth']:6.2f}"
        )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.growth")
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--hosts", type=int, default=30, help="a multiple of three")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.pages, asked.hosts)
    tell(figures, show, as_json=asked.json)


if __name__ == "__main__":
    main()
