"""Takes single values out of a parsed TOML table and says plainly where one is wrong.

Knows types, ranges and keys, and the file that they are in. Knows nothing of topics but the error
to raise.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

from crawler.text.topic import TopicError

_MAX_PATTERN = 200
#: Ways for a pattern to take exponential time: a repeated group that itself repeats or chooses, and
#: a reference back. A topic needs none of them.
_RISKY = re.compile(r"[*+}]\??\)[*+{]|\|[^()]*\)[*+{]|\\[1-9]|\(\?P=")


class Values:
    """Checks values on their way from TOML; carries the name of the file for messages."""

    def __init__(self, where: str) -> None:
        """Remember ``where``, the name of the file."""
        self.where = where

    def expression(self, expression: str, key: str) -> None:
        """Check that a regular expression compiles, matches something and stays quick."""
        if len(expression) > _MAX_PATTERN:
            self.fail(key, f"longer than {_MAX_PATTERN} characters")
        if _RISKY.search(expression):
            self.fail(key, "repeats a repetition or refers back, which can take for ever")
        try:
            compiled = re.compile(f"(?:{expression})")
        except (re.error, OverflowError, RecursionError) as error:
            self.fail(key, f"not a regular expression: {error}")
        if compiled.match(""):
            self.fail(key, "matches nothing at all, so it would match everywhere")

    def expressions(self, table: Mapping[str, Any], name: str, key: str) -> list[str]:
        """Return a list of checked regular expressions."""
        values = self.strings(table, name, key)
        for number, expression in enumerate(values, start=1):
            self.expression(expression, f"{key}.{name}[{number}]")
        return values

    def fail(self, key: str, problem: str) -> Any:
        """Raise the error."""
        raise TopicError(f"{self.where}: {key}: {problem}")

    def known(self, table: Mapping[str, Any], right: tuple[str, ...], key: str) -> None:
        """Refuse keys that are not among ``right``, naming the nearest one."""
        for name in table:
            if name not in right:
                near = difflib.get_close_matches(name, right, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(right)}"
                self.fail(f"{key}.{name}".lstrip("."), f"unknown key; {hint}")

    def as_table(self, value: Any, key: str) -> Mapping[str, Any]:
        """Return ``value`` if it is a table."""
        if not isinstance(value, dict):
            self.fail(key, f"must be a table, not {type(value).__name__}")
        return dict(value)

    def table(self, data: Mapping[str, Any], name: str, key: str = "") -> Mapping[str, Any]:
        """Return a table; an empty one where it is missing."""
        return self.as_table(data.get(name, {}), f"{key}.{name}".lstrip("."))

    def array(self, table: Mapping[str, Any], name: str, key: str) -> list[Any]:
        """Return a list; an empty one where it is missing."""
        value = table.get(name, [])
        if not isinstance(value, list):
            self.fail(f"{key}.{name}", f"must be a list, not {type(value).__name__}")
        return list(value)

    def strings(self, table: Mapping[str, Any], name: str, key: str) -> list[str]:
        """Return a list of texts, none empty."""
        values = self.array(table, name, key)
        if name in table and not values:
            self.fail(f"{key}.{name}", "is empty; leave the key out instead")
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.fail(f"{key}.{name}", f"must list text, not {value!r}")
        return values

    def text(
        self, table: Mapping[str, Any], name: str, key: str = "", default: str | None = None
    ) -> str:
        """Return a text, or ``default`` where it is missing."""
        value = table.get(name, default)
        if not isinstance(value, str):
            given = "is missing" if value is None else f"must be text, not {type(value).__name__}"
            self.fail(f"{key}.{name}".lstrip("."), given)
        return str(value)

    def number(
        self, table: Mapping[str, Any], name: str, key: str, default: float | None = None
    ) -> float:
        """Return a number, or ``default`` where it is missing."""
        value = table.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            given = "is missing" if value is None else f"must be a number, not {value!r}"
            self.fail(f"{key}.{name}", given)
            raise AssertionError
        return float(value)
