"""``newsvane sources add``: find sources at an address and write the chosen one down."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import Place, output

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.discover.look import Look
    from crawler.discover.pages import Fetch
    from crawler.discover.proposals import Proposal

#: Articles of a proposal that are shown.
_SHOWN = 5


@click.command()
@click.argument("url")
@click.option("--yes", is_flag=True, help="Add the best proposal without asking.")
@click.option("--pick", type=click.IntRange(1), default=1, help="Add this proposal, not the first.")
@click.option("--name", default=None, help="What to call it.")
@click.option("--group", "groups", multiple=True, help="A group to put it in; may be repeated.")
@output.json_option
@click.pass_obj
def add(
    place: Place,
    url: str,
    yes: bool,
    pick: int,
    name: str | None,
    groups: tuple[str, ...],
    as_json: bool,
) -> None:
    """Find sources at URL: a feed, a front page, a section or any article of a site.

    Shows what would be collected, asks, and adds a [[source]] to newsvane.toml; all that stands
    there stays. With --json prints the proposals, and adds only with --yes.

    \b
    Examples:
      newsvane sources add https://news.example/
      newsvane sources add https://news.example/tech/ --yes --name example-tech --group en-core
    """
    config = place.config()
    found = _look(config, _address(url))
    if as_json:
        output.to_json(_plain(found))
    else:
        for notice in found.notices:
            output.errors().print(output.escape(notice), style="yellow")
        for number, proposal in enumerate(found.proposals, 1):
            _show(number, proposal)
    if not found.proposals:
        raise click.exceptions.Exit(1)
    if pick > len(found.proposals):
        raise output.trouble(f"there is no proposal {pick}; there are {len(found.proposals)}")
    chosen = found.proposals[pick - 1]
    if not yes:
        if as_json:
            return
        click.confirm(f"Add {name or chosen.source.name!r} ({pick})?", abort=True, err=True)
    _write(config, place, chosen, name, groups)


def _address(url: str) -> str:
    from crawler.text import urls

    whole = url if "://" in url else f"https://{url}"
    found = urls.resolve(whole, whole)
    if found is None:
        raise output.trouble(f"{url!r} is no web address")
    return found


def _look(config: Config, url: str) -> Look:
    from crawler.discover import fetch as fetching
    from crawler.discover.look import look

    taken = {source.name for source in config.sources}

    async def job(fetch: Fetch) -> Look:
        return await look(url, fetch, datetime.now(UTC), taken=taken)

    with output.errors().status(f"looking at {output.escape(url)}"):
        return fetching.run(job, config)


def _show(number: int, proposal: Proposal) -> None:
    checked, source, console = proposal.checked, proposal.source, output.console()
    kind = {"feed": "feed", "sitemap": "sitemap"}.get(source.kind, "links of the page")
    console.print(f"[bold]{number}. {kind}[/bold] {output.escape(source.url)} ({proposal.why})")
    console.print(
        f"   {output.escape(source.title or source.name)}: {len(checked.entries)} articles, newest "
        f"{output.when(checked.newest)}, {checked.well:.0%} of those tried read well"
    )
    if source.article_pattern:
        console.print(f"   addresses like {output.escape(source.article_pattern)}")
    for entry in checked.entries[:_SHOWN]:
        when = output.when(entry.published or entry.updated)
        console.print(f"   {when}  {output.escape(entry.title or entry.url or '')}")
    for problem in checked.problems:
        output.errors().print(f"   {output.escape(problem)}", style="yellow")


def _write(
    config: Config, place: Place, chosen: Proposal, name: str | None, groups: tuple[str, ...]
) -> None:
    from crawler import source_toml
    from crawler.config import DEFAULT_FILE

    del place
    own = [source for source in config.sources if source.name not in _catalogue_names()]
    same = next((source.name for source in own if source.url == chosen.source.url), None)
    if same:
        raise output.trouble(f"{chosen.source.url} is configured already, as {same!r}")
    listed = next((s for s in config.sources if s.name == chosen.source.name and s.enabled), None)
    if listed and name is None:
        click.echo(
            f"the catalogue has it as {listed.name!r}, and it is on; nothing to add", err=True
        )
        return
    source = dataclasses.replace(
        chosen.source,
        name=name or chosen.source.name,
        groups=groups or chosen.source.groups,
        enabled=True,
    )
    day = datetime.now(UTC).date().isoformat()
    comment = f"Found on {day}: {chosen.why}."
    path = config.file or Path(DEFAULT_FILE)
    source_toml.add(path, [source_toml.table(source, comment=comment)])
    click.echo(f"added {source.name!r} to {path}; next: newsvane crawl {source.name}", err=True)


def _catalogue_names() -> set[str]:
    from crawler.catalogue import known

    return {entry.source.name for entry in known()}


def _plain(found: Look) -> dict[str, object]:
    return {
        "url": found.url,
        "notices": list(found.notices),
        "proposals": [
            {
                "source": {
                    field.name: value
                    for field in dataclasses.fields(proposal.source)
                    if (value := getattr(proposal.source, field.name)) not in (None, "", (), {})
                },
                "why": proposal.why,
                "fresh": proposal.fresh,
                "articles": len(proposal.checked.entries),
                "newest": proposal.checked.newest,
                "read_well": proposal.checked.well,
                "problems": list(proposal.checked.problems),
                "samples": proposal.checked.samples,
            }
            for proposal in found.proposals
        ],
    }
