"""A text on its way from raw to clean, which remembers where every character came from.

Knows edits and offsets. Must not know why a passage is noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removal:
    """A stretch of the raw text that is not in the cleaned text, or not in that form."""

    #: The kind of thing: ``punctuation``, ``brand``, ``gloss``, ``byline``, ``caption``, ...
    what: str
    #: Offsets into the raw text.
    start: int
    end: int
    #: A phrase for a person; ``boilerplate:...`` where the passage was moved out, not deleted.
    why: str
    #: What stands in its place.
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A wish to replace ``text[start:end]`` of a draft."""

    start: int
    end: int
    kept: str
    what: str
    why: str


class Draft:
    """A text under edit. ``text`` is its present state, ``removals`` what was done so far."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = raw
        #: Raw offsets where each present character begins and ends.
        self.starts: Sequence[int] = range(len(raw))
        self.ends: Sequence[int] = range(1, len(raw) + 1)
        self.removals: list[Removal] = []
        #: Characters lost to noise so far, boilerplate and white space left out.
        self.lost = 0

    def apply(self, edits: Iterable[Edit], *, noise: bool = True, recorded: bool = True) -> bool:
        """Make all ``edits``, given in offsets of the present text; say whether any was made.

        An edit that overlaps an earlier one is dropped. Where a replacement is as long as what
        it replaces, its characters keep their own raw places; else they share the whole stretch.
        """
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
            if edit.start < done or self.text[edit.start : edit.end] == edit.kept:
                continue
            pieces += self.text[done : edit.start], edit.kept
            starts += self.starts[done : edit.start]
            ends += self.ends[done : edit.start]
            first, last = self._span(edit.start, edit.end)
            if len(edit.kept) == edit.end - edit.start:
                starts += self.starts[edit.start : edit.end]
                ends += self.ends[edit.start : edit.end]
            else:
                starts += [first] * len(edit.kept)
                ends += [last] * len(edit.kept)
            if recorded:
                self.removals.append(Removal(edit.what, first, last, edit.why, edit.kept))
            if noise:
                self.lost += max(1, edit.end - edit.start - len(edit.kept))
            done = edit.end
        if not pieces:
            return False
        self.text = "".join(pieces) + self.text[done:]
        self.starts = starts + list(self.starts[done:])
        self.ends = ends + list(self.ends[done:])
        return True

    def _span(self, start: int, end: int) -> tuple[int, int]:
        if start == end:
            place = self.starts[start] if start < len(self.starts) else len(self.raw)
            return place, place
        return self.starts[start], self.ends[end - 1]
