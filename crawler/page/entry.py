"""One item of a list (feed, sitemap, listing or JSON answer), and how its values are read.

Knows what every kind of list has in common: links, times, names, and the limits on them. Must not
know any one format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from crawler.page import dates, plain, zones
from crawler.text import urls

#: A list's body beyond this is refused before it is read; the largest news feed seen had 1.2 MB.
MAX_BODY = 10 * 1024 * 1024
#: Entries beyond this are left out.
MAX_ENTRIES = 5_000
_MAX_TIME = 100
_MAX_NAME = 100
_MAX_AUTHORS = 20
#: Bylines of one item that are looked at.
_MAX_NAMED = 50
_YEARS = range(1995, 2101)
#: Begins where nothing before could belong to it, so that dots and letters in turn are read once.
_MAIL = re.compile(r"<?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}>?")
_BY = re.compile(r"(?:by|作者|文)\s*[:：/]\s*|by\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a list says about one article. Absent values are None; all text is plain text."""

    #: Absolute http(s) address without user name; None where the item carries no link at all.
    url: str | None = None
    title: str | None = None
    #: Aware; None where it is absent, unreadable or not between 1995 and 2100. Whether it lies in
    #: the future only the caller, who has a clock, can say.
    published: datetime | None = None
    updated: datetime | None = None
    #: What ``published`` was read from, also where it could not be.
    published_raw: str | None = None
    id: str | None = None
    summary: str | None = None
    #: The article's own text, one paragraph a line, where the list carries it whole.
    content: str | None = None
    authors: tuple[str, ...] = ()
    #: Who is responsible, where the item names somebody else than the list.
    publisher: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list was found: what its links and times are read against."""

    url: str
    zone: tzinfo
    language: str | None = None

    @classmethod
    def of(cls, url: str, *, zone: str | None, language: str | None) -> Place:
        """Describe the list at ``url``; ``zone`` is the IANA name its source is configured with."""
        return cls(url, zones.assumed(url, zone=zone, language=language)[0], language)

    def link(self, href: str | None) -> str | None:
        """Return ``href`` as an absolute web address, or None.

        Addresses of redirectors that carry their target are replaced by it.
        """
        found = urls.resolve(self.url, href) if href else None
        target = urls.unwrap(found) if found else None
        return found if target is None or target == found else urls.resolve(self.url, target)

    def moment(self, text: str | None, *, longest: int = _MAX_TIME) -> dates.Moment | None:
        """Read the first time in ``text``; None where there is none or its year is not meant."""
        if not text:
            return None
        moment = dates.parse(text[:longest], zone=self.zone, language=self.language)
        return moment if moment and moment.when.year in _YEARS else None

    def time(self, text: str | None) -> datetime | None:
        """Read a stated time, as ``moment`` does."""
        moment = self.moment(text)
        return moment.when if moment else None


def short(text: str | None) -> str | None:
    """Return ``text`` as one plain line, or None where nothing is left of it."""
    return (plain.line(text) or None) if text else None


def names(texts: list[str]) -> tuple[str, ...]:
    """Return the people in bylines: addresses and "By" removed, each once.

    ``jane@example.org (Jane Doe)``, the form that RSS prescribes, gives ``Jane Doe``.
    """
    found: dict[str, None] = {}
    for text in texts[:_MAX_NAMED]:
        bare = _MAIL.sub("", text[: plain.MAX_LINE])
        for part in re.split(r"[;；、]", plain.line(bare), maxsplit=_MAX_NAMED):
            name = _BY.sub("", part.strip(" ,()（）"), count=1).strip()
            if name and len(name) <= _MAX_NAME:
                found.setdefault(name)
    return tuple(found)[:_MAX_AUTHORS]
