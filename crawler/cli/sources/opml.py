"""``newsvane sources import|export``: share sources with feed readers, as OPML."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from crawler.cli import Place, output

if TYPE_CHECKING:
    from crawler.config import Config
    from storage.records import Source


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--yes", is_flag=True, help="Add them without asking.")
@click.option("--group", "groups", multiple=True, help="A group to put all in; may be repeated.")
@click.pass_obj
def import_(place: Place, file: BinaryIO, yes: bool, groups: tuple[str, ...]) -> None:
    """Add the feeds of an OPML file, as feed readers export it, to newsvane.toml.

    Folders become groups. What is configured already, or on in the catalogue, is left out.

    \b
    Examples:
      newsvane sources import subscriptions.opml
      curl -s https://reader.example/export.opml | newsvane sources import - --yes
    """
    from crawler import opml, source_toml
    from crawler.config import DEFAULT_FILE

    config = place.config()
    read = opml.read(file.read(opml.MAX_BODY + 1), taken={source.name for source in config.sources})
    if read.state == "not opml":
        raise output.trouble(f"{file.name}: is not OPML")
    if read.state == "too large":
        raise output.trouble(f"{file.name}: is larger than 10 MiB or 100,000 tags; split it")
    if read.state == "partial":
        _warn(f"{file.name}: is damaged or too long; what could be read of it is taken")
    for skipped in read.skipped:
        _warn(f"left out: {skipped}")
    new = _new(config, read.sources, groups)
    known = len(read.sources) - len(new)
    click.echo(f"{len(new)} new sources, {known} known already", err=True)
    if not new:
        return
    for source in new:
        click.echo(f"{source.name}\t{source.url}\t{', '.join(source.groups)}")
    if not yes:
        click.confirm(f"Add these {len(new)}?", abort=True, err=True)
    path = config.file or Path(DEFAULT_FILE)
    source_toml.add(path, [source_toml.table(source) for source in new])
    click.echo(f"added to {path}; next: newsvane sources check", err=True)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|GROUP]...")
@click.option("--all", "everything", is_flag=True, help="Also those that are off.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(place: Place, names: tuple[str, ...], everything: bool, target: Path | None) -> None:
    """Write the sources as OPML, which feed readers import; groups become folders.

    What feed readers have no words for is kept in attributes that they skip.

    \b
    Examples:
      newsvane sources export -o newsvane.opml
      newsvane sources export zh-core > zh.opml
    """
    from crawler import opml

    config = place.config()
    chosen: Sequence[Source] = (
        config.sources if everything and not names else config.select(names, off=everything)
    )
    text = opml.write(chosen, created=datetime.now(UTC).replace(microsecond=0))
    if target is None:
        click.echo(text, nl=False)
    else:
        target.write_text(text, encoding="utf-8")
        click.echo(f"wrote {len(chosen)} sources to {target}", err=True)


def _new(config: Config, read: Sequence[Source], groups: tuple[str, ...]) -> list[Source]:
    """Return what is not configured yet; of the catalogue's, with all that it knows of them."""
    from crawler import catalogue
    from crawler.text import urls

    configured = {(urls.canonical(s.url), s.body): s for s in config.sources}
    found = []
    for source in read:
        if bad := catalogue.warning(source.url):
            _warn(f"{source.url} is known to mislead: {bad.why}")
        wanted = tuple(dict.fromkeys((*source.groups, *groups)))
        known = configured.get((urls.canonical(source.url), source.body))
        if known is None:
            found.append(dataclasses.replace(source, groups=wanted))
        elif not known.enabled:
            both = tuple(dict.fromkeys((*known.groups, *wanted)))
            found.append(dataclasses.replace(known, groups=both, enabled=True))
    return found


def _warn(sentence: str) -> None:
    output.errors().print(output.escape(sentence), style="yellow")
