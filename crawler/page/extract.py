"""A page's bytes in, an article out.

Composes decoding, one parse, the body and the metadata. Knows in which order they are asked and
what makes a page no article. Must not know how any of them works, and has no clock.
"""

from __future__ import annotations

from datetime import datetime

from crawler.page import body as bodies
from crawler.page import budget, embedded, metadata, paging, refuse, whole
from crawler.page.blocks import walk
from crawler.page.decode import Decoded, decode
from storage.records import Article, NoArticle

#: Units (UTF-8 bytes) of body below which the page's data is searched for a longer one.
_THIN = 400
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
    tree = refuse.not_html(body, content_type, decoded.text) or budget.parse(decoded.text)
    if isinstance(tree, NoArticle):
        return tree
    page = walk(tree)
    found = bodies.find_in(page)
    origins = {"encoding": _encoding(decoded)}
    if len(found.text.encode("utf-8", "replace")) < _THIN and (inline := embedded.find(tree)):
        own, notes = inline
        if sum(map(len, own)) > 2 * len(found.text):
            found = bodies.Body("\n".join(own), None, tuple(own), tuple(notes))
            origins["text"] = "inline data"
    meta = metadata.read(tree, url, fetched=fetched, zone=zone, body=found)
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
        next_page=paging.next_page(tree, url),
        origins={**meta.origins, **origins},
        fetched=fetched,
        boilerplate=found.boilerplate,
    )


def _encoding(decoded: Decoded) -> str:
    damage = f", {decoded.damage:.1%} damaged" if decoded.damage > _DAMAGED else ""
    return f"{decoded.encoding} ({decoded.how}{damage})"
