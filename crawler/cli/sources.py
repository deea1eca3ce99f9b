"""``newsvane sources``: which there are, how they are, and whether one works."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Place, output

if TYPE_CHECKING:
    from crawler.config import Config
    from storage.records import Source
    from storage.rows import SourceState

#: Articles that a check reads; enough to see whether they read well.
_SAMPLE = 3


@click.group(invoke_without_command=True)
@click.pass_context
def sources(ctx: click.Context) -> None:
    """List the sources, or check that some work.

    \b
    Examples:
      newsvane sources
      newsvane sources check ithome
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_sources)


@sources.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are off.")
@output.json_option
@click.pass_obj
def list_sources(place: Place, everything: bool = False, as_json: bool = False) -> None:
    """List the configured sources with what is known of each.

    \b
    Example:
      newsvane sources list --all
    """
    config = place.config()
    shown = [source for source in config.sources if source.enabled or everything]
    states = _states(config, shown)
    if as_json:
        output.to_json(
            [
                {
                    "name": s.name,
                    "kind": s.kind,
                    "url": s.url,
                    "language": s.language,
                    "groups": s.groups,
                    "enabled": s.enabled,
                    "state": states[s.name],
                    "note": s.note,
                }
                for s in shown
            ]
        )
        return
    made = output.table("name", "kind", "lang", "groups", "state", "checked", "title")
    for source in shown:
        state = states[source.name]
        made.add_row(
            source.name if source.enabled else f"{source.name} (off)",
            source.kind,
            source.language or "",
            ", ".join(source.groups),
            state.state if state else "",
            output.when(state.checked) if state and state.checked else "never",
            output.escape(source.title),
        )
    output.console().print(made)


@sources.command("check")
@click.argument("names", nargs=-1, required=True, metavar="SOURCE...")
@output.json_option
@click.pass_obj
def check(place: Place, names: tuple[str, ...], as_json: bool) -> None:
    """Look at sources once, without keeping anything, and say what they give.

    \b
    Example:
      newsvane sources check ithome techcrunch-ai
    """
    config = place.config()
    results = _check(config, config.select(names))
    if as_json:
        output.to_json(results)
    else:
        made = output.table(
            "source",
            "outcome",
            "entries",
            "read",
            "with time",
            "newest",
            "title",
            right=("entries", "read", "with time"),
        )
        for row in results:
            made.add_row(
                row["source"],
                row["outcome"],
                str(row["entries"]),
                str(row["read"]),
                str(row["with_time"]),
                output.when(row["newest"]),
                output.escape(row["title"][:50]),
            )
        output.console().print(made)
        for row in results:
            for error in row["errors"]:
                output.errors().print(f"{row['source']}: {output.escape(error)}", style="yellow")
    sys.exit(1 if any(row["outcome"] in ("failed", "blocked") for row in results) else 0)


def _check(config: Config, chosen: tuple[Source, ...]) -> list[dict[str, Any]]:
    from crawler.run import crawl

    few = [dataclasses.replace(source, max_items=_SAMPLE) for source in chosen]
    with tempfile.TemporaryDirectory(prefix="newsvane-check-") as folder:
        scratch = dataclasses.replace(config, database=Path(folder) / "check.db")
        reports = crawl(scratch, few, trigger="check", sample=True)
    rows = []
    for report in reports:
        times = [article.published for article in report.samples if article.published]
        rows.append(
            {
                "source": report.source,
                "outcome": report.outcome,
                "entries": report.counts.get("found", 0),
                "read": len(report.samples),
                "with_time": len(times),
                "newest": max(times, default=None),
                "title": report.samples[0].title if report.samples else "",
                "errors": list(report.errors),
            }
        )
    return rows


def _states(config: Config, chosen: list[Source]) -> dict[str, SourceState | None]:
    if not config.database.is_file():
        return dict.fromkeys(source.name for source in chosen)
    from crawler.library import open_store

    with open_store(config.database, read_only=True) as store:
        return {source.name: store.source_state(source.name) for source in chosen}
