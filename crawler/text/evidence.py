"""All that Chinese and the page itself say for a reading, on one scale: natural log odds.

Knows how far each kind of evidence is trusted. Must not know how much a page was swapped, or what
other copies have.

Word frequency, neighbours and surroundings tell partly the same: their weights were fitted
together, by conditional logistic regression on words that a farm swapped and words that it spared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from crawler.text import lattice
from crawler.text.habit import Habits
from crawler.text.lattice import Reading
from crawler.text.surroundings import Surroundings
from crawler.text.wordmodel import WordModel

#: How far the log probability of words behind words is trusted.
_SEARCHED = 0.36
#: How far the frequency of words is trusted, and what surrounds them: between a word and those that
#: a list has for it, and between the words of two copies, of which either may be the swapped one.
_BETWEEN_WORDS = (0.77, 0.57)
_BETWEEN_COPIES = (0.5, 0.5)
#: A reading this much less probable than what stands there is not tried.
_HOPELESS = -5.0
#: Nor is one searched for that is this much less probable, once the page's share is known, than
#: what stands there or another reading of the place.
_VAIN = -3.5
#: One that is this much less probable is not asked when a page's swaps are counted.
_DOUBTFUL = -1.0
#: What surrounds a place hardly ever tells more.
_MOST_AROUND = 4.0
#: So many characters on either side tell how well a word stands among others.
_AROUND = 2
#: Log probability of what no dictionary can divide into words.
_LEAST = -30.0


class Evidence:
    """What a page says of readings of it."""

    def __init__(self, text: str, model: WordModel) -> None:
        """Take the page as the farm left it."""
        #: What the page's own words say; not part of what readings are weighed by here, since it
        #: is known only when some of them are believed.
        self.habits = Habits(text)
        self._surroundings = Surroundings(text)
        self._model = model

    def weighed(self, text: str, offset: int, reading: Reading) -> Reading:
        """Add to another copy's ``reading`` what frequency and surroundings say beyond ``margin``.

        ``offset`` is the place of ``text`` on the page.
        """
        frequency = self._frequency(text, reading)
        return reading.plus(self._fit(text, offset, reading, frequency, _BETWEEN_COPIES))

    def habit(self, text: str, reading: Reading) -> float:
        """Return log odds for a known ``reading`` of ``text`` by what the farm's way is."""
        spun = text[reading.start : reading.end]
        return self.habits.listed + self.habits.odds(spun, reading.original)

    def promising(self, text: str, offset: int, readings: Iterable[Reading]) -> list[Reading]:
        """Weigh readings of ``text`` by all but habits; leave out what no context would save."""
        kept = []
        for reading in readings:
            frequency = self._frequency(text, reading)
            if reading.cost + _BETWEEN_WORDS[0] * frequency < _VAIN - _MOST_AROUND:
                continue
            told = self._fit(text, offset, reading, frequency, _BETWEEN_WORDS)
            if reading.cost + told + _SEARCHED * frequency > _HOPELESS:
                kept.append(reading.plus(told))
        return kept

    def _frequency(self, text: str, reading: Reading) -> float:
        there = alone(text[reading.start : reading.end], self._model)
        return alone(reading.original, self._model) - there

    def _fit(
        self,
        text: str,
        offset: int,
        reading: Reading,
        frequency: float,
        weights: tuple[float, float],
    ) -> float:
        start, end = reading.start, reading.end
        place = (start + offset, end + offset)
        told = (weights[0] - _SEARCHED) * frequency
        around = self._surroundings.odds(*place, text[start:end], reading.original)
        return told if around is None else told + weights[1] * around


@lru_cache(maxsize=16384)
def alone(word: str, model: WordModel) -> float:
    """Return the log probability of ``word``, or of the words it is made of, wherever it stands."""
    probability = model.probability(word)
    if probability > 0:
        return math.log(probability)
    return max(_LEAST, lattice.likelihood(word, model))


def likely(reading: Reading, model: WordModel) -> float:
    """Return how likely a weighed reading is beside others of its place, neighbours left out."""
    return reading.cost + _SEARCHED * alone(reading.original, model)


def margin(text: str, reading: Reading, model: WordModel) -> float:
    """Return the log odds of a weighed reading against what stands there."""
    return _SEARCHED * _gained(text, reading, model) + reading.cost


def plausible(text: str, reading: Reading, model: WordModel) -> tuple[float, float, float]:
    """Return three log probabilities: how well the words of ``reading`` fit, and two frequencies.

    The first is what they add to that of the words around them, whatever stands there now; the
    others are of the words wherever they stand, and of those that stand there now.
    """
    before, there, after = _surrounded(text, reading)
    around = lattice.likelihood_between("", before, after, model)
    fit = lattice.likelihood_between(before, reading.original, after, model) - around
    return fit, alone(reading.original, model), alone(there, model)


def choose(text: str, readings: Sequence[Reading], model: WordModel) -> list[Reading]:
    """Return the weighed readings on the most probable path through ``text``, in order."""
    # The search adds log probabilities of words as they are: costs are brought to their scale.
    scaled = []
    best: dict[tuple[int, int], float] = {}
    told = [likely(reading, model) for reading in readings]
    for reading, odds in zip(readings, told, strict=True):
        place = (reading.start, reading.end)
        if place not in best:
            best[place] = _SEARCHED * alone(text[reading.start : reading.end], model)
        best[place] = max(best[place], odds)
    for number, (reading, odds) in enumerate(zip(readings, told, strict=True)):
        if reading.source == "sibling" or odds - best[reading.start, reading.end] > _VAIN:
            cost = reading.cost / _SEARCHED
            scaled.append(Reading(reading.start, reading.end, reading.original, cost, str(number)))
    return [readings[int(chosen.source)] for chosen in lattice.choose(text, scaled, model)]


def apart(
    text: str, readings: Iterable[Reading], model: WordModel
) -> Iterator[tuple[Reading, float]]:
    """Yield the weighed readings that may fit better than what stands there, with their margins.

    Each is judged for itself, in a fraction of the time of ``choose``. No two overlap.
    """
    found = []
    for reading in readings:
        there = text[reading.start : reading.end]
        told = likely(reading, model) - _SEARCHED * alone(there, model)
        if told > _DOUBTFUL:
            found.append((-told, reading))
    taken: set[int] = set()
    for _, reading in sorted(found):
        place = range(reading.start, reading.end)
        if taken.isdisjoint(place):
            taken.update(place)
            yield reading, margin(text, reading, model)


def _gained(text: str, reading: Reading, model: WordModel) -> float:
    """Return how much more probable the words are with ``reading`` than without."""
    before, there, after = _surrounded(text, reading)
    restored = lattice.likelihood_between(before, reading.original, after, model)
    return restored - lattice.likelihood_between(before, there, after, model)


def _surrounded(text: str, reading: Reading) -> tuple[str, str, str]:
    """Return what stands in the place of ``reading``, between what stands before and behind it."""
    before = text[max(0, reading.start - _AROUND) : reading.start]
    return before, text[reading.start : reading.end], text[reading.end : reading.end + _AROUND]
