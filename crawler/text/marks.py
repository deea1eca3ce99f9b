"""Piled, doubled and misplaced punctuation.

Knows how farms multiply marks and how people do. Must not know what else is wrong with a page.
People write ……, ——, ?!, 。。。 and !!; tables and code hold empty fields. So nothing is decided
by one pile: a page must show piles that nobody types, or many small faults among its commas.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text.draft import Edit

#: No article is longer; piles by the hundred thousand would take seconds to weigh.
_MAX_JUDGED = 200_000
_SPACES = " \u3000\xa0"
_COMMAS = ",，、﹐､"
_STOPS = "。．.｡"
_MARKS = f"{_COMMAS}{_STOPS}?？!！;；"
_PILE = re.compile(rf"[{_MARKS}](?:[{_SPACES}]{{0,3}}[{_MARKS}])+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_SPACED = re.compile(rf"(?<=[\u3400-\u9fff”’」』）》])[{_SPACES}]{{1,3}}(?=[,，、][^{_MARKS}])")
_COMMA_SLOT = re.compile(rf"[{_COMMAS}](?:[{_SPACES}]{{0,3}}[{_COMMAS}])*")
#: What a pile stands for, by the first of these that it holds, full width and plain.
_WIDE = {ord("?"): "？", ord("!"): "！"}
_MEANING = (("?？", "？?"), ("!！", "！!"), ("。．｡", "。."), (";；", "；;"), ("、､", "、,"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page's punctuation looks like. Counts."""

    #: Piles that only a program leaves: four marks and more, some spaced and some not.
    piles: float = 0.0
    #: Two commas together, or a comma and a stop.
    doubled: int = 0
    #: A space between a Chinese character and its comma.
    spaced: int = 0
    #: Places where a comma stands, however many.
    commas: int = 0

    @property
    def piled(self) -> bool:
        """Whether runs of marks are this page's manner."""
        return self.piles >= 1

    @property
    def stuttering(self) -> bool:
        """Whether doubled marks are this page's manner and not somebody's slips."""
        return self.doubled >= 3 and self.doubled >= 0.25 * self.commas

    @property
    def detached(self) -> bool:
        """Whether a space before the comma is this page's manner."""
        return self.spaced >= 3 and self.spaced >= 0.5 * self.commas


def measure(text: str) -> Marks:
    """Count the faults of punctuation in the beginning of ``text``, by which it is judged."""
    text = text[:_MAX_JUDGED]
    piles, doubled = 0.0, 0
    for match in _PILE.finditer(text):
        piles += _weight(match[0])
        doubled += _is_doubled(text, match)
    spaced = 0
    if any(space in text for space in (" ,", " ，", "\u3000，", "\xa0，")):
        spaced = len(_SPACED.findall(text))
    if not (piles or doubled or spaced):
        return Marks()
    commas = len(_COMMA_SLOT.findall(text))
    if doubled and not _reads_as_prose(text):
        doubled = 0
    return Marks(piles, doubled, spaced, commas)


def inside_pile(text: str, place: int) -> bool:
    """Whether ``place`` lies inside a pile that only a program leaves."""
    start = max(0, place - 20)
    around = text[start : place + 20]
    return any(
        match.start() < place - start < match.end() and _weight(match[0]) >= 0.5
        for match in _PILE.finditer(around)
    )


def _weight(pile: str) -> float:
    """Return 1 for a pile that nobody types, 0.5 for one that is unlikely, else 0."""
    marks = [place for place, char in enumerate(pile) if char not in _SPACES]
    gaps = sum(b - a > 1 for a, b in itertools.pairwise(marks))
    held = set(pile) - set(_SPACES)
    if len(marks) < 4 or not 0 < gaps < len(marks) - 1:
        return 0.0
    if held <= set(_COMMAS):
        return 1.0 if len(marks) >= 5 else 0.5
    if held <= set(_STOPS):
        # Two ellipses with a space between them are a person's.
        return 0.0 if gaps < 2 else 1.0 if len(marks) >= 5 else 0.5
    return 0.0


def _is_doubled(text: str, match: re.Match[str]) -> bool:
    pile = match[0]
    if pile == ",,":
        # An empty field of a table or a call, unless words of prose stand on both sides.
        around = text[max(0, match.start() - 2) : match.start()], text[match.end() :][:2]
        return all(len(_HAN.findall(side)) == 2 for side in around)
    return len(pile) == 2 and pile[0] in ",，、。" and pile[1] in ",，、。" and pile != "。。"


def _reads_as_prose(text: str) -> bool:
    """Whether sentences are told apart from fields: a full stop, or ideographic commas."""
    return "。" in text or "、" in text


def edits(text: str, *, piled: bool, stuttering: bool, detached: bool) -> Iterator[Edit]:
    """Yield what brings the marks of a page back to one each, given what its manner is."""
    if piled or stuttering:
        wide = _is_chinese(text)
        for match in _PILE.finditer(text):
            pile = match[0]
            if _is_human(pile, piled=piled):
                continue
            start = match.start()
            while start and text[start - 1] in _SPACES and match.start() - start < 3:
                start -= 1
            if start == 0 or text[start - 1] == "\n":
                start = match.start()
            why = "run of marks" if len(pile) > 2 else "doubled mark"
            yield Edit(start, match.end(), _meaning(pile, wide=wide), "punctuation", why)
    if piled or detached:
        for match in _SPACED.finditer(text):
            yield Edit(match.start(), match.end(), "", "punctuation", "space before a comma")


def _is_human(pile: str, *, piled: bool) -> bool:
    """Whether ``pile`` may stand even on a page whose marks are multiplied."""
    held = set(pile)
    if held <= set("?？!！"):
        return len(pile) < 4
    if held <= {"."}:
        return len(pile) in (3, 6)
    if pile[0] == "." and len(pile) == 2:
        return True  # an abbreviation at the end of a clause
    if held <= set("。"):
        return not piled
    return False


def _meaning(pile: str, *, wide: bool) -> str:
    if set(pile) <= set("?？!！") and len(set(pile)) > 1:
        # The stress was the writer's: one of each, in their order.
        return "".join(dict.fromkeys(pile.translate(_WIDE if wide else {})))
    for marks, forms in _MEANING:
        if any(mark in pile for mark in marks):
            return forms[0] if wide else forms[1]
    if all(mark in "." + _SPACES for mark in pile):
        return "。" if wide and len(pile) > 6 else "."
    return "，" if wide else ","


def _is_chinese(text: str) -> bool:
    """Whether the marks of ``text`` should be full-width ones."""
    sample = text[:20_000]
    return len(_HAN.findall(sample)) * 4 >= len(_LETTER.findall(sample))
