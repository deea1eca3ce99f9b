"""How much prose, linked text and noise each box of a page holds.

Knows what a paragraph of prose looks like in any language. Must not decide which box is the
article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.page.blocks import PARAGRAPHS, Page, mark

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
    parents = page.parents
    size = len(parents)
    prose = [
        _prose(text, units, linked) if units >= least and linked * 3 <= units else 0
        for text, units, linked in zip(page.texts, page.units, page.linked, strict=True)
    ]
    blocks_in = _blocks_in(page)
    home = _homes(page, blocks_in)
    closed = _closed(page, blocks_in, prose, home)
    own_prose, solid, long_own = [0] * size, [0] * size, [0] * size
    paragraphs, headlines = [0] * size, [0] * size
    units, linked, noise, prose_in = [0] * size, [0] * size, [0] * size, [0] * size
    for box, at, amount, length, in_links in zip(
        page.box_of, home, prose, page.units, page.linked, strict=True
    ):
        if closed[box]:
            continue
        units[box] += length
        linked[box] += in_links
        if in_links * 2 > length:
            headlines[at] += 1
        if not amount:
            noise[box] += length
            continue
        own_prose[at] += amount
        paragraphs[at] += 1
        long_own[at] += amount >= _LONG
        prose_in[box] += amount
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


def _prose(text: str, units: int, linked: int) -> int:
    """Return how much running prose a block is: its unlinked units, or 0 for labels."""
    return units - linked if _SENTENCE.search(text, 0, 2000) else 0


def _blocks_in(page: Page) -> list[int]:
    """Return how many blocks each box and the boxes below it hold."""
    parents = page.parents
    blocks_in = [0] * len(parents)
    for box in page.box_of:
        blocks_in[box] += 1
    for index in range(len(parents) - 1, 0, -1):
        blocks_in[parents[index]] += blocks_in[index]
    return blocks_in


def _homes(page: Page, blocks_in: Sequence[int]) -> list[int]:
    """Return for each block the box that it is a paragraph of.

    That is the box around the paragraph's element, or further up where a site wraps each
    paragraph in boxes of its own: the nearest that holds more than this block.
    """
    parents, tags = page.parents, page.tags
    homes = []
    for box in page.box_of:
        index = parents[box] if tags[box] in PARAGRAPHS else box
        left = _WRAPPERS
        while left and (blocks_in[index] < 2 or tags[index] in PARAGRAPHS):
            index = parents[index]
            left -= 1
        homes.append(index)
    return homes


def _closed(
    page: Page, blocks_in: Sequence[int], prose: Sequence[int], home: Sequence[int]
) -> list[bool]:
    """Tell for each box whether its names, or those of a box around it, rule it out.

    Names mislead: some sites keep the body in ``js_share_area``. So a doubtful name does not
    count for a box with two long paragraphs, and a clear one not where most of the page's prose
    is inside.
    """
    parents = page.parents
    size = len(parents)
    total = sum(prose) or 1
    long_inside, prose_inside = [0] * size, [0] * size
    for amount, index in zip(prose, home, strict=True):
        if amount:
            long_inside[index] += amount >= _LONG
            prose_inside[index] += amount
    for index in range(size - 1, 0, -1):
        if prose_inside[index]:
            prose_inside[parents[index]] += prose_inside[index]
            long_inside[parents[index]] += long_inside[index]
    closed = [False] * size
    for index, parent in enumerate(parents):
        if index and closed[parent]:
            closed[index] = True
        elif blocks_in[index] and (said := mark(page.tags[index], page.nodes[index])):
            mostly_prose = prose_inside[index] >= 0.6 * total
            closed[index] = not mostly_prose and (said == "hard" or long_inside[index] < 2)
    return closed
