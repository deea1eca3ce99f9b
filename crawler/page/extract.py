"""A page's bytes in, an article out.

Composes decoding, one parse, the body and the metadata. Knows in which order they are asked and
what makes a page no article. Must not know how any of them works, and has no clock.
"""

from __future__ import annotations

from datetime import datetime

from crawler.page import body as bodies
from crawler.page import budget, metadata
from crawler.page.decode import decode
from storage.records import Article, NoArticle


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
    tree = budget.parse(decoded.text)
    if isinstance(tree, NoArticle):
        return tree
    found = bodies.find(tree)
    meta = metadata.read(tree, url, fetched=fetched, zone=zone, body=found)
    if not found.text:
        return NoArticle("empty", "no block of text that could be an article")
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
        origins={**meta.origins, "encoding": f"{decoded.encoding} ({decoded.how})"},
        fetched=fetched,
        boilerplate=found.boilerplate,
    )
