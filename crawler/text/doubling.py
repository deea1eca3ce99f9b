"""Marks that a program wrote twice or three times over, all of them alike.

Knows how often a mark stands where one would do. Must not know piles of different marks. People
double marks too: 。。。 for a pause, ？？ for stress, ，， by a slip. They do it here and there, or
in short phrases; no writer doubles nearly every mark of long sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from crawler.text.draft import Edit

_GAP = "[ \u3000\xa0]?"
_COMMAS, _STOPS = "，,", "。．."
_PLACE = re.compile(rf"([{_COMMAS}{_STOPS}])(?:{_GAP}\1)*")
_REPEATED = re.compile(rf"([{_COMMAS}{_STOPS}、；;：！!？?])(?:{_GAP}\1)+")
#: Without this no comma and no stop is repeated.
_HINT = re.compile(rf"([{_COMMAS}{_STOPS}]){_GAP}\1")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
#: A page is judged by its beginning.
_MAX_JUDGED = 100_000
#: Share of the places of a mark that are alike: nearly all.
_NEARLY_ALL = 0.8
#: Bytes of words for each comma or stop, and for each stop. Of 2,201 clean articles one in a
#: hundred has less than 27 and 70; chat, where people let sentences trail off, has a few.
_CLAUSE, _SENTENCE = 12, 45
_LEAST, _LEAST_ALONE = 6, 5
#: 。。。 and ... are pauses, and prove nothing where single commas stand around them.
_PAUSE = 3


def measure(text: str) -> int:
    """Return how many times over ``text`` writes its marks: 2 or more, or 1 if it does not."""
    if not _HINT.search(text):
        return 1
    text = text[:_MAX_JUDGED]
    places = [match for match in _PLACE.finditer(text) if _is_a_mark(text, match)]
    commas = [_times(match) for match in places if match[1] in _COMMAS]
    stops = [_times(match) for match in places if match[1] in _STOPS]
    words = 3 * len(_HAN.findall(text)) + len(_LATIN.findall(text))
    if words < _CLAUSE * len(places):
        return 1
    comma, stop = _multiple(commas), _multiple(stops)
    if comma > 1 and stop > 1 and len(places) >= _LEAST:
        return stop
    if comma > 1 and stops and len(commas) >= _LEAST_ALONE:
        return comma
    long = words >= _SENTENCE * len(stops)
    if stop > 1 and stop % _PAUSE and long and len(stops) >= _LEAST_ALONE:
        return stop
    return 1


def _is_a_mark(text: str, match: re.Match[str]) -> bool:
    """Whether a mark of prose stands at ``match``, and not a part of a number or an address."""
    after = text[match.end() : match.end() + 1]
    return match[1] not in ",." or not (after.isascii() and after.isalnum())


def _times(match: re.Match[str]) -> int:
    return match[0].count(match[1])


def _multiple(times: Sequence[int]) -> int:
    """Return how often nearly all of ``times`` repeat their mark, alike; else 1."""
    ((most, count),) = Counter(times).most_common(1) or [(1, 0)]
    return most if count >= _NEARLY_ALL * len(times) else 1


def edits(text: str, multiple: int) -> Iterator[Edit]:
    """Yield what leaves one of each repeated mark of a page that writes ``multiple`` of them.

    A pause of three dots stays, unless three are what the page makes of one.
    """
    if multiple <= 1:
        return
    for match in _REPEATED.finditer(text):
        if multiple != _PAUSE and match[1] in _STOPS and len(match[0]) == _PAUSE:
            continue
        yield Edit(match.start(), match.end(), match[1], "punctuation", "multiplied mark")
