"""``newsvane search``: find words in what is stored."""

from __future__ import annotations

from typing import Any

import click
from rich.text import Text

from crawler.cli import Place, output


@click.command()
@click.argument("words", nargs=-1)
@click.option("--like", metavar="ARTICLE", help="More like this article (a12), instead of words.")
@click.option("--by", type=click.Choice(["time", "relevance"]), default="time", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@output.json_option
@click.pass_obj
def search(
    place: Place, words: tuple[str, ...], like: str | None, by: Any, limit: int, as_json: bool
) -> None:
    """Find articles by words, in either Chinese script.

    Quotes make a phrase, exactly; a minus excludes; a star ends the beginning of a word; and
    publisher: source: lang: since: until: story: filter. What holds a word or number only inside a
    longer one comes last. Options come before the words.

    \b
    Examples:
      newsvane search 大模型 开源
      newsvane search '"export controls"' -- -chips lang:en since:2026-03-01
      newsvane search --like a12
    """
    if not words and like is None:
        raise output.trouble("say what to look for, as in: newsvane search 大模型 开源")
    with place.store() as store:
        if like is not None:
            hits = store.similar(_number(like), limit=limit)
        else:
            hits = store.search(" ".join(words), limit=limit, by=by)
    if as_json:
        output.to_json(hits)
        return
    console = output.console()
    if not hits:
        output.errors().print("nothing found; fewer or other words may help")
    within = False
    for hit in hits:
        if hit.within and not within:
            within = True
            console.print("\n[dim]Only inside longer words or numbers:[/dim]\n")
        line = Text.assemble(
            (f"{hit.story_id:>4} ", "bold cyan"),
            (f"{output.when(hit.published or hit.fetched)}  ", "dim"),
        )
        console.print(line + _marked(hit.marked_title, "bold"), soft_wrap=True)
        console.print(Text.assemble("     ", _marked(hit.snippet, "")), soft_wrap=True)
        if hit.restored:
            console.print(
                "     our reading of swapped words, not the page's own: "
                f"newsvane show a{hit.article_id} --restored",
                style="yellow",
                soft_wrap=True,
            )
        console.print(
            Text(f"     a{hit.article_id} {hit.publisher or ''} {hit.url}", style="dim"),
            soft_wrap=True,
        )


def _number(name: str) -> int:
    number = name.removeprefix("a")
    if not (number.isascii() and number.isdecimal() and len(number) <= 15):
        raise output.trouble(f"--like {name}: write an article's number, as in a12")
    return int(number)


def _marked(pieces: tuple[tuple[str, bool], ...], style: str) -> Text:
    text = Text(style=style)
    for piece, is_match in pieces:
        text.append(piece.replace("\n", " "), style="bold yellow" if is_match else "")
    return text
