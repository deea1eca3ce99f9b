"""Counting words, and words behind words, in Chinese text.

Knows how text is divided for it: by jieba's dictionary, a run of characters at a time, the border
of a run being "". Must not know which texts are counted, or what the counts are for.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from crawler.text import segment

_RUN = re.compile("[\u4e00-\u9fff]+")


@dataclass
class Counted:
    """Counts of words and of pairs of neighbours, over all texts that were added."""

    words: Counter[str] = field(default_factory=Counter)
    neighbours: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count the words of ``text``. Takes some microseconds a character."""
        cut = segment._jieba().cut  # noqa: SLF001 - one dictionary of 100 MB is enough
        for run in _RUN.findall(text):
            found = ["", *cut(run, HMM=False), ""]
            self.words.update(found[1:])
            self.neighbours.update(pairwise(found))
