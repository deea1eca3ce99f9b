"""A small invented newspaper for tests that look for sources: pages by address, and its articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from crawler.discover.pages import Page

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROOT = "https://harbour.example"
HEADLINES = [
    "Council votes to widen the eastern quay",
    "Ferry timetable changes before the winter season",
    "Researchers count seals along the northern coast",
    "New language model reads old harbour logs",
    "Storm delays the opening of the lighthouse museum",
    "Shipyard hires forty welders after a record order",
]
SENTENCE = (
    "The harbour council voted on Tuesday to widen the eastern quay, and work begins in May. "
    "Two members abstained, saying that the tunnel below the quay had never been surveyed. "
)
PATHS = [f"/2026/11/2{n}/council-votes-{n}.html" for n in range(6)]


def article(title, when=NOW):
    body = "".join(f"<p>Part {n}. {SENTENCE}</p>" for n in range(5))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property='
        f'"article:published_time" content="{when.isoformat()}"></head><body><article><h1>{title}</h1>'
        f"<time>{when:%d %B %Y}</time>{body}</article></body></html>"
    ).encode()


def rss(root=ROOT, *, paths=PATHS, age=timedelta(), title="Harbour Wire"):
    items = "".join(
        f"<item><title>{headline}</title><link>{root}{path}</link><pubDate>"
        f"{format_datetime(NOW - age - timedelta(hours=n))}</pubDate></item>"
        for n, (path, headline) in enumerate(zip(paths, HEADLINES, strict=False))
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def news_sitemap(root=ROOT):
    items = "".join(
        f"<url><loc>{root}{path}</loc><n:news><n:publication><n:name>Harbour Wire</n:name>"
        f"</n:publication><n:publication_date>{NOW.isoformat()}</n:publication_date>"
        f"<n:title>{headline}</n:title></n:news></url>"
        for path, headline in zip(PATHS, HEADLINES, strict=True)
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{items}</urlset>'
    ).encode()


def front(head="", links=True):
    rows = zip(PATHS, HEADLINES, strict=True) if links else ()
    items = "".join(f'<li><a href="{path}">{headline}</a></li>' for path, headline in rows)
    menu = '<ul class="nav"><li><a href="/section/1">News</a><li><a href="/login">Sign in</a></ul>'
    return (
        f"<html><head><title>Harbour Wire</title>{head}</head><body>{menu}<ul>{items}</ul>".encode()
    )


def link(href, title=""):
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


def articles(root=ROOT):
    return {root + path: article(text) for path, text in zip(PATHS, HEADLINES, strict=True)}


class Web:
    """Answers from a dictionary of address -> body, or Page; notes what was asked."""

    def __init__(self, pages):
        self.pages = pages
        self.asked = []

    async def __call__(self, url, *, source=None):
        self.asked.append((url, source.method if source else "GET"))
        found = self.pages.get(url)
        if isinstance(found, Page):
            return found
        if found is None:
            return Page(url, 404, b"not found", "text/html")
        return Page(url, 200, found, "text/html; charset=utf-8")
