"""Pinyin put in brackets behind Traditional characters.

Knows the machine's manner: a reading with its tone behind every character of a kind. Must not
know anything of bytes. Teachers gloss a rare character once; so a page is judged by how many of
its glosses stand behind Traditional characters, which the machine annotates and teachers of
Mandarin seldom use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text.draft import Edit
from crawler.text.variants import simplify

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
#: A syllable with its tone; some fonts' letters ɑ and ɡ are used for a and g.
READING = rf"[a-zɑɡü]{{0,3}}[{_TONED}][a-zɑɡ]{{0,3}}"
#: A text without any of these has no glosses.
CHARACTERS = frozenset(_TONED)
_GLOSS = re.compile(rf"[(（]{READING}[)）]")
#: A gloss whose first bracket was lost with half a character: only a machine cuts there.
_CUT = re.compile(rf"[?\ufffd]{READING}[)）]")
#: Particles have no tone to mark.
_NEUTRAL = re.compile(r"(?<=[們嗎麼個裡裏著過來])[(（](?:men|ma|me|ge|li|zhe|guo|lai)[)）]")


@dataclass(frozen=True, slots=True)
class Glosses:
    """What brackets with readings a page has. Counts."""

    #: Behind Traditional characters, and behind others.
    traditional: int = 0
    other: int = 0
    #: Characters of the page.
    length: int = 0

    @property
    def by_machine(self) -> bool:
        """Whether glossing is this page's manner and not a teacher's aid."""
        dense = self.traditional >= 4 or (self.traditional >= 3 and self.length < 200)
        return dense and self.traditional >= 0.6 * (self.traditional + self.other)


def measure(text: str) -> Glosses:
    """Count the glosses of ``text``."""
    glossed = "".join(text[match.start() - 1] for match in _glosses(text))
    cut = len(_CUT.findall(text))
    if not glossed and not cut:
        return Glosses()
    plain = simplify(glossed)
    traditional = sum(a != b for a, b in zip(glossed, plain, strict=False))
    return Glosses(traditional + cut, len(glossed) - traditional, len(text))


def edits(text: str) -> Iterator[Edit]:
    """Yield the removal of every gloss; for pages glossed by machine only."""
    for match in (*_glosses(text), *_NEUTRAL.finditer(text)):
        yield Edit(match.start(), match.end(), "", "gloss", "reading of the character before")


def _glosses(text: str) -> Iterator[re.Match[str]]:
    for match in _GLOSS.finditer(text):
        if match.start() and "\u3400" <= text[match.start() - 1] <= "\u9fff":
            yield match
