"""``python -m benchmarks.speed.report``: the page on speed, made of the figures that were kept.

Knows the figures' names and what they are called on the page. Must not measure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.bars import Bar, Panel, draw
from benchmarks.speed.crawls import BARE

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
DOCS = HERE.parent.parent / "docs"

_INTRODUCTION = """\
# How fast newsvane is

Written by `python -m benchmarks.speed.whole`, which measures all of this on a loopback site of
news pages (75 KB, 720 elements, both languages, 1 in 100 on topic), or by
`python -m benchmarks.speed.report` from the figures kept in `benchmarks/speed/results.json`.
[benchmarks/speed](../benchmarks/speed/README.md) says how each is taken. CPU times differ between
machines by a factor of three; compare the ratios.

![CPU a page, of the crawl and of reading alone](speed.svg)
"""
_TITLES = {
    "crawls": "Whole crawls",
    "stages": "What a page costs, by stage",
    "real pages": "The same on real pages",
    "others": "Reading pages, beside other programs",
    "growth": "Ten times as much",
    "store": "A store ten times as large",
    "startup": "Starting",
    "poll": "A look at 999 lists that have not changed",
}
_NOTES = {
    "crawls": "`defaults` is one Scrapy process, as it comes, that fetches the same pages and "
    "drops them; `bare` the same with settings that suit such a crawl, newsvane's own. The "
    "server's CPU is a process of its own and in no other column; with two children it takes its "
    "share of the two cores, which is not counted out of pages/s.",
    "stages": "`off topic` is the way of more than 99 pages in 100: known, extract, clean, judge, "
    "drop.",
    "others": "Each in an environment of its own, on the same pages. fundus has parsers of single "
    "publishers only; one of them is timed, whatever it finds.",
    "growth": "One child. Memory is that of the largest process.",
    "store": "Cost of one call; jieba's part, which does not depend on the store, is left out.",
    "startup": "CPU of the whole command.",
}

_PARTIAL = {"fundus": "fundus, one parser"}


def keep(known: Mapping[str, Any]) -> None:
    """Keep figures for the next time."""
    text = json.dumps(_rounded(known), indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def write(known: Mapping[str, Any]) -> None:
    """Write the page and its picture."""
    (DOCS / "speed.md").write_text(page(known), encoding="utf-8")
    (DOCS / "speed.svg").write_text(picture(known), encoding="utf-8")


def page(known: Mapping[str, Any]) -> str:
    """Return the page in Markdown."""
    parts = [_INTRODUCTION]
    for name, title in _TITLES.items():
        if name not in known:
            continue
        taken = known[name]["machine"]
        parts.append(f"## {title}\n")
        if name in _NOTES:
            parts.append(_NOTES[name] + "\n")
        header, *rows = _tables[name](known[name]["figures"])
        parts.append(
            "\n".join([_row(header), _row(["---"] * len(header)), *map(_row, rows)]) + "\n"
        )
        parts.append(
            f"Taken on {taken['day']}: {taken['cores']} cores, load {taken['load']} before, Python "
            f"{taken['python']}, --pages {taken['pages']} --repeat {taken['repeat']} --stored {taken['stored']}.\n"
        )
    return "\n".join(parts)


def picture(known: Mapping[str, Any]) -> str:
    """Return bars of the crawl and of reading."""
    panels = []
    if "crawls" in known:
        crawls = known["crawls"]["figures"]["crawls"]
        panels.append(
            Panel(
                "Crawling: pages a second, of one bare fetch",
                [
                    Bar(
                        name,
                        it["share"],
                        f"{it['share']:.2f} ({it['cpu_ms']:.1f} ms CPU a page)",
                        name not in BARE,
                        it["share_low"],
                        it["share_high"],
                    )
                    for name, it in crawls.items()
                ],
            )
        )
    if "others" in known:
        read = known["others"]["figures"]
        panels.append(
            Panel(
                "Reading alone: CPU ms a page",
                [
                    Bar(
                        _PARTIAL.get(name, name),
                        it["cpu_ms"],
                        f"{it['cpu_ms']:.1f} ms",
                        name == "newsvane",
                    )
                    for name, it in sorted(read.items(), key=lambda pair: pair[1]["cpu_ms"])
                ],
            )
        )
    return draw(panels)


Rows = Iterator[Sequence[str]]


def _crawls(figures: Mapping[str, Any]) -> Rows:
    yield ("crawl", "CPU ms a page", "x bare", "pages/s", "of bare", "from-to", "of defaults",
           "start, CPU s", "peak MiB", "server, CPU ms a page")  # fmt: skip
    for name, it in figures["crawls"].items():
        yield (
            name, f"{it['cpu_ms']:.2f}", f"{it['cpu_ratio']:.2f}", f"{it['rate']:.0f}",
            f"{it['share']:.2f}", f"{it['share_low']:.2f}-{it['share_high']:.2f}",
            f"{it['of_defaults']:.2f}", f"{it['start_s']:.2f}", f"{it['peak_mib']:.0f}",
            f"{it['server_ms']:.2f}",
        )  # fmt: skip


def _stages(figures: Mapping[str, Any]) -> Rows:
    yield "stage", "calls", "CPU ms", "x lxml parse"
    for name, it in figures["stages"].items():
        yield name, str(it["calls"]), f"{it['cpu_ms']:.2f}", f"{it['parses']:.1f}"
    whole = figures["off_topic"]
    yield "off topic, all", "", f"{whole['cpu_ms']:.2f}", f"{whole['parses']:.1f}"


def _others(figures: Mapping[str, Any]) -> Rows:
    yield "program", "CPU ms a page", "x lxml parse", "x newsvane", "pages it fails on"
    for name, it in figures.items():
        yield (name, f"{it['cpu_ms']:.2f}", f"{it['parses']:.1f}", f"{it['of_newsvane']:.1f}",
               f"{it['failed']:.0f}")  # fmt: skip


def _growth(figures: Mapping[str, Any]) -> Rows:
    yield "crawl", "pages", "hosts", "CPU ms a page", "x", "peak MiB", "x"
    for name, it in figures.items():
        yield (name, str(it["pages"]), str(it["hosts"]), f"{it['cpu_ms']:.2f}",
               f"{it['cpu_growth']:.2f}", f"{it['peak_mib']:.0f}", f"{it['peak_growth']:.2f}")  # fmt: skip


def _store(figures: Mapping[str, Any]) -> Rows:
    yield "work", "CPU ms in the smaller", "x in the larger"
    for name, it in figures.items():
        yield name, f"{it['cpu_ms']:.3f}", f"{it['growth']:.2f}"


def _startup(figures: Mapping[str, Any]) -> Rows:
    yield "command", "CPU ms", "x `python -c pass`"
    for name, it in figures.items():
        yield name, f"{it['cpu_ms']:.0f}", f"{it['pythons']:.1f}"


def _poll(figures: Mapping[str, Any]) -> Rows:
    yield "", "CPU s", "start, CPU s"
    yield "bare", f"{figures['bare_s']:.2f}", f"{figures['bare_start_s']:.2f}"
    yield "newsvane", f"{figures['cpu_s']:.2f}", f"{figures['start_s']:.2f}"
    yield "newsvane / bare", f"{figures['cpu_ratio']:.2f}", ""
    yield "the same in time", f"{figures['wall_ratio']:.2f}", ""


_tables = {
    "crawls": _crawls,
    "stages": _stages,
    "real pages": _stages,
    "others": _others,
    "growth": _growth,
    "store": _store,
    "startup": _startup,
    "poll": _poll,
}


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rounded(value: Any) -> Any:
    """Four digits are more than any of them is good for."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    return value


if __name__ == "__main__":
    write(json.loads(RESULTS.read_text(encoding="utf-8")))
