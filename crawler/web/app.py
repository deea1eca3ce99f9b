"""Datasette put together for one store: which settings, which database, which plugin.

Knows Datasette's settings and says why each departs from its default. Must not know the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from datasette.database import Database
from datasette.plugins import pm

from crawler.web import plugin
from crawler.web.answer import STATIC, TEMPLATES
from crawler.web.plugin import Served
from storage.records import Source
from storage.values import clean_text

#: The database's name in addresses, whatever the file is called.
NAME = "newsvane"
_SETTINGS = {
    "allow_download": False,  # a store being written is not whole in one file
    "allow_csv_stream": False,  # CSV is made safe before it is sent, so it must have an end
    "sql_time_limit_ms": 3_000,
    "default_cache_ttl": 0,  # what a page says changes with each crawl
    "num_sql_threads": 2,
    "default_allow_sql": True,
}
_QUERIES = {
    "search": {
        "title": "Search",
        "sql": "SELECT articles.story, articles.id AS article, articles.published,"
        " articles.publisher, articles.title, snippet_of(articles.text, :words) AS found,"
        " articles.url\nFROM articles_fts JOIN articles"
        " ON articles.search_id = articles_fts.rowid\n"
        "WHERE articles_fts MATCH fts_query(:words)\n"
        "ORDER BY articles_fts.rowid DESC LIMIT 50",
    },
    "why": {
        "title": "Why did an article match?",
        "sql": "SELECT value ->> 'facet' AS facet, value ->> 'term' AS term, count(*) AS times\n"
        "FROM verdicts, json_each(verdicts.evidence)\n"
        "WHERE article = :article GROUP BY 1, 2 ORDER BY 3 DESC",
    },
}
#: Of no use to a reader: derived, or the bookkeeping of others.
_HIDDEN = ("_sqlite_migrations", "fingerprints")
_DESCRIPTION = (
    "Times are in UTC. For full-text search there are three functions: fts_query(words),"
    " snippet_of(text, words) and folded(text); the query Search shows how to use them."
)


def build(
    store: Path,
    *,
    sources: tuple[Source, ...] = (),
    saved: Mapping[str, str] | None = None,
) -> Served:
    """Return a Datasette that serves ``store``, read-only; ``.app()`` gives the application.

    ``saved`` are searches by name, offered as feeds.
    """
    if not pm.has_plugin(NAME):
        pm.register(plugin, name=NAME)
    served = Served(
        store=store,
        sources=sources,
        saved={clean_text(name): clean_text(words) for name, words in (saved or {}).items()},
        settings=_SETTINGS,
        metadata={
            "title": "newsvane",
            "extra_css_urls": ["/assets/sql.css"],
            "databases": {NAME: _database()},
        },
        template_dir=str(TEMPLATES),
        static_mounts=[("assets", str(STATIC))],
    )
    # Mutable: a crawl may be writing. Datasette opens such a file with mode=ro.
    served.add_database(Database(served, path=str(store), is_mutable=True), name=NAME)
    return served


def _database() -> dict[str, object]:
    return {
        "description": _DESCRIPTION,
        "queries": _QUERIES,
        "tables": {name: {"hidden": True} for name in _HIDDEN},
    }
