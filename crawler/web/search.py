"""The page *Search*: the same syntax as the command, and saved searches as feeds.

Knows what the page shows. Must not know how a query is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.export.entry import Entry, iso
from crawler.web.ask import Ask
from crawler.web.page import Page
from storage.rows import Hit
from storage.store import Store

_A_PAGE, _MOST = 30, 200
COLUMNS = (
    "story",
    "article",
    "title",
    "url",
    "publisher",
    "published",
    "label",
    "within",
    "restored",
    "excerpt",
)


def search(store: Store, ask: Ask, saved: Mapping[str, str], *, name: str = "") -> Page:
    """Find what was asked for; without a question, show how to ask. ``name``: of a saved one."""
    query = ask.text("q")
    like = ask.number("like")
    limit = ask.limit(_A_PAGE)
    if like is not None:
        hits = store.similar(like, limit=limit)
    else:
        hits = store.search(query, limit=limit, by=ask.order()) if query else []
    # A feed that somebody follows brings what was asked for and nothing that is only near.
    entries = [_entry(hit) for hit in hits if not hit.within]
    more = ask.with_(limit=min(2 * limit, _MOST)) if len(hits) == limit < _MOST else None
    return Page(
        name="search",
        title=name or (f"Search: {query}" if query else "Search"),
        values={
            "query": query,
            "hits": hits,
            "whole": _by_story([hit for hit in hits if not hit.within]),
            "within": _by_story([hit for hit in hits if hit.within]),
            "stories": len({hit.story_id for hit in hits}),
            "by": ask.order(),
            "asked": bool(query) or like is not None,
            "like": like,
            "saved": saved,
            "saved_name": name,
            "more": None if like is not None else more,
        },
        columns=COLUMNS,
        rows=[_row(hit) for hit in hits],
        entries=entries,
        updated=max((hit.fetched for hit in hits if hit.fetched), default=None),
    )


def _by_story(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Put the articles of a story together, where its first one stands."""
    groups: dict[int, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.story_id, []).append(hit)
    return list(groups.values())


def _plain(pieces: tuple[tuple[str, bool], ...]) -> str:
    return "".join(piece for piece, _ in pieces)


def _row(hit: Hit) -> dict[str, object]:
    return {
        "story": hit.story_id,
        "article": hit.article_id,
        "title": hit.title,
        "url": hit.url,
        "publisher": hit.publisher,
        "published": iso(hit.published),
        "label": hit.label,
        "within": hit.within,
        "restored": hit.restored,
        "excerpt": _plain(hit.snippet),
    }


def _entry(hit: Hit) -> Entry:
    return Entry(
        story=hit.story_id,
        title=hit.title,
        url=hit.url,
        # A reader of a feed sees nothing else that would tell whose words these are.
        excerpt=("(our reading of swapped words) " if hit.restored else "") + _plain(hit.snippet),
        publisher=hit.publisher,
        published=hit.published,
        first_seen=hit.fetched,
        language=None,
        label=hit.label,
        score=None,
        copies=0,
        publishers=(),
        origin_publisher=None,
        origin_confidence=0.0,
    )
