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
_LOG_2 = math.log(2)


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
        self.counts = counts
        self._words: Mapping[str, int] = own.words if own else {}
        self.neighbours: Mapping[tuple[str, str], int] = own.neighbours if own else {}
        self._total = counts.total + sum(self._words.values())
        self._dictionary = dictionary
        self._dictionary_total = max(1, sum(dictionary.values()))
        self._logs: dict[str, float] = {}
        self._alone: dict[str, float] = {}
        #: Log probabilities of words behind words: each is there when it is asked for.
        self.behind: Mapping[str, Mapping[str, float]]
        self.behind = self._behind = _Behinds(self)
        #: How many pairs of words have their log probability kept.
        self.remembered = 0

    def with_counts(self, own: Counted) -> WordModel:
        """Return a model that knows the counts of a user's texts as well.

        They are added to ours: a pair of neighbours that a user's texts have ten times tells as
        much as one that we counted ten times.
        """
        return WordModel(self.counts, self._dictionary, own)

    def is_word(self, text: str) -> bool:
        """Whether ``text`` is a word of the dictionary or of our counts."""
        return bool(self._dictionary.get(text)) or text in self.counts.words

    def probability(self, word: str) -> float:
        """Return the probability of ``word`` whatever stands before it."""
        known = self._alone.get(word)
        if known is None:
            ours = self.count(word) / self._total
            theirs = self._dictionary.get(word, 0) / self._dictionary_total
            known = _OURS * ours + (1 - _OURS) * theirs
            if len(word) == 1:
                known = max(known, math.exp(_UNKNOWN))
            self._alone[word] = known
        return known

    def log_alone(self, word: str) -> float:
        """Return the logarithm of the ``probability``; minus infinity: impossible."""
        known = self._logs.get(word)
        if known is None:
            probability = self.probability(word)
            known = math.log(probability) if probability > 0 else -math.inf
            self._logs[word] = known
        return known

    def log(self, before: str, word: str) -> float:
        """Return the log probability of ``word`` after ``before``; minus infinity: impossible."""
        return self.behind[before][word]

    def count(self, word: str) -> int:
        """Return how often ``word`` was counted, by us and in a user's texts."""
        ours = self.counts.words.get(word, 0)
        return ours + self._words.get(word, 0) if self._words else ours

    def forget(self) -> None:
        """Forget the log probabilities of pairs of words: too many are remembered."""
        # Emptied, not replaced: a search may hold some of them.
        for old in self._behind.values():
            old.clear()
        self._behind.clear()
        self.remembered = 0


class _Behinds(dict[str, "_Behind"]):
    """For each word that was asked for, log probabilities of the words behind it."""

    __slots__ = ("_model",)

    def __init__(self, model: WordModel) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, before: str) -> _Behind:
        behind = self[before] = _Behind(self._model, before)
        return behind


class _Behind(dict[str, float]):
    """Log probabilities of the words behind one word, worked out when they are first asked for.

    What is the same for all of them is looked up once.
    """

    __slots__ = ("_before", "_leads", "_model", "_neighbours", "_pair", "_total")

    def __init__(self, model: WordModel, before: str) -> None:
        super().__init__()
        self._model = model
        self._before = before
        self._neighbours = model.neighbours
        self._pair = model.counts.behind(before)
        self._leads = model.counts.leads(before)
        self._total = model.count(before) + _DOUBT

    def __missing__(self, word: str) -> float:
        model = self._model
        model.remembered += 1
        if model.remembered > _REMEMBERED:
            model.forget()
        seen = self._neighbours.get((self._before, word), 0) if self._neighbours else 0
        if self._leads:
            seen += self._pair(word)
        # Rare neighbours were left out of the file: their share goes to the word alone.
        known = model.log_alone(word)
        if seen:
            alone = model.probability(word)
            known = math.log(max(alone * 0.5, (seen + _DOUBT * alone) / self._total))
        elif self._leads:
            known -= _LOG_2
        self[word] = known
        return known


@cache
def load() -> WordModel:
    """Return the model of Chinese news; loads it and jieba's dictionary at the first call."""
    counts = unpack(_FILE.read_bytes())
    dictionary = segment._jieba()  # noqa: SLF001 - one dictionary of 100 MB is enough
    return WordModel(counts, dictionary.whole())
