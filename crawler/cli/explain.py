"""``newsvane explain``: what was read, cleaned, judged and matched, and why."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Place, output
from storage.records import Article, NoArticle

if TYPE_CHECKING:
    from crawler.text.clean import Cleaned
    from storage.records import Verdict

_PAGE = (b"<!doctype", b"<html", b"<head", b"<body", b"<?xml")


@click.command()
@click.argument("what", metavar="FILE|URL|ID")
@click.option("--url", "address", default=None, help="The page's address, for a saved page.")
@output.json_option
@click.pass_obj
def explain(place: Place, what: str, address: str | None, as_json: bool) -> None:
    """Show how a page or text is read, cleaned and judged; or why a URL was not kept.

    WHAT is a saved page (.html), a text file whose first line is the title, an article id (a12),
    or a URL that was met before.

    \b
    Examples:
      newsvane explain page.html --url https://news.example/1.html
      newsvane explain a12
      newsvane explain https://news.example/1.html
    """
    report = (
        _of_file(place, Path(what), address) if Path(what).is_file() else _of_stored(place, what)
    )
    if as_json:
        output.to_json(report)
    else:
        _print(report)


def _of_file(place: Place, path: Path, address: str | None) -> dict[str, Any]:
    body = path.read_bytes()
    if not body[:1024].lstrip().lower().startswith(_PAGE):
        title, _, text = body.decode("utf-8", "replace").partition("\n")
        article = Article(url="", title=title.strip(), text=text.strip())
        return _of_article(place, {"read": f"text file {path}"}, article)
    from crawler.page.extract import extract

    read = extract(
        body, address or f"https://unknown.invalid/{path.name}", fetched=datetime.now(UTC)
    )
    if isinstance(read, NoArticle):
        return {"read": f"page {path}", "no_article": read.reason, "detail": read.detail}
    return _of_article(place, _metadata(read), read)


def _metadata(article: Article) -> dict[str, Any]:
    shown = (
        "url",
        "published",
        "published_raw",
        "authors",
        "publisher",
        "site",
        "language",
        "canonical_url",
        "image",
        "whole",
        "next_page",
    )
    values = {name: getattr(article, name) for name in shown}
    return {
        "read": {k: v for k, v in values.items() if v not in (None, "", ())},
        "origins": dict(article.origins),
    }


def _of_article(place: Place, report: dict[str, Any], article: Article) -> dict[str, Any]:
    from crawler.library import cleaning
    from crawler.text.relevance import load_topic

    title, text = cleaning(article)
    topics = [load_topic(name) for name in place.config().topics]
    return report | {
        "title": title.text,
        "text": text.text,
        "cleaning": _cleaning(text),
        "verdicts": [_verdict(topic.judge(title.text, text.text)) for topic in topics],
    }


def _cleaning(cleaned: Cleaned) -> dict[str, Any]:
    return {
        "noise": round(cleaned.noise, 4),
        "spun": round(cleaned.spun, 4),
        "removals": [
            {
                "what": r.what,
                "start": r.start,
                "end": r.end,
                "why": r.why,
                "text": cleaned.raw[r.start : r.end],
            }
            for r in cleaned.removals
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "topic": verdict.topic,
        "label": verdict.label,
        "score": round(verdict.score, 3),
        "evidence": [
            {
                "facet": e.facet,
                "term": e.term,
                "field": e.field,
                "start": e.start,
                "end": e.end,
                "weight": round(e.weight, 3),
            }
            for e in verdict.evidence
        ],
    }


def _of_stored(place: Place, what: str) -> dict[str, Any]:
    with place.store() as store:
        if what[:1] == "a" and what[1:].isdigit():
            article = store.article(int(what[1:]))
        else:
            article = store.article_by_url(what)
        if article is not None:
            report = {"read": f"article a{article.id} of story {article.story_id}"}
            page = dataclasses.replace(
                article,
                title=article.raw_title or article.title,
                text=article.raw_text or article.text,
            )
            return _of_article(place, report, page)
        dropped = store.dropped(what)
        known = store.known(what)
    if dropped:
        return {
            "read": f"dropped on {output.when(dropped[0].fetched)}",
            "title": dropped[0].title,
            "text": dropped[0].beginning,
            "verdicts": [_verdict(item.verdict) for item in dropped],
        }
    if known is not None:
        return {"read": f"met before, not kept: {known.why}"}
    raise output.trouble(f"{what}: no such file, and nothing by that name in the store")


def _print(report: dict[str, Any]) -> None:
    console = output.console()
    for key, value in report.items():
        if key in ("cleaning", "verdicts", "text"):
            continue
        if isinstance(value, dict):
            for name, inner in value.items():
                label = f"{name}" if key == "read" else f"{key}.{name}"
                console.print(f"[bold]{label}[/bold]  {output.escape(str(inner))}")
        else:
            console.print(f"[bold]{key}[/bold]  {output.escape(str(value))}")
    if cleaning := report.get("cleaning"):
        console.print(
            f"[bold]noise[/bold]  {cleaning['noise']:.1%} of the characters; "
            f"spun with probability {cleaning['spun']:.2f}"
        )
        made = output.table("removed", "at", "what", "why")
        for removal in cleaning["removals"]:
            shown = removal["text"].replace("\n", "⏎")
            made.add_row(
                output.escape(shown[:40]),
                f"{removal['start']}-{removal['end']}",
                removal["what"],
                removal["why"],
            )
        if cleaning["removals"]:
            console.print(made)
    for verdict in report.get("verdicts", []):
        console.print(
            f"\n[bold]{verdict['topic']}[/bold]  {verdict['label']} {verdict['score']:.2f}"
        )
        made = output.table("facet", "term", "where", "weight", right=("weight",))
        for item in verdict["evidence"]:
            made.add_row(
                item["facet"],
                output.escape(item["term"]),
                f"{item['field']} {item['start']}-{item['end']}",
                f"{item['weight']:+.2f}",
            )
        console.print(made)
    if text := report.get("text"):
        console.print(f"\n{output.escape(text)}")
