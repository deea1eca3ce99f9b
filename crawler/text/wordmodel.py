"""How well words follow each other in Chinese news, by counts that we made and a user's texts.

Knows the counts of words and of pairs of neighbours in ``data/word_counts.bin``, those of texts
that a user has, and behind them jieba's dictionary. Must not know what the judgement is for, or
where a user's texts are kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from crawler.text import segment
from crawler.text.counting import Counted
from crawler.text.wordcounts import WordCounts, unpack

_FILE = Path(__file__).parent.parent / "data" / "word_counts.bin"
#: Of a word's probability so much comes from our counts; the rest from jieba's dictionary, which
#: knows ten times as many words but is of books more than of news.
_OURS = 0.95
#: A pair of neighbours is believed like this many sightings of its first word.
_DOUBT = 4.0
#: Log probability of a character that is in no dictionary.
_UNKNOWN = -18.0
#: Pairs of words whose log probability is remembered; some 20 MB.
_REMEMBERED = 100_000


class WordModel:
    """Log probabilities of words after words. "" stands for the border of a run of characters."""

    def __init__(
        self, counts: WordCounts, dictionary: dict[str, int], own: Counted | None = None
    ) -> None:
        """Take counts of words and of neighbours, a prefix dictionary, and a user's own counts.

        ``dictionary`` holds each prefix of its words as well, with a count of 0. ``own``
        must count nothing more afterwards: what was asked is remembered.
        """
        #: Counts of words in books, and 0 for what only begins one.
        self.prefixes: Mapping[str, int] = dictionary
        self._counts = counts
        self._words: Mapping[str, int] = own.words if own else {}
        self._neighbours: Mapping[tuple[str, str], int] = own.neighbours if own else {}
        self._total = counts.total + sum(self._words.values())
        self._dictionary = dictionary
        self._dictionary_total = max(1, sum(dictionary.values()))
        self._alone: dict[str, float] = {}
        self._after: dict[str, dict[str, float]] = {}
        self._remembered = 0

    def with_counts(self, own: Counted) -> WordModel:
        """Return a model that knows the counts of a user's texts as well.

        They are added to ours: a pair of neighbours that a user's texts have ten times tells as
        much as one that we counted ten times.
        """
        return WordModel(self._counts, self._dictionary, own)

    def is_word(self, text: str) -> bool:
        """Whether ``text`` is a word of the dictionary or of our counts."""
        return bool(self._dictionary.get(text)) or text in self._counts.words

    def probability(self, word: str) -> float:
        """Return the probability of ``word`` whatever stands before it."""
        known = self._alone.get(word)
        if known is None:
            ours = (self._counts.words.get(word, 0) + self._words.get(word, 0)) / self._total
            theirs = self._dictionary.get(word, 0) / self._dictionary_total
            known = _OURS * ours + (1 - _OURS) * theirs
            if len(word) == 1:
                known = max(known, math.exp(_UNKNOWN))
            self._alone[word] = known
        return known

    def log(self, before: str, word: str) -> float:
        """Return the log probability of ``word`` after ``before``; minus infinity: impossible."""
        behind = self._after.setdefault(before, {})
        known = behind.get(word)
        if known is None:
            if self._remembered > _REMEMBERED:
                # Emptied, not replaced: a search may hold some of them.
                for old in self._after.values():
                    old.clear()
                self._after = {before: behind}
                self._remembered = 0
            known = behind[word] = self._log(before, word)
            self._remembered += 1
        return known

    def behind(self, before: str) -> Mapping[str, float]:
        """Return what ``log`` remembers of words after ``before``: look there first."""
        return self._after.setdefault(before, {})

    def _log(self, before: str, word: str) -> float:
        alone = self.probability(word)
        seen = self._neighbours.get((before, word), 0)
        if not seen and not self._counts.leads(before):
            return math.log(alone) if alone > 0 else -math.inf
        seen += self._counts.pair(before, word)
        total = self._counts.words.get(before, 0) + self._words.get(before, 0)
        # Rare neighbours were left out of the file: their share goes to the word alone.
        both = (seen + _DOUBT * alone) / (total + _DOUBT) if seen else 0.0
        mixed = max(both, alone * 0.5)
        return math.log(mixed) if mixed > 0 else -math.inf


@cache
def load() -> WordModel:
    """Return the model of Chinese news; loads it and jieba's dictionary at the first call."""
    counts = unpack(_FILE.read_bytes())
    dictionary = segment._jieba()  # noqa: SLF001 - one dictionary of 100 MB is enough
    return WordModel(counts, dictionary.whole())
