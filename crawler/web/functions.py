"""Functions for SQL, so that whoever opens the file by hand finds what our search finds.

Usable wherever Python functions can be given to SQLite, also without the web page::

    sqlite-utils newsvane.db "SELECT title FROM articles_fts
      JOIN articles ON articles.search_id = articles_fts.rowid
      WHERE articles_fts MATCH fts_query('芯片 -手机')"
      --functions 'from crawler.web.functions import *'

Each takes any value and raises nothing. Must not know Datasette.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import cache
from typing import Any

from crawler.library import fts_query as _fts_query
from crawler.text.terms import fold
from storage.excerpt import excerpt
from storage.search_query import parse
from storage.search_text import FoldTable, pattern

__all__ = ["folded", "fts_query", "snippet_of"]

_WIDTH = 120
#: The one form has no say in what a query looks for.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def fts_query(words: Any) -> str:
    """Return what a person would type as a query that ``articles_fts MATCH`` takes.

    Chinese is found as a substring in either script, Latin as words; ``"…"`` is a phrase, ``-``
    excludes. Filters such as ``lang:zh`` count for nothing: SQL has better ones.
    """
    return _fts_query(_text(words))


def snippet_of(text: Any, words: Any) -> str:
    """Return the part of ``text`` that shows most of ``words``, each between ``[`` and ``]``."""
    wanted = parse(_text(words), _ANY_TIME).wanted
    table = _folds()
    patterns = [
        found for term in wanted if (found := pattern(term.text, table, prefix=term.prefix))
    ]
    pieces = excerpt(_text(text), patterns, table, width=_WIDTH)
    return "".join(f"[{piece}]" if hit else piece for piece, hit in pieces)


def folded(text: Any) -> str:
    """Return ``text`` in Simplified characters, half width and lower case, for comparisons."""
    return fold(_text(text)).lower()


def register(connection: sqlite3.Connection) -> None:
    """Give a connection these functions."""
    for function, arguments in ((fts_query, 1), (snippet_of, 2), (folded, 1)):
        connection.create_function(function.__name__, arguments, function, deterministic=True)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


@cache
def _folds() -> FoldTable:
    return FoldTable(fold)
