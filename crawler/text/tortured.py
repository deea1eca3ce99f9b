"""English terms that a paraphrasing program has tortured: counterfeit consciousness.

Knows the phrases of our list. They are no language at all: no statistics are needed to tell them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from crawler.text.belief import Choice
from crawler.text.lattice import Reading
from crawler.text.lexicon import listed

#: The least that stands where any phrase of the list does.
_LATIN = re.compile("[A-Za-z]{3,}[ \n][A-Za-z]")
#: That a phrase of the list is what it seems to be, on a page that is spun.
_SURE = 0.9


def undo(text: str, spans: Iterable[tuple[int, int]]) -> list[Choice]:
    """Return the terms that were tortured in the given stretches of ``text``."""
    pattern, terms = _terms()
    found = []
    for start, end in spans:
        if not _LATIN.search(text, start, end):
            continue
        for match in pattern.finditer(text, start, end):
            spun, term = terms[" ".join(match[0].lower().split())]
            # What is listed with a capital, as PC vision is, tells nothing by having it.
            original = term if spun[0].isupper() else _in_case_of(match[0], term)
            found.append(Choice(Reading(*match.span(), original, 0.0, "list"), _SURE))
    return found


def _in_case_of(spun: str, term: str) -> str:
    if spun.isupper():
        return term.upper()
    return term[0].upper() + term[1:] if spun[0].isupper() else term


@cache
def _terms() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    terms = {spun.lower(): (spun, original) for spun, original in listed()["en"]}
    longest_first = sorted(terms, key=lambda spun: (-len(spun), spun))
    words = ("[ \\n]".join(map(re.escape, spun.split())) for spun in longest_first)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])", re.IGNORECASE), terms
