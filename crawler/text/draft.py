"""A text on its way from raw to clean, which remembers where every character came from.

Knows edits and offsets. Must not know why a passage is noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress
from operator import itemgetter
from typing import NamedTuple


class Removal(NamedTuple):
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


class Edit(NamedTuple):
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
        chosen = self._chosen(edits)
        if not chosen:
            return False
        if recorded:
            for start, end, kept, what, why in chosen:
                first, last = self._span(start, end)
                self.removals.append(Removal(what, first, last, why, kept))
        if noise:
            self.lost += sum(max(1, end - start - len(kept)) for start, end, kept, *_ in chosen)
        pieces: list[str] = []
        done = 0
        for start, end, kept, *_ in chosen:
            pieces += self.text[done:start], kept
            done = end
        text = "".join(pieces) + self.text[done:]
        self._move(chosen)
        self.text = text
        return True

    def drop(self, characters: frozenset[str]) -> None:
        """Take each of ``characters`` out without a record: quick however many there are."""
        keep = [character not in characters for character in self.text]
        self.text = "".join(compress(self.text, keep))
        self.starts = list(compress(self.starts, keep))
        self.ends = list(compress(self.ends, keep))

    def _chosen(self, edits: Iterable[Edit]) -> list[Edit]:
        """Return the edits that change the text, in its order, the longest of those at a place."""
        chosen: list[Edit] = []
        done = 0
        # Two sorts by items are several times faster than one by a function of both.
        for edit in sorted(sorted(edits, key=itemgetter(1), reverse=True), key=itemgetter(0)):
            if edit.start >= done and self.text[edit.start : edit.end] != edit.kept:
                chosen.append(edit)
                done = edit.end
        return chosen

    def _move(self, chosen: Iterable[Edit]) -> None:
        """Give the characters that ``chosen`` leaves and brings their raw offsets."""
        old_starts, old_ends = list(self.starts), list(self.ends)
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, kept, *_ in chosen:
            if len(kept) == end - start:
                continue
            starts += old_starts[done:start]
            ends += old_ends[done:start]
            if kept:
                first, last = self._span(start, end)
                starts += [first] * len(kept)
                ends += [last] * len(kept)
            done = end
        self.starts = starts + old_starts[done:]
        self.ends = ends + old_ends[done:]

    def _span(self, start: int, end: int) -> tuple[int, int]:
        if start == end:
            place = self.starts[start] if start < len(self.starts) else len(self.raw)
            return place, place
        return self.starts[start], self.ends[end - 1]
