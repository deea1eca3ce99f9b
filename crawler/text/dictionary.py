"""jieba's tokenizer, which reads its dictionary a character at a time: those that it meets.

A few articles need a part of it; all of it takes .7 s and 60 MB. Knows the dictionary's format and
how jieba looks words up. Must not know what words are used for.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path
from typing import Any

# jieba asks for setuptools' pkg_resources if it is there, which takes as long as all the rest, and
# opens its files plainly where it is not.
_ABSENT = "pkg_resources" not in sys.modules
if _ABSENT:
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # so that import fails
try:
    import jieba
finally:
    if _ABSENT:
        del sys.modules["pkg_resources"]

# It reports its loading on the root of stderr at every level.
jieba.setLogLevel(logging.CRITICAL)

#: Lines that begin with the same character.
_RUN = re.compile(r"^(.).*\n(?:\1.*\n)*", re.MULTILINE)
_FREQUENCY = re.compile(r"^\S+ (\d+)", re.MULTILINE)


class Tokenizer(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no annotations
    """Cuts as ``jieba.Tokenizer`` does. Words are read when a character comes that begins them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").rstrip() + "\n"
        #: character -> where its lines are; those that were read are taken out.
        self._places: dict[str, list[tuple[int, int]]] = {}
        for run in _RUN.finditer(self._lines):
            self._places.setdefault(run[1], []).append(run.span())
        self.total = sum(map(int, _FREQUENCY.findall(self._lines)))
        self.initialized = True

    def get_DAG(self, sentence: str) -> Any:  # noqa: N802 - jieba's name
        """See jieba: all cutting begins here, and looks up nothing that is not in ``sentence``."""
        for character in self._places.keys() & set(sentence):
            self._read(character)
        return super().get_DAG(sentence)

    def whole(self) -> dict[str, int]:
        """Return the whole dictionary: how often each word occurs; 0: it only begins one."""
        for character in list(self._places):
            self._read(character)
        words: dict[str, int] = self.FREQ
        return words

    def _read(self, character: str) -> None:
        words = self.FREQ
        for start, end in self._places.pop(character):
            for line in self._lines[start:end].splitlines():
                word, frequency = line.split(" ", 2)[:2]
                words[word] = int(frequency)
                # jieba goes on with a word as long as its beginning is there.
                for length in range(1, len(word)):
                    words.setdefault(word[:length], 0)
