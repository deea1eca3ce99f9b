"""``newsvane runs``: the latest crawls of each source."""

from __future__ import annotations

import click

from crawler.cli import Place, output


@click.command()
@click.argument("source", required=False)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@output.json_option
@click.pass_obj
def runs(place: Place, source: str | None, limit: int, as_json: bool) -> None:
    """List the latest runs, newest first, with what each gave.

    \b
    Examples:
      newsvane runs
      newsvane runs ithome --limit 50
    """
    with place.store() as store:
        found = store.runs(limit, source)
    if as_json:
        output.to_json(found)
        return
    made = output.table(
        "run",
        "source",
        "started",
        "took",
        "outcome",
        "counts",
        "first error",
        right=("run", "took"),
    )
    for run in found:
        took = (
            f"{(run.finished - run.started).total_seconds():.0f}s"
            if run.started and run.finished
            else ""
        )
        counts = ", ".join(f"{n} {key.replace('_', ' ')}" for key, n in run.counts.items() if n)
        made.add_row(
            str(run.id),
            run.source,
            output.when(run.started),
            took,
            run.outcome or "running",
            counts,
            output.escape("".join(run.errors[:1])),
        )
    output.console().print(made)
