"""``newsvane doctor``: is the store sound, and what to do if it is not."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crawler.cli import Place, output


@click.command()
@click.option("--rebuild-search", is_flag=True, help="Build the search index anew.")
@click.option(
    "--backup",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a compact copy of the store.",
)
@click.option("--prune", is_flag=True, help="Delete what each table keeps no longer.")
@output.json_option
@click.pass_obj
def doctor(
    place: Place, rebuild_search: bool, backup: Path | None, prune: bool, as_json: bool
) -> None:
    """Check the store, bring an old one up to date, and put its search index in order.

    \b
    Examples:
      newsvane doctor
      newsvane doctor --backup copy.db --prune
    """
    from crawler.library import open_store

    path = place.store_path()
    if not path.is_file():
        raise output.trouble(f"there is no store at {path}; 'newsvane crawl' makes one")
    done: dict[str, object] = {}
    # Opening for writing migrates an older layout, after a backup of its own.
    with open_store(path) as store:
        if backup:
            done["backup"] = str(store.backup(backup))
        problems = store.integrity()
        done["indexed"] = store.rebuild_search() if rebuild_search else store.index_missing()
        if prune:
            done["pruned"] = store.prune()
    if as_json:
        output.to_json({"problems": problems, **done})
    else:
        console = output.console()
        for problem in problems:
            console.print(f"[red]{output.escape(problem)}[/red]", soft_wrap=True)
        for what, value in done.items():
            if value:
                console.print(f"{what}: {output.escape(str(value))}", soft_wrap=True)
        console.print(f"{path}: {len(problems)} problems" if problems else f"{path}: sound")
    sys.exit(1 if problems else 0)
