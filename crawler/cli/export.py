"""``newsvane export``: stories for other tools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from crawler.cli import Place, output
from crawler.cli.stories import parse_since

if TYPE_CHECKING:
    from crawler.export.entry import Entry

#: So many stories are read at a time.
_BATCH = 200


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "atom", "markdown"]),
    default="jsonl",
    show_default=True,
)
@click.option("--since", default="all", show_default=True, help="24h, 7d, 4w, or a date.")
@click.option("--lang", metavar="zh|en", help="Only this language.")
@click.option("--label", type=click.Choice(["relevant", "review"]), help="Only this verdict.")
@click.option("--limit", type=click.IntRange(1), help="At most so many, newest first.")
@click.option(
    "--full",
    is_flag=True,
    help="With the whole texts, which are other people's; not of pages that say noarchive.",
)
@click.pass_obj
def export(
    place: Place,
    form: str,
    since: str,
    lang: str | None,
    label: str | None,
    limit: int | None,
    full: bool,
) -> None:
    """Give stories to other tools: title, excerpt, link and findings, on stdout.

    Cells of CSV that a spreadsheet would take for a formula begin with an apostrophe.

    \b
    Examples:
      newsvane export --since 7d | jq .title
      newsvane export --format csv > stories.csv
      newsvane export --format atom --limit 50 > stories.atom
    """
    start = parse_since(since)
    written = withheld = 0

    def entries() -> Iterable[Entry]:
        nonlocal written, withheld
        from crawler.export.entry import entry

        with place.store() as store:
            after: int | None = None
            while limit is None or written < limit:
                rows = store.stories(
                    since=start,
                    language=lang,
                    label=label,  # type: ignore[arg-type]  # click checks it
                    after_id=after,
                    limit=min(_BATCH, (limit or _BATCH + written) - written),
                )
                if not rows:
                    return
                for row in rows:
                    written += 1
                    lead = store.article(row.lead)
                    withheld += bool(full and lead and lead.noarchive)
                    yield entry(row, lead, full=full)
                after = rows[-1].id

    _write(form, entries(), full=full)
    if not written:
        output.errors().print("no stories match; nothing was exported")
    if withheld:
        pages = "1 page asks" if withheld == 1 else f"{withheld} pages ask"
        output.errors().print(f"{pages} not to be archived: without the text")


def _write(form: str, entries: Iterable[Entry], *, full: bool) -> None:
    from crawler.export import atom, jsonl, markdown, table
    from crawler.export.entry import COLUMNS

    if form == "jsonl":
        for one in entries:
            click.echo(jsonl.json_line(one))
    elif form == "csv":
        columns = (*COLUMNS, "text") if full else COLUMNS
        click.echo(table.csv_text((one.plain() for one in entries), columns), nl=False)
    elif form == "atom":
        listed = list(entries)
        newest = max((one.first_seen for one in listed if one.first_seen), default=None)
        feed = atom.atom("newsvane", listed, link="tag:newsvane,2026:stories", updated=newest)
        click.echo(feed, nl=False)
    else:
        for part in markdown.markdown("newsvane", entries):
            click.echo(part)
