"""``newsvane sources search``: let public search feeds look for a topic across the web."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import Place, output


@click.command()
@click.option(
    "--topic", "name", default=None, help="Name or file; by default the first configured."
)
@click.option("--yes", is_flag=True, help="Add them without asking.")
@click.pass_obj
def search(place: Place, name: str | None, yes: bool) -> None:
    """Add searches for a topic (Google News, Bing News, GDELT, Hacker News) to newsvane.toml.

    The query is made of the topic's weightiest words. A search gives titles, outlets and short
    texts; links that do not say where they lead are kept and marked.

    \b
    Examples:
      newsvane sources search
      newsvane sources search --topic ai-competition --yes
    """
    from crawler import search_sources, source_toml
    from crawler.config import DEFAULT_FILE
    from crawler.text.relevance import load_topic

    config = place.config()
    topic = load_topic(name or config.topics[0]).definition
    there = {source.name for source in config.sources}
    new = [source for source in search_sources.sources(topic) if source.name not in there]
    if not new:
        click.echo(
            "nothing to add: the searches are configured, or the topic has no words", err=True
        )
        return
    console = output.console()
    for source in new:
        console.print(f"[bold]{source.name}[/bold]  {output.escape(source.url)}")
    if not yes:
        click.confirm(f"Add these {len(new)}?", abort=True, err=True)
    path = config.file or Path(DEFAULT_FILE)
    comment = f"A search made from the topic {topic.name!r}, version {topic.version}."
    source_toml.add(path, [source_toml.table(source, comment=comment) for source in new])
    click.echo(f"added to {path}; next: newsvane crawl search", err=True)
