"""The built-in catalogue: sources that were researched, and addresses that are known to mislead.

Knows the files in ``crawler/data/sources`` and what is known of each source besides how to crawl
it. Must not know the user's configuration, nor fetch anything.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from crawler.config_keys import SOURCE, Check, choice, text, texts, web_address
from crawler.config_reader import Reader
from crawler.text import urls
from storage.records import Source

#: ``on``: crawled by default. ``optional``: works, but not everybody wants it. ``unverified``:
#: nobody has been seen to read it lately. ``blocked``: answers browsers only, or asks riddles.
#: ``dead``: still answers, but with nothing new, or not at all.
Status = Literal["on", "optional", "unverified", "blocked", "dead"]
Confidence = Literal["high", "medium", "low"]
#: Who stands behind a text: what a reader must know to weigh it.
PublisherClass = Literal[
    "state", "agency", "newspaper", "broadcaster", "magazine", "news site", "tech media",
    "finance media", "portal", "newsletter", "think tank", "government", "company", "platform",
    "aggregator",
]  # fmt: skip

#: Keys of a catalogue's ``[[source]]`` that say what is known of it.
FACTS: Mapping[str, Check] = {
    "status": choice(get_args(Status)),
    "confidence": choice(get_args(Confidence)),
    "publisher_class": choice(get_args(PublisherClass)),
    "seen": text,
}
#: Keys of a ``[[misleading]]`` table.
_MISLEADING: Mapping[str, Check] = {
    "url": web_address,
    "why": text,
    "seen": text,
    "instead": texts,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A source of the catalogue and what is known of it."""

    source: Source
    status: Status = "unverified"
    confidence: Confidence = "medium"
    publisher_class: PublisherClass | None = None
    #: What kind of evidence the entry rests on, with dates.
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misleading:
    """An address that looks like a source and is none any more, or never was one."""

    #: The address, or the beginning of several, as it stands in lists and on pages.
    url: str
    why: str
    seen: str = ""
    #: Names of sources of the catalogue that do the work.
    instead: tuple[str, ...] = ()


@cache
def known() -> tuple[Known, ...]:
    """Return all sources of the catalogue, in the order of their files."""
    return tuple(
        _known(reader, entry, number)
        for reader, table in _files("source")
        for number, entry in enumerate(table.get("source", []))
    )


@cache
def misleading() -> tuple[Misleading, ...]:
    """Return the addresses of which a user should be warned."""
    return tuple(
        Misleading(**reader.values(_MISLEADING, entry, "misleading", number))
        for reader, table in _files("misleading")
        for number, entry in enumerate(table.get("misleading", []))
    )


def warning(url: str) -> Misleading | None:
    """Return why ``url`` is a bad source, where that is known."""
    here = _bare(url)
    return next((bad for bad in misleading() if here.startswith(_bare(bad.url))), None)


def at(url: str) -> tuple[Known, ...]:
    """Return the sources that are found at ``url`` or on the same site, the former first."""
    here, site = urls.canonical(url), urls.site(url)
    same = [entry for entry in known() if site and _site(entry.source) == site]
    return tuple(sorted(same, key=lambda entry: urls.canonical(entry.source.url) != here))


def _site(source: Source) -> str:
    return urls.site(source.homepage or source.url)


def _bare(url: str) -> str:
    """Reduce an address to what does not differ between its spellings; empty for what is none."""
    try:
        parts = urlsplit(url.strip().lower())
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/") + query


def _known(reader: Reader, entry: Mapping[str, Any], number: int) -> Known:
    plain = {key: value for key, value in entry.items() if key not in FACTS}
    source = reader.source(plain, number)
    facts = {key: value for key, value in entry.items() if key in FACTS}
    found = Known(source=source, **reader.values(FACTS, facts, "source", number))
    on = dataclasses.replace(source, enabled=found.status == "on")
    return dataclasses.replace(found, source=on)


def _files(entries: str) -> list[tuple[Reader, dict[str, Any]]]:
    folder = resources.files("crawler") / "data" / "sources"
    found = []
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            reader = Reader(file.read_text(encoding="utf-8"), file.name, ours=True)
            found.append((reader, reader.table(entries)))
    return found


assert not set(FACTS) & set(SOURCE)
