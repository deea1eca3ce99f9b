"""A page in the format asked for: HTML, JSON, CSV or Atom.

Knows formats. Must not know what pages say.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.export.atom import atom
from crawler.export.table import csv_text
from crawler.web.ask import Ask
from crawler.web.page import Page
from crawler.web.wording import iso_text

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"
STATIC = _HERE / "static"
MENU = (
    ("stories", "Stories", "/"),
    ("search", "Search", "/search"),
    ("trends", "Trends", "/trends"),
    ("sources", "Sources", "/sources"),
)


async def answer(
    datasette: Datasette, request: Request, page: Page, ask: Ask, ending: str | None
) -> Response:
    """Return a page in the format that the address ends in."""
    if ending == "json":
        values = page.data if page.data is not None else list(page.rows)
        return Response.json(values, status=page.status, default=_plain)
    if ending == "csv" and page.status == 200:
        return _text(csv_text(page.rows, page.columns), "text/csv", f"{page.name}.csv")
    if ending == "atom" and page.status == 200:
        link = f"http://{request.host}{ask.as_format('atom')}"
        feed = atom(f"newsvane: {page.title}", page.entries, link=link, updated=page.updated)
        return _text(feed, "application/atom+xml", None)
    body = await datasette.render_template(
        f"newsvane/{page.name}.html",
        {"page": page, "ask": ask, "menu": MENU, **page.values},
        request=request,
    )
    return Response(
        body.encode("utf-8", "replace"), status=page.status, content_type="text/html; charset=utf-8"
    )


def _text(body: str, kind: str, name: str | None) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(
        body.encode("utf-8", "replace"), headers=headers, content_type=f"{kind}; charset=utf-8"
    )


def _plain(value: Any) -> Any:
    return iso_text(value) if isinstance(value, datetime) else str(value)
