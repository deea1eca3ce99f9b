"""Reads a topic from TOML, and says plainly what is wrong with one.

Knows the keys of a topic file and nothing of how an article is judged. Errors name the file, the
key and, where a key is unknown, the nearest right one.
"""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from crawler.text.topic import (
    Calibration,
    Definition,
    Pattern,
    Reading,
    Side,
    Term,
    Thresholds,
    TopicError,
)

#: Keys under which terms are listed; a language each. All are matched in every text.
_TERM_LISTS = ("zh", "zh-Hant", "en", "any")
_TOP = (
    "name", "version", "title", "description", "reading", "sides", "penalty", "exclusions",
    "thresholds", "calibration", "rules", "facets",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_MAX_PATTERN = 200
#: Two ways for a pattern to take exponential or cubic time: a repeated group that itself repeats,
#: and a reference back. A topic needs neither.
_RISKY = re.compile(r"[*+}]\)[*+{]|\\[1-9]|\(\?P=|\(\?[<!=]?[^)]*[*+]\)[*+{]")


def parse(source: str, where: str = "topic") -> Definition:
    """Read a topic from the text of its file.

    Args:
        source: TOML.
        where: name of the file, for messages.

    Raises:
        TopicError: the text is no TOML, or a key is missing, unknown or wrong.
    """
    try:
        data = tomllib.loads(source.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TopicError(f"{where}: not TOML: {error}") from error
    return _Reader(where).definition(data)


class _Reader:
    """Checks values on their way from TOML; carries the name of the file for messages."""

    def __init__(self, where: str) -> None:
        self.where = where

    def definition(self, data: Mapping[str, Any]) -> Definition:
        self.known(data, _TOP, "")
        name = self.text(data, "name")
        if not _NAME.match(name):
            self.fail("name", "use small letters, digits and hyphens")
        facets: dict[str, str] = {}
        terms: list[Term] = []
        patterns: list[Pattern] = []
        for facet, table in self.table(data, "facets").items():
            about, more_terms, more_patterns = self.facet(facet, table)
            facets[facet] = about
            terms += more_terms
            patterns += more_patterns
        if not facets:
            self.fail("facets", "a topic needs at least one facet")
        return Definition(
            name=name,
            version=self.text(data, "version", default="1"),
            title=self.text(data, "title", default=name),
            description=self.text(data, "description", default="").strip(),
            facets=facets,
            terms=tuple(terms),
            patterns=tuple(patterns),
            sides=self.sides(self.table(data, "sides"), facets),
            penalty=self.penalty(data, facets),
            exclusions=tuple(self.exclusions(data)),
            reading=self.reading(self.table(data, "reading")),
            thresholds=self.thresholds(self.table(data, "thresholds")),
            calibration=self.calibration(self.table(data, "calibration")),
            rules=self.text(data, "rules", default=""),
        )

    # The parts of a topic.

    def facet(self, name: str, table: Any) -> tuple[str, list[Term], list[Pattern]]:
        key = f"facets.{name}"
        table = self.as_table(table, key)
        self.known(table, ("about", "terms", "names", "patterns"), key)
        terms: list[Term] = []
        for number, group in enumerate(self.array(table, "terms", key), start=1):
            terms += self.group(name, group, f"{key}.terms[{number}]")
        for thing, group in self.table(table, "names", key).items():
            terms += self.named(name, thing, group, f"{key}.names.{thing}")
        patterns = [
            self.pattern(name, group, f"{key}.patterns[{number}]")
            for number, group in enumerate(self.array(table, "patterns", key), start=1)
        ]
        if not terms and not patterns:
            self.fail(key, "a facet needs terms or patterns")
        return self.text(table, "about", key, default=""), terms, patterns

    def group(self, facet: str, group: Any, key: str) -> list[Term]:
        group = self.as_table(group, key)
        self.known(group, ("weight", *_TERM_LISTS), key)
        weight = self.number(group, "weight", key)
        texts = [text for name in _TERM_LISTS for text in self.strings(group, name, key)]
        if not texts:
            self.fail(key, f"list terms under {' or '.join(_TERM_LISTS)}")
        return [Term(text, weight, facet) for text in self.letters(texts, key)]

    def named(self, facet: str, thing: str, group: Any, key: str) -> list[Term]:
        group = self.as_table(group, key)
        self.known(group, ("weight", "terms"), key)
        weight = self.number(group, "weight", key)
        texts = self.strings(group, "terms", key)
        if not texts:
            self.fail(key, "list its terms")
        return [Term(text, weight, facet, thing) for text in self.letters(texts, key)]

    def letters(self, texts: list[str], key: str) -> list[str]:
        for text in texts:
            if not any(char.isalnum() for char in text):
                self.fail(key, f"{text!r} holds no letter")
        return list(dict.fromkeys(texts))

    def pattern(self, facet: str, group: Any, key: str) -> Pattern:
        group = self.as_table(group, key)
        self.known(group, ("weight", "pattern"), key)
        expression = self.text(group, "pattern", key)
        self.expression(expression, f"{key}.pattern")
        return Pattern(expression, self.number(group, "weight", key), facet)

    def expression(self, expression: str, key: str) -> None:
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

    def sides(self, data: Mapping[str, Any], facets: Iterable[str]) -> tuple[Side, ...]:
        if not data:
            return (Side("all", "", math.inf, 0.0, dict.fromkeys(facets, 1.0)),)
        sides = []
        for name, value in data.items():
            key = f"sides.{name}"
            table = self.as_table(value, key)
            self.known(table, ("about", "cap", "least", "facets"), key)
            shares = self.shares(table, key, facets)
            if not shares:
                self.fail(f"{key}.facets", "name at least one facet")
            cap = self.number(table, "cap", key, default=math.inf)
            if cap <= 0:
                self.fail(f"{key}.cap", "must be above 0")
            least = self.number(table, "least", key, default=0.0)
            about = self.text(table, "about", key, default="")
            sides.append(Side(name, about, cap, least, shares))
        return tuple(sides)

    def penalty(self, data: Mapping[str, Any], facets: Iterable[str]) -> dict[str, float]:
        table = self.table(data, "penalty")
        self.known(table, ("facets",), "penalty")
        return self.shares(table, "penalty", facets)

    def shares(self, table: Mapping[str, Any], key: str, facets: Iterable[str]) -> dict[str, float]:
        key = f"{key}.facets"
        shares = self.as_table(table.get("facets", {}), key)
        self.known(shares, tuple(facets), key)
        return {name: self.number(shares, name, key) for name in shares}

    def exclusions(self, data: Mapping[str, Any]) -> list[str]:
        table = self.table(data, "exclusions")
        self.known(table, ("title",), "exclusions")
        return self.expressions(table, "title", "exclusions")

    def expressions(self, table: Mapping[str, Any], name: str, key: str) -> list[str]:
        values = self.strings(table, name, key)
        for number, expression in enumerate(values, start=1):
            self.expression(expression, f"{key}.{name}[{number}]")
        return values

    def reading(self, table: Mapping[str, Any]) -> Reading:
        self.known(
            table, ("chinese", "latin", "opening", "title_weight", "ignore", "roundups"), "reading"
        )
        default = Reading()
        chinese = self.number(table, "chinese", "reading", default=default.chinese)
        latin = self.number(table, "latin", "reading", default=default.latin)
        title_weight = self.number(table, "title_weight", "reading", default=default.title_weight)
        opening = self.number(table, "opening", "reading", default=default.opening)
        numbers = {
            "chinese": chinese,
            "latin": latin,
            "opening": opening,
            "title_weight": title_weight,
        }
        for key, value in numbers.items():
            if not 0 <= value <= 100_000:
                self.fail(f"reading.{key}", "must be between 0 and 100000")
        return Reading(
            chinese=int(chinese),
            latin=int(latin),
            opening=int(opening),
            title_weight=title_weight,
            ignore=tuple(self.strings(table, "ignore", "reading")),
            roundups=tuple(self.expressions(table, "roundups", "reading")),
        )

    def thresholds(self, table: Mapping[str, Any]) -> Thresholds:
        self.known(table, ("review", "relevant"), "thresholds")
        default = Thresholds()
        review = self.number(table, "review", "thresholds", default=default.review)
        relevant = self.number(table, "relevant", "thresholds", default=default.relevant)
        if not 0 <= review <= relevant <= 1:
            self.fail("thresholds", "must be 0 <= review <= relevant <= 1")
        return Thresholds(review=review, relevant=relevant)

    def calibration(self, table: Mapping[str, Any]) -> Calibration:
        self.known(table, ("slope", "intercept"), "calibration")
        default = Calibration()
        slope = self.number(table, "slope", "calibration", default=default.slope)
        if slope <= 0:
            self.fail("calibration.slope", "must be above 0")
        intercept = self.number(table, "intercept", "calibration", default=default.intercept)
        return Calibration(slope=slope, intercept=intercept)

    # Single values.

    def fail(self, key: str, problem: str) -> Any:
        raise TopicError(f"{self.where}: {key}: {problem}")

    def known(self, table: Mapping[str, Any], right: tuple[str, ...], key: str) -> None:
        for name in table:
            if name not in right:
                near = difflib.get_close_matches(name, right, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(right)}"
                self.fail(f"{key}.{name}".lstrip("."), f"unknown key; {hint}")

    def as_table(self, value: Any, key: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.fail(key, f"must be a table, not {type(value).__name__}")
        return dict(value)

    def table(self, data: Mapping[str, Any], name: str, key: str = "") -> Mapping[str, Any]:
        return self.as_table(data.get(name, {}), f"{key}.{name}".lstrip("."))

    def array(self, table: Mapping[str, Any], name: str, key: str) -> list[Any]:
        value = table.get(name, [])
        if not isinstance(value, list):
            self.fail(f"{key}.{name}", f"must be a list, not {type(value).__name__}")
        return list(value)

    def strings(self, table: Mapping[str, Any], name: str, key: str) -> list[str]:
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
        value = table.get(name, default)
        if not isinstance(value, str):
            given = "is missing" if value is None else f"must be text, not {type(value).__name__}"
            self.fail(f"{key}.{name}".lstrip("."), given)
        return str(value)

    def number(
        self, table: Mapping[str, Any], name: str, key: str, default: float | None = None
    ) -> float:
        value = table.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            given = "is missing" if value is None else f"must be a number, not {value!r}"
            self.fail(f"{key}.{name}", given)
            raise AssertionError
        return float(value)
