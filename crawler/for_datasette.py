"""Our SQL functions for anybody's Datasette: ``datasette newsvane.db`` finds Chinese too.

Datasette finds this by its entry point. Lies outside ``crawler.web``, whose templates and static
files are for our own pages only. Must not know anything else of Datasette.
"""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from crawler.web.functions import register


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give each connection ``fts_query``, ``snippet_of`` and ``folded``."""
    register(conn)
