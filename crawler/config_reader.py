"""One TOML text, read so that each complaint can name the file, the line and the key.

Knows where things stand in the text. Must not know what the values are used for.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

from crawler.config_keys import GROUP, SOURCE, Check
from crawler.config_keys import text as plain_text
from crawler.config_names import nearest
from storage.records import Source


class ConfigError(ValueError):
    """The user's configuration is wrong. The message says where, and what to write instead."""


#: Keys whose check compiles or imports something: most of the time that a start would take.
_COSTLY = frozenset({"article_pattern", "selector", "zone"})
#: What stands at the top of a file besides keys, for hints.
_TABLES = ("source", "group", "channel")

_NONE: Mapping[str, Source] = MappingProxyType({})


class Reader:
    """A TOML text and the name by which errors call it.

    Of a text that is ``ours`` the costly checks are left out: our tests have made them.
    """

    def __init__(self, text: str, name: str, *, ours: bool = False) -> None:
        self.text = text
        self.name = name
        self._ours = ours

    def table(self, *arrays: str) -> dict[str, Any]:
        """Return the whole text as a table whose ``arrays``, if any, are arrays of tables.

        Raises:
            ConfigError: It is not TOML, or one of ``arrays`` is something else.
        """
        try:
            table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{self.name}: not valid TOML: {error}") from error
        for name in arrays or ("source",):
            found = table.get(name, [])
            if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
                self.fail(name, f"write each {name} as a table that begins with [[{name}]]")
        return table

    def source(
        self, entry: Mapping[str, Any], number: int, known: Mapping[str, Source] = _NONE
    ) -> Source:
        """Read the ``number``-th ``[[source]]`` table, counted from 0.

        A table without address that bears the name of a ``known`` source says what is to be
        different about that one.

        Raises:
            ConfigError: A key is unknown, wrong or missing.
        """
        values = self.values(SOURCE, entry, "source", number)
        if "url" not in values and (base := known.get(values.get("name", ""))):
            return dataclasses.replace(base, **({"enabled": True} | values))
        for needed in ("name", "url"):
            if needed not in values:
                self.fail(None, f"a source has no {needed!r}", "source", number)
        for kind, needed, article in (("listing", "selector", "a "), ("json", "items", "")):
            if values.get("kind") == kind and needed not in values:
                called = f"source {values['name']!r}: {article}{kind} needs"
                self.fail(None, f"{called} {needed!r}", "source", number)
        if values.get("kind") == "listing" and "lists" in values and not self._ours:
            # For other kinds it is a path, which cannot be wrong.
            self._value({"lists": SOURCE["selector"]}, "lists", entry["lists"], "source", number)
        return Source(**values)

    def values(
        self, allowed: Mapping[str, Check], entry: Mapping[str, Any], table: str, number: int = 0
    ) -> dict[str, Any]:
        """Check each value of ``entry``, the ``number``-th table called ``table``.

        Raises:
            ConfigError: A key is unknown, or what it holds is wrong.
        """
        return {key: self._value(allowed, key, entry[key], table, number) for key in entry}

    def unique(self, sources: Iterable[Source]) -> None:
        """Refuse two sources of one name.

        Raises:
            ConfigError: There are two.
        """
        seen: set[str] = set()
        for number, source in enumerate(sources):
            if source.name in seen:
                self.fail("name", f"two sources are called {source.name!r}", "source", number)
            seen.add(source.name)

    def groups(self, tables: Any, sources: Sequence[Source]) -> tuple[Source, ...]:
        """Give each source what its groups say, where it says nothing itself.

        Of several groups that say something, the one that the source names first counts.

        Raises:
            ConfigError: A key is unknown or wrong, or there is no such group.
        """
        if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
            self.fail("group", "write each group as a table that begins with [group.NAME]")
        known = {group for source in sources for group in source.groups}
        said = {}
        for name, entry in tables.items():
            if name not in known:
                told = f"no source is in a group called {name!r}{nearest(name, known)}"
                self.fail(None, told, f"group.{name}")
            said[name] = self.values(GROUP, entry, f"group.{name}")
        return tuple(_settled(source, said) for source in sources)

    def fail(self, key: str | None, message: str, table: str = "", number: int = 0) -> NoReturn:
        """Raise ``ConfigError`` with the place of ``key`` in the ``number``-th ``table``."""
        raise ConfigError(f"{self.name}{self._line(key, table, number)}: {message}")

    def _value(
        self, allowed: Mapping[str, Check], key: str, value: Any, table: str, number: int
    ) -> Any:
        if key not in allowed:
            known = [*allowed, *(_TABLES if not table else ())]
            hint = nearest(key, known) or f"; known here are {', '.join(sorted(known))}"
            self.fail(key, f"unknown key {key!r}{hint}", table, number)
        check = plain_text if self._ours and key in _COSTLY else allowed[key]
        try:
            return check(value)
        except ValueError as error:
            self.fail(key, f"{key}: {error}", table, number)

    def _line(self, key: str | None, table: str, number: int) -> str:
        header, count = "", -1
        for index, line in enumerate(self.text.splitlines(), 1):
            if match := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
                header = match[1]
                count += header == table
                at_table = key is None and header == table and count == number
                if at_table or (key == header and not table):
                    return f", line {index}"
            inside = header == table and (not table or count == number)
            if key and inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return f", line {index}"
        return ""


def _settled(source: Source, said: Mapping[str, Mapping[str, Any]]) -> Source:
    values: dict[str, Any] = {}
    for group in source.groups:
        for key, value in said.get(group, {}).items():
            if getattr(source, key) is None:
                values.setdefault(key, value)
    return dataclasses.replace(source, **values) if values else source
