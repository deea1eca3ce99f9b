"""How an article relates to those in the store: copy of which stories, quote of which articles.

Knows candidates and comparisons. Must not write, nor know how a text is compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage import candidates
from storage.candidates import Candidate
from storage.records import Comparison, Matcher


@dataclass(frozen=True, slots=True)
class Relations:
    """What the comparisons said of one text."""

    #: Stories of which it is a copy, smallest id first.
    stories: tuple[int, ...]
    #: Articles of other stories with which it shares a passage; in each comparison ``a`` is the
    #: stored one.
    quotes: tuple[tuple[Candidate, Comparison], ...]


def relate(
    connection: sqlite3.Connection,
    matcher: Matcher,
    text: str,
    hashes: Sequence[int],
    *,
    besides: int | None = None,
) -> Relations:
    """Compare a text with the stored ones that may hold its passages.

    One copy in a story settles that story; the comparisons that are left look for others.
    """
    stories: set[int] = set()
    quotes: list[tuple[Candidate, Comparison]] = []
    for candidate in candidates.find(connection, hashes, besides=besides):
        if candidate.story in stories:
            continue
        comparison = matcher.compare(candidate.text, text)
        if comparison.relation == "copy":
            stories.add(candidate.story)
        elif comparison.relation == "quote":
            quotes.append((candidate, comparison))
    return Relations(
        stories=tuple(sorted(stories)),
        quotes=tuple(pair for pair in quotes if pair[0].story not in stories),
    )


def note_quotes(
    connection: sqlite3.Connection,
    article: int,
    when: tuple[str, str],
    quotes: Sequence[tuple[Candidate, Comparison]],
) -> None:
    """Write down which of two articles quotes the other.

    Where the texts do not tell, the later one quotes. ``when`` is the article's time and its URL,
    which decides between equal times, so that the order of arrival does not.
    """
    for candidate, comparison in quotes:
        theirs = (candidate.published or candidate.fetched, candidate.url)
        if comparison.direction == "a from b":
            stored_quotes = True
        elif comparison.direction == "b from a":
            stored_quotes = False
        else:
            stored_quotes = theirs > when
        quoting, quoted, share = (
            (candidate.article, article, comparison.containment_a)
            if stored_quotes
            else (article, candidate.article, comparison.containment_b)
        )
        connection.execute(
            "INSERT OR REPLACE INTO quotes (quoting, quoted, probability, share)"
            " VALUES (?, ?, ?, ?)",
            (quoting, quoted, comparison.probability, share),
        )
