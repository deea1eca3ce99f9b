"""Which part of a page is the article's body.

Knows density: bodies are boxes of long paragraphs with few links, in any language. Must not know
titles, times or sites; works on the blocks of one walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import html

from crawler.page.blocks import Page, walk
from crawler.page.density import SHORT_PROSE, Density, measure
from crawler.page.keep import keep
from crawler.page.lines import header_lines, split_boilerplate

#: How much of a paragraph's weight reaches the box around its home.
_DECAY = 0.5
_LEVELS = 3
#: What a paragraph beside a linked headline counts, as lists of teasers hold them.
_TEASER = 0.3


@dataclass(frozen=True, slots=True)
class Body:
    """The article's body. Empty ``text`` means that none was found.

    ``node`` is the element chosen (never changed; ``None`` where the text stood in the page's
    data), ``boilerplate`` the lines moved out of the text (credits, disclaimers). ``first`` and
    ``last`` are the indices of the page's blocks between which the body stands; ``sure`` is
    false where no paragraph was long enough to be told from a label.
    """

    text: str = ""
    node: html.HtmlElement | None = None
    paragraphs: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    first: int = 0
    last: int = -1
    sure: bool = True


def find(tree: html.HtmlElement) -> Body:
    """Find the body of the article in ``tree``; see ``find_in``."""
    return find_in(walk(tree))


def find_in(page: Page) -> Body:
    """Find the body among the blocks of ``page``.

    Text density in the line of readability and CETD (Sun et al., SIGIR 2011), on blocks in place
    of nodes. Linear in the size of the page; never raises on any page.
    """
    if not page.texts:
        return Body()
    density = measure(page)
    top = _densest(page, density)
    sure = top is not None
    if top is None:
        density = measure(page, SHORT_PROSE)
        top = _densest(page, density)
    if top is None:
        return Body()
    top = _widen(page, density, top)
    kept = keep(page, density, top)
    if not kept:
        return Body()
    body = Body(node=page.nodes[top], first=kept[0], last=kept[-1], sure=sure)
    return with_lines(body, [page.texts[index] for index in kept])


def with_lines(body: Body, lines: Sequence[str]) -> Body:
    """Return ``body`` with ``lines`` for its text, the site's notes among them set apart."""
    own, notes = split_boilerplate(lines)
    return replace(body, text="\n".join(own), paragraphs=tuple(own), boilerplate=tuple(notes))


def without_header(body: Body, title: str) -> Body:
    """Return ``body`` without first lines that repeat the title, byline or date of the page."""
    count = header_lines(body.paragraphs, title)
    if not count or count == len(body.paragraphs):
        return body
    rest = body.paragraphs[count:]
    notes = (*body.paragraphs[:count], *body.boilerplate)
    return replace(body, text="\n".join(rest), paragraphs=rest, boilerplate=notes)


def _densest(page: Page, density: Density) -> int | None:
    """Return the box that has most prose near: its own paragraphs, and those of boxes below."""
    parents = page.parents
    near = [0.0] * len(parents)
    for index, amount in enumerate(density.prose):
        if not amount or density.closed[page.box_of[index]]:
            continue
        box = density.home[index]
        weight = amount * (_TEASER if density.teaser[box] else 1.0)
        for _ in range(_LEVELS):
            near[box] += weight
            weight *= _DECAY
            box = parents[box]
    top = max(range(len(near)), key=near.__getitem__)
    return top if near[top] else None


def _widen(page: Page, density: Density, top: int) -> int:
    """Move up from ``top`` while the box around adds solid prose and little else.

    Sites split a body into sections; a column of teasers also holds prose, but no box of it has
    two paragraphs, and labels come with each.
    """
    best = index = top
    while index:
        index = page.parents[index]
        prose = density.solid_in[index] - density.solid_in[best]
        noise = density.noise_in[index] - density.noise_in[best]
        if prose > 0.15 * density.prose_in[best] and prose > 1.5 * noise:
            best = index
    return best
