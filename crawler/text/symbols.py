"""Characters that were strewn into a text: invisible ones, pictographs, look-alikes.

Knows which of them people use and how densely. Must not know words or punctuation. Editors'
software leaves a zero-width space here and there, PDF leaves radicals for characters, and people
set 👉 and 🎉; a page is suspect only where such things stand inside words again and again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text.draft import Edit
from crawler.text.variants import EVASIVE, HIDDEN, LOOKALIKES, RADICALS

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_PROSE_MARKS = "，。、；：？！“”‘’（）《》【】,.;:?!\"'()"
_HIDDEN_BETWEEN = re.compile(rf"(?<=[{_HAN}A-Za-z0-9])[{HIDDEN}]+(?=[{_HAN}A-Za-z0-9])")
_HIDDEN_AROUND = re.compile(
    rf"(?<![^{_HAN}A-Za-z0-9\s{_PROSE_MARKS}])[{HIDDEN}]+(?![^{_HAN}A-Za-z0-9\s{_PROSE_MARKS}])"
)
_JOINERS = "\u200d\ufe0f\U0001f3fb-\U0001f3ff"
_STRANGE = (
    "\U0001f000-\U0001f0ff\U0001f100-\U0001f16f\U0001f172-\U0001f17d\U0001f180-\U0001f18d"
    "\U0001f700-\U0001f8ff"
)
_PICTOGRAPH = "\u2600-\u27bf\U0001f300-\U0001f6ff\U0001f900-\U0001faff"
_MARKS = "，。、；：？！,.;:?!"
_STREWN = re.compile(
    rf"(?<=[{_HAN}”’）)A-Za-z0-9])(?:[{_STRANGE}{_PICTOGRAPH}][{_JOINERS}]*)+(?=[{_HAN}{_MARKS}])"
)
#: What people put into prose: faces, hands, hearts, arrows, and signs that stress.
_HUMAN = re.compile(
    "[\U0001f600-\U0001f64f\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f4a1\U0001f4a5\U0001f4aa"
    "\U0001f4af\U0001f4c4\U0001f4c8-\U0001f4ce\U0001f4d6\U0001f4e2\U0001f4e3\U0001f517\U0001f525"
    "\U0001f680\U0001f6a8\U0001f389\U0001f38a\U0001f31f\U0001f910-\U0001f92f\U0001f970-\U0001f97a"
    "\u2600-\u27bf]"
)
_ODD = re.compile(f"[{_STRANGE}]")
_RADICAL = re.compile(f"[{''.join(map(chr, RADICALS))}]")
_LOOKALIKE = re.compile(f"[{''.join(map(chr, LOOKALIKES))}]")


def _members(ranges: str) -> frozenset[str]:
    """Return the characters of a regular expression's class, given as characters and ranges."""
    members: set[str] = set()
    for match in re.finditer(r"(.)-(.)|(.)", ranges, re.DOTALL):
        first, last = match[1] or match[3], match[2] or match[3]
        members.update(map(chr, range(ord(first), ord(last) + 1)))
    return frozenset(members)


#: A text without any of these, and without look-alikes, has nothing that this module knows of.
CHARACTERS = _members(HIDDEN + _STRANGE + _PICTOGRAPH)


@dataclass(frozen=True, slots=True)
class Symbols:
    """What odd characters a page has. Counts."""

    #: Stretches of invisible characters inside words.
    hidden: int = 0
    #: Pictographs inside words or before marks that people would not put there.
    strewn: int = 0
    #: Characters that are written to evade filters.
    evasive: int = 0
    #: Characters of the page.
    length: int = 0

    @property
    def interlaced(self) -> bool:
        """Whether invisible characters are strewn over this page."""
        return self.hidden >= 5 and self.hidden * 40 >= self.length

    @property
    def littered(self) -> bool:
        """Whether pictographs are strewn over this page."""
        return self.strewn >= 3 and self.strewn * 120 >= self.length

    @property
    def disguised(self) -> bool:
        """Whether this page is spelt with look-alikes."""
        return self.evasive >= 3 and self.evasive * 200 >= self.length


def measure(text: str) -> Symbols:
    """Count the odd characters of ``text``."""
    strewn = 0
    for match in _STREWN.finditer(text):
        strewn += bool(_ODD.search(match[0])) or not _HUMAN.search(match[0])
    return Symbols(
        # Soft hyphens are typesetters'.
        hidden=sum(bool(run.strip("\xad")) for run in _HIDDEN_BETWEEN.findall(text)),
        strewn=strewn,
        evasive=len(EVASIVE.findall(text)),
        length=len(text),
    )


def edits(
    text: str, *, interlaced: bool, littered: bool, disguised: bool, farm: bool
) -> Iterator[Edit]:
    """Yield the removal of what is strewn over a page, given what its manner is.

    ``farm`` says that its other noise shows it to be a farm's, so that radicals and invisible
    characters go as well.
    """
    if interlaced or farm:
        for match in _HIDDEN_AROUND.finditer(text):
            yield Edit(match.start(), match.end(), "", "hidden", "invisible inside a sentence")
    if littered:
        for match in _STREWN.finditer(text):
            yield Edit(match.start(), match.end(), "", "symbol", "pictograph inside a sentence")
    if disguised:
        for match in _LOOKALIKE.finditer(text):
            plain = LOOKALIKES[ord(match[0])]
            yield Edit(match.start(), match.end(), plain, "variant", "look-alike")
    if farm or disguised:
        for match in _RADICAL.finditer(text):
            plain = RADICALS[ord(match[0])]
            yield Edit(match.start(), match.end(), plain, "variant", "radical for a character")
