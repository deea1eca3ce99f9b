"""``newsvane sources check``: try sources once, keep nothing, say how they are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Place, output

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.discover.check import Checked
    from crawler.discover.pages import Fetch
    from storage.records import Source


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|GROUP]...")
@click.option("--all", "everything", is_flag=True, help="Also those that are off.")
@output.json_option
@click.pass_obj
def check(place: Place, names: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Look at sources once, without keeping anything, and say what they give.

    Without names, all that are on. "fit" is how many of the list's links the source's pattern
    admits, "read" how many of the articles tried read well. Exit code 1 if any does not work.

    \b
    Examples:
      newsvane sources check ithome techcrunch-ai
      newsvane sources check --all
    """
    config = place.config()
    if everything:
        chosen = config.select(names, off=True) if names else config.sources
    else:
        chosen = config.select(names)
    if not chosen:
        raise output.trouble("no source is enabled; 'newsvane sources list --all' lists them")
    results = check_all(config, chosen)
    if as_json:
        output.to_json([row(result) for result in results])
    else:
        show(results)
        _say_what_could_be_on(results)
    sys.exit(1 if any(not result.works for result in results) else 0)


def check_all(config: Config, chosen: Sequence[Source]) -> list[Checked]:
    """Try ``chosen`` at once, each host at its own pace; in the order given."""
    import asyncio

    from crawler.discover import fetch as fetching
    from crawler.discover.check import check as check_one

    now = datetime.now(UTC)
    with output.errors().status("") as status:
        done: list[str] = []

        async def one(source: Source, fetch: Fetch) -> Checked:
            result = await check_one(source, fetch, now)
            done.append(source.name)
            status.update(f"{len(done)} of {len(chosen)} sources checked")
            return result

        async def job(fetch: Fetch) -> list[Checked]:
            return list(await asyncio.gather(*(one(source, fetch) for source in chosen)))

        return fetching.run(job, config, chosen)


def row(result: Checked) -> dict[str, Any]:
    """Return a result as programs read it."""
    times = [sample.published for sample in result.samples if sample.published]
    return {
        "source": result.source.name,
        "outcome": result.outcome,
        "state": result.state,
        "entries": len(result.entries),
        "listed": result.listed,
        "read": sum(not sample.problem for sample in result.samples),
        "tried": len(result.samples),
        "with_time": len(times),
        "newest": result.newest or max(times, default=None),
        "title": result.samples[0].title if result.samples else "",
        "robots": "refused" if result.state == "robots" else "allowed",
        "errors": list(result.problems),
        "samples": result.samples,
    }


def show(results: Sequence[Checked]) -> None:
    """Print results as a table, and below it what is wrong with whom."""
    numbers = ("items", "fit", "read", "timed")
    made = output.table("source", "outcome", "state", *numbers, "newest", "title", right=numbers)
    for result in results:
        told = row(result)
        made.add_row(
            told["source"],
            told["outcome"],
            told["state"],
            str(told["entries"]),
            f"{result.fits:.0%}" if result.listed else "",
            f"{told['read']}/{told['tried']}",
            f"{told['with_time']}/{told['tried']}",
            output.when(told["newest"]),
            output.escape(told["title"][:50]),
        )
    output.console().print(made)
    for result in results:
        for problem in result.problems:
            line = f"{result.source.name}: {output.escape(problem)}"
            output.errors().print(line, style="yellow")


def _say_what_could_be_on(results: Sequence[Checked]) -> None:
    """Tell how to switch on what is off and works."""
    off = [r.source.name for r in results if r.works and not r.problems and not r.source.enabled]
    if off:
        names = ", ".join(f'"{name}"' for name in off)
        line = "these work and are off; to switch them on, put into newsvane.toml: "
        output.errors().print(f"{line}include = \\[{names}]")
