"""The rules by which different addresses of one article are known, read from ``url_rules.toml``.

Knows what sites do to their addresses: tracking, mobile hosts, AMP, page suffixes, redirectors.
Must not know the syntax of whole URLs, which ``crawler.text.urls`` takes apart and joins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

_FILE = Path(__file__).parent.parent / "data" / "url_rules.toml"
#: What follows an AMP or print segment must look like an article, not like a section called "amp".
_ARTICLE_LIKE = re.compile(r"\d|-[^/]*-")
_VARIANT_END = re.compile(r"(?:/(?:amp|print)|\.amp)$")
_VARIANT_START = re.compile(r"^/(?:amp|print)(?=/)")


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
    tracking: re.Pattern[str]
    guarded: re.Pattern[str]
    tracking_at: Mapping[str, re.Pattern[str]]
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

    def keeps(self, host: str, name: str, value: str) -> bool:
        """Tell whether a parameter may select the article. Unknown ones may."""
        for domain in _upwards(host):
            only = self.only_at.get(domain)
            if only is not None:
                return name in only
            here = self.tracking_at.get(domain)
            if here and here.fullmatch(name):
                return False
        if self.tracking.fullmatch(name):
            return False
        # Names that mostly track, unless they carry a number, which may be an article's.
        return not self.guarded.fullmatch(name) or any(c.isdigit() for c in value)

    def rewrite_amp(self, path: str, query: str) -> tuple[str, str]:
        """Take AMP and print segments out of ``path`` where the rest looks like an article."""
        for variant in (_VARIANT_END, _VARIANT_START):
            rest = variant.sub("", path)
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


def _upwards(host: str) -> list[str]:
    """Return ``host`` and its parent domains, nearest first."""
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def _names(words: list[str]) -> re.Pattern[str]:
    """Compile parameter names, in which ``*`` stands for any ending."""
    return re.compile(
        "|".join(re.escape(word).replace(r"\*", ".*") for word in words), re.IGNORECASE
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
