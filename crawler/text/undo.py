"""Undoing swapped words by what is known of farms and of Chinese.

Knows how readings are weighed: how much a page was swapped, how well words follow each other. Must
not know of other copies of the text.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.text import lattice, shift, wordmodel
from crawler.text.habit import Habits
from crawler.text.lattice import Reading
from crawler.text.lexicon import Lexicon
from crawler.text.votes import Votes

#: Families of farms, and the word that each of their pages has. A list that no word betrays is
#: tried on any page: how much of the page it explains is estimated for each list apart.
_FAMILIES = {"classic": "", "dongtan": "东谈主", "daiban": "呆板人"}
_RUN = re.compile("[\u3400-\u9fff]+")
#: Of the words that a farm could have swapped, the share that it is expected to have swapped
#: before the page is read, and the most.
_EXPECTED, _MOST = 0.05, 0.9
#: So many words of experience stand behind what is expected.
_EXPERIENCE = 20.0
#: Of what is swapped, not all is found at first.
_BOOST = 1.5
#: Our statistics are surer of themselves than they should be; a log probability.
_CAUTION = 0.5
#: Log odds gained for each word that could have been swapped, below which nothing was.
_GAIN = 0.2
#: Log probability that a farm puts a word for another, where no pair says so.
_UNHEARD = -6.0
#: Copies seldom swap a word in the same way twice, as a log probability.
_VARIANTS = 0.7
#: A reading this much less probable than what stands there is not tried.
_HOPELESS = -6.5
_AROUND = 5
#: Where a list explains less than this share of a page, only what is clear is believed.
_FAINT, _CLEAR = 0.17, 3.0
#: So many characters tell what a farm does.
_SAMPLE = 600
#: How often readings of these margins were right, by where they came from: measured on news that
#: was swapped by the benchmark's farms.
_MARGINS = (-3.0, -1.0, 1.0, 3.0, 5.0, 7.0, 9.0, 12.0, 18.0)
_RIGHT = {
    "list": (0.32, 0.40, 0.50, 0.66, 0.75, 0.81, 0.86, 0.90, 0.93),
    "learnt": (0.10, 0.27, 0.46, 0.69, 0.80, 0.88, 0.91, 0.93, 0.94),
    "sibling": (0.44, 0.50, 0.58, 0.69, 0.80, 0.89, 0.93, 0.94, 0.96),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that was chosen, with its margin over what stands there: log odds."""

    reading: Reading
    margin: float

    @property
    def confidence(self) -> float:
        """Return the probability that the reading is right, 0-1, as measured for such margins."""
        curve = _RIGHT.get(self.reading.source, _RIGHT["list"])
        place = min(max(self.margin, _MARGINS[0]), _MARGINS[-1])
        right = max(1, bisect_left(_MARGINS, place))
        low, high = _MARGINS[right - 1], _MARGINS[right]
        part = (place - low) / (high - low)
        return curve[right - 1] + part * (curve[right] - curve[right - 1])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text, what it may have been as far as is known, and what copies offer."""

    start: int
    text: str
    known: list[Reading]
    offered: list[Reading]
    votes: Votes | None

    def agreeing(self, reading: Reading) -> int:
        """Return how many copies have the same words in the place of ``reading``."""
        if self.votes is None:
            return 0
        return self.votes.agreeing(reading.start + self.start, reading.end + self.start)


def families(text: str) -> tuple[str, ...]:
    """Return the families of farms whose mark ``text`` bears."""
    return tuple(name for name, mark in _FAMILIES.items() if mark in text)


def undo(
    text: str, spans: Iterable[tuple[int, int]], lexicon: Lexicon, votes: Votes | None = None
) -> list[Choice]:
    """Return the readings that fit better than what stands in the given stretches of ``text``.

    ``votes`` is what other spun copies have in these places.
    """
    model = wordmodel.load()
    habits = Habits(text)
    pieces = []
    for start, end in spans:
        part = text[start:end]
        known, offered = _readings(part, start, lexicon, votes)
        pieces.append(_Piece(start, part, _promising(part, known, habits, model), offered, votes))
    shares = _shares(pieces, lexicon, model)
    if votes and shares:
        pieces = [_informed(piece, lexicon, shares) for piece in pieces]
    chosen = [_choose(piece, shares, model) for piece in pieces]
    choices = [
        Choice(
            replace(reading, start=reading.start + piece.start, end=reading.end + piece.start),
            _margin(piece.text, reading, model),
        )
        for piece, found in zip(pieces, chosen, strict=True)
        for reading in found
    ]
    return [c for c in choices if c.margin > _CLEAR or shares.get(c.reading.source, 1.0) > _FAINT]


def _shares(
    pieces: Sequence[_Piece], lexicon: Lexicon, model: wordmodel.WordModel
) -> dict[str, float]:
    """Estimate, for each source, which share of the words that could be swapped its pairs explain.

    A source is left out where the page gains too little by being read its way: the words were not
    swapped, or not by these pairs.
    """
    pieces = list(_sample(pieces))
    chances: Counter[str] = Counter()
    for piece in pieces:
        chances += lexicon.opportunities(piece.text)
    gains: dict[str, float] = {}
    swaps: Counter[str] = Counter()
    expected = {r.source: _EXPECTED for piece in pieces for r in piece.known}
    for piece in pieces:
        for reading in _choose(piece, expected, model):
            if reading.source != "sibling":
                margin = _margin(piece.text, reading, model)
                gains[reading.source] = gains.get(reading.source, 0.0) + margin
                swaps[reading.source] += 1
    shares = {
        source: min(_MOST, _BOOST * swaps[source] / (swaps[source] + chances[source] + 1))
        for source, gain in gains.items()
        if source != "structure" and gain > _GAIN * (chances[source] + _EXPERIENCE)
    }
    if shares:
        # Pairs that are found one byte off are of the same farm as those that are not.
        shares["structure"] = max(shares.values())
    return shares


def _sample(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield pieces, or the beginnings of them, up to a length that tells enough of a page."""
    left = _SAMPLE
    for piece in pieces:
        if left <= 0:
            return
        part = piece.text[:left]
        yield replace(
            piece,
            text=part,
            known=[r for r in piece.known if r.end <= len(part)],
            offered=[r for r in piece.offered if r.end <= len(part)],
        )
        left -= len(part)


def _readings(
    text: str, start: int, lexicon: Lexicon, votes: Votes | None
) -> tuple[list[Reading], list[Reading]]:
    """Return what ``text`` may have been: by what is known, and by other copies."""
    known = [*lexicon.readings(text), *shift.readings(text, lexicon)]
    if votes is None:
        return known, []
    offered = [
        replace(
            r,
            start=r.start - start,
            end=r.end - start,
            cost=r.cost + votes.habit(r),
        )
        for r in votes.readings
        if start <= r.start and r.end <= start + len(text)
    ]
    return known, offered


def _informed(piece: _Piece, lexicon: Lexicon, shares: Mapping[str, float]) -> _Piece:
    """Weigh other copies' words by the pairs that this page is made with.

    Is ours their swap, or theirs ours, or are both swaps of a third word? All costs are relative
    to ours being the author's.
    """
    known, offered = list(piece.known), list[Reading]()
    for offer in piece.offered:
        low, high = max(0, offer.start - 4), offer.end + 4
        here = piece.text[low:high]
        there = piece.text[low : offer.start] + offer.original + piece.text[offer.end : high]
        theirs = {
            _applied(there, 0, r): r.cost for r in lexicon.readings(there) if r.source in shares
        }
        from_ours = theirs.get(here, _UNHEARD)
        from_theirs = _UNHEARD
        for index, reading in enumerate(known):
            if reading.start < offer.end and reading.end > offer.start:
                wording = _applied(here, low, reading)
                if wording == there and reading.source in shares:
                    from_theirs = max(from_theirs, reading.cost)
                gain = theirs.get(wording, _UNHEARD) - from_ours
                known[index] = reading.plus(gain)
        offered.append(offer.plus(from_theirs - from_ours))
    return replace(piece, known=known, offered=offered)


def _applied(text: str, offset: int, reading: Reading) -> str:
    start, end = reading.start - offset, reading.end - offset
    return text[:start] + reading.original + text[end:] if start >= 0 and end <= len(text) else ""


def _choose(
    piece: _Piece, shares: Mapping[str, float], model: wordmodel.WordModel
) -> list[Reading]:
    """Return the best readings if ``shares`` of the words that can be swapped were, by source."""
    readings = list(piece.offered)
    for reading in piece.known:
        if reading.source not in shares:
            continue
        price = math.log(shares[reading.source])
        again = (price - _VARIANTS) * piece.agreeing(reading)
        readings.append(reading.plus(price - _CAUTION + again))
    return lattice.choose(piece.text, readings, model) if readings else []


def _promising(
    text: str, readings: Iterable[Reading], habits: Habits, model: wordmodel.WordModel
) -> list[Reading]:
    """Weigh readings by the page's own words, and leave out those that no context would save."""
    kept = []
    for reading in readings:
        spun = text[reading.start : reading.end]
        usual = reading.plus(habits.odds(spun, reading.original))
        gain = usual.cost
        there = model.probability(spun)
        if there > 0:
            gain += math.log(max(model.probability(reading.original), 1e-12) / there)
        if gain > _HOPELESS:
            kept.append(usual)
    return kept


def _margin(text: str, reading: Reading, model: wordmodel.WordModel) -> float:
    before = text[max(0, reading.start - _AROUND) : reading.start]
    after = text[reading.end : reading.end + _AROUND]
    there = text[reading.start : reading.end]
    restored = lattice.likelihood(before + reading.original + after, model)
    left = lattice.likelihood(before + there + after, model)
    return restored + reading.cost - left
