"""Undoing swapped words by what is known of farms and of Chinese.

Knows how readings are weighed: how much a page was swapped, how well words follow each other. Must
not know of other copies of the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.text import lattice, shift, wordmodel
from crawler.text.lattice import Reading
from crawler.text.lexicon import Lexicon

_FAMILIES = {"dongtan": "东谈主", "daiban": "呆板人"}
_RUN = re.compile("[\u3400-\u9fff]+")
#: Swaps per character that are expected of a page before it is read, and the most.
_EXPECTED, _MOST = 0.01, 0.08
#: So many characters of experience stand behind what is expected.
_EXPERIENCE = 200.0
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that was chosen, with its margin over what stands there: log odds."""

    reading: Reading
    margin: float


def families(text: str) -> tuple[str, ...]:
    """Return the families of farms whose mark ``text`` bears."""
    return tuple(name for name, mark in _FAMILIES.items() if mark in text)


def undo(text: str, spans: Iterable[tuple[int, int]], lexicon: Lexicon) -> list[Choice]:
    """Return the readings that fit better than what stands in the given stretches of ``text``."""
    model = wordmodel.load()
    pieces = []
    for start, end in spans:
        part = text[start:end]
        found = [*lexicon.readings(part), *shift.readings(part, lexicon)]
        pieces.append((start, part, found))
    length = sum(len(run) for _, part, _ in pieces for run in _RUN.findall(part))
    rate = _EXPECTED
    chosen: list[list[Reading]] = []
    for _ in range(2):
        chosen = [_choose(part, found, rate, model) for _, part, found in pieces]
        swaps = sum(map(len, chosen))
        rate = min(_MOST, (swaps + _EXPECTED * _EXPERIENCE) / (length + _EXPERIENCE))
    return [
        Choice(
            replace(reading, start=reading.start + start, end=reading.end + start),
            _margin(part, reading, model),
        )
        for (start, part, _), readings in zip(pieces, chosen, strict=True)
        for reading in readings
    ]


def _choose(
    text: str, readings: Sequence[Reading], rate: float, model: wordmodel.WordModel
) -> list[Reading]:
    price = math.log(rate)
    priced = [replace(reading, cost=reading.cost + price) for reading in readings]
    return lattice.choose(text, priced, model)


def _margin(text: str, reading: Reading, model: wordmodel.WordModel) -> float:
    before = text[max(0, reading.start - _AROUND) : reading.start]
    after = text[reading.end : reading.end + _AROUND]
    there = text[reading.start : reading.end]
    restored = lattice.likelihood(before + reading.original + after, model)
    left = lattice.likelihood(before + there + after, model)
    return restored + reading.cost - left
