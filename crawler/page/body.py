"""Which part of a page is the article's body.

Knows density: bodies are boxes of long paragraphs with few links, in any language. Must not know
titles, times or sites; works on the blocks of one walk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from crawler.page.blocks import PARAGRAPHS, Block, Page, walk
from crawler.page.lines import split_boilerplate

#: Units (UTF-8 bytes) from which a block counts as a paragraph of prose.
_PROSE = 80
_LONG = 150
#: How much of a paragraph's weight reaches the box around its box.
_DECAY = 0.5
_SENTENCE = re.compile(r"[。！？；，、…]|[.!?;,:][\s\"'”’)]|[.!?]$")


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
    if not page.boxes:
        return Body()
    choice = _choose(page)
    if choice is None:
        return Body()
    return _compose(page, choice)


def _prose(block: Block) -> float:
    """Return how much running prose ``block`` is: its unlinked units, or 0 for labels."""
    if block.units < _PROSE or block.linked * 3 > block.units:
        return 0.0
    if not _SENTENCE.search(block.text):
        return 0.0
    return float(block.units - block.linked)


def _closed(page: Page, prose: list[float]) -> list[bool]:
    """Tell for each box whether its class names or an ancestor's rule it out."""
    total = sum(prose) or 1.0
    long_inside = [0] * len(page.boxes)
    prose_inside = [0.0] * len(page.boxes)
    for block, amount in zip(page.blocks, prose, strict=True):
        long_inside[block.box] += amount >= _LONG
        prose_inside[block.box] += amount
    for index in range(len(page.boxes) - 1, 0, -1):
        parent = page.boxes[index].parent
        prose_inside[parent] += prose_inside[index]
        long_inside[parent] += long_inside[index]
    closed = [False] * len(page.boxes)
    for index, box in enumerate(page.boxes):
        if index and closed[box.parent]:
            closed[index] = True
        elif box.mark == "hard":
            closed[index] = prose_inside[index] < 0.6 * total
        elif box.mark == "soft":
            closed[index] = long_inside[index] < 2
    return closed


def _choose(page: Page) -> tuple[int, list[bool]] | None:
    prose = [_prose(block) for block in page.blocks]
    boxes = page.boxes
    closed = _closed(page, prose)
    near = [0.0] * len(boxes)
    good = [0.0] * len(boxes)
    junk = [0.0] * len(boxes)
    for block, amount in zip(page.blocks, prose, strict=True):
        if closed[block.box]:
            continue
        good[block.box] += amount
        junk[block.box] += block.linked if not amount else 0.0
        box = block.box
        if boxes[box].tag in PARAGRAPHS:
            box = boxes[box].parent
        weight = amount
        for _ in range(3):
            near[box] += weight
            weight *= _DECAY
            box = boxes[box].parent
    for index in range(len(boxes) - 1, 0, -1):
        good[boxes[index].parent] += good[index]
        junk[boxes[index].parent] += junk[index]
    top = max(range(len(boxes)), key=near.__getitem__)
    if not near[top]:
        return None
    best, best_value = top, good[top] - junk[top]
    index = top
    while index:
        index = boxes[index].parent
        value = good[index] - junk[index]
        if value > best_value * 1.1:
            best, best_value = index, value
    return best, closed


def _compose(page: Page, choice: tuple[int, list[bool]]) -> Body:
    top, closed = choice
    inside = [False] * len(page.boxes)
    inside[top] = True
    for index in range(top + 1, len(page.boxes)):
        inside[index] = inside[page.boxes[index].parent] and not closed[index]
    lines = [
        block.text
        for block in page.blocks
        if inside[block.box] and not (block.linked * 2 > block.units)
    ]
    paragraphs, boilerplate = split_boilerplate(lines)
    return Body("\n".join(paragraphs), page.boxes[top].node, tuple(paragraphs), tuple(boilerplate))
