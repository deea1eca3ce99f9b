"""Rules for single sites, where general reading fails: dated CSS selectors, kept as data.

Knows the rules' form and how one is applied (with BeautifulSoup, which costs more than all other
reading: on such sites only). Knows nothing of how pages are read in general. A selector that no
longer matches is named, so that a site's new template is noticed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from crawler.page.zones import host_of

# BeautifulSoup and its selectors take a third of the time in which all that reads a page is
# loaded, and few runs meet a page of a site that has a rule: they are loaded by those that do.
if TYPE_CHECKING:
    from bs4 import Tag

_SELECTORS = ("title", "published", "authors", "publisher", "body")
_LONGEST_PAGE = 5_000_000
_LONGEST_VALUE = 2000
_MOST_AUTHORS = 20
_BLOCKS = frozenset({
    "p", "div", "section", "li", "h1", "h2", "h3", "h4", "blockquote", "pre", "td", "br",
})  # fmt: skip

#: By these words an article's origins say that a rule fits its site no longer.
DRIFT = "did not match"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one site's pages look between two days; selectors are CSS."""

    name: str
    host: str
    valid_from: date
    valid_until: date | None = None
    title: str | None = None
    published: str | None = None
    authors: str | None = None
    publisher: str | None = None
    body: str | None = None
    #: Parts of the body that are not the article's.
    drop: tuple[str, ...] = ()
    #: Fields that many pages of the site lack.
    optional: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule's selectors matched."""

    rule: str
    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    #: Paragraphs, one a line.
    body: str | None = None
    #: Fields whose selectors should have matched and did not: the site has changed.
    missing: tuple[str, ...] = ()

    def outcome(self) -> str:
        """Name the rule, and what of it did not match."""
        return f"{self.rule}: {', '.join(self.missing)} {DRIFT}" if self.missing else self.rule


def find(url: str, on: date | None = None) -> Rule | None:
    """Return the rule in force for ``url`` on a day (None: the latest one), or None."""
    host = host_of(url)
    if not host:
        return None
    fitting = [
        rule
        for rule in shipped()
        if (host == rule.host or host.endswith("." + rule.host))
        and (on is None or (rule.valid_from <= on and (rule.valid_until or on) >= on))
        and not (on is None and rule.valid_until)
    ]
    # The narrower host, then the later rule.
    return max(fitting, key=lambda rule: (len(rule.host), rule.valid_from), default=None)


def apply(rule: Rule, markup: str) -> Found:
    """Apply the selectors of ``rule`` to a page. Never raises on any markup.

    What no reader sees (scripts, styles) is best left out of ``markup``: it costs as much as the
    rest, and says nothing.
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415 - see above

    # Beautiful Soup stumbles over lone surrogates in what has no tag.
    text = markup[:_LONGEST_PAGE].encode("utf-8", "replace").decode("utf-8")
    soup = BeautifulSoup(text, "html.parser")
    values: dict[str, list[str]] = {}
    missing = []
    for name in _SELECTORS:
        selector = getattr(rule, name)
        if selector is None:
            continue
        matched = soup.select(selector, limit=_MOST_AUTHORS)
        read = _paragraphs if name == "body" else _value
        values[name] = [text for tag in matched if (text := read(tag, rule.drop))]
        if not values[name] and name not in rule.optional:
            missing.append(name)
    first = {name: texts[0] for name, texts in values.items() if texts}
    return Found(
        rule=rule.name,
        title=first.get("title"),
        published=first.get("published"),
        authors=tuple(dict.fromkeys(values.get("authors", ()))),
        publisher=first.get("publisher"),
        body=first.get("body"),
        missing=tuple(missing),
    )


@cache
def shipped() -> tuple[Rule, ...]:
    """Return the rules that newsvane brings along."""
    data = resources.files("crawler").joinpath("data", "site_rules.toml")
    return _rules(data.read_text(encoding="utf-8"))


def load(text: str) -> tuple[Rule, ...]:
    """Read rules from TOML, and check their selectors.

    Raises:
        ValueError: Something is no rule; the message names the rule and the key.
    """
    rules = _rules(text)
    for rule in rules:
        for key in _SELECTORS:
            if getattr(rule, key) is not None:
                _check(rule.name, key, getattr(rule, key))
        for selector in rule.drop:
            _check(rule.name, "drop", selector)
    return rules


def _rules(text: str) -> tuple[Rule, ...]:
    rules = [_rule(table) for table in tomllib.loads(text).get("rule", [])]
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"rule {twice!r} stands there twice")
    return tuple(rules)


def _rule(table: dict[str, Any]) -> Rule:
    name = table.get("name", "(without name)")
    known = {field.name for field in fields(Rule)}
    for key in table.keys() - known:
        raise ValueError(f"rule {name!r}: unknown key {key!r}")
    for key in ("name", "host", "valid_from"):
        if key not in table:
            raise ValueError(f"rule {name!r}: {key!r} is missing")
    for key in ("valid_from", "valid_until"):
        if not isinstance(table.get(key, date.min), date):
            raise ValueError(f"rule {name!r}: {key!r} is no date: {table[key]!r}")
    lists: dict[str, Any] = {key: tuple(table.get(key, ())) for key in ("drop", "optional")}
    return Rule(**(table | lists))


def _check(name: str, key: str, selector: Any) -> None:
    import soupsieve  # noqa: PLC0415 - see above

    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, TypeError) as error:
        raise ValueError(f"rule {name!r}: {key!r} is no selector: {selector!r}") from error


def _value(tag: Tag, _: tuple[str, ...]) -> str:
    stated = tag.get("content") or tag.get("datetime")
    text = stated if isinstance(stated, str) else tag.get_text(" ")
    return " ".join(text.split())[:_LONGEST_VALUE]


def _paragraphs(tag: Tag, drop: tuple[str, ...]) -> str:
    from bs4 import Tag as Element  # noqa: PLC0415 - see above

    for selector in drop:
        for part in tag.select(selector):
            part.decompose()
    lines = [""]
    for node in tag.descendants:
        if isinstance(node, Element):
            if node.name in _BLOCKS:
                lines.append("")
        elif type(node).__name__ == "NavigableString":  # no comments, no CDATA
            lines[-1] += str(node)
    return "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)
