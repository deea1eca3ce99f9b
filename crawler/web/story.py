"""The page *Story*: one story or article to read, with the reasons; and what two members differ in.

Knows what the pages show. Must not know SQL or HTML.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from crawler.export.entry import entry, iso
from crawler.text.align import diff
from crawler.web import marks, plot
from crawler.web.ask import Ask
from crawler.web.page import Page, missing
from storage.rows import Revision, StoredArticle, StoryDetail
from storage.store import Store

_ALIKE = 6
_DELIVERIES = 20
#: Characters of a text that a page shows.
_SHOWN = 200_000
#: Widths of the line on which a member stands, and of the one on which all do.
_LANE, _AXIS = 170, 330
#: Of a text that changes all the time so many earlier versions are shown.
_REVISIONS = 20
_MEMBERS = (
    *("article", "relation", "probability", "published", "published_raw", "fetched", "publisher"),
    *("site", "title", "url", "spun", "noise", "whole"),
)


def story(store: Store, ask: Ask, number: str) -> Page:
    """Read a story; ``article`` in the query chooses which member's text is shown."""
    detail = store.story(int(number[:16]))
    if detail is None:
        return missing(f"There is no story {number[:16]}", "The list of stories has the numbers.")
    chosen = ask.number("article")
    member = next((one for one in detail.members if one.id == chosen), detail.members[0])
    article = store.article(member.id) or member
    one = entry(detail.row, article if article.id == detail.row.lead else None)
    rows = [_member(member) for member in detail.members]
    return Page(
        name="story",
        title=detail.row.title or f"Story {detail.row.id}",
        values={
            "story": detail,
            "article": article,
            "row": detail.row,
            "axis": _axis(detail),
            "lanes": _lanes(detail),
            "axis_names": [one.publisher or one.site or one.url for one in detail.members],
            "alike": store.similar(article.id, limit=_ALIKE),
            "revisions": _revisions(article),
            "told": store.deliveries(_DELIVERIES, detail.row.id),
            "taken_down": article.taken_down,
            **_reading(article),
        },
        columns=_MEMBERS,
        rows=rows,
        data={
            **one.plain(),
            "origin_reasons": list(detail.reasons),
            "members": rows,
            "quotes": [
                {"quoting": q.quoting, "quoted": q.quoted, "share": q.share} for q in detail.quotes
            ],
        },
        entries=[one],
        updated=detail.row.first_seen,
    )


def article(store: Store, ask: Ask, number: str) -> Page:
    """Read an article as a member of its story."""
    found = store.article(int(number[:16]))
    if found is None:
        return missing(f"There is no article a{number[:16]}", "A story's page lists its articles.")
    given = {**ask.given, "article": str(found.id)}
    return story(store, Ask(ask.path, given, ask.now), str(found.story_id))


def difference(store: Store, ask: Ask, number: str) -> Page:
    """Put two members of a story side by side; by default the lead and the most spun copy."""
    detail = store.story(int(number[:16]))
    if detail is None:
        return missing(f"There is no story {number[:16]}", "The list of stories has the numbers.")
    if len(detail.members) < 2:
        return missing(f"Story {detail.row.id} has one article only", "Nothing to compare it with.")
    by_id = {member.id: member for member in detail.members}
    a = by_id.get(ask.number("a") or 0, detail.members[0])
    others = [member for member in detail.members if member.id != a.id]
    b = by_id.get(ask.number("b") or 0) or max(others, key=lambda member: member.spun)
    # What a farm did is seen in the page's own wording.
    text_a, text_b = (one.raw_text or one.text for one in (a, b))
    steps = marks.steps(diff(text_a, text_b), text_a, text_b)
    rows = [{"kind": step.kind, "a": step.old, "b": step.new} for step in steps]
    return Page(
        name="diff",
        title=f"What differs: a{a.id} and a{b.id}",
        values={
            "story": detail,
            "row": detail.row,
            "a": a,
            "b": b,
            "steps": steps,
            "counts": {kind: [s.kind for s in steps].count(kind) for kind in marks.KINDS},
        },
        columns=("kind", "a", "b"),
        rows=rows,
        data={"a": a.id, "b": b.id, "steps": rows},
    )


def _reading(article: StoredArticle) -> dict[str, Any]:
    """Return the texts of an article with evidence marked, and what the marks mean."""
    evidence = article.verdicts[0].evidence if article.verdicts else ()
    palette = marks.colours(one for one in evidence if one.weight > 0)
    positive = [one for one in evidence if one.weight > 0]
    text, restored = article.text[:_SHOWN], (article.restored or "")[:_SHOWN]
    on_restored = bool(restored) and marks.judged([text, restored], positive) == 1
    legend: dict[str, dict[str, int]] = {facet: {} for facet in palette}
    for one in positive:
        terms = legend.setdefault(one.facet, {})
        terms[one.term] = terms.get(one.term, 0) + 1
    return {
        "title_pieces": marks.pieces(article.title, positive, "title", palette),
        "text_pieces": marks.pieces(restored if on_restored else text, positive, "text", palette),
        "on_restored": on_restored,
        "restored_steps": marks.steps(diff(text, restored), text, restored) if restored else (),
        "legend": [(facet, palette.get(facet, 0), terms) for facet, terms in legend.items()],
        "cut": len(article.text) > _SHOWN,
    }


def _axis(detail: StoryDetail) -> plot.Axis | None:
    times = [time for one in detail.members if (time := one.published or one.fetched)]
    return plot.axis(times, width=_AXIS) if 1 < len(times) == len(detail.members) else None


def _lanes(detail: StoryDetail) -> list[float]:
    """Return where on its own line each member stands, all on one scale; none for one member."""
    times = [time for one in detail.members if (time := one.published or one.fetched)]
    if not 1 < len(times) == len(detail.members):
        return []
    dots = plot.axis(times, width=_LANE).dots
    return [dot.x for dot in sorted(dots, key=lambda dot: dot.number)]


def _revisions(article: StoredArticle) -> list[tuple[Revision, list[marks.Step]]]:
    """Return earlier versions, the latest first, each with what the next one changed of it."""
    past = article.revisions[-_REVISIONS:]
    versions = [*(one.text[:_SHOWN] for one in past), article.text[:_SHOWN]]
    texts = list(pairwise(versions))
    changes = [marks.steps(diff(old, new), old, new) for old, new in texts]
    return list(zip(past, changes, strict=True))[::-1]


def _member(one: StoredArticle) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _MEMBERS if name != "article"}
    times = {name: iso(values[name]) for name in ("published", "fetched")}
    return {"article": one.id, **values, **times}
