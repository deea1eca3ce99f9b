"""``python -m benchmarks.speed.poll``: what a look at many lists costs that have not changed.

newsvane has seen every list once; then it and a bare Scrapy process, in turn, ask for each of
them with its validator and are answered 304. Everything counts, start and end included: a poll
is over in seconds. A poll of one list tells what starting a child costs.

The day is extrapolated: ``--lists`` sources, each asked once an hour, gathered into so many children
an hour. Unconditional looks (every list once a week) and robots.txt (every host once a day) are
told beside. ``--check`` compares with ``floors.toml``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.crawls import BenchmarkError, Spent, command, crawl, spend
from benchmarks.speed.server import running, take_stats

_FLOORS = Path(__file__).with_name("floors.toml")
#: Children that the looks of an hour are gathered into; by default the daemon makes it four.
_CHILDREN = (1, 2, 4, 8)
#: How the daemon starts one.
_CHILD = ("crawl", "--events", "--pages", "--")


@dataclass(frozen=True, slots=True)
class Polls:
    """What each repetition has used, and how much went over the wire."""

    bare: list[Spent]
    bare_start: list[Spent]
    ours: list[Spent]
    ours_start: list[Spent]
    #: Bytes of a conditional request with its answer, of an unconditional one, of robots.txt.
    conditional: float
    unconditional: float
    robots: float


def poll(lists: int, repeat: int) -> Polls:
    """Poll ``lists`` sources ``repeat`` times.

    Raises:
        BenchmarkError: newsvane took a list for changed, or asked for more than the lists.
    """
    found: dict[str, list[Spent]] = {name: [] for name in ("bare", "start", "child", "one")}
    with running(0, lists) as site, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [url for _, url in site.sources()]
        crawl("1 child", site, urls, folder)
        first = take_stats(site)
        names = [f"host-{number}" for number in range(lists)]
        for _ in range(repeat):
            found["bare"].append(crawl("bare", site, urls, folder))
            found["start"].append(crawl("bare", site, urls[:1], folder))
            take_stats(site)
            found["child"].append(spend(command(folder, *_CHILD, *names), folder))
            stats = take_stats(site)
            _look(folder, lists, stats["others"])
            found["one"].append(spend(command(folder, *_CHILD, "host-0"), folder))
            take_stats(site)
    each = (stats["received"] + stats["sent"]) / lists
    whole = (first["received"] + first["sent"]) / lists
    # The first look asked for robots.txt too, with a request as long as all others of ours.
    robots = stats["received"] / lists + 100
    return Polls(
        found["bare"], found["start"], found["child"], found["one"], each, whole - robots, robots
    )


def _look(folder: Path, lists: int, asked: float) -> None:
    lines = [json.loads(line) for line in (folder / "out").read_text("utf-8").splitlines()]
    reports = [line for line in lines if line["event"] == "report"]
    changed = [report for report in reports if report["outcome"] != "unchanged"]
    if changed or len(reports) != lists:
        raise BenchmarkError(f"{len(changed)} of {len(reports)} changed: {changed[:1]}")
    if asked != lists:
        raise BenchmarkError(f"{asked:.0f} requests for {lists} lists: robots.txt is not kept")


def figures(polls: Polls, lists: int) -> dict[str, float]:
    """Return all figures by name; ratios are taken within one repetition."""
    pairs = list(zip(polls.ours, polls.bare, strict=True))
    start = statistics.median(run.cpu for run in polls.ours_start)
    whole = statistics.median(run.cpu for run in polls.ours)
    made = {
        "cpu_ratio": statistics.median(o.cpu / b.cpu for o, b in pairs),
        "wall_ratio": statistics.median(o.wall / b.wall for o, b in pairs),
        "cpu_s": whole,
        "start_s": start,
        "bare_s": statistics.median(run.cpu for run in polls.bare),
        "bare_start_s": statistics.median(run.cpu for run in polls.bare_start),
        "each_ms": 1000 * (whole - start) / lists,
        "peak_mib": max(run.peak for run in polls.ours),
        "bytes": polls.conditional,
        "day_mb": 24 * lists * polls.conditional / 1e6,
        "day_unconditional_mb": lists * polls.unconditional / 7 / 1e6,
        "day_robots_mb": lists * polls.robots / 1e6,
    }
    for children in _CHILDREN:
        made[f"day_s_{children}"] = 24 * (whole - start + children * start)
    return made


def show(found: dict[str, float], lists: int) -> None:
    """Print the figures."""
    print(f"{'poll':12}{'CPU s':>8}{'start s':>9}{'ms a list':>11}{'peak MiB':>10}")
    bare = found["bare_s"], found["bare_start_s"]
    print(f"{'bare':12}{bare[0]:8.2f}{bare[1]:9.2f}{1000 * (bare[0] - bare[1]) / lists:11.2f}")
    print(
        f"{'newsvane':12}{found['cpu_s']:8.2f}{found['start_s']:9.2f}{found['each_ms']:11.2f}"
        f"{found['peak_mib']:10.0f}"
    )
    print(f"newsvane / bare: CPU {found['cpu_ratio']:.2f}, wall {found['wall_ratio']:.2f}")
    print(f"\na day of {lists} lists, each asked once an hour:")
    print(
        f"  {found['bytes']:.0f} bytes a look: {found['day_mb']:.1f} MB; beside it robots.txt "
        f"{found['day_robots_mb']:.1f} MB, unconditional looks {found['day_unconditional_mb']:.2f} MB"
    )
    per_start = 24 * found["start_s"]
    for children in _CHILDREN:
        day = found[f"day_s_{children}"]
        share = per_start * children / day
        print(f"  {children:3} children an hour: {day:5.0f} CPU s, {share:.0%} of it starting them")


def check(found: dict[str, float]) -> list[str]:
    """Return the floors of the poll that are missed."""
    floors = tomllib.loads(_FLOORS.read_text(encoding="utf-8"))
    missed = []
    for name, floor in floors.items():
        if floor["figure"][0] == "poll" and found[floor["figure"][1]] > floor["most"]:
            value = found[floor["figure"][1]]
            missed.append(f"{name}: {value:.2f}, the floor is {floor['most']}")
    return missed


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.poll")
    parser.add_argument("--lists", type=int, default=999, help="a multiple of three")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where a floor is missed")
    asked = parser.parse_args()
    found = figures(poll(asked.lists, asked.repeat), asked.lists)
    show(found, asked.lists)
    missed = check(found) if asked.check else []
    print("\n".join(missed), end="\n" if missed else "", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
