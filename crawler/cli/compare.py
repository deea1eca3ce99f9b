"""``newsvane compare``: two texts side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import Place, output
from crawler.cli.diff import print_diff, to_plain

if TYPE_CHECKING:
    from storage.records import Comparison


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--no-diff", is_flag=True, help="Print the verdict only.")
@output.json_option
@click.pass_obj
def compare(place: Place, a: str, b: str, no_diff: bool, as_json: bool) -> None:
    """Say whether A and B are copies, and show what differs.

    A and B are text files, article ids (a12) or URLs of the store.

    \b
    Examples:
      newsvane compare original.txt suspect.txt
      newsvane compare a1 a2
    """
    from crawler.text import align
    from crawler.text import compare as comparing

    text_a, text_b = read_text(place, a), read_text(place, b)
    found = comparing.compare(text_a, text_b)
    operations = [] if no_diff else align.diff(text_a, text_b)
    if as_json:
        output.to_json({"comparison": found, "diff": to_plain(operations, text_a, text_b)})
        return
    console = output.console()
    console.print(sentence(found, a, b))
    if not no_diff:
        console.print()
        print_diff(operations, text_a, text_b)


def sentence(found: Comparison, a: str, b: str) -> str:
    """Say a comparison in one line."""
    relation = {
        "copy": "[bold]copies of one text[/bold]",
        "quote": "[bold]one quotes the other[/bold]",
        "different": "[bold]different texts[/bold]",
    }[found.relation]
    direction = {
        "a from b": f"; {a} derives from {b}",
        "b from a": f"; {b} derives from {a}",
        "unknown": "",
    }[found.direction]
    return (
        f"{relation} (probability of a copy {found.probability:.2f}){direction}\n"
        f"{found.containment_a:.0%} of {a} stands in {b}, "
        f"{found.containment_b:.0%} of {b} stands in {a}"
    )


def read_text(place: Place, name: str) -> str:
    """Return the text that ``name`` means: a file, an article id or a stored URL."""
    if Path(name).is_file():
        return Path(name).read_text(encoding="utf-8", errors="replace")
    with place.store() as store:
        article = (
            store.article(int(name[1:]))
            if name[:1] == "a" and name[1:].isdigit()
            else store.article_by_url(name)
        )
    if article is None:
        raise output.trouble(f"{name}: neither a file nor an article id (a12) or URL of the store")
    return article.raw_text or article.text
