"""``newsvane crawl``: look at sources now, in this process or in several."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from crawler.cli import Place, children, logs, output

if TYPE_CHECKING:
    from crawler.closing import SourceReport
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
@click.option(
    "--revisits",
    is_flag=True,
    help="Only look again at relevant articles that are due: changed, or taken down?",
)
@click.option("--debug", is_flag=True, help="Log everything to stderr, in one process.")
@click.option("--events", is_flag=True, hidden=True)
@click.option("--pages", is_flag=True, hidden=True)
@click.option("--trigger", default="command", hidden=True)
@click.option("--budget", type=float, hidden=True)
@output.json_option
@click.pass_obj
def crawl(
    place: Place,
    names: tuple[str, ...],
    record: Path | None,
    replay: Path | None,
    jobs: int | None,
    revisits: bool,
    debug: bool,
    events: bool,
    pages: bool,
    trigger: str,
    budget: float | None,
    as_json: bool,
) -> None:
    """Look at sources now: all that are enabled, or those named.

    \b
    Examples:
      newsvane crawl
      newsvane crawl ithome techcrunch-ai
      newsvane crawl zh-core --record evidence.warc.gz
      newsvane crawl --revisits
    """
    config = place.config()
    if revisits:
        _revisit(config, as_json=as_json)
        return
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
    if not events:  # the parent has looked
        _check(config, record, replay)
    jobs = 1 if record or replay or events or debug else jobs or os.cpu_count() or 1
    if jobs > 1 and len(sources) > 1:
        with _Progress(len(sources), show=True) as progress:
            reports = children.Crawling(place, config, progress.update).run(sources, jobs)
    else:
        reports = _run_here(
            config,
            sources,
            record,
            replay,
            events=events,
            pages=pages,
            trigger=trigger,
            budget=budget,
        )
    if as_json:
        output.to_json(reports)
    elif not events:  # these have told of each source as it ended
        print_reports(reports)
    sys.exit(1 if any(report["outcome"] in _TROUBLE for report in reports) else 0)


def _revisit(config: Config, *, as_json: bool) -> None:
    """Look again at what is due, and say what that came to."""
    from crawler.run import revisit

    logs.configure(debug=False)
    counts = revisit(config)
    if as_json:
        output.to_json(counts)
    elif counts:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        output.console().print(f"looked again: {told}")
    else:
        output.console().print("nothing is due to be looked at again")


def _check(config: Config, record: Path | None, replay: Path | None) -> None:
    """Find the user's mistakes, and a full disk, before anything is started or written."""
    from crawler.config import proxies
    from crawler.library import open_store
    from crawler.text.relevance import load_topic
    from crawler.upkeep.disk import Room

    for name in config.topics:
        load_topic(name)
    proxies(config, config.sources)
    if record and replay:
        raise output.trouble("--record and --replay exclude each other: a replay is recorded")
    if replay:
        from crawler.replay.handler import open_recording

        open_recording(replay)
    if record:
        try:
            record.parent.mkdir(parents=True, exist_ok=True)
            record.open("ab").close()
        except OSError as error:
            raise output.trouble(f"--record {record}: {error.strerror}") from error
    if full := Room(config.upkeep.disk, config.database).held():
        raise output.trouble(full)
    open_store(config.database).close()


def _run_here(
    config: Config,
    sources: Sequence[Source],
    record: Path | None,
    replay: Path | None,
    *,
    events: bool,
    pages: bool,
    trigger: str,
    budget: float | None,
) -> list[children.Report]:
    from crawler.run import crawl as run_crawl

    telling = children.Telling()
    with _Progress(len(sources), show=not events) as progress:

        def note(run: SourceRun) -> None:
            tell = telling.progress if events else progress.update
            tell(run.source.name, dict(run.counts))

        if events:
            children.end_with_parent()
        reports = run_crawl(
            config,
            sources,
            record=record,
            replay=replay,
            trigger=trigger,
            progress=note,
            budget=budget,
            reading=telling.reading if pages else None,
            ended=(lambda ended: telling.reports(map(_plain, ended))) if events else None,
        )
    return list(map(_plain, reports))


def _plain(report: SourceReport) -> children.Report:
    return {
        "source": report.source,
        "outcome": report.outcome,
        "counts": dict(report.counts),
        "errors": list(report.errors),
        "more": report.more,
        "held": report.held.isoformat() if report.held else None,
        "seconds": round(report.seconds, 1),
    }


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
        start = f"0 of {total} sources"
        self._status = Status(start, console=output.errors()) if shown else None
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
            told = f"{len(self._counts)} of {self._total} sources: {output.counted(total)}"
            self._status.update(told)
