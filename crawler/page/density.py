"""How much prose, linked text and noise each box of a page holds.

Knows what a paragraph of prose looks like in any language. Must not decide which box is the
article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.page.blocks import PARAGRAPHS, Block, Page, mark

#: Units (UTF-8 bytes) from which a block counts as prose, and from which it is surely no label.
#: Articles written in shorter paragraphs throughout are read with SHORT_PROSE.
SHORT_PROSE = 30
PROSE = 80
_LONG = 150
#: Boxes around a single paragraph that are looked through.
_WRAPPERS = 5
ENDS_SENTENCE = re.compile(r"[。！？…；.!?][\"'”’」』）)]*$")
_SENTENCE = re.compile(r"[。！？；，、…]|[.!?;,:][\s\"'”’)]|[.!?]$")


@dataclass(slots=True)
class Density:
    """Measures by block (``prose``, ``home``) and by box (all others).

    ``home`` is the box that a block is a paragraph of; ``own_prose`` the prose of a box's own
    paragraphs, ``*_in`` sums over all below that is not closed. ``solid_in`` counts prose only in
    homes of two long paragraphs or more. A ``teaser`` is the home of one paragraph beside a linked
    headline. ``closed`` boxes are ruled out by what their names say.
    """

    prose: list[int]
    home: list[int]
    closed: list[bool]
    teaser: list[bool]
    own_prose: list[int]
    prose_in: list[int]
    solid_in: list[int]
    units_in: list[int]
    linked_in: list[int]
    noise_in: list[int]


def measure(page: Page, least: int = PROSE) -> Density:
    """Measure ``page``, taking blocks of ``least`` units for prose. Linear in its size."""
    size = len(page.boxes)
    parents = [box.parent for box in page.boxes]
    prose = [_prose(block, least) for block in page.blocks]
    blocks_in = _blocks_in(page, parents)
    home = _homes(page, parents, blocks_in)
    closed = _closed(page, parents, blocks_in, prose, home)
    own_prose, solid, long_own = [0] * size, [0] * size, [0] * size
    paragraphs, headlines = [0] * size, [0] * size
    units, linked, noise, prose_in = [0] * size, [0] * size, [0] * size, [0] * size
    for index, block in enumerate(page.blocks):
        if closed[block.box]:
            continue
        amount = prose[index]
        own_prose[home[index]] += amount
        paragraphs[home[index]] += amount > 0
        headlines[home[index]] += block.linked * 2 > block.units
        long_own[home[index]] += amount >= _LONG
        prose_in[block.box] += amount
        units[block.box] += block.units
        linked[block.box] += block.linked
        noise[block.box] += 0 if amount else block.units
    for index in range(size):
        if long_own[index] >= 2:
            solid[index] = own_prose[index]
    for index in range(size - 1, 0, -1):
        if units[index]:  # half of all boxes hold nothing
            parent = parents[index]
            prose_in[parent] += prose_in[index]
            solid[parent] += solid[index]
            units[parent] += units[index]
            linked[parent] += linked[index]
            noise[parent] += noise[index]
    teaser = [count == 1 and links > 0 for count, links in zip(paragraphs, headlines, strict=True)]
    return Density(prose, home, closed, teaser, own_prose, prose_in, solid, units, linked, noise)


def _prose(block: Block, least: int) -> int:
    """Return how much running prose ``block`` is: its unlinked units, or 0 for labels."""
    if block.units < least or block.linked * 3 > block.units:
        return 0
    if not _SENTENCE.search(block.text, 0, 2000):
        return 0
    return block.units - block.linked


def _blocks_in(page: Page, parents: Sequence[int]) -> list[int]:
    """Return how many blocks each box and the boxes below it hold."""
    blocks_in = [0] * len(parents)
    for block in page.blocks:
        blocks_in[block.box] += 1
    for index in range(len(parents) - 1, 0, -1):
        blocks_in[parents[index]] += blocks_in[index]
    return blocks_in


def _homes(page: Page, parents: Sequence[int], blocks_in: Sequence[int]) -> list[int]:
    """Return for each block the box that it is a paragraph of.

    That is the box around the paragraph's element, or further up where a site wraps each
    paragraph in boxes of its own: the nearest that holds more than this block.
    """
    homes = []
    for block in page.blocks:
        index = block.box
        if page.boxes[index].tag in PARAGRAPHS:
            index = parents[index]
        for _ in range(_WRAPPERS):
            if blocks_in[index] > 1 and page.boxes[index].tag not in PARAGRAPHS:
                break
            index = parents[index]
        homes.append(index)
    return homes


def _closed(
    page: Page,
    parents: Sequence[int],
    blocks_in: Sequence[int],
    prose: Sequence[int],
    home: Sequence[int],
) -> list[bool]:
    """Tell for each box whether its names, or those of a box around it, rule it out.

    Names mislead: some sites keep the body in ``js_share_area``. So a doubtful name does not
    count for a box with two long paragraphs, and a clear one not where most of the page's prose
    is inside.
    """
    size = len(page.boxes)
    total = sum(prose) or 1
    long_inside, prose_inside = [0] * size, [0] * size
    for amount, index in zip(prose, home, strict=True):
        long_inside[index] += amount >= _LONG
        prose_inside[index] += amount
    for index in range(size - 1, 0, -1):
        if prose_inside[index]:
            prose_inside[parents[index]] += prose_inside[index]
            long_inside[parents[index]] += long_inside[index]
    closed = [False] * size
    for index, box in enumerate(page.boxes):
        if index and closed[parents[index]]:
            closed[index] = True
        elif blocks_in[index] and (said := mark(box)):
            mostly_prose = prose_inside[index] >= 0.6 * total
            closed[index] = not mostly_prose and (said == "hard" or long_inside[index] < 2)
    return closed
