"""Learns which links of a page lead to articles, and how to find such links again.

Knows what lists of articles look like: addresses built alike, headlines for texts, items that
repeat. Must not know which sites there are, nor what stands behind a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

from lxml.html import HtmlElement

from crawler.page import budget, link_shapes, plain
from crawler.page.decode import decode
from crawler.page.effort import Effort
from crawler.page.link_shapes import Shape
from crawler.text import urls
from storage.records import NoArticle

#: Links looked at; the largest front page seen has 1,600.
_MAX_LINKS = 5_000
#: Letters of an address, escapes too, that are taken apart in a microsecond.
_SHAPED = 4
#: What a group of links must reach to be taken for articles.
_ENOUGH = 4.5
_FEW = 3
#: What links that stand alike in a list have in favour of them, whatever their addresses.
_REPEATED = 2.5
_MAX_PATTERNS = 6
#: What an address alone must promise to be taken for an article's.
_SURE = 2.0
_CLIMB = 4
_AROUND = frozenset({"nav", "footer", "menu", "aside", "breadcrumb", "breadcrumbs"})
_AROUND_CLASS = re.compile(
    r"\b(?:nav|navbar|menu|footer|breadcrumbs?|topbar|copyright|pager)\b", re.IGNORECASE
)
_STABLE_CLASS = re.compile(r"[A-Za-z][A-Za-z]*(?:[-_][A-Za-z]+)*\d{0,2}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CUT = re.compile(r"(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Learnt:
    """A way to find the articles of a listing."""

    #: CSS selector of the links, and what their addresses must match (None: anything).
    selector: str
    article_pattern: str | None
    #: Addresses and titles of what it finds on the page it was learnt from.
    links: tuple[tuple[str, str], ...]
    #: How sure; the best of a page is not below 4.5.
    score: float


@dataclass(slots=True)
class _Link:
    url: str
    shape: Shape
    title: str = ""
    #: Selectors of the places where it stands, and whether all of these are menus.
    places: list[str] = field(default_factory=list)
    menu: bool = True


def learn(body: bytes, url: str, *, content_type: str | None = None) -> tuple[Learnt, ...]:
    """Return the ways to find articles on the page at ``url``, the most promising first.

    Each is meant for a source of kind ``listing``. Empty where nothing on the page looks like a
    list of articles. Never raises.
    """
    if len(body) > budget.MAX_BYTES:
        return ()
    tree = budget.parse(decode(body, content_type).text)
    if isinstance(tree, NoArticle):
        return ()
    links = _links(tree, url)
    by_address = _by_address(links, urls.site(url))
    by_place = _by_place(links)
    found = [way for way in (by_address, by_place) if way is not None]
    return tuple(sorted(found, key=lambda way: way.score, reverse=True))


def article_pattern(addresses: Sequence[str], url: str) -> str | None:
    """Return what the addresses of articles among ``addresses``, all of one site, match.

    For lists that give no titles, such as the sitemap at ``url``. None where nothing about the
    addresses says that they are articles'.
    """
    groups: dict[tuple[str, ...], list[Shape]] = defaultdict(list)
    for address in addresses[-_MAX_LINKS:]:
        if built := link_shapes.shape(address):
            groups[built.key].append(built)
    good = [group for group in groups.values() if group[0].promise >= _SURE and len(group) >= _FEW]
    good.sort(key=len, reverse=True)
    patterns = [link_shapes.pattern(group, urls.site(url)) for group in good[:_MAX_PATTERNS]]
    return "|".join(patterns) or None


def _links(tree: HtmlElement, url: str) -> list[_Link]:
    """Return the links of the page that stay on its site, each once, with its fullest title."""
    base = next((urls.resolve(url, node.get("href") or "") for node in tree.iter("base")), None)
    here, site = urls.canonical(url), urls.site(url)
    links: dict[str, _Link] = {}
    effort = Effort(named=True)
    for node in islice(tree.iter("a"), _MAX_LINKS):
        href = node.get("href") or ""
        effort.link(href)
        if effort.spent:
            break
        address = urls.resolve(base or url, href)
        if address is None or urls.site(address) != site:
            continue
        effort.spend(len(address) // _SHAPED)
        name, built = urls.canonical(address), link_shapes.shape(address)
        if name == here or built is None:
            continue
        link = links.setdefault(name, _Link(address, built))
        title = _title(node)
        if len(title) > len(link.title) or _CUT.search(link.title):
            link.title = title
        link.places.append(_place(node))
        link.menu = link.menu and _in_menu(node)
    return list(links.values())


def _title(node: HtmlElement) -> str:
    said = plain.line(plain.beginning(node.itertext()))
    full = plain.line(node.get("title") or "")
    return full if full and (not said or _CUT.search(said)) else said


def _in_menu(node: HtmlElement) -> bool:
    for around in islice(node.iterancestors(), 2 * _CLIMB):
        names = f"{around.get('class') or ''} {around.get('id') or ''}"[:200]
        if around.tag in _AROUND or _AROUND_CLASS.search(names):
            return True
    return False


def _place(node: HtmlElement) -> str:
    """Return a selector of the elements that stand as ``node`` does: tags and lasting classes."""
    # Beside a headline often stands a link of another class, to comments or an author.
    given = (node.get("class") or "")[:200].split()
    lasting = next((f"a.{name}" for name in given if _lasts(name)), "a")
    steps = [lasting if given else "a:not([class])"]
    for around in islice(node.iterancestors(), _CLIMB):
        if not isinstance(around.tag, str) or around.tag in {"body", "html"}:
            break
        classes = [name for name in (around.get("class") or "")[:200].split()[:3] if _lasts(name)]
        steps.append(around.tag + "".join(f".{name}" for name in classes[:1]))
        if classes and len(steps) > 2:
            break
    return " > ".join(reversed(steps))


def _lasts(name: str) -> bool:
    """Tell whether a class name was given by a person and not made by a program for one build."""
    return bool(_STABLE_CLASS.fullmatch(name)) and not re.search(
        r"[a-z][A-Z]{2}|[A-Z]{2}[a-z]", name
    )


def _by_address(links: list[_Link], site: str) -> Learnt | None:
    """Group links whose addresses are built alike; join the groups that look like articles."""
    groups: dict[tuple[str, ...], list[_Link]] = defaultdict(list)
    for link in links:
        groups[link.shape.key].append(link)
    kept = [_without_counters(group) for group in groups.values()]
    rated = [(_rate(group, _promise(group)), group) for group in kept if group]
    best = sorted((one for one in rated if one[0] >= _ENOUGH), key=_size, reverse=True)
    best = best[:_MAX_PATTERNS]
    if sum(len(group) for _, group in best) < _FEW:
        return None
    chosen = [link for _, group in best for link in group]
    # What is called like no article on this page should be none for the pattern.
    plain_links = {
        link.url for link in links if link.title and (link.menu or _headline(link.title) < 2)
    }
    kept_out = plain_links - {link.url for link in chosen}
    patterns = [_pattern(group, site, kept_out) for _, group in best]
    rating = sum(rate * len(group) for rate, group in best) / len(chosen)
    return Learnt("a[href]", "|".join(patterns), _pairs(chosen), rating)


def _pattern(group: list[_Link], site: str, kept_out: Collection[str]) -> str:
    """Return the widest pattern of a group that lets in nothing else of the page."""
    shapes = [link.shape for link in group]
    several = len({link.shape.sections for link in group}) > 1
    for any_section, loose in ((True, True), (True, False), (False, True)):
        if any_section and not several:
            # On the page of a section, the others are not wanted.
            continue
        made = link_shapes.pattern(shapes, site, any_section=any_section, loose=loose)
        if not any(re.search(made, url) for url in kept_out):
            return made
    return link_shapes.pattern(shapes, site)


def _without_counters(group: list[_Link]) -> list[_Link]:
    """Leave out the places whose links, built like articles', are called "21 comments"."""
    places: dict[tuple[str, ...], list[_Link]] = defaultdict(list)
    for link in group:
        places[link.shape.host, *link.shape.sections].append(link)
    return [link for links in places.values() if _headlines(links) >= 0 for link in links]


def _size(rated: tuple[float, list[_Link]]) -> int:
    return len(rated[1])


def _by_place(links: list[_Link]) -> Learnt | None:
    """Find the place on the page that repeats most like a list of headlines."""
    groups: dict[str, dict[str, _Link]] = defaultdict(dict)
    for link in links:
        for place in link.places:
            groups[place][link.url] = link
    best: tuple[float, str, list[_Link]] | None = None
    for place, members in groups.items():
        group = list(members.values())
        rating = _rate(group, min(_promise(group), 1.5)) + _REPEATED
        if len(group) >= _FEW and rating >= _ENOUGH and (best is None or rating > best[0]):
            best = rating, place, group
    if best is None:
        return None
    return Learnt(best[1], None, _pairs(best[2]), best[0] - _REPEATED)


def _promise(group: list[_Link]) -> float:
    return median(link.shape.promise for link in group)


def _pairs(links: Iterable[_Link]) -> tuple[tuple[str, str], ...]:
    return tuple((link.url, link.title) for link in links)


def _rate(group: list[_Link], promise: float) -> float:
    """Add up what speaks for a group of links being articles."""
    rating = promise + _headlines(group)
    if len(group) < _FEW:
        rating -= 1.0
    elif len(group) >= 3 * _FEW:
        rating += 1.0
    often = max(Counter(place for link in group for place in set(link.places)).values())
    rating += 1.0 if often >= max(_FEW, len(group) // 4) else 0.0
    rating -= 2.0 * sum(_headline(link.title) < 0 for link in group if link.title) / len(group)
    return rating - 3.0 * (sum(link.menu for link in group) > len(group) / 2)


def _headlines(group: list[_Link]) -> float:
    """Tell how much the links' texts, taken together, read like headlines, from 2 to -2."""
    return median([_headline(link.title) for link in group if link.title] or [-2.0])


def _headline(title: str) -> float:
    """Tell how much a link's text reads like a headline: 2 yes, 0 perhaps, -2 no."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in title[:100])
    if wide >= 4:
        return 2.0 if wide >= 10 else 1.0 if wide >= 7 else -1.0
    words = len(_WORD.findall(title[:200]))
    return 2.0 if words >= 5 else 0.5 if words >= 3 else -2.0
