"""``newsvane demo``: the whole job on the bundled recording, without network."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from crawler.cli import Place, children, output
from crawler.cli.crawl import print_reports
from crawler.cli.stories import print_stories

if TYPE_CHECKING:
    from storage.rows import StoredArticle

#: Long enough for the slowest machine; the demo takes seconds.
_DEADLINE = 300.0
#: Characters of a text that are shown.
_SHOWN = 90


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where the demo's store is made.",
)
@click.pass_obj
def demo(place: Place, folder: Path) -> None:
    """See it work: crawl a bundled recording twice, into a fresh store.

    The recording holds a content farm's spun copy of a story, a second farm's copy, a
    reconstruction of the original, two invented stories and some near misses. No connection is
    opened.

    \b
    Example:
      newsvane demo
    """
    del place
    store = folder / "newsvane.db"
    folder.mkdir(parents=True, exist_ok=True)
    for old in (store, store.with_name("newsvane.db-wal"), store.with_name("newsvane.db-shm")):
        old.unlink(missing_ok=True)
    console = output.console()
    with resources.as_file(resources.files("crawler") / "data" / "demo") as recording:
        console.print("[bold]First pass[/bold] over the bundled recording:\n")
        print_reports(_crawl(recording, store))
        console.print("\n[bold]The stories found[/bold]\n")
        farm = _print_stories(store)
        console.print("\n[bold]Second pass[/bold] over the same recording:\n")
        again = _crawl(recording, store)
        print_reports(again)
    fresh = sum(r["counts"].get(key, 0) for r in again for key in ("new", "copies", "revisions"))
    console.print(
        "\nThe second pass found nothing new."
        if not fresh
        else f"\nThe second pass found {fresh} things that the first should have found."
    )
    command = f"newsvane --db {store}"
    console.print(
        f"\n[bold]What to type next[/bold] (in .venv/bin, or after . .venv/bin/activate)\n"
        f"  {command} show 1              the story, why it matched, who copied it\n"
        f"  {command} show 1 --diff a{farm}    what the farm changed\n"
        f"  {command} search 人工智能      find words\n"
        f"  {command} status              how the sources are\n"
        f"  newsvane init                                 a configuration of your own\n"
        f"  newsvane crawl                                look at live sources now"
    )
    sys.exit(1 if fresh else 0)


def _crawl(recording: Path, store: Path) -> list[dict[str, Any]]:
    """Crawl in a child: Twisted's reactor runs once a process."""
    from scheduler import child

    command = [
        sys.executable,
        "-m",
        "crawler.cli",
        "--config",
        str(recording / "demo.toml"),
        "--db",
        str(store),
        "crawl",
        "--replay",
        str(recording),
        "--events",
    ]
    ended = child.run(command, deadline=_DEADLINE)
    if ended.code not in (0, 1):
        raise output.trouble(f"the crawl ended with {ended.code}: {ended.errors.strip()[-300:]}")
    return children.read_reports(ended.lines)


def _print_stories(path: Path) -> int:
    """Print the stories and one farm's page; return that page's number."""
    from crawler.library import open_store

    with open_store(path, read_only=True) as store:
        rows = store.stories(limit=20)
        print_stories(rows)
        copied = next((store.story(row.id) for row in rows if row.copies), None)
    if copied is None:
        raise output.trouble("the demo's story was not found with its copies; this is a bug")
    farm = max(copied.members, key=lambda member: member.spun)
    _print_cleaning(farm)
    return farm.id


def _print_cleaning(article: StoredArticle) -> None:
    """Show what a farm served and what cleaning made of it."""
    served = (article.raw_text or article.text).split("\n")[0]
    console = output.console()
    console.print(f"\n[bold]A farm's page[/bold], a{article.id}, {article.url}\n")
    console.print(Text(f"   served  {served[:_SHOWN]}…"), soft_wrap=True)
    console.print(Text(f"  cleaned  {article.text[:_SHOWN]}…"), soft_wrap=True)
