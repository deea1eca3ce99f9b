"""``newsvane sources``: which there are, how they are, and how to have more of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Place, output
from crawler.cli.sources.add import add
from crawler.cli.sources.check import check
from crawler.cli.sources.opml import export, import_
from crawler.cli.sources.search import search

if TYPE_CHECKING:
    from crawler.catalogue import Known
    from crawler.config import Config
    from storage.records import Source
    from storage.rows import SourceState


@click.group(invoke_without_command=True)
@click.pass_context
def sources(ctx: click.Context) -> None:
    """List the sources, add one, check that they work, share them.

    \b
    Examples:
      newsvane sources
      newsvane sources add https://news.example/
      newsvane sources check ithome
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_sources)


@sources.command("list")
@click.argument("names", nargs=-1, metavar="[SOURCE|GROUP]...")
@click.option("--all", "everything", is_flag=True, help="Also those that are off, and why.")
@output.json_option
@click.pass_obj
def list_sources(
    place: Place, names: tuple[str, ...] = (), everything: bool = False, as_json: bool = False
) -> None:
    """List the configured sources with what is known of each.

    \b
    Examples:
      newsvane sources list --all
      newsvane sources list zh-core --all
    """
    from crawler.catalogue import known

    config = place.config()
    chosen = config.select(names, off=everything) if names else config.sources
    shown = [source for source in chosen if source.enabled or everything or names]
    states = _states(config, shown)
    facts = {entry.source.name: entry for entry in known()}
    if as_json:
        output.to_json([_row(source, facts, states) for source in shown])
        return
    made = output.table("name", "kind", "lang", "groups", "state", "checked", "title")
    for source in shown:
        state, entry = states[source.name], facts.get(source.name)
        off = f"off: {entry.status}" if entry and entry.status != "on" else "off"
        made.add_row(
            source.name,
            source.kind,
            source.language or "",
            ", ".join(source.groups),
            ((state.health or state.state) if state else "") if source.enabled else off,
            output.when(state.checked) if state and state.checked else "never",
            output.escape(source.title),
        )
    output.console().print(made)


sources.add_command(add)
sources.add_command(check)
sources.add_command(import_)
sources.add_command(export)
sources.add_command(search)


def _row(
    source: Source,
    facts: Mapping[str, Known],
    states: Mapping[str, SourceState | None],
) -> dict[str, Any]:
    entry = facts.get(source.name)
    return {
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "language": source.language,
        "groups": source.groups,
        "enabled": source.enabled,
        "status": entry.status if entry else None,
        "confidence": entry.confidence if entry else None,
        "publisher_class": entry.publisher_class if entry else None,
        "seen": entry.seen if entry else None,
        "state": states[source.name],
        "note": source.note,
    }


def _states(config: Config, chosen: list[Source]) -> dict[str, SourceState | None]:
    if not config.database.is_file():
        return dict.fromkeys(source.name for source in chosen)
    from crawler.library import open_store
    from crawler.sources_health import current

    with open_store(config.database, read_only=True) as store:
        known: dict[str, SourceState | None] = dict(current(store, datetime.now(UTC)))
    return {source.name: known.get(source.name) for source in chosen}
