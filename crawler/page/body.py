"""Which part of a page is the article's body.

Knows density: bodies are boxes of long paragraphs with few links, in any language. Must not know
titles, times or sites; works on the blocks of one walk.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lxml import html

from crawler.page.blocks import PARTS, Block, Page, walk
from crawler.page.density import ENDS_SENTENCE, Density, measure
from crawler.page.lines import split_boilerplate

#: How much of a paragraph's weight reaches the box around its home.
_DECAY = 0.5
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Body:
    """The article's body. Empty ``text`` means that none was found.

    ``node`` is the element chosen (never changed), ``boilerplate`` the lines moved out of the
    text (credits, disclaimers), ``truncated`` that the text looks cut by the site.
    """

    text: str = ""
    node: html.HtmlElement | None = None
    paragraphs: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    truncated: bool = False


def find(tree: html.HtmlElement) -> Body:
    """Find the body of the article in ``tree``.

    Text density in the line of readability and CETD (Sun et al., SIGIR 2011), on blocks in place
    of nodes. Linear in the size of the page; never raises on any tree.
    """
    page = walk(tree)
    if not page.blocks:
        return Body()
    density = measure(page)
    top = _densest(page, density)
    if top is None:
        return Body()
    top = _widen(page, density, top)
    lines = [page.blocks[index].text for index in _kept(page, density, top)]
    paragraphs, boilerplate = split_boilerplate(lines)
    return Body("\n".join(paragraphs), page.boxes[top].node, tuple(paragraphs), tuple(boilerplate))


def _densest(page: Page, density: Density) -> int | None:
    """Return the box that has most prose near: its own paragraphs, and those of boxes below."""
    near = [0.0] * len(page.boxes)
    for index, amount in enumerate(density.prose):
        if not amount or density.closed[page.blocks[index].box]:
            continue
        box = density.home[index]
        weight = float(amount)
        for _ in range(_LEVELS):
            near[box] += weight
            weight *= _DECAY
            box = page.boxes[box].parent
    top = max(range(len(near)), key=near.__getitem__)
    return top if near[top] else None


def _widen(page: Page, density: Density, top: int) -> int:
    """Move up from ``top`` while the box around adds solid prose and little else.

    Sites split a body into sections; a column of teasers also holds prose, but no box of it has
    two paragraphs, and labels come with each.
    """
    best = index = top
    while index:
        index = page.boxes[index].parent
        prose = density.solid_in[index] - density.solid_in[best]
        noise = density.noise_in[index] - density.noise_in[best]
        if prose > 0.15 * density.prose_in[best] and prose > 1.5 * noise:
            best = index
    return best


def _kept(page: Page, density: Density, top: int) -> list[int]:
    """Return the indices of the blocks below ``top`` which are the article's own words."""
    boxes = page.boxes
    end = next((i for i in range(top + 1, len(boxes)) if boxes[i].parent < top), len(boxes))
    core = _core(page, density, top, end)
    around_core = list(core)
    for index in range(end - 1, top, -1):
        around_core[boxes[index].parent] |= around_core[index]
    open_ = [False] * len(boxes)
    open_[top] = True
    for index in range(top + 1, end):
        open_[index] = (
            open_[boxes[index].parent]
            and not density.closed[index]
            and (around_core[index] or _belongs(page, density, index, core))
        )
    kept = [
        index
        for index, block in enumerate(page.blocks)
        if open_[block.box] and not _is_link(block, core[density.home[index]])
    ]
    return _trim(page, density, kept, core)


def _core(page: Page, density: Density, top: int, end: int) -> list[bool]:
    """Tell for each box whether it is of the kind that holds the body's paragraphs.

    A site marks up all sections of a body alike: the kind is the box's own and its parent's tag
    and class, and it is core if it holds a fifth of the prose below ``top``.
    """

    def kind(index: int) -> tuple[str, str | None, str | None]:
        box = page.boxes[index]
        return box.tag, box.node.get("class"), page.boxes[box.parent].node.get("class")

    amounts: Counter[tuple[str, str | None, str | None]] = Counter()
    for index in range(top, end):
        if density.own_prose[index]:
            amounts[kind(index)] += density.own_prose[index]
    needed = density.prose_in[top] / 5
    core = [False] * len(page.boxes)
    for index in {home for home in density.home if top <= home < end}:
        core[index] = amounts[kind(index)] >= needed
    return core


def _is_link(block: Block, in_core: bool) -> bool:
    own = block.units - block.linked
    if in_core and ENDS_SENTENCE.search(block.text[-4:]):
        return own < 15
    return block.linked > own and own < 60


def _belongs(page: Page, density: Density, index: int, core: list[bool]) -> bool:
    """Judge a box inside the body, away from its core, by what it holds."""
    box = page.boxes[index]
    units = density.units_in[index]
    if not units or box.tag in PARTS:
        return True
    linked, prose = density.linked_in[index], density.prose_in[index]
    if core[box.parent] or box.tag in {"ul", "ol", "table", "blockquote", "dl"}:
        return linked * 2 <= units or prose * 2 > units
    return prose * 2 > units and linked * 4 <= units


def _trim(page: Page, density: Density, kept: list[int], core: list[bool]) -> list[int]:
    """Drop labels before the first and after the last paragraph, where headers and tools stand."""

    def counts(index: int) -> bool:
        return bool(density.prose[index]) or (
            core[density.home[index]] and page.boxes[page.blocks[index].box].tag[0] != "h"
        )

    first = next((i for i, index in enumerate(kept) if counts(index)), 0)
    last = next((i for i in range(len(kept) - 1, -1, -1) if counts(kept[i])), len(kept) - 1)
    return kept[first : last + 1]
