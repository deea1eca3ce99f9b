"""``newsvane runs``: the latest crawls of each source, and what became of each due time."""

from __future__ import annotations

import click

from crawler.cli import Place, output


@click.command()
@click.argument("source", required=False)
@click.option("--slots", is_flag=True, help="Due times and what became of each, instead.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@output.json_option
@click.pass_obj
def runs(place: Place, source: str | None, slots: bool, limit: int, as_json: bool) -> None:
    """List the latest runs, newest first, with what each gave.

    \b
    Examples:
      newsvane runs
      newsvane runs ithome --limit 50
      newsvane runs --slots          # of newsvane watch: done, late, skipped and why
    """
    if slots:
        _slots(place, source, limit, as_json=as_json)
        return
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
        made.add_row(
            str(run.id),
            run.source,
            output.when(run.started),
            took,
            run.outcome or "running",
            output.counted(run.counts),
            output.escape("".join(run.errors[:1])),
        )
    output.console().print(made)


def _slots(place: Place, source: str | None, limit: int, *, as_json: bool) -> None:
    with place.store() as store:
        found = store.slots(limit, source)
        dues = {n: d for n, d in store.dues().items() if source in (None, n)}
    if as_json:
        output.to_json({"slots": found, "dues": dues})
        return
    made = output.table("source", "due", "outcome", "detail")
    for slot in found:
        style = "red" if slot.outcome == "failed" else ""
        made.add_row(
            slot.source,
            output.when(slot.due, seconds=True),
            slot.outcome,
            output.escape(slot.detail),
            style=style,
        )
    output.console().print(made)
    if dues:
        coming = sorted(dues.items(), key=lambda item: item[1].due)[:limit]
        ahead = output.table("source", "due next", "why")
        for name, due in coming:
            ahead.add_row(name, output.when(due.due, seconds=True), output.escape(due.why))
        output.console().print(ahead)
