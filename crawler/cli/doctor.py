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
@click.option(
    "--salvage",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="NEW",
    help="Save what a damaged store still holds into a new one.",
)
@output.json_option
@click.pass_obj
def doctor(
    place: Place,
    rebuild_search: bool,
    backup: Path | None,
    prune: bool,
    salvage: Path | None,
    as_json: bool,
) -> None:
    """Check the store, bring an old one up to date, and put its search index in order.

    \b
    Examples:
      newsvane doctor
      newsvane doctor --backup copy.db --prune
    """
    from crawler.library import open_store
    from storage.errors import StoreError

    path = place.store_path()
    if not path.is_file():
        raise output.trouble(f"there is no store at {path}; 'newsvane crawl' makes one")
    if salvage:
        _salvage(path, salvage)
        return
    done: dict[str, object] = {}
    try:
        # Opening for writing migrates an older layout, after a backup of its own.
        with open_store(path) as store:
            if backup:
                done["backup"] = str(store.backup(backup))
            problems = store.integrity()
            done["indexed"] = store.rebuild_search() if rebuild_search else store.index_missing()
            if prune:
                done["pruned"] = store.prune()
    except StoreError as error:
        if error.temporary:
            raise
        # The message sends its reader here; what is here to be done is said instead.
        what = str(error).split("; run")[0]
        problems = [f"{what}; to save what can be read: newsvane --db {path} doctor --salvage NEW"]
    if as_json:
        output.to_json({"problems": problems, **done})
    else:
        console = output.console()
        for problem in problems:
            console.print(f"[red]{output.escape(problem)}[/red]", soft_wrap=True)
        for name, value in done.items():
            if value:
                console.print(f"{name}: {output.escape(str(value))}", soft_wrap=True)
        console.print(f"{path}: {len(problems)} found wrong" if problems else f"{path}: sound")
    sys.exit(1 if problems else 0)


def _salvage(damaged: Path, new: Path) -> None:
    from crawler.library import open_store

    if new.exists():
        raise output.trouble(f"{new} exists; name a file that does not")
    with open_store(new) as store:
        saved = store.salvage(damaged)
    output.console().print(f"{new}: {output.escape(str(saved))}", soft_wrap=True)
