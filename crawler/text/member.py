"""What one member of a story says about its origin, and what it shows.

Knows which fields of an article are evidence and which times can be believed. Must not know how
members are weighed against each other: that is for ``provenance``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from crawler.text import credit, publishers

_SPUN = 0.5
_NOISY = 0.01
#: A claimed time further ahead of the fetch than this is not believed ...
_AHEAD = timedelta(hours=6)
#: ... nor one so far before every other member's.
_BEHIND = timedelta(days=20)


class ArticleLike(Protocol):
    """What is asked of a member of a story; ``storage.records.Article`` has it."""

    @property
    def url(self) -> str:
        """The canonical URL; a stable key."""
        ...

    @property
    def canonical_url(self) -> str | None:
        """The URL that the page itself declares as the original."""
        ...

    @property
    def text(self) -> str:
        """Its own words, cleaned."""
        ...

    @property
    def raw_text(self) -> str | None:
        """Its words before cleaning, where that changed them."""
        ...

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Lines moved out of the text."""
        ...

    @property
    def published(self) -> datetime | None:
        """When the page says that it was published."""
        ...

    @property
    def fetched(self) -> datetime | None:
        """When it was fetched."""
        ...

    @property
    def publisher(self) -> str | None:
        """Who is named as responsible."""
        ...

    @property
    def noise(self) -> float:
        """Share of the raw text removed as noise, 0-1."""
        ...

    @property
    def spun(self) -> float:
        """Probability that a content farm spun it, 0-1."""
        ...

    @property
    def whole(self) -> bool:
        """False where it is known to be cut."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """What one member says and shows, read once."""

    index: int
    url: str
    host: str
    #: The publisher of the site it was found on, or of the article where the site is unknown.
    own: str | None
    kind: publishers.Kind | None
    credits: tuple[credit.Credit, ...]
    #: When it was published, unless that lies in the future.
    time: datetime | None
    #: Noise shows that somebody worked over the text.
    tampered: bool
    whole: bool
    length: int


def read(index: int, article: ArticleLike) -> Member:
    """Return what ``article``, the ``index``-th of its story, says and shows."""
    site = publishers.at(article.url)
    claimed = publishers.named(article.publisher) if article.publisher else None
    found = {
        (one.name, one.kind): one
        for one in credit.find_credits(article.raw_text or article.text, article.boilerplate)
    }
    if claimed is not None and site is not None and claimed != site:
        stated = credit.Credit(claimed.name, "credit", f"publisher: {article.publisher}")
        found.setdefault((stated.name, stated.kind), stated)
    canonical = publishers.at(article.canonical_url) if article.canonical_url else None
    if canonical is not None and canonical != site:
        linked = credit.Credit(canonical.name, "byline", f"canonical link {article.canonical_url}")
        found.setdefault((linked.name, linked.kind), linked)
    own = site or claimed
    return Member(
        index=index,
        url=article.url,
        host=publishers.host_of(article.url),
        own=own.name if own else article.publisher,
        kind=own.kind if own else None,
        credits=tuple(found.values()),
        time=_believed(article),
        tampered=article.spun >= _SPUN or article.noise > _NOISY,
        whole=article.whole,
        length=len(article.text),
    )


def _believed(article: ArticleLike) -> datetime | None:
    claimed, fetched = article.published, article.fetched
    if claimed is None or claimed.tzinfo is None:
        return None
    if fetched is not None and fetched.tzinfo is not None and claimed > fetched + _AHEAD:
        return None
    return claimed


def believable_times(members: Sequence[Member]) -> dict[int, datetime]:
    """Return the times that can be believed, by index of the member.

    Spun copies are dated at will; a single time long before all others is a mistake.
    """
    times = {one.index: one.time for one in members if one.time is not None and not one.tampered}
    if len(times) > 1:
        second = sorted(times.values())[1]
        times = {index: time for index, time in times.items() if second - time <= _BEHIND}
    return times
