"""What reading the items of a long list costs, counted before it is spent.

Knows what is dear in an address and in what a list says of an article. Must not know any format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.page import dates
from crawler.page.entry import MAX_ENTRIES

#: Why a list was read only in part.
MANY = f"more than {MAX_ENTRIES:,} entries, of which the first are taken"
DEAR = "its addresses and times take too long to read; the first entries are taken"
LONG = "more markup than is read of a list; the first entries are taken"

#: What a list may cost, in microseconds of a slow machine. A sitemap of 50,000 addresses, each with
#: ten escaped words, costs less.
_MAX_COST = 1_600_000
#: An escaped or odd part of an address, which is spelt anew twice, and escapes in a microsecond.
_PART, _ESCAPES = 1, 4
#: Bytes of letters outside ASCII, beyond the first of each, in a microsecond.
_BYTES = 2
#: An address of which the canonical form is asked for too: that alone, letters in a microsecond,
#: a parameter, and bytes outside ASCII in a microsecond.
_NAMED, _LETTERS, _PARAMETER, _NAMED_BYTES = 60, 5, 2, 2
#: An address within an address, as redirectors have it, and how many are looked into.
_WITHIN, _MOST_WITHIN = 20, 5
#: A host name outside ASCII that is not the one before.
_HOST = 160
#: A time for machines, two characters of another, and how many of them are read.
_MACHINE, _TIME, _LONGEST = 2, 3, 100
#: A text, and a bracket of markup in one.
_TEXT, _MARKUP = 4, 2
#: Title, time and outlet; Google admits a thousand of these in a sitemap.
_NEWS = 120
_PLAIN = re.compile(r"[A-Za-z0-9\-._~/:@!$'()*+,;=?&#]*+")
_ODD = re.compile(r"(?:%[0-9A-Fa-f]{2})+|[^%A-Za-z0-9\-._~/:@!$'()*+,;=?&#]+|%")
_AUTHORITY = re.compile(r"[a-z]{0,5}:?//([^/?#]{1,300})", re.IGNORECASE)


@dataclass(slots=True)
class Effort:
    """Adds up what items cost; deterministic, so that a list reads alike on each machine.

    ``named``: the canonical form of each address is asked for as well.
    """

    named: bool = False
    _cost: int = 0
    _host: str = field(default="", repr=False)

    def link(self, link: str) -> None:
        """Count an address as it stands in the list."""
        if self.named:
            self._cost += _NAMED + len(link) // _LETTERS + _PARAMETER * link.count("&")
        within = link.count("//") + link.count("%2F%2F") + link.count("%2f%2f") - 1
        if within > 0:
            self._cost += _WITHIN * min(within, _MOST_WITHIN)
        if _PLAIN.fullmatch(link):
            return
        self._cost += _PART * len(_ODD.findall(link)) + link.count("%") // _ESCAPES
        beyond = len(link.encode("utf-8", "replace")) - len(link)
        self._cost += beyond // (_NAMED_BYTES if self.named else _BYTES)
        found = _AUTHORITY.match(link)
        if found and found[1] != self._host and not found[1].isascii():
            self._host = found[1]
            self._cost += _HOST

    def time(self, text: str | None) -> None:
        """Count a text that may be a time."""
        if text:
            machine = dates.ISO.fullmatch(text)
            self._cost += _MACHINE if machine else _TIME * min(len(text), _LONGEST) // 2

    def text(self, text: str | None) -> None:
        """Count a title, name or body, in which markup is dear."""
        self._cost += _TEXT + _MARKUP * text.count("<") if text else _TEXT

    def news(self) -> None:
        """Count what is said of an article beside its address."""
        self._cost += _NEWS

    def spend(self, microseconds: int) -> None:
        """Count something else."""
        self._cost += microseconds

    @property
    def spent(self) -> bool:
        """Tell whether no further item should be read."""
        return self._cost > _MAX_COST
