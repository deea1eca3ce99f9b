"""Which blocks inside the chosen box are the article's own words.

Knows how sites mix tools, teasers and captions into a body. Must not know how the box was chosen.
"""

from __future__ import annotations

import re
from collections import Counter

from crawler.page.blocks import PARTS, Page
from crawler.page.density import ENDS_SENTENCE, Density

_STANDFIRST = re.compile(
    r"stand-?first|excerpt|summary|sub-?(?:title|head)|(?:^|[-_ ]|Header)(?:dek|deck)\b",
    re.IGNORECASE,
)
#: Blocks before the body in which its summary is looked for.
_HEADER_BLOCKS = 40
_LISTS = frozenset({"ul", "ol", "dl", "table", "blockquote"})


def keep(page: Page, density: Density, top: int) -> list[int]:
    """Return the indices of the blocks below box ``top`` which are the article's own words.

    Blocks of the kind of box that holds most of the prose are kept unless they are links; boxes
    of other kinds must mostly hold prose. Labels before the first and after the last paragraph go.
    """
    parents = page.parents
    size = len(parents)
    end = next((index for index in range(top + 1, size) if parents[index] < top), size)
    core, wrappers = _core(page, density, top, end)
    around_core = list(core)
    for index in range(end - 1, top, -1):
        around_core[parents[index]] |= around_core[index]
    open_ = [False] * size
    open_[top] = True
    for index in range(top + 1, end):
        open_[index] = (
            open_[parents[index]]
            and not density.closed[index]
            and (
                around_core[index]
                or _kind(page, index) in wrappers
                or _belongs(page, density, index, core)
            )
        )
    kept = [
        index
        for index, box in enumerate(page.box_of)
        if open_[box] and not _is_link(page, index, core[density.home[index]])
    ]
    kept = _trim(page, density, kept, core)
    summary = _standfirst(page, density, kept)
    return kept if summary is None else [summary, *kept]


def _standfirst(page: Page, density: Density, kept: list[int]) -> int | None:
    """Return the summary between headline and body, where it says something of its own.

    Chinese sites repeat the first paragraph there; only text by an alphabet is taken.
    """
    if not kept:
        return None
    for index in range(kept[0] - 1, max(-1, kept[0] - _HEADER_BLOCKS), -1):
        text, units, box = page.texts[index], page.units[index], page.box_of[index]
        if page.tags[box] == "h1":
            return None
        if units < 60 or page.linked[index] * 3 > units or density.closed[box]:
            continue
        if units > 1.5 * len(text):
            continue
        around = page.nodes[page.parents[box]]
        names = f"{page.nodes[box].get('class')} {around.get('class')}"
        if _STANDFIRST.search(names):
            repeated = any(text[:60] in page.texts[i] for i in kept[:5])
            return None if repeated else index
    return None


Kind = tuple[str, str | None, str | None]


def _kind(page: Page, index: int) -> Kind:
    around = page.nodes[page.parents[index]]
    return page.tags[index], page.nodes[index].get("class"), around.get("class")


def _core(page: Page, density: Density, top: int, end: int) -> tuple[list[bool], set[Kind]]:
    """Tell for each box whether it is of the kind that holds the body's paragraphs.

    A site marks up all sections of a body alike: the kind is the box's own and its parent's tag
    and class, and it is core if it holds a fifth of the prose below ``top``. Returned too are the
    kinds of boxes that wrap single paragraphs of the core.
    """
    amounts: Counter[Kind] = Counter()
    wrapped: Counter[Kind] = Counter()
    for index, amount in enumerate(density.prose):
        home, box = density.home[index], page.box_of[index]
        if not amount or not top <= home < end or density.closed[box]:
            continue
        amounts[_kind(page, home)] += amount
        while box > home:
            wrapped[_kind(page, box)] += amount
            box = page.parents[box]
    needed = density.prose_in[top] / 5
    core = [False] * len(page.parents)
    for index in {home for home in density.home if top <= home < end}:
        core[index] = amounts[_kind(page, index)] >= needed
    return core, {kind for kind, amount in wrapped.items() if amount >= needed and kind[1]}


def _is_link(page: Page, index: int, in_core: bool) -> bool:
    linked = page.linked[index]
    own = page.units[index] - linked
    if in_core and ENDS_SENTENCE.search(page.texts[index][-4:]):
        return own < 15
    return linked > own and own < 60


def _belongs(page: Page, density: Density, index: int, core: list[bool]) -> bool:
    """Judge a box inside the body, away from its core, by what it holds."""
    tag = page.tags[index]
    units = density.units_in[index]
    if not units or tag in PARTS:
        return True
    linked, prose = density.linked_in[index], density.prose_in[index]
    if core[page.parents[index]] or tag in _LISTS:
        return linked * 2 <= units or prose * 2 > units
    return prose * 2 > units


def _trim(page: Page, density: Density, kept: list[int], core: list[bool]) -> list[int]:
    """Drop labels before the first and after the last paragraph, where headers and tools stand."""

    def counts(index: int) -> bool:
        return bool(density.prose[index]) or (
            core[density.home[index]] and page.tags[page.box_of[index]][0] != "h"
        )

    first = next((i for i, index in enumerate(kept) if counts(index)), 0)
    last = next((i for i in range(len(kept) - 1, -1, -1) if counts(kept[i])), len(kept) - 1)
    return kept[first : last + 1]
