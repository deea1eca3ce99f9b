"""Reads a topic from TOML, and says plainly what is wrong with one.

Knows the keys of a topic file and nothing of how an article is judged. Errors name the file, the
key and, where a key is unknown, the nearest right one.
"""

from __future__ import annotations

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
from crawler.text.topic_values import Values

#: Keys under which terms are listed; a language each. All are matched in every text.
_TERM_LISTS = ("zh", "zh-Hant", "en", "any")
_TOP = (
    "name", "version", "title", "description", "reading", "sides", "penalty", "exclusions",
    "thresholds", "calibration", "linear", "rules", "wording", "facets",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")


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


class _Reader(Values):
    """Reads the parts of a topic."""

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
            linear=self.linear(self.table(data, "linear")),
            rules=self.text(data, "rules", default=""),
            wording=self.text(data, "wording", default=""),
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

    def linear(self, table: Mapping[str, Any]) -> dict[str, float]:
        return {name: self.number(table, name, "linear") for name in table}

    def calibration(self, table: Mapping[str, Any]) -> Calibration:
        self.known(table, ("slope", "intercept", "least"), "calibration")
        default = Calibration()
        slope = self.number(table, "slope", "calibration", default=default.slope)
        if slope <= 0:
            self.fail("calibration.slope", "must be above 0")
        intercept = self.number(table, "intercept", "calibration", default=default.intercept)
        least = self.number(table, "least", "calibration", default=default.least)
        if least < 0:
            self.fail("calibration.least", "must not be negative")
        return Calibration(slope=slope, intercept=intercept, least=least)
