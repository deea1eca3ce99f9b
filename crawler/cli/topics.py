"""``newsvane topics``: what a topic looks for, how good it is, and how it learns."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import Place, output

if TYPE_CHECKING:
    from crawler.text.relevance import Topic
    from crawler.text.training import Example, Report
    from storage.store import Store

#: A refit on fewer decisions would fit chance.
_ENOUGH = 20
_SHOWN = 20


@click.group()
def topics() -> None:
    """List, explain, test, train and start topics, and judge the store by one anew.

    \b
    Examples:
      newsvane topics list
      newsvane topics show ai-competition
    """


@topics.command("list")
@output.json_option
@click.pass_obj
def list_topics(place: Place, as_json: bool) -> None:
    """List the built-in topics and those of the configuration.

    \b
    Example:
      newsvane topics list
    """
    used = place.config().topics
    folder = resources.files("crawler.data") / "topics"
    built_in = [f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")]
    names = sorted({*built_in, *used})
    if as_json:
        output.to_json([{"name": name, "in_use": name in used} for name in names])
        return
    for name in names:
        output.console().print(f"{name}{'  (in use)' if name in used else ''}")


@topics.command("show")
@click.argument("name")
def show_topic(name: str) -> None:
    """Explain a topic in a page: what must meet, its terms, what it was taught.

    \b
    Example:
      newsvane topics show ai-competition
    """
    from crawler.text.training import explain

    click.echo(explain(_load(name)))


@topics.command("test")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--topic", default="ai-competition", show_default=True)
@output.json_option
def test_topic(file: Path, topic: str, as_json: bool) -> None:
    """Judge labelled articles and print precision, recall, average precision, worst errors.

    FILE has a JSON object a line: title, text, and relevant (true or false) or label.

    \b
    Example:
      newsvane topics test labelled.jsonl
    """
    from crawler.cli.topic_files import read_examples
    from crawler.text.training import test

    report = test(_load(topic), read_examples(file))
    if as_json:
        output.to_json(report)
    else:
        _print_report(report)


@topics.command("train")
@click.argument("name", default="ai-competition")
@click.option(
    "--more",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Learn from these labelled articles as well (.jsonl).",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the taught topic to this .toml file.",
)
@click.pass_obj
def train_topic(place: Place, name: str, more: Path | None, write: Path | None) -> None:
    """Refit a topic's linear layer and thresholds to what you decided in review.

    Prints what changes, by cross-validation, and changes nothing without --write.

    \b
    Example:
      newsvane topics train ai-competition --write my-topic.toml
    """
    from crawler.cli.topic_files import read_examples, write_taught
    from crawler.text.training import refit

    topic = _load(name)
    items = read_examples(more) if more else []
    if not more or place.store_path().is_file():
        with place.store() as store:
            items = _decided(store, topic.name) + items
    if len(items) < _ENOUGH:
        raise output.trouble(
            f"{len(items)} decisions are too few to learn from; {_ENOUGH} are "
            "needed: 'newsvane review', or --more FILE"
        )
    try:
        learnt = refit(topic, items)
    except ValueError as error:
        raise output.trouble(str(error)) from error
    console = output.console()
    console.print("[bold]as it is[/bold]")
    _print_report(learnt.before, worst=False)
    console.print("\n[bold]as it would be[/bold] (cross-validated)")
    _print_report(learnt.after, worst=False)
    if not learnt.better:
        console.print("\nthat is no better, so the topic stays as it is:")
    console.print(f"\n{learnt.toml}", markup=False)
    if write is None:
        console.print("nothing was written; --write my-topic.toml keeps this")
        return
    write_taught(name, write, learnt.toml)
    console.print(f'wrote {write}; use it with topics = ["{write}"] in newsvane.toml')


@topics.command("new")
@click.argument("name")
@click.argument("examples", nargs=-1, required=True, metavar="EXAMPLE...")
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.pass_obj
def new_topic(place: Place, name: str, examples: tuple[str, ...], write: Path | None) -> None:
    """Start a topic from example articles: text files, article ids (a12) or stored URLs.

    \b
    Example:
      newsvane topics new fusion a3 a8 press-release.txt --write fusion.toml
    """
    from crawler.cli.compare import read_text
    from crawler.text.proposal import start
    from crawler.text.training import Example

    chosen = []
    for item in examples:
        title, _, text = read_text(place, item).partition("\n")
        chosen.append(Example(title, text, relevant=True))
    background = []
    if place.store_path().is_file():
        with place.store() as store:
            background = [f"{a.title}\n{a.text}" for a in store.every_article()]
    toml = start(name, chosen, background)
    if write is None:
        click.echo(toml)
        return
    if write.exists():
        raise output.trouble(f"{write}: exists already; name another file")
    write.write_text(toml, encoding="utf-8")
    click.echo(f'wrote {write}; prune it, then use it with topics = ["{write}"]')


@topics.command("judge")
@click.argument("name", default="ai-competition")
@click.option("--apply", is_flag=True, help="Keep the new verdicts.")
@click.pass_obj
def judge_topic(place: Place, name: str, apply: bool) -> None:
    """Judge what the store holds by a topic anew, and show what would change.

    \b
    Example:
      newsvane topics judge my-topic.toml
    """
    from crawler.library import open_store

    topic = _load(name)
    with open_store(place.store_path()) as store:
        changed, moves = _judged_anew(store, topic, apply=apply)
        wanted = [
            old
            for old in store.every_dropped(topic.name)
            if topic.judge(old.title, old.beginning, publisher=old.publisher).label != "off-topic"
        ]
        if apply:
            store.forget_dropped([old.url for old in wanted])
    console = output.console()
    for (before, after), count in sorted(moves.items()):
        console.print(f"{count:>6}  {before} → {after}")
    for line in changed[:_SHOWN]:
        console.print(line, soft_wrap=True, markup=False)
    console.print(
        f"{len(wanted)} dropped articles would be wanted now"
        + ("; they are fetched when their source next lists them" if wanted else "")
    )
    if not apply and (moves or wanted):
        console.print("nothing was changed; --apply keeps this")


def _judged_anew(
    store: Store, topic: Topic, *, apply: bool
) -> tuple[list[str], Counter[tuple[str, str]]]:
    changed: list[str] = []
    moves: Counter[tuple[str, str]] = Counter()
    decided = {decision.article.id for decision in store.decisions(topic.name)}
    for article in store.every_article():
        if article.id in decided:
            continue
        new = topic.judge(
            article.title,
            article.restored or article.text,
            publisher=article.publisher,
            section=article.section,
        )
        others = [v for v in article.verdicts if v.topic != topic.name]
        old = next((v.label for v in article.verdicts if v.topic == topic.name), "not judged")
        if new.label != old:
            moves[old, new.label] += 1
            changed.append(f"  a{article.id} {old} → {new.label} {new.score:.2f}  {article.title}")
        if apply:
            store.set_verdicts(article.id, [*others, new])
    return changed, moves


def _load(name: str) -> Topic:
    from crawler.text.relevance import load_topic

    return load_topic(name)


def _decided(store: Store, topic: str) -> list[Example]:
    from crawler.text.training import Example

    return [
        Example(d.article.title, d.article.restored or d.article.text, d.accepted)
        for d in store.decisions(topic)
    ]


def _print_report(report: Report, *, worst: bool = True) -> None:
    console = output.console()
    console.print(
        f"{report.articles} articles, {report.relevant} relevant: precision "
        f"{report.precision:.3f}, recall {report.recall:.3f}, F1 {report.f1:.3f}, "
        f"average precision {report.average_precision:.3f}"
    )
    for score, item in report.worst if worst else ():
        said = "missed" if item.relevant else "wrongly kept"
        console.print(f"  {said} {score:.2f}  {item.title}", markup=False, soft_wrap=True)
