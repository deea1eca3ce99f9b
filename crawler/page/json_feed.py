"""JSON Feed (jsonfeed.org, versions 1 and 1.1): text in, entries out.

Knows that format alone. Must not know other JSON answers, whose shape a source describes:
those are ``crawler.page.json_list``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from crawler.page import language, plain
from crawler.page.effort import DEAR, MANY, Effort
from crawler.page.entry import MAX_ENTRIES, Entry, Place, names, short


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A parsed JSON Feed; ``cut`` says why only a part was read, where that was a limit."""

    title: str | None
    entries: tuple[Entry, ...]
    language: str | None
    cut: str


def read(text: str, url: str, zone: str | None) -> JsonFeed | None:
    """Parse ``text``, or return None where it is no JSON Feed. Values of wrong types are absent."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    if "jsonfeed.org" not in str(document.get("version"))[:100]:
        return None
    items = [item for item in document["items"] if isinstance(item, dict)]
    titles = "\n".join(_string(item, "title") or "" for item in items[:10])
    stated = short(_string(document, "language"))
    tag = language.detect(titles, lang=stated)
    place = Place.of(url, zone=zone, language=tag)
    everybody = names(_people(document))
    entries: list[Entry] = []
    cut, effort = MANY if len(items) > MAX_ENTRIES else "", Effort()
    for item in items[:MAX_ENTRIES]:
        _count(item, effort)
        if effort.spent:
            cut = DEAR
            break
        if entry := _entry(item, place, everybody):
            entries.append(entry)
    return JsonFeed(short(_string(document, "title")), tuple(entries), stated, cut)


def _count(item: dict[str, Any], effort: Effort) -> None:
    """Count what an item costs to read."""
    for key in ("url", "external_url", "id", "image", "banner_image"):
        effort.link(_string(item, key) or "")
    for key in ("date_published", "date_modified"):
        effort.time(_string(item, key))
    for key in ("title", "summary", "content_html", "content_text"):
        effort.text(_string(item, key))


def _entry(item: dict[str, Any], place: Place, everybody: tuple[str, ...]) -> Entry | None:
    given = [text for key in ("url", "external_url") if (text := _string(item, key))]
    identifier = _string(item, "id")
    if not given and identifier and "://" in identifier:
        given = [identifier]
    link = next((found for text in given if (found := place.link(text))), None)
    title = short(_string(item, "title"))
    content = plain.paragraphs(_string(item, "content_html") or _string(item, "content_text") or "")
    if link is None and (given or not item):
        return None
    raw = _string(item, "date_published")
    return Entry(
        url=link,
        title=title,
        published=place.time(raw),
        published_raw=short(raw),
        updated=place.time(_string(item, "date_modified")),
        id=short(identifier),
        summary=plain.paragraphs(_string(item, "summary") or "") or None,
        content=content or None,
        authors=names(_people(item)) or everybody,
        image=place.link(_string(item, "image") or _string(item, "banner_image")),
    )


def _string(holder: dict[str, Any], key: str) -> str | None:
    value = holder.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        value = str(value)  # identifiers are written as numbers by some
    return value if isinstance(value, str) and value.strip() else None


def _people(holder: dict[str, Any]) -> list[str]:
    people = holder.get("authors")
    people = people if isinstance(people, list) else [holder.get("author")]
    return [name for who in people if isinstance(who, dict) and (name := _string(who, "name"))]
