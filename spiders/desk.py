"""Whom a spider tells what it met.

Knows what there is to tell. Must not know what is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from scrapy.http import Response
from twisted.python.failure import Failure

from storage.records import NoArticle, Source


class Desk(Protocol):
    """Whom a spider tells what it met. Every method is quick and never raises."""

    def headers(self, source: Source) -> Mapping[str, str]:
        """Return the headers (validators) with which the source's list is to be asked for."""
        ...

    def fetched(self, source: Source, response: Response) -> bool:
        """Take note of the source's list; False if it has not changed and need not be read."""
        ...

    def listed(
        self,
        source: Source,
        url: str,
        state: str,
        entries: int,
        children: int,
        *,
        newest: datetime | None,
        cut: str = "",
    ) -> None:
        """Take note of what a list held: entries, the latest time of any, and further lists.

        ``cut`` says why only a part of it was read.
        """
        ...

    def asks(self, source: Source, ttl: int | None) -> None:
        """Take note of the seconds between looks for which a list asks."""
        ...

    def absent(self, source: Source, url: str, missing: NoArticle) -> None:
        """Take note of a page that holds no article."""
        ...

    def failed(self, source: Source, url: str, failure: Failure, *, is_list: bool) -> bool:
        """Take note of a request that failed; True if its page cannot be had for good reason."""
        ...
