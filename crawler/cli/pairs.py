"""``newsvane pairs``: the words that farms put for others, as the store has learnt them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

from crawler.cli import Place, output
from storage.rows import Substitution

_LONGEST = 64
_FIELDS = ("spun", "original", "farm", "count", "context")


@click.group()
def pairs() -> None:
    """List, export, import and forget the word swaps learnt from spun copies and originals.

    \b
    Examples:
      newsvane pairs list
      newsvane pairs export pairs.jsonl
    """


@pairs.command("list")
@click.option("--farm", metavar="HOST", help="Only what this host does.")
@click.option("--at-least", type=click.IntRange(1), default=1, help="Seen so many times.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@output.json_option
@click.pass_obj
def list_pairs(place: Place, farm: str | None, at_least: int, limit: int, as_json: bool) -> None:
    """List what was learnt, the most frequent first.

    \b
    Example:
      newsvane pairs list --at-least 2
    """
    with place.store() as store:
        found = store.substitutions(farm=farm, at_least=at_least, limit=limit)
    if as_json:
        output.to_json(found)
        return
    if not found:
        output.errors().print(
            "no pairs; they are learnt where a spun copy and its original are of one story"
        )
        return
    made = output.table("spun", "original", "times", "farm", "seen in", right=("times",))
    for pair in found:
        made.add_row(
            *map(output.escape, (pair.spun, pair.original)),
            str(pair.count),
            *map(output.escape, (pair.farm, pair.context)),
        )
    output.console().print(made)


@pairs.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@click.pass_obj
def export_pairs(place: Place, file: TextIO) -> None:
    """Write what was learnt as JSON lines, for another store. FILE is stdout by default.

    \b
    Example:
      newsvane pairs export pairs.jsonl
    """
    with place.store() as store:
        found = store.substitutions()
    for pair in found:
        line = {name: getattr(pair, name) for name in _FIELDS}
        click.echo(json.dumps(line, ensure_ascii=False), file=file)
    output.errors().print(f"{len(found)} pairs")


@pairs.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def import_pairs(place: Place, file: Path) -> None:
    """Add what another store has learnt; counts of equal pairs add up.

    \b
    Example:
      newsvane pairs import pairs.jsonl
    """
    from crawler.library import open_store

    found = list(_read(file))
    with open_store(place.store_path()) as store:
        store.learn(found)
    output.errors().print(f"{len(found)} pairs")


@pairs.command("forget")
@click.argument("word", required=False)
@click.option("--farm", metavar="HOST", help="Only what was seen on this host.")
@click.option("--all", "everything", is_flag=True, help="All that was ever learnt.")
@click.pass_obj
def forget_pairs(place: Place, word: str | None, farm: str | None, everything: bool) -> None:
    """Forget the pairs of one spun WORD, of one farm, or all.

    \b
    Example:
      newsvane pairs forget 职位
    """
    from crawler.library import open_store

    if not (word or farm or everything):
        raise output.trouble("name a word, --farm HOST or --all")
    with open_store(place.store_path()) as store:
        forgotten = store.forget(spun=word, farm=farm)
    output.errors().print(f"{forgotten} pairs forgotten")


def _read(file: Path) -> Iterator[Substitution]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _pair(json.loads(line))
                except (ValueError, KeyError, TypeError, RecursionError):
                    raise output.trouble(
                        f"{file}, line {number}: expected an object with spun and original"
                    ) from None


def _pair(line: dict[str, Any]) -> Substitution:
    spun, original, farm = line["spun"], line["original"], line.get("farm", "")
    count, context = line.get("count", 1), line.get("context", "")
    if not (isinstance(spun, str) and isinstance(original, str) and isinstance(farm, str)):
        raise TypeError
    if not (isinstance(count, int) and isinstance(context, str) and 0 < count < 2**31):
        raise TypeError
    if not spun or max(len(spun), len(original)) > _LONGEST:
        raise ValueError
    return Substitution(spun, original, farm, count, context)
