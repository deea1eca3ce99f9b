"""``newsvane review``: a person decides about what the topic is not sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from crawler.cli import Place, output

if TYPE_CHECKING:
    from storage.rows import StoredArticle, StoredVerdict

#: Characters of the text that are shown.
_SHOWN = 400
_TERMS = 12


@click.command()
@click.option("--topic", metavar="NAME", help="By default the first of the configuration.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.pass_obj
def review(place: Place, topic: str | None, limit: int) -> None:
    """Walk the undecided: accept, reject or skip each. 'topics train' learns from it.

    \b
    Example:
      newsvane review --limit 10
    """
    from crawler.library import open_store
    from crawler.text.relevance import load_topic

    name = load_topic(topic or place.config().topics[0]).name
    with open_store(place.store_path()) as store:
        waiting = store.undecided(name)
        if not waiting:
            output.errors().print(f"nothing of {name} waits for a decision")
            return
        decided = 0
        for number, article in enumerate(waiting[:limit], 1):
            _print(article, name, f"{number} of {len(waiting)}")
            answer = _ask()
            if answer == "q":
                break
            if answer != "s":
                store.decide(article.id, name, accepted=answer == "a")
                decided += 1
    output.errors().print(f"{decided} decided; 'newsvane topics train {name}' learns from them")


def _ask() -> str:
    while True:
        try:
            answer = click.prompt("accept, reject, skip, quit", prompt_suffix="? ", err=True)
        except click.Abort:
            return "q"
        if answer[:1].lower() in ("a", "r", "s", "q"):
            return str(answer[0].lower())


def _print(article: StoredArticle, topic: str, place: str) -> None:
    console = output.console()
    verdict = next(v for v in article.verdicts if v.topic == topic)
    console.print(Text.assemble(f"\n{place}  ", (article.title, "bold"), f"  {verdict.score:.2f}"))
    console.print(
        Text(f"a{article.id} {article.publisher or article.site or ''} {article.url}", style="dim"),
        soft_wrap=True,
    )
    console.print(Text(f"{article.text[:_SHOWN]}…"), soft_wrap=True)
    console.print(Text(f"because of: {_terms(verdict)}", style="yellow"), soft_wrap=True)


def _terms(verdict: StoredVerdict) -> str:
    terms = dict.fromkeys(f"{e.term} ({e.facet})" for e in verdict.evidence)
    return ", ".join(list(terms)[:_TERMS]) or "no single word"
