"""What a person types into a search box, as terms and filters.

Any string is a query: what has no meaning here counts as words to look for. Pure; the time now is
given, for ``since:7d``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from storage import search_text
from storage.search_text import FoldTable, character_phrase, quoted
from storage.values import clean_text, to_text

_LONGEST_QUERY = 2_000
_MOST_TERMS = 32
_KEYS = "publisher|source|lang|since|until|story"
_TOKEN = re.compile(
    rf"""(?P<minus>[-－])?
         (?:(?P<key>{_KEYS})[:：](?=\S))?
         (?:"(?P<straight>[^"]*)(?:"|$) | “(?P<curly>[^”]*)(?:”|$) | 「(?P<corner>[^」]*)(?:」|$)
          | (?P<word>\S+))""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})([hdw])", re.ASCII | re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand, or must not stand, in this order beside each other."""

    text: str
    #: The last word may be the beginning of a longer one.
    prefix: bool = False
    #: Written as a phrase: exactly this, never a part of longer words or numbers.
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on something else than the words."""

    key: str
    #: For ``since`` and ``until`` the moment as the store writes it, the latter excluded.
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = field(default=())


def parse(text: str, now: datetime) -> Query:
    """Take a query apart.

    Words are all required; ``"…"``, ``“…”`` and ``「…」`` hold a phrase, exactly; ``word*`` is a
    beginning; ``-`` before anything excludes it. Filters are ``publisher: source: lang: since:
    until: story:``; times are ``2026``, ``2026-11``, ``2026-11-20`` (in UTC, ``until`` included) or
    an age such as ``7d``, ``12h``, ``2w``.
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    filters: list[Filter] = []
    for match in _TOKEN.finditer(clean_text(text[:_LONGEST_QUERY])):
        if len(wanted) + len(unwanted) + len(filters) >= _MOST_TERMS:
            break
        phrase = next((match[name] for name in ("straight", "curly", "corner") if match[name]), "")
        value = match["word"] or phrase
        negated = match["minus"] is not None
        key = (match["key"] or "").lower()
        if key and (meaning := _meaning(key, value, now)) is not None:
            filters.append(Filter(key, meaning, negated))
            continue
        if key:
            value = f"{key} {value}"
        term = Term(value.rstrip("*＊"), prefix=value.endswith(("*", "＊")), exact=bool(phrase))
        (unwanted if negated else wanted).append(term)
    return Query(tuple(wanted), tuple(unwanted), tuple(filters))


def match_expression(
    query: Query,
    table: FoldTable,
    words: Sequence[Sequence[str]] = (),
    *,
    within: bool = False,
) -> tuple[str | None, str | None]:
    """Return FTS5 expressions for what is wanted and for what is not; None where there is none.

    ``words`` are the segmenter's for each wanted term, where the order is to be by relevance:
    a match of whole words, above all in the title, then counts for more than one of characters.
    ``within``: parts of longer words and numbers are wanted too, unless a term is exact.
    """
    wanted: list[str] = []
    for place, term in enumerate(query.wanted):
        part = within and not term.exact
        if phrase := character_phrase(term.text, table, prefix=term.prefix, within=part):
            found = f"characters : {phrase}"
            if place < len(words) and words[place]:
                found = f"({found} OR {{title body}} : {quoted(words[place])})"
            wanted.append(found)
    unwanted = [
        f"characters : {phrase}"
        for term in query.unwanted
        if (phrase := character_phrase(term.text, table, prefix=term.prefix))
    ]
    return " AND ".join(wanted) or None, " OR ".join(unwanted) or None


def may_be_within(query: Query, table: FoldTable) -> bool:
    """Tell whether a term may stand inside longer words or numbers, where nobody forbade it."""
    return any(
        not (term.exact or term.prefix) and search_text.may_be_within(term.text, table)
        for term in query.wanted
    )


def fts_query(text: str, table: FoldTable) -> str:
    """Return what a person typed as a query that ``articles_fts MATCH`` takes, whatever it is.

    For an SQL function: filters count for nothing, and a query without anything to look for finds
    nothing. Rows of the index are joined as ``articles_fts.rowid = articles.search_id``.
    """
    query = parse(text, datetime(2000, 1, 1, tzinfo=UTC))
    wanted, unwanted = match_expression(query, table)
    if wanted is None:
        return '""'
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _meaning(key: str, value: str, now: datetime) -> str | None:
    """Return the value of a filter; None where it makes no sense, so that it counts as words."""
    if key == "story":
        number = value.lstrip("#")
        return number if number.isascii() and number.isdecimal() and len(number) < 18 else None
    if key in {"since", "until"}:
        return to_text(_moment(value, now, end=key == "until"))
    return value or None


def _moment(text: str, now: datetime, *, end: bool) -> datetime | None:
    try:
        if ago := _AGO.fullmatch(text):
            return now - int(ago[1]) * _UNITS[ago[2].lower()]
        if date := _DATE.fullmatch(text):
            year, month, day = (int(part) if part else None for part in date.groups())
            if not end:
                return datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
            month = month or 12
            day = day or monthrange(year or 0, month)[1]
            return datetime(year or 0, month, day, tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        pass
    return None
