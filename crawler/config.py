"""``newsvane.toml`` and the built-in catalogue, read into frozen values.

Knows the file's keys and what each may hold. Must not know how anything is crawled or kept.
Every error names the file, the line, the key, and the nearest right key.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from crawler.config_keys import SOURCE, TOP, Check, nearest
from storage.records import Source

DEFAULT_FILE = "newsvane.toml"
DEFAULT_DATABASE = "newsvane.db"


class ConfigError(ValueError):
    """The user's configuration is wrong. The message says where, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that a user can set, with the sources already resolved."""

    file: Path | None = None
    database: Path = Path(DEFAULT_DATABASE)
    #: Mail address or URL that sites can use to reach whoever runs this.
    contact: str | None = None
    topics: tuple[str, ...] = ("ai-competition",)
    #: Hosts or networks that may be private, e.g. an intranet mirror.
    allow_hosts: tuple[str, ...] = ()
    #: Seconds between requests to one host, unless a source or its robots.txt says more.
    delay: float = 2.0
    #: Seconds that one request may take from connecting to the last byte.
    deadline: float = 30.0
    #: Schedule of sources that have none of their own.
    every: str = "30m"
    zone: str = "UTC"
    #: Use the built-in catalogue besides the sources of the file.
    catalogue: bool = True
    #: Names or groups of catalogue sources to leave out.
    exclude: tuple[str, ...] = ()
    #: Names or groups of catalogue sources to switch on that are off by default.
    include: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    def select(self, names: Sequence[str] = ()) -> tuple[Source, ...]:
        """Return the sources named (by name or group), or all that are enabled.

        Raises:
            ConfigError: A name is neither a source nor a group.
        """
        if not names:
            return tuple(source for source in self.sources if source.enabled)
        known = {source.name for source in self.sources}
        known |= {group for source in self.sources for group in source.groups}
        for name in names:
            if name not in known:
                raise ConfigError(
                    f"no source or group is called {name!r}{nearest(name, known)}; "
                    "'newsvane sources' lists them"
                )
        wanted = set(names)
        return tuple(s for s in self.sources if s.name in wanted or wanted.intersection(s.groups))


def load(path: str | Path | None = None, *, database: str | Path | None = None) -> Config:
    """Read the configuration.

    Args:
        path: The file; by default ``$NEWSVANE_CONFIG``, else ``newsvane.toml`` here if it exists,
            else none.
        database: Overrides the file's and ``$NEWSVANE_DB``.

    Raises:
        ConfigError: A named file is missing, or something in it is wrong.
    """
    named = path or os.environ.get("NEWSVANE_CONFIG")
    file = Path(named) if named else Path(DEFAULT_FILE)
    if named and not file.is_file():
        raise ConfigError(f"{file}: no such file; 'newsvane init' writes one")
    config = parse(_read(file), file) if file.is_file() else parse("", None)
    chosen = database or os.environ.get("NEWSVANE_DB")
    return dataclasses.replace(config, database=Path(chosen)) if chosen else config


def parse(text: str, file: Path | None) -> Config:
    """Read configuration text; ``file`` is what errors name.

    Raises:
        ConfigError: Something in it is wrong.
    """
    reader = _Reader(text, str(file) if file else "built-in defaults")
    table = reader.table()
    own = [reader.source(entry, number) for number, entry in enumerate(table.pop("source", []))]
    values = {key: reader.value(TOP, key, value, "") for key, value in table.items()}
    reader.unique(own)
    config = Config(file=file, **values)
    sources = _with_catalogue(config, own, reader) if config.catalogue else own
    return dataclasses.replace(config, sources=tuple(sources))


def catalogue() -> tuple[Source, ...]:
    """Return the built-in sources, in the order of their files."""
    found: list[Source] = []
    folder = resources.files("crawler") / "data" / "sources"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            reader = _Reader(entry.read_text(encoding="utf-8"), entry.name)
            table = reader.table()
            found += [reader.source(item, number) for number, item in enumerate(table["source"])]
    return tuple(found)


def _with_catalogue(config: Config, own: list[Source], reader: _Reader) -> list[Source]:
    builtin = catalogue()
    known = {s.name for s in builtin} | {group for s in builtin for group in s.groups}
    for key in ("include", "exclude"):
        for name in getattr(config, key):
            if name not in known:
                reader.fail(
                    key,
                    f"no source or group of the catalogue is called {name!r}"
                    + nearest(name, known),
                )
    names = {source.name for source in own}
    chosen = []
    for source in builtin:
        tags = {source.name, *source.groups}
        if source.name in names or tags.intersection(config.exclude):
            continue
        on = source.enabled or bool(tags.intersection(config.include))
        chosen.append(dataclasses.replace(source, enabled=on))
    return own + chosen


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text; save it as UTF-8") from error


class _Reader:
    """One TOML text and its name, so that each complaint can say where."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name

    def table(self) -> dict[str, Any]:
        try:
            table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{self.name}: not valid TOML: {error}") from error
        entries = table.get("source", [])
        if not isinstance(entries, list) or not all(isinstance(item, dict) for item in entries):
            self.fail("source", "write each source as a table that begins with [[source]]")
        return table

    def source(self, entry: Mapping[str, Any], number: int) -> Source:
        values = {
            key: self.value(SOURCE, key, value, "source", number) for key, value in entry.items()
        }
        for needed in ("name", "url"):
            if needed not in values:
                self.fail(None, f"a source has no {needed!r}", "source", number)
        if values.get("kind") == "listing" and not values.get("selector"):
            self.fail(
                None, f"source {values['name']!r}: a listing needs a 'selector'", "source", number
            )
        if values.get("kind") == "json" and not values.get("items"):
            self.fail(None, f"source {values['name']!r}: kind json needs 'items'", "source", number)
        return Source(**values)

    def value(
        self, allowed: Mapping[str, Check], key: str, value: Any, table: str, number: int = 0
    ) -> Any:
        if key not in allowed:
            self.fail(key, f"unknown key {key!r}{nearest(key, allowed)}", table, number)
        try:
            return allowed[key](value)
        except ValueError as error:
            self.fail(key, f"{key}: {error}", table, number)

    def unique(self, sources: Iterable[Source]) -> None:
        seen: set[str] = set()
        for number, source in enumerate(sources):
            if source.name in seen:
                self.fail("name", f"two sources are called {source.name!r}", "source", number)
            seen.add(source.name)

    def fail(self, key: str | None, message: str, table: str = "", number: int = 0) -> Any:
        raise ConfigError(f"{self.name}{self._line(key, table, number)}: {message}")

    def _line(self, key: str | None, table: str, number: int) -> str:
        header, count = "", -1
        for index, line in enumerate(self.text.splitlines(), 1):
            if match := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
                header = match[1]
                count += header == table
                if key is None and header == table and count == number:
                    return f", line {index}"
            inside = header == table and (not table or count == number)
            if key and inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return f", line {index}"
        return ""
