"""Well-known publishers: the names that they go by, their hosts and what kind they are.

Knows the table in ``crawler/data/publishers.toml``. Must not know how a publisher is credited.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["agency", "press", "official", "portal"]

_TABLE = Path(__file__).parent.parent / "data" / "publishers.toml"
_KINDS: tuple[Kind, ...] = ("agency", "press", "official", "portal")
_DECORATION = re.compile(r"[\s《》「」“”\"'()（）]+")


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher under its main name."""

    name: str
    kind: Kind
    names: tuple[str, ...]
    hosts: tuple[str, ...]


@cache
def table() -> tuple[Publisher, ...]:
    """Return all known publishers."""
    data = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tuple(
        Publisher(name, kind, (name, *entry["names"]), tuple(entry["hosts"]))
        for kind in _KINDS
        for name, entry in data[kind].items()
    )


def _key(name: str) -> str:
    return _DECORATION.sub("", name).casefold()


@cache
def _by_name() -> dict[str, Publisher]:
    return {_key(name): publisher for publisher in table() for name in publisher.names}


@cache
def _by_host() -> dict[str, Publisher]:
    return {host: publisher for publisher in table() for host in publisher.hosts}


@cache
def longest_first() -> tuple[str, ...]:
    """Return every name, longer ones first, for use in patterns."""
    names = {name for publisher in table() for name in publisher.names}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def named(name: str) -> Publisher | None:
    """Return the publisher who goes by ``name``, whatever its case, spaces and quotes."""
    return _by_name().get(_key(name))


def host_of(url: str) -> str:
    """Return the host of ``url`` in lower case without ``www.``; empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def at(url: str) -> Publisher | None:
    """Return the publisher whose site ``url`` is on; subdomains belong to their parent."""
    parts = host_of(url).split(".")
    for start in range(len(parts) - 1):
        found = _by_host().get(".".join(parts[start:]))
        if found is not None:
            return found
    return None
