"""What a page's JSON-LD says about its article.

Knows schema.org's words and the ways in which sites get JSON wrong. Knows nothing of the other
witnesses on the page. Values come back as the strings that stood there: whether a date is a date
is not decided here.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.page import json_text

#: Characters of one script, and scripts of one page, that are read at all.
_LONGEST, _MOST_SCRIPTS = 1_000_000, 30
#: JSON objects and lists visited on one page, and how deep.
_MOST_NODES, _DEEPEST = 4000, 24
_LONGEST_VALUE = 2000
_MOST_AUTHORS = 30

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|Recipe)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage|VideoObject|CreativeWork|CollectionPage)$")
#: Properties whose values are about other things than the page itself.
_ELSEWHERE = frozenset({
    "itemListElement", "itemList", "hasPart", "isPartOf", "mentions", "citation", "comment",
    "comments", "review", "relatedLink", "significantLink", "isBasedOn", "about", "breadcrumb",
    "potentialAction", "publisher", "author", "creator", "image", "video", "associatedMedia",
    "offers", "sourceOrganization", "liveBlogUpdate", "isRelatedTo", "subjectOf",
    "relatedArticles",
})  # fmt: skip
_COMMENT = re.compile(r"/\*.{0,200}?\*/|^\s*<!--|-->\s*$|^\s*<!\[CDATA\[|\]\]>\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_PLAIN = "headline|datePublished|dateModified|dateCreated|articleSection|thumbnailUrl"
_PAIR = re.compile(rf'"({_PLAIN})"\s{{0,9}}:\s{{0,9}}"((?:[^"\\\n]|\\.){{1,600}})"')
_AUTHOR_PAIR = re.compile(
    r'"author"\s{0,9}:\s{0,9}[\[{\s]{0,20}[^"{}\[\]]{0,5}(?:"@type"\s{0,9}:\s{0,9}"\w{1,30}"\s{0,9},'
    r'\s{0,9})?"name"\s{0,9}:\s{0,9}"((?:[^"\\\n]|\\.){1,200})"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The article that a page's JSON-LD describes; empty where it describes none."""

    kind: str | None = None
    headline: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    #: Those of ``authors`` that are marked as organisations.
    organisations: tuple[str, ...] = ()
    publisher: str | None = None
    image: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    #: What ``isAccessibleForFree`` says.
    free: bool | None = None


def read(scripts: Iterable[str], url: str = "") -> Linked:
    """Read the article out of the texts of a page's ``application/ld+json`` scripts.

    Any nesting is followed, and broken JSON is mended or searched for its plain pairs. Where
    several articles are described, the one whose address is the page's wins, then the fullest,
    then the first.
    """
    roots: list[Any] = []
    salvaged: dict[str, Any] = {}
    for count, script in enumerate(scripts):
        if count >= _MOST_SCRIPTS:
            break
        text = script[:_LONGEST]
        root = _load(text)
        if root is not None:
            roots.append(root)
        elif not salvaged:
            salvaged = _salvage(text)
    nodes = list(_walk(roots))
    by_id: dict[str, dict[str, Any]] = {}
    for node in sorted(nodes, key=len):  # a bare reference names the same thing; the fullest wins
        if isinstance(node.get("@id"), str):
            by_id[node["@id"]] = node
    best = max(nodes, key=lambda node: _rank(node, url), default=None)
    if best is None or _rank(best, url)[0] == 0:
        best = salvaged
    return _linked(best, by_id)


def _load(text: str) -> Any:
    """Parse JSON with the usual slips mended; None where it cannot be, or is not worth it."""
    if json_text.too_large(text):
        return None
    for mend in (str, _mended, lambda broken: html.unescape(_mended(broken))):
        try:
            return json.loads(mend(text), strict=False)
        except RecursionError:
            return None
        except ValueError:
            continue
    return None


def _mended(text: str) -> str:
    text = _COMMENT.sub("", text).strip().rstrip(";")
    return _TRAILING_COMMA.sub(r"\1", text)


def _salvage(text: str) -> dict[str, Any]:
    """The plain pairs of a text that is no JSON."""
    found: dict[str, Any] = {}
    for key, value in _PAIR.findall(text):
        found.setdefault(key, _unescaped(value))
    names = [_unescaped(name) for name in _AUTHOR_PAIR.findall(text)[:_MOST_AUTHORS]]
    if names:
        found["author"] = names
    return found


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _walk(roots: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield every object, outer ones first, without recursion and within bounds.

    Objects that describe other things (a list of related stories, a comment) are yielded only as
    far as they carry an ``@id`` that something else may refer to; they lose the right to be the
    article by the mark ``@elsewhere``.
    """
    queue: list[tuple[Any, int, bool]] = [(root, 0, False) for root in roots]
    for visited, (value, depth, elsewhere) in enumerate(queue):
        if visited >= _MOST_NODES:
            return
        if isinstance(value, dict):
            yield {**value, "@elsewhere": True} if elsewhere else value
            children = [
                (child, elsewhere or key in _ELSEWHERE)
                for key, child in value.items()
                if isinstance(child, dict | list)
            ]
        elif isinstance(value, list):
            children = [(child, elsewhere) for child in value if isinstance(child, dict | list)]
        else:
            continue
        if depth < _DEEPEST and len(queue) < _MOST_NODES:
            queue.extend((child, depth + 1, away) for child, away in children)


def _types(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    return [
        kind for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str)
    ]


def _rank(node: dict[str, Any], url: str) -> tuple[int, bool, int]:
    """How likely ``node`` is the page's article; a first place of 0 means not at all."""
    if "@elsewhere" in node:
        return 0, False, 0
    types = _types(node)
    if any(_ARTICLE.search(kind) for kind in types):
        rank = 3
    elif any(_PAGE.search(kind) for kind in types):
        rank = 2
    else:
        # Some sites forget the type.
        rank = 2 * ("headline" in node and "datePublished" in node) if not types else 0
    addresses = {_string(node.get(key)) for key in ("url", "mainEntityOfPage", "@id")}
    own = bool(url) and any(_same(address, url) for address in addresses if address)
    return rank, own, sum(key in node for key in ("headline", "datePublished", "author"))


def _same(address: str, url: str) -> bool:
    """Whether two addresses name one page, but for scheme, query and fragment."""
    shorter, longer = (
        re.sub(r"^https?:|[?#].*$|/+$", "", item[:_LONGEST_VALUE]) for item in (address, url)
    )
    return shorter == longer


def _linked(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Linked:
    people = list(_people(node.get("author") or node.get("creator"), by_id))
    return Linked(
        kind=next(iter(_types(node)), None),
        headline=_string(node.get("headline")) or _string(node.get("name")),
        published=_string(node.get("datePublished")) or _string(node.get("dateCreated")),
        updated=_string(node.get("dateModified")),
        authors=tuple(name for name, _ in people),
        organisations=tuple(name for name, organisation in people if organisation),
        publisher=next((name for name, _ in _people(node.get("publisher"), by_id)), None),
        image=_image(node.get("image"), by_id) or _string(node.get("thumbnailUrl")),
        section=_string(node.get("articleSection")),
        language=_string(node.get("inLanguage")),
        url=_string(node.get("url")) or _string(node.get("mainEntityOfPage")),
        free=_boolean(node.get("isAccessibleForFree")),
    )


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    """Follow one ``@id`` reference where the value says nothing itself."""
    if isinstance(value, dict) and "name" not in value and "url" not in value:
        reference = value.get("@id")
        if isinstance(reference, str):
            return by_id.get(reference, value)
    return value


def _people(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Names in an author or publisher property, and whether each is an organisation."""
    for item in (value if isinstance(value, list) else [value])[:_MOST_AUTHORS]:
        person = _resolved(item, by_id)
        if isinstance(person, str):
            yield person[:_LONGEST_VALUE], False
        elif isinstance(person, dict):
            names = person.get("name")
            organisation = any("Organi" in kind for kind in _types(person))
            for name in (names if isinstance(names, list) else [names])[:_MOST_AUTHORS]:
                if isinstance(name, str) and name.strip():
                    yield name[:_LONGEST_VALUE], organisation


def _image(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    first = next(iter(value), None) if isinstance(value, list) else value
    image = _resolved(first, by_id)
    if isinstance(image, dict):
        return _string(image.get("url")) or _string(image.get("contentUrl"))
    return _string(image)


def _string(value: Any) -> str | None:
    """The one string in ``value``: itself, its first, or what an object calls itself."""
    for _ in range(4):
        if isinstance(value, list):
            value = next(iter(value), None)
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("@id") or value.get("name") or value.get("url")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**15 else None  # epoch seconds or milliseconds
    if not isinstance(value, str) or not value.strip():
        return None
    return value[:_LONGEST_VALUE]


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return None
