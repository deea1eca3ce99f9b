"""What Datasette asks its plugins for: our pages, our SQL functions, our guard.

Knows Datasette's hooks. Does nothing for a Datasette that is not ours.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.library import open_store
from crawler.web import functions, search, sources, stories, story, trends, wording
from crawler.web.answer import answer
from crawler.web.ask import Ask
from crawler.web.guard import App, guarded
from crawler.web.page import Page, missing, trouble
from storage.errors import StoreError
from storage.records import Source
from storage.store import Store
from storage.values import clean_text

Read = Callable[["Served", Store, Ask, Mapping[str, str]], Page]
_ENDING = r"(?:\.(?P<ending>json|csv|atom))?/?$"


class Served(Datasette):  # type: ignore[misc]  # Datasette ships no types
    """Datasette with our pages. Of the store it knows the path: each request opens it anew."""

    def __init__(
        self,
        *,
        store: Path,
        sources: tuple[Source, ...],
        saved: Mapping[str, str],
        **options: Any,
    ) -> None:
        self.store_path = store
        self.configured = sources
        self.saved = saved
        super().__init__([], **options)


def _saved(served: Served, store: Store, ask: Ask, named: Mapping[str, str]) -> Page:
    query = served.saved.get(named["name"])
    if query is None:
        return missing("There is no such saved search", "The page Search lists them.")
    asked = Ask(ask.path, {**ask.given, "q": query}, ask.now)
    return search.search(store, asked, served.saved, name=named["name"])


#: Where each page is, and how it is read.
PAGES: Mapping[str, Read] = {
    r"^/$": lambda _, store, ask, __: stories.stories(store, ask),
    rf"^/stories{_ENDING}": lambda _, store, ask, __: stories.stories(store, ask),
    rf"^/story/(?P<number>\d{{1,16}}){_ENDING}": lambda _, store, ask, named: story.story(
        store, ask, named["number"]
    ),
    rf"^/story/(?P<number>\d{{1,16}})/diff{_ENDING}": lambda _, store, ask, named: story.difference(
        store, ask, named["number"]
    ),
    rf"^/article/a?(?P<number>\d{{1,16}}){_ENDING}": lambda _, store, ask, named: story.article(
        store, ask, named["number"]
    ),
    rf"^/search{_ENDING}": lambda served, store, ask, __: search.search(store, ask, served.saved),
    rf"^/saved/(?P<name>[^/]+?){_ENDING}": _saved,
    rf"^/sources{_ENDING}": lambda served, store, ask, __: sources.sources(
        store, ask, served.configured
    ),
    rf"^/source/(?P<name>[^/]+?){_ENDING}": lambda served, store, ask, named: sources.source(
        store, ask, served.configured, named["name"]
    ),
    rf"^/trends{_ENDING}": lambda _, store, ask, __: trends.trends(store, ask),
}


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    """Give Datasette our pages."""
    if not isinstance(datasette, Served):
        return []
    return [(pattern, _view(read)) for pattern, read in PAGES.items()]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give each connection our SQL functions."""
    functions.register(conn)


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Put the guard around everything."""

    def wrapped(app: App) -> App:
        if not isinstance(datasette, Served):
            return app
        return guarded(app, datasettes=("/newsvane", "/-/"))

    return wrapped


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Give templates our ways of writing."""
    env.filters |= {
        "when": wording.when,
        "ago": wording.ago,
        "span": wording.span,
        "tongue": wording.tongue,
        "iso": wording.iso_text,
        "weblink": wording.weblink,
        "percent": wording.percent,
        "segment": wording.segment,
    }


@hookimpl
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """Lead from Datasette's own pages back to ours."""
    if not isinstance(datasette, Served):
        return []
    return [{"href": "/", "label": "Stories"}, {"href": "/search", "label": "Search"}]


def _view(read: Read) -> Callable[..., Any]:
    async def view(datasette: Served, request: Request) -> Response:
        # Datasette matches the address as it was sent.
        named = {name: unquote(value or "") for name, value in request.url_vars.items()}
        ending = named.pop("ending", "") or None
        path = request.path.removesuffix(f".{ending}") if ending else request.path
        # The home page's other formats have a name.
        path = "/stories" if path == "/" else path
        given = {name: clean_text(request.args.get(name) or "") for name in request.args}
        ask = Ask(path, given, datetime.now(UTC))
        page = await asyncio.to_thread(_read, datasette, read, ask, named)
        return await answer(datasette, request, page, ask, ending)

    return view


def _read(served: Served, read: Read, ask: Ask, named: Mapping[str, str]) -> Page:
    try:
        with open_store(served.store_path, read_only=True) as store:
            return read(served, store, ask, named)
    except StoreError as error:
        return trouble(str(error))
