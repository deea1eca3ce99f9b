"""What a page forbids those to do who have read it: robots meta elements and X-Robots-Tag.

Knows the directive ``noarchive`` (in Bing's older word ``nocache``), as the big search engines
document it. Must not know what follows from it.
"""

from __future__ import annotations

import re

#: The meta elements that are heeded. What a site tells the big engines it means for others too.
NAMES = ("robots", "googlebot", "googlebot-news", "bingbot", "newsvane")
_WORDS = frozenset(("noarchive", "nocache"))
#: A header may name whom it is meant for: ``otherbot: noarchive``.
_ANOTHER = re.compile(r"^\s*([\w-]+)\s*:")


def archiving(directives: str) -> bool:
    """Tell whether a list of directives, separated by commas or blanks, forbids archiving."""
    return not _WORDS.isdisjoint(re.split(r"[\s,;]+", directives[:1_000].lower()))


def archiving_by_header(value: str) -> bool:
    """Tell whether one value of X-Robots-Tag forbids archiving to us or to everyone."""
    named = _ANOTHER.match(value)
    if named and named[1].lower() not in {*NAMES, "unavailable_after"}:
        return False
    return archiving(value.replace(":", " "))
