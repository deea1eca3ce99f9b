"""``newsvane stories``: what was found, each story once."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Place, output
from crawler.cli.terminal import inert

if TYPE_CHECKING:
    from storage.rows import StoryRow

_DAYS = 7
_SPAN = re.compile(r"(\d{1,4})\s*([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@click.command()
@click.option(
    "--since",
    default=f"{_DAYS}d",
    show_default=True,
    help="24h, 7d, 4w, or a date like 2026-03-01; 'all' for everything.",
)
@click.option("--new", "only_new", is_flag=True, help="Only those since you last asked for --new.")
@click.option("--review", is_flag=True, help="Only those that nobody is sure about.")
@click.option("--lang", metavar="zh|en", help="Only this language.")
@click.option("--publisher", metavar="NAME", help="Only those that this publisher carries.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@output.json_option
@click.pass_obj
def stories(
    place: Place,
    since: str,
    only_new: bool,
    review: bool,
    lang: str | None,
    publisher: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List stories, newest first, with who carries each and how many copies there are.

    \b
    Examples:
      newsvane stories
      newsvane stories --since 24h --lang zh
      newsvane stories --new --json

    The first time, --new gives all that is stored. From then on, what a newly added source listed
    already at the first look is left out; how many stories those are is told.
    """
    label: Any = "review" if review else None
    start = None if only_new else parse_since(since)
    with place.store() as store:
        found = store.stories(
            since=start,
            label=label,
            language=lang,
            publisher=publisher,
            untold=only_new,
            listed_before=not (only_new and store.last_asked()),
            # What a person rejected is kept, and is no story of theirs any more.
            rejected=False,
            limit=limit,
        )
        passed = store.untold_backlog() if only_new and store.last_asked() else []
    if as_json:
        output.to_json(found)
    elif found:
        print_stories(found)
    else:
        output.errors().print(_nothing(only_new, since))
    if passed:
        output.errors().print(
            f"{len(passed)} more {'was' if len(passed) == 1 else 'were'} listed before newsvane "
            "first looked at their source; 'newsvane stories' has them",
            soft_wrap=True,
        )
    if only_new and (found or passed):
        from crawler.library import open_store

        with open_store(place.store_path()) as store:
            store.mark_told([*(row.id for row in found), *passed])


def parse_since(text: str) -> datetime | None:
    """Read a span before now or a date; None for ``all``.

    Raises:
        ClickException: it is neither.
    """
    if text == "all":
        return None
    if match := _SPAN.fullmatch(text.strip()):
        return datetime.now(UTC) - timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day have no place in other zones
        raise output.trouble(
            f"--since {text!r}: write 24h, 7d, 4w, a date like 2026-03-01, or all"
        ) from None


def print_stories(rows: Sequence[StoryRow]) -> None:
    """Print two lines a story: what it is, and who has it.

    Without rich, whose loading would be a good part of what this verb takes.
    """
    for row in rows:
        head = (
            _styled(f"{row.id:>4} ", fg="cyan", bold=True),
            _styled("new " if row.told is None else "    ", fg="green"),
            _styled(f"{output.when(row.first_published or row.first_seen)}  ", dim=True),
            _styled(row.title or "(no title)", bold=True),
        )
        # In a pipe, echo takes the colours out again.
        click.echo("".join(head))
        click.echo(_styled("                           " + _carried(row), dim=True))


def _styled(text: str, **style: Any) -> str:
    text = inert(text)
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)


def _carried(row: StoryRow) -> str:
    score = f"{row.label} {row.score:.2f}" if row.score is not None else str(row.label)
    copies = "1 copy" if row.copies == 1 else f"{row.copies} copies"
    parts = [score, copies if row.copies else "no copies"]
    if row.publishers:
        shown = ", ".join(row.publishers[:3])
        parts.append(
            shown + (f" and {len(row.publishers) - 3} more" if len(row.publishers) > 3 else "")
        )
    if row.origin_publisher:
        parts.append(f"origin: {row.origin_publisher} ({row.origin_confidence:.0%} sure)")
    elif row.copies:
        parts.append("origin: unknown")
    return " · ".join(parts)


def _nothing(only_new: bool, since: str) -> str:
    if only_new:
        return "nothing new since you last asked"
    return f"no stories since {since}; try --since all, or 'newsvane crawl' to look now"
