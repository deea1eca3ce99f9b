"""``newsvane crawl``: look at sources now, in this process or in several."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import click

from crawler.cli import Place, logs, output

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.desk import SourceRun
    from storage.records import Source

_COLUMNS = (
    "found",
    "new",
    "copies",
    "quotes",
    "revisions",
    "review",
    "off_topic",
    "seen",
    "no_article",
    "errors",
)
_TROUBLE = frozenset(("failed", "blocked", "interrupted"))
#: A crawl of many sources may take long; a child that takes longer hangs.
_DEADLINE = 3600.0


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|GROUP]...")
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep every request and response in a WARC file (.warc.gz).",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="Answer every request from a WARC file or a folder of pages.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; by default one a core.")
@click.option("--debug", is_flag=True, help="Log everything to stderr, in one process.")
@click.option("--events", is_flag=True, hidden=True)
@output.json_option
@click.pass_obj
def crawl(
    place: Place,
    names: tuple[str, ...],
    record: Path | None,
    replay: Path | None,
    jobs: int | None,
    debug: bool,
    events: bool,
    as_json: bool,
) -> None:
    """Look at sources now: all that are enabled, or those named.

    \b
    Examples:
      newsvane crawl
      newsvane crawl ithome techcrunch-ai
      newsvane crawl zh-core --record evidence.warc.gz
    """
    config = place.config()
    sources = config.select(names)
    if not sources:
        raise output.trouble("no source is enabled; 'newsvane sources' lists what there is")
    if config.contact is None and not replay:
        output.errors().print(
            'newsvane: no contact is set; sites cannot reach you. Put contact = "you@example.org"'
            " into newsvane.toml ('newsvane init' writes one)",
            style="yellow",
        )
    logs.configure(debug=debug)
    jobs = 1 if record or replay or events or debug else jobs or os.cpu_count() or 1
    reports = (
        run_children(place, config, sources, jobs)
        if jobs > 1 and len(sources) > 1
        else _run_here(config, sources, record, replay, events=events)
    )
    if as_json and not events:
        output.to_json(reports)
    elif not events:
        print_reports(reports)
    sys.exit(1 if any(report["outcome"] in _TROUBLE for report in reports) else 0)


def _run_here(
    config: Config,
    sources: Sequence[Source],
    record: Path | None,
    replay: Path | None,
    *,
    events: bool,
) -> list[dict[str, Any]]:
    from crawler.run import crawl as run_crawl

    with _Progress(len(sources), show=not events) as progress:

        def note(run: SourceRun) -> None:
            progress.update(run.source.name, dict(run.counts))

        reports = run_crawl(config, sources, record=record, replay=replay, progress=note)
    plain = [
        {
            "source": r.source,
            "outcome": r.outcome,
            "counts": dict(r.counts),
            "errors": list(r.errors),
        }
        for r in reports
    ]
    if events:
        for report in plain:
            click.echo(json.dumps(report, ensure_ascii=False))
    return plain


def run_children(
    place: Place, config: Config, sources: Sequence[Source], jobs: int
) -> list[dict[str, Any]]:
    """Crawl in child processes, partitioned by host, and gather their reports."""
    from scheduler import child, partition

    hosts = {source.name: urlsplit(source.url).hostname or source.name for source in sources}
    parts = partition.by_host(hosts, jobs)
    stop = threading.Event()
    found: dict[str, dict[str, Any]] = {}
    with _Progress(len(sources), show=True) as progress:

        def take(line: str) -> None:
            report = json.loads(line)
            found[report["source"]] = report
            progress.update(report["source"], report["counts"])

        def work(part: Sequence[str]) -> None:
            ended = child.run(
                child_command(place, config, part), deadline=_DEADLINE, on_line=take, stop=stop
            )
            for name in part:
                if name not in found:
                    why = ended.errors.strip().splitlines()[-1:] or [f"exit code {ended.code}"]
                    found[name] = {
                        "source": name,
                        "outcome": "failed",
                        "counts": {},
                        "errors": [f"the crawling process ended: {why[0]}"],
                    }

        threads = [threading.Thread(target=work, args=(part,)) for part in parts]
        for thread in threads:
            thread.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # in slices: a signal's handler runs between two of them
    return [found[source.name] for source in sources]


def child_command(place: Place, config: Config, names: Sequence[str]) -> list[str]:
    """Return the command line of a child that crawls ``names`` and prints a report a line."""
    options = ["--db", str(config.database)]
    if place.config_path or config.file:
        options += ["--config", str(place.config_path or config.file)]
    return [sys.executable, "-m", "crawler.cli", *options, "crawl", "--events", "--", *names]


def print_reports(reports: Sequence[dict[str, Any]]) -> None:
    """Print a row a source, a sum, and then what went wrong."""
    console = output.console()
    shown = [c for c in _COLUMNS if any(report["counts"].get(c) for report in reports)]
    made = output.table(
        "source",
        "outcome",
        *(c.replace("_", " ") for c in shown),
        right=[c.replace("_", " ") for c in shown],
    )
    for report in reports:
        style = "red" if report["outcome"] in _TROUBLE else ""
        counts = [str(report["counts"].get(column, 0) or "·") for column in shown]
        made.add_row(report["source"], report["outcome"], *counts, style=style)
    if len(reports) > 1:
        sums = [str(sum(r["counts"].get(column, 0) for r in reports)) for column in shown]
        made.add_row("all", "", *sums, style="bold")
    console.print(made)
    for report in reports:
        for error in report["errors"]:
            output.errors().print(f"{report['source']}: {output.escape(error)}", style="yellow")


class _Progress:
    """A line on a terminal that says how far the crawl is; nothing in a pipe."""

    def __init__(self, total: int, *, show: bool) -> None:
        from rich.status import Status

        shown = show and sys.stderr.isatty()
        self._status = Status("", console=output.errors()) if shown else None
        self._counts: dict[str, dict[str, int]] = {}
        self._total = total

    def __enter__(self) -> Self:
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._status:
            self._status.stop()

    def update(self, source: str, counts: dict[str, int]) -> None:
        self._counts[source] = counts
        if self._status:
            total = {
                key: sum(c.get(key, 0) for c in self._counts.values())
                for key in ("found", "fetched", "new", "copies", "errors")
            }
            numbers = ", ".join(f"{value} {key}" for key, value in total.items() if value)
            self._status.update(f"{len(self._counts)} of {self._total} sources: {numbers}")
