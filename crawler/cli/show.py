"""``newsvane show``: one story or article, readable, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from crawler.cli import Place, output
from crawler.cli.restored import print_restored
from crawler.rereading import judged_on_restored
from storage.records import SPUN

if TYPE_CHECKING:
    from storage.rows import StoredArticle, StoryDetail
    from storage.store import Store

#: Of so many earlier versions, the last, the differences are printed.
_SHOWN_REVISIONS = 3
_COLOURS = ("yellow", "cyan", "magenta", "green", "blue", "red")


@click.command()
@click.argument("name", metavar="STORY|ARTICLE")
@click.option("--diff", "other", metavar="ARTICLE", help="What differs from another article.")
@click.option("--raw", is_flag=True, help="The text as the page had it, before cleaning.")
@click.option("--restored", is_flag=True, help="A spun text with its words brought back, marked.")
@output.json_option
@click.pass_obj
def show(
    place: Place, name: str, other: str | None, raw: bool, restored: bool, as_json: bool
) -> None:
    """Read a story (12) or an article (a12): text, why it matched, origin, copies, revisions.

    \b
    Examples:
      newsvane show 1
      newsvane show a3 --raw
      newsvane show 1 --diff a2
    """
    with place.store() as store:
        story, article = _find(store, name)
        if other is not None:
            _, against = _find(store, other)
            if against.id == article.id:
                raise output.trouble(f"{other} is what {name} shows already; name another article")
            _print_difference(article, against, restored=restored, as_json=as_json)
            return
        if restored:
            from crawler.rereading import reading

            if article.spun < SPUN and not as_json:
                raise output.trouble(_not_spun(article, store.story(article.story_id)))
            print_restored(article, reading(store, article), as_json=as_json)
            return
    if as_json:
        output.to_json(story if story is not None else article)
        return
    console = output.console()
    _print_article(article, raw=raw)
    if story is not None:
        _print_story(story)
    for found in article.taken_down:
        back = f"; back on {output.when(found.back)}" if found.back else "; what it said is kept"
        console.print(
            f"\n[bold red]Taken down[/bold red] on {output.when(found.at)} "
            f"({output.escape(found.why)}), last seen {output.when(found.seen)}{back}",
            soft_wrap=True,
        )
    _print_revisions(article)


def _not_spun(article: StoredArticle, story: StoryDetail | None) -> str:
    """Say that there is nothing to restore, and which copies of the story there is."""
    spun = [f"a{member.id}" for member in story.members if member.spun >= SPUN] if story else []
    said = f"a{article.id} was not spun: its words are its own"
    if not spun:
        return said
    return f"{said}; spun copies of it: {', '.join(spun)} (newsvane show {spun[0]} --restored)"


def _print_revisions(article: StoredArticle) -> None:
    """Print what each earlier version said otherwise, the last ones whole."""
    from crawler.cli.diff import print_diff
    from crawler.text.align import diff

    console = output.console()
    texts = [revision.text for revision in article.revisions] + [article.text]
    for number, revision in enumerate(article.revisions):
        console.print(
            f"\n[bold]Earlier version[/bold], until {output.when(revision.replaced)}: "
            f"{output.escape(revision.title)}",
            soft_wrap=True,
        )
        if number >= len(article.revisions) - _SHOWN_REVISIONS:
            before, after = texts[number], texts[number + 1]
            print_diff(diff(before, after), before, after)


def _find(store: Store, name: str) -> tuple[StoryDetail | None, StoredArticle]:
    number = name.removeprefix("a")
    if not number.isdigit() or len(number) > 15:
        raise output.trouble(f"{name}: write a story's number (12) or an article's (a12)")
    if name.startswith("a"):
        article = store.article(int(number))
        if article is None:
            raise output.trouble(f"{name}: there is no such article; 'newsvane stories' lists them")
        return None, article
    story = store.story(int(number))
    if story is None:
        raise output.trouble(f"{name}: there is no such story; 'newsvane stories' lists them")
    lead = store.article(story.row.lead)
    assert lead is not None
    return story, lead


def _print_article(article: StoredArticle, *, raw: bool) -> None:
    console = output.console()
    console.print(Text(article.title or "(no title)", style="bold"), soft_wrap=True)
    claimed = f" (the page says: {article.published_raw})" if article.published_raw else ""
    facts = [
        article.publisher or article.site or "publisher unknown",
        ", ".join(article.authors),
        f"{output.when(article.published)}{claimed}" if article.published else claimed.strip(),
        article.language or "",
        "" if article.whole else "not the whole text",
        "the page asks not to be archived" if article.noarchive else "",
    ]
    console.print(Text(" · ".join(fact for fact in facts if fact), style="dim"), soft_wrap=True)
    console.print(Text(f"a{article.id}  {article.url}", style="dim"), soft_wrap=True)
    if article.spun >= SPUN:
        console.print(
            Text(
                f"This text was spun by a content farm ({article.spun:.0%} sure): "
                f"{article.noise:.1%} of it was noise; some words are not the author's. "
                f"Brought back: newsvane show a{article.id} --restored",
                style="yellow",
            ),
            soft_wrap=True,
        )
    console.print()
    if raw:
        console.print(Text(article.raw_text or article.text), soft_wrap=True)
    else:
        console.print(_highlighted(article), soft_wrap=True)
    for line in article.boilerplate:
        console.print(Text(f"  ¦ {line}", style="dim"), soft_wrap=True)
    _print_verdicts(article)


def _highlighted(article: StoredArticle) -> Text:
    """Mark the evidence in the text, where it is that text which was judged."""
    text = Text(article.text)
    colours: dict[str, str] = {}
    for verdict in article.verdicts:
        if judged_on_restored(article, verdict):
            continue
        for evidence in verdict.evidence:
            colour = colours.setdefault(evidence.facet, _COLOURS[len(colours) % len(_COLOURS)])
            if evidence.field == "text" and evidence.weight > 0:
                text.stylize(f"bold {colour}", evidence.start, evidence.end)
    return text


def _print_verdicts(article: StoredArticle) -> None:
    console = output.console()
    for verdict in article.verdicts:
        console.print(f"\n[bold]Why[/bold]  {verdict.topic}: {verdict.label} {verdict.score:.2f}")
        if judged_on_restored(article, verdict):
            console.print(
                "  judged on our reading of the swapped words, not on the page's own: "
                f"newsvane show a{article.id} --restored",
                style="yellow",
                soft_wrap=True,
            )
        facets: dict[str, dict[str, int]] = {}
        for evidence in verdict.evidence:
            terms = facets.setdefault(evidence.facet, {})
            terms[evidence.term] = terms.get(evidence.term, 0) + 1
        for index, (facet, terms) in enumerate(facets.items()):
            words = ", ".join(f"{term} ×{n}" if n > 1 else term for term, n in terms.items())
            console.print(
                Text.assemble((f"  {facet}: ", _COLOURS[index % len(_COLOURS)]), words),
                soft_wrap=True,
            )


def _print_story(story: StoryDetail) -> None:
    console = output.console()
    row = story.row
    origin = (
        f"{row.origin_publisher} ({row.origin_confidence:.0%} sure)"
        if row.origin_publisher
        else "unknown"
    )
    console.print(f"\n[bold]Origin[/bold]  {output.escape(origin)}", soft_wrap=True)
    for reason in story.reasons:
        console.print(Text(f"  {reason}"), soft_wrap=True)
    made = output.table(
        "article",
        "relation",
        "probability",
        "published",
        "spun",
        "publisher",
        "url",
        right=("probability", "spun"),
    )
    for member in story.members:
        made.add_row(
            f"a{member.id}",
            member.relation,
            f"{member.probability:.2f}",
            output.when(member.published),
            f"{member.spun:.2f}" if member.spun else "",
            output.escape(member.publisher or member.site or "?"),
            output.escape(member.url),
        )
    console.print(
        f"\n[bold]Story {row.id}[/bold]: {len(story.members)} articles, "
        f"{row.copies} {'copy' if row.copies == 1 else 'copies'}"
    )
    console.print(made)
    for quote in story.quotes:
        console.print(
            Text(
                f"a{quote.quoting} (story {quote.quoting_story}) quotes a{quote.quoted} "
                f"(story {quote.quoted_story}): {quote.share:.0%} of it"
            ),
            soft_wrap=True,
        )


def _print_difference(a: StoredArticle, b: StoredArticle, *, restored: bool, as_json: bool) -> None:
    from crawler.cli.diff import print_diff, to_plain
    from crawler.text.align import diff

    # What the farm did is seen in the page's own wording; what it did that is left, in ours.
    text_a, text_b = (
        (one.restored or one.text) if restored else (one.raw_text or one.text) for one in (a, b)
    )
    operations = diff(text_a, text_b)
    if as_json:
        output.to_json(_difference(a, b, to_plain(operations, text_a, text_b)))
        return
    console = output.console()
    console.print(f"a{a.id} {output.escape(a.title)}\na{b.id} {output.escape(b.title)}\n")
    if restored:
        ours = [f"a{one.id}" for one in (a, b) if one.restored]
        note = f"of {' and '.join(ours)} our reading, not the page's text" if ours else ""
        console.print(f"[dim]cleaned texts{note and ', '}{note}[/dim]\n")
    print_diff(operations, text_a, text_b)


def _difference(a: StoredArticle, b: StoredArticle, steps: list[Any]) -> dict[str, Any]:
    return {"a": f"a{a.id}", "b": f"a{b.id}", "diff": steps}
