"""An ``Article`` out of what the list said, what the page said, and what the source is.

Pure. Must not know how either was fetched.
"""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime
from typing import Any

from crawler.page.entry import Entry
from crawler.text import urls
from storage.records import UNRESOLVED, Article, Source


def from_entry(source: Source, entry: Entry, *, whole: bool, fetched: datetime) -> Article:
    """Make an article of what the list says alone.

    Args:
        source: Where the entry was found.
        entry: The entry.
        whole: Whether the entry carries the article's whole text.
        fetched: When the list was fetched (aware).
    """
    assert entry.url is not None  # the spider follows no entry without an address
    origin = f"{source.kind} entry"
    text = entry.content or entry.summary or ""
    values = {
        "title": _without_outlet(entry.title or "", entry.publisher),
        "text": text,
        "published": entry.published,
        "published_raw": entry.published_raw,
        "updated": entry.updated,
        "authors": entry.authors,
        "publisher": entry.publisher,
        "image": entry.image,
    }
    return Article(
        url=entry.url,
        language=source.language,
        site=source.title or None,
        whole=whole,
        origins={key: origin for key, value in values.items() if value} | _unresolved(entry.url),
        source=source.name,
        fetched=fetched,
        **values,  # type: ignore[arg-type]  # each as its field is typed
    )


def _unresolved(url: str) -> dict[str, str]:
    """Say so where the address is a search engine's own and not the article's."""
    return {"url": UNRESOLVED} if urls.is_opaque(url) else {}


def _without_outlet(title: str, outlet: str | None) -> str:
    """Take off the outlet's name, which search feeds put behind each title."""
    if not outlet:
        return title
    for dash in (" - ", " – ", " | "):
        if title.endswith(dash + outlet):
            return title.removesuffix(dash + outlet).rstrip()
    return title


def complete(
    source: Source, entry: Entry, read: Article, *, body: bytes, fetched: datetime
) -> Article:
    """Add to an article read from its page what only its list, its source and its bytes say.

    The page's own values win; every value that was added is named in ``origins``.
    """
    assert entry.url is not None
    origins = dict(read.origins)
    given = {
        "title": (entry.title, f"{source.kind} entry"),
        "published": (entry.published, f"{source.kind} entry"),
        "authors": (entry.authors, f"{source.kind} entry"),
        "publisher": (entry.publisher, f"{source.kind} entry"),
        "image": (entry.image, f"{source.kind} entry"),
        "site": (source.title, "source"),
        "language": (source.language, "source"),
    }
    values: dict[str, Any] = {}
    for name, (value, origin) in given.items():
        if value and not getattr(read, name):
            values[name] = value
            origins[name] = origin
    if values.get("published"):
        values["published_raw"] = entry.published_raw
    return dataclasses.replace(
        read,
        **values,
        url=entry.url,
        final_url=read.url if read.url != entry.url else None,
        updated=read.updated or entry.updated,
        origins=origins,
        source=source.name,
        fetched=fetched,
        body_sha256=hashlib.sha256(body).hexdigest(),
    )


def join(before: Article, page: Article) -> Article:
    """Append a further page's text. Pages that repeat the first one's text add nothing."""
    more = page.text if page.text not in before.text else ""
    return dataclasses.replace(
        before,
        text=f"{before.text}\n{more}".strip(),
        whole=before.whole and page.whole,
        noarchive=before.noarchive or page.noarchive,
        next_page=page.next_page,
        boilerplate=before.boilerplate + page.boilerplate,
    )
