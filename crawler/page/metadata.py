"""What a page says about its article: title, times, authors, publisher, language.

Knows how the witnesses (JSON-LD, OpenGraph, meta, microdata, visible header, URL) are weighed
against each other. Knows nothing of bytes, of how the body was found, or of storage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from lxml import html


class Body(Protocol):
    """What metadata needs to know of the body that was found."""

    @property
    def node(self) -> html.HtmlElement | None: ...
    @property
    def text(self) -> str: ...
    @property
    def paragraphs(self) -> tuple[str, ...]: ...
    @property
    def boilerplate(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its article, and who said it (``origins``: field -> witness)."""

    title: str = ""
    published: datetime | None = None
    published_raw: str | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    site: str | None = None
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    access: Literal["free", "metered"] | None = None
    kind: str | None = None


def read(
    tree: html.HtmlElement,
    url: str,  # noqa: ARG001 - part of the agreed signature
    *,
    fetched: datetime | None = None,  # noqa: ARG001
    zone: str | None = None,  # noqa: ARG001
    body: Body | None = None,  # noqa: ARG001
) -> Metadata:
    """Read what ``tree`` says about its article. Never raises, never changes ``tree``."""
    title = tree.find(".//title")
    text = " ".join((title.text or "").split()) if title is not None else ""
    return Metadata(title=text, origins={"title": "title"} if text else {})
