"""What the reading of metadata is given and what it gives.

Knows no rules: only the names of the facts that a page states about its article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from lxml.html import HtmlElement


class Body(Protocol):
    """What metadata needs to know of the body that was found."""

    @property
    def node(self) -> HtmlElement | None:
        """The element that holds the body."""

    @property
    def text(self) -> str:
        """The body, a paragraph a line."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The article's own paragraphs."""

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Lines of the body that are no part of the text: credits, disclaimers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its article, and who said it (``origins``: field -> witness)."""

    title: str = ""
    #: Aware, in the zone that it was read in; None where no time is stated or believed.
    published: datetime | None = None
    #: The words of the page that ``published`` was, or would have been, read from.
    published_raw: str | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    #: Who is responsible for the text; of a reprinted piece not the site.
    publisher: str | None = None
    #: Name of the site itself.
    site: str | None = None
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    #: What the page says of itself; None where it says nothing.
    access: Literal["free", "metered"] | None = None
    #: The page asks that no copy of it be shown.
    noarchive: bool = False
    #: The body's paragraphs, one a line, where a rule for this site found them.
    body: str | None = None
    #: Kind of thing by its own word: a schema.org type, else ``og:type``.
    kind: str | None = None
