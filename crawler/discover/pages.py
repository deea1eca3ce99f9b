"""What an address answered, and the protocol by which the rest of the package asks.

Knows no way to fetch anything, so that tests and benchmarks can answer from a dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from scrapy.http import Response

from spiders.base import Listed
from spiders.news import AllSpider
from storage.records import Source

#: Answers that mean: not for you.
_BARRED = frozenset((401, 402, 403, 407, 429, 451))


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, or why there is none."""

    #: Where the request ended after redirects.
    url: str
    status: int = 0
    body: bytes = b""
    content_type: str | None = None
    #: refused, robots, timeout, dns, ... as in ``crawler.trouble``; "" where there is an answer.
    trouble: str = ""
    #: The trouble in a sentence.
    sentence: str = ""
    flags: tuple[str, ...] = field(default=())

    @property
    def good(self) -> bool:
        """Whether the server gave what was asked for."""
        return not self.trouble and 200 <= self.status < 300

    @property
    def barred(self) -> bool:
        """Whether the site does not want us: by its robots.txt, or by refusing the request."""
        return self.trouble == "robots" or self.status in _BARRED

    @property
    def problem(self) -> str:
        """Why there is no good answer, in a sentence; "" if there is one."""
        if self.trouble:
            return self.sentence or self.trouble
        return "" if self.good else f"HTTP {self.status}"


class Fetch(Protocol):
    """Asks for an address and never raises."""

    async def __call__(self, url: str, *, source: Source | None = None) -> Page:
        """Ask for ``url``; with the method, body and headers of ``source`` where it is given."""
        ...


def read(page: Page, source: Source) -> Listed:
    """Read the list that ``page`` is, as a crawl of ``source`` would."""
    headers = {"Content-Type": page.content_type} if page.content_type else None
    response = Response(page.url, status=page.status, headers=headers, body=page.body)
    return AllSpider.readers[source.kind](response, source)
