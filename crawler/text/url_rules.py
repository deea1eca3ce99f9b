"""The rules by which different addresses of one article are known, read from ``url_rules.toml``.

Knows what sites do to their addresses: tracking, mobile hosts, AMP, page suffixes, redirectors.
Must not know the syntax of whole URLs, which ``crawler.text.urls`` takes apart and joins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

_FILE = Path(__file__).parent.parent / "data" / "url_rules.toml"
#: What follows an AMP or print segment must look like an article, not like a section called "amp".
_ARTICLE_LIKE = re.compile(r"\d|-[^/]*-")
_DIGIT = re.compile(r"\d")
_VARIANT_ENDS = ("/amp", ".amp", "/print")
_VARIANT_STARTS = re.compile(r"^(?:/(?:amp|print))+(?=/)")


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of parameters, whatever their case: whole ones and beginnings."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        lower = name.lower()
        return lower in self.whole or lower.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class _Rewrite:
    """Paths of ``hosts`` (and their subdomains) that name the same article."""

    hosts: tuple[str, ...]
    path: re.Pattern[str]
    replacement: str
    host: str | None


@dataclass(frozen=True, slots=True)
class _Redirector:
    """An address which carries its target in a parameter, or as the rest of its path."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    parameter: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, ready to be applied to parts of an address."""

    second_level: frozenset[str]
    cn_provinces: frozenset[str]
    hosting: frozenset[str]
    variants: frozenset[str]
    aliases: Mapping[str, str]
    tracking: _Names
    guarded: _Names
    tracking_at: Mapping[str, _Names]
    only_at: Mapping[str, frozenset[str]]
    rewrites: tuple[_Rewrite, ...]
    redirectors: tuple[_Redirector, ...]
    opaque: frozenset[str]

    def plain_host(self, host: str, site: str) -> str:
        """Return ``host`` without ``www.``, ``m.`` and the like, as far as ``site`` remains."""
        labels = host.split(".")
        floor = site.count(".") + 1
        while len(labels) > floor and labels[0] in self.variants:
            del labels[0]
        host = ".".join(labels)
        return self.aliases.get(host, host)

    def selecting(
        self, host: str, pairs: Iterable[tuple[str, str, str]]
    ) -> list[tuple[str, str, str]]:
        """Return those parameters (name, sign, value) that may select the article.

        Unknown ones may.
        """
        only, tracking = None, [self.tracking]
        for domain in _upwards(host):
            only = self.only_at.get(domain)
            if only is not None:
                # Such a site's parameters are known: the general rules do not count.
                del tracking[0]
                break
            if here := self.tracking_at.get(domain):
                tracking.append(here)
        return [
            pair
            for pair in pairs
            if (only is None or pair[0] in only)
            and not any(pair[0] in names for names in tracking)
            # Names that mostly track, unless they carry a number, which may be an article's.
            and (only is not None or pair[0] not in self.guarded or _DIGIT.search(pair[2]))
        ]

    def rewrite_amp(self, path: str, query: str) -> tuple[str, str]:
        """Take AMP and print segments out of ``path`` where the rest looks like an article."""
        for shorten in (_without_ends, _without_starts):
            rest = shorten(path)
            if rest != path and _ARTICLE_LIKE.search(rest):
                path = rest
        return path, query

    def rewrite(self, host: str, path: str) -> tuple[str, str]:
        """Apply the sites' own rules; the first whose path fits."""
        domains = set(_upwards(host))
        for rule in self.rewrites:
            if rule.hosts and domains.isdisjoint(rule.hosts):
                continue
            found = rule.path.fullmatch(path)
            if found:
                return rule.host or host, found.expand(rule.replacement) or "/"
        return host, path

    def target(self, host: str, path: str, query: str) -> str | None:
        """Return the address that a redirector carries, or None where this is none."""
        for rule in self.redirectors:
            found = rule.path.match(path) if rule.host.fullmatch(host) else None
            if not found:
                continue
            if rule.parameter is None:
                return "https://" + path[found.end() :] + (f"?{query}" if query else "")
            for pair in query.split("&"):
                name, _, value = pair.partition("=")
                if name == rule.parameter:
                    return unquote(value, errors="replace")
        return None


def _without_ends(path: str) -> str:
    """Take off all variants at once: an address of nothing else would be spelt anew for each."""
    end = len(path)
    while path.endswith(_VARIANT_ENDS, 0, end):
        end -= 6 if path.endswith("/print", 0, end) else 4
    return path[:end]


def _without_starts(path: str) -> str:
    return _VARIANT_STARTS.sub("", path)


def _upwards(host: str) -> list[str]:
    """Return ``host`` and its parent domains, nearest first."""
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def _names(words: list[str]) -> _Names:
    """Read parameter names, in which ``*`` stands for any ending."""
    return _Names(
        frozenset(word.lower() for word in words if not word.endswith("*")),
        tuple(word[:-1].lower() for word in words if word.endswith("*")),
    )


@cache
def load() -> Rules:
    """Read the rules that ship with the program, once."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Rules(
        second_level=frozenset(raw["second_level"]),
        cn_provinces=frozenset(raw["cn_provinces"]),
        hosting=frozenset(raw["hosting"]),
        variants=frozenset(raw["variants"]),
        aliases=raw["aliases"],
        tracking=_names(raw["tracking"]),
        guarded=_names(raw["guarded"]),
        tracking_at={host: _names(names) for host, names in raw["tracking_at"].items()},
        only_at={host: frozenset(names) for host, names in raw["only_at"].items()},
        rewrites=tuple(
            _Rewrite(
                tuple(rule.get("hosts", ())),
                re.compile(rule["path"]),
                rule["to"],
                rule.get("host"),
            )
            for rule in raw["rewrite"]
        ),
        redirectors=tuple(
            _Redirector(re.compile(rule["host"]), re.compile(rule["path"]), rule.get("parameter"))
            for rule in raw["redirector"]
        ),
        opaque=frozenset(raw["opaque"]),
    )
