"""Names that farms inject, remembered by host while a crawl lasts.

Knows how many are worth remembering. Must not know how they are found or taken out. A farm puts
one customer's name into page after page; where it stands once on a page, only the others tell.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.text.urls import host

_MAX_HOSTS, _MAX_NAMES = 1_000, 10


class Brands:
    """What was found on the pages of each host. Empty for hosts that injected nothing."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}

    def of(self, url: str) -> tuple[str, ...]:
        """Return the names that other pages of the host of ``url`` had injected, oldest first."""
        return tuple(self._found.get(host(url), ())) if self._found else ()

    def learn(self, url: str, names: Iterable[str]) -> None:
        """Remember that ``names`` were injected into the page at ``url``.

        Beyond ten names of a host, or a thousand hosts, further ones are not remembered.
        """
        for name in names:
            of_host = self._found.get(host(url))
            if of_host is None:
                if len(self._found) >= _MAX_HOSTS:
                    return
                of_host = self._found.setdefault(host(url), {})
            if len(of_host) < _MAX_NAMES:
                of_host[name] = None
