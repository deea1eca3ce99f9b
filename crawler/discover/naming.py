"""Names for sources that nobody has named: short, readable, from the address."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from crawler.text import urls

#: Labels and path segments that every site has and that name nothing.
_COMMON = re.compile(
    r"(?:www\d?|m|rss|feeds?|atom|rdf|xml|index|default|html?|news|sitemap.*|arc|outboundfeeds|api"
    r"|posts|blog|category|latest|all|home|en|zh|cn|\d+)",
    re.IGNORECASE,
)
_LONGEST = 40


def name_of(url: str, taken: Collection[str] = ()) -> str:
    """Return a name for a source at ``url`` that is not in ``taken``, e.g. ``example-tech``."""
    host = urls.host(url)
    site = urls.site(url)
    is_address = host.replace(".", "").isdigit() or host.startswith("[")
    words = [host if is_address else site.partition(".")[0]]
    if not is_address:
        words += host.removesuffix(site).strip(".").split(".")[::-1]
    words += re.split(r"[/._]", urlsplit(url).path)
    first, *others = words
    telling = [word for word in others if word and not _COMMON.fullmatch(word)]
    made = "-".join(dict.fromkeys([first, *telling[:2]]))
    made = re.sub(r"[^a-z0-9]+", "-", made.lower()).strip("-")[:_LONGEST].strip("-") or "source"
    return Names(taken).give(made)


class Names:
    """Hands out names, each once."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def give(self, name: str) -> str:
        """Return ``name``, with a number behind it where it is taken, and take it."""
        number, made = self._last.get(name, 1), name
        while made in self._taken:
            number += 1
            made = f"{name}-{number}"
        self._last[name] = number
        self._taken.add(made)
        return made
