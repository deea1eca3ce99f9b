"""``newsvane digest``: a period summed up as Markdown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crawler.cli import Place, output
from crawler.cli.stories import parse_since

if TYPE_CHECKING:
    from crawler.export.entry import Entry

#: Of a period no more stories than this are weighed.
_WEIGHED = 10_000
_SOURCES = 20


@click.command()
@click.option("--since", default="7d", show_default=True, help="24h, 7d, 4w, a date, or 'all'.")
@click.option("--limit", type=click.IntRange(1, 1000), default=30, show_default=True)
@click.option("--lang", metavar="zh|en", help="Only this language.")
@click.option("--review", is_flag=True, help="Also stories that nobody is sure about.")
@output.json_option
@click.pass_obj
def digest(
    place: Place, since: str, limit: int, lang: str | None, review: bool, as_json: bool
) -> None:
    """Sum up a period as Markdown: stories by weight, and who carried them.

    A story weighs by its score and by how many publishers carry it.

    \b
    Examples:
      newsvane digest > week.md
      newsvane digest --since 24h --lang zh
    """
    from crawler.export.digest import weightiest
    from crawler.export.entry import entry

    start = parse_since(since)
    with place.store() as store:
        rows = store.stories(
            since=start, language=lang, label=None if review else "relevant", limit=_WEIGHED
        )
        chosen = weightiest(map(entry, rows), limit)
        by_id = {row.id: row for row in rows}
        shown = [entry(by_id[one.story], store.article(by_id[one.story].lead)) for one in chosen]
    if as_json:
        output.to_json([one.plain() for one in shown])
    else:
        click.echo(_document(shown, len(rows), start), nl=False)
    if not rows:
        output.errors().print("no stories in this period; try --since all")


def _document(shown: list[Entry], total: int, start: datetime | None) -> str:
    from crawler.export.digest import by_publisher
    from crawler.export.markdown import escaped, markdown

    end = datetime.now(UTC)
    period = f"{start:%Y-%m-%d} to {end:%Y-%m-%d}" if start else f"until {end:%Y-%m-%d}"
    parts = list(markdown(f"AI competition, {period}", shown))
    parts.insert(1, f"{len(shown)} of {total} {'story' if total == 1 else 'stories'}.\n")
    if shown:
        lines = [f"- {escaped(name)}: {n}" for name, n in by_publisher(shown)[:_SOURCES]]
        parts += ["## Sources\n", "\n".join(lines) + "\n"]
    return "\n".join(parts)
