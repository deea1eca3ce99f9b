"""A page's bytes in, an article out.

Composes decoding, one parse, the body and the metadata. Knows in which order they are asked and
what makes a page no article. Must not know how any of them works, and has no clock.
"""

from __future__ import annotations

from datetime import datetime

from lxml import html

from crawler.page import body as bodies
from crawler.page import budget, embedded, metadata, paging, refuse, whole
from crawler.page.blocks import Page, walk
from crawler.page.decode import Decoded, decode
from storage.records import Article, NoArticle

#: Units (UTF-8 bytes) of body below which the page's data is searched for a longer one.
_THIN = 400
#: The same where the page has a text in its JSON-LD: what is shown may be a teaser.
_SHORT = 3_000
#: Characters by which a paragraph is known again.
_OPENING = 16
_LINKED_BODY = '"articleBody"'
#: Share of undecodable characters above which the origins say that the text is damaged.
_DAMAGED = 0.001


def extract(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    fetched: datetime | None = None,
    zone: str | None = None,
) -> Article | NoArticle:
    """Read the article on a page.

    ``content_type`` is the HTTP header's value, ``fetched`` (aware) the time against which
    relative times are read, ``zone`` the IANA zone of times that carry none. Returns
    ``NoArticle`` with its reason where the page holds none. Never raises on a stranger's bytes.
    """
    if len(body) > budget.MAX_BYTES:
        return NoArticle("too large", f"{len(body)} bytes")
    decoded = decode(body, content_type)
    utf8 = body if decoded.exact else None
    tree = refuse.not_html(body, content_type, decoded.text) or budget.parse(decoded.text, utf8)
    if isinstance(tree, NoArticle):
        return tree
    page = walk(tree)
    found, origins = _find_body(tree, page, decoded)
    meta = metadata.read(tree, url, fetched=fetched, zone=zone, body=found, links=page.links)
    if meta.body:
        found = bodies.with_lines(found, meta.body.splitlines())
        origins["text"] = "rule"
    found = bodies.without_header(found, meta.title)
    refusal = refuse.reason(
        page,
        found,
        decoded.text,
        url,
        title=meta.title,
        kind=meta.kind,
        dated=meta.published is not None,
    )
    if refusal is not None:
        return refusal
    return Article(
        url=url,
        title=meta.title,
        text=found.text,
        published=meta.published,
        published_raw=meta.published_raw,
        updated=meta.updated,
        authors=meta.authors,
        publisher=meta.publisher,
        site=meta.site,
        language=meta.language,
        image=meta.image,
        canonical_url=meta.canonical_url,
        section=meta.section,
        whole=not page.cut and whole.is_whole(page, found, access=meta.access),
        noarchive=meta.noarchive,
        next_page=paging.next_page(tree, url, page.links),
        origins={**meta.origins, **origins},
        fetched=fetched,
        boilerplate=found.boilerplate,
    )


def _find_body(
    tree: html.HtmlElement, page: Page, decoded: Decoded
) -> tuple[bodies.Body, dict[str, str]]:
    """Find the body in the markup, or in the page's data where that holds much more of it."""
    found = bodies.find_in(page)
    origins = {"encoding": _encoding(decoded)}
    units = len(found.text.encode("utf-8", "replace"))
    if units < _THIN or (units < _SHORT and _LINKED_BODY in decoded.text):
        inline = embedded.find(tree)
        if sum(map(len, inline)) > 2 * len(found.text) and _continues(found, inline):
            found = bodies.with_lines(bodies.Body(), inline)
            origins["text"] = "inline data"
    return found, origins


def _continues(found: bodies.Body, lines: list[str]) -> bool:
    """Tell whether ``lines`` hold what was found: data of a page may be other articles'."""
    text = "".join(lines)
    return not found.sure or any(line[:_OPENING] in text for line in found.paragraphs or ("",))


def _encoding(decoded: Decoded) -> str:
    damage = f", {decoded.damage:.1%} damaged" if decoded.damage > _DAMAGED else ""
    return f"{decoded.encoding} ({decoded.how}{damage})"
