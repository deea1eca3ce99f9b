"""The page *Search*: the same syntax as the command, and saved searches as feeds.

Knows what the page shows. Must not know how a query is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from crawler.export.entry import Entry, iso
from crawler.web.ask import Ask
from crawler.web.page import Page
from storage.rows import Hit
from storage.store import Store

_A_PAGE = 30
COLUMNS = ("story", "article", "title", "url", "publisher", "published", "label", "excerpt")


def search(store: Store, ask: Ask, saved: Mapping[str, str]) -> Page:
    """Find what was asked for; without a question, show how to ask."""
    query = ask.text("q")
    like = ask.number("like")
    if like is not None:
        hits = store.similar(like, limit=ask.limit(_A_PAGE))
    else:
        hits = store.search(query, limit=ask.limit(_A_PAGE), by=ask.order()) if query else []
    entries = [_entry(hit) for hit in hits]
    return Page(
        name="search",
        title=f"Search: {query}" if query else "Search",
        values={
            "query": query,
            "hits": hits,
            "by": ask.order(),
            "asked": bool(query) or like is not None,
            "like": like,
            "saved": saved,
        },
        columns=COLUMNS,
        rows=[_row(hit) for hit in hits],
        entries=entries,
        updated=max((hit.fetched for hit in hits if hit.fetched), default=None),
    )


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
        "excerpt": _plain(hit.snippet),
    }


def _entry(hit: Hit) -> Entry:
    return Entry(
        story=hit.story_id,
        title=hit.title,
        url=hit.url,
        excerpt=_plain(hit.snippet),
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
