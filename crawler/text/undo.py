"""Undoing swapped words by what is known of farms and of Chinese.

Knows how readings are weighed: how much a page was swapped, how well words follow each other. Must
not know of other copies of the text.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.text import evidence, shift, wordmodel
from crawler.text.belief import Choice, Seen, confidence, logistic, odds
from crawler.text.evidence import Evidence, margin
from crawler.text.lattice import Reading
from crawler.text.lexicon import Lexicon
from crawler.text.votes import Votes

#: Families of farms, and the word that each of their pages has. A list that no word betrays is
#: tried on any page: how much of the page it explains is estimated for each list apart.
_FAMILIES = {"classic": "", "dongtan": "东谈主", "daiban": "呆板人"}
_RUN = re.compile("[\u3400-\u9fff]+")
#: Of the words that a farm could have swapped, the share that it is expected to have swapped
#: before the page is read, and the most.
_EXPECTED, _MOST = 0.2, 0.9
#: So many words of experience stand behind what is expected.
_EXPERIENCE = 10.0
#: Of what is swapped, not all is found at first.
_BOOST = 1.5
#: So many rounds of estimating settle, and no word is surer than that, as log odds.
_ROUNDS, _SURE = 6, 20.0
#: Log likelihood gained by a page's having been swapped, below which it was not; and below which
#: that may be chance, so that only readings of so much log odds are believed.
_GAIN, _CHANCE, _CLEAR = 8.0, 16.0, 1.0
#: A reading less probable than this is none: the farm's own word stays, which says at least what is
#: not known. (Of two copies' words both are often swapped: one fits better and is wrong as well.)
_LIKELY = 0.4
#: Log probability that a farm puts a word for another, where no pair says so.
_UNHEARD = -4.0
#: Copies seldom swap a word in the same way twice, as a log probability.
_VARIANTS = 0.7
#: So many characters tell what a farm does.
_SAMPLE = 1200
#: So many other readings of a place are weighed against the chosen one, the likeliest, and none
#: that is so much less likely, whatever stands beside it.
_RIVALS, _NO_RIVAL = 2, -3.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text, what it may have been as far as is known, and what copies offer."""

    start: int
    text: str
    known: list[Reading]
    offered: list[Reading]
    votes: Votes | None

    def placed(self, reading: Reading) -> Reading:
        """Return ``reading`` with its place in the whole text."""
        return reading._replace(start=reading.start + self.start, end=reading.end + self.start)

    def agreeing(self, reading: Reading) -> int:
        """Return how many copies have the same words in the place of ``reading``."""
        if self.votes is None:
            return 0
        return self.votes.agreeing(reading.start + self.start, reading.end + self.start)


def families(text: str) -> tuple[str, ...]:
    """Return the families of farms whose mark ``text`` bears."""
    return tuple(name for name, mark in _FAMILIES.items() if mark in text)


def undo(
    text: str,
    spans: Iterable[tuple[int, int]],
    lexicon: Lexicon,
    votes: Votes | None = None,
    model: wordmodel.WordModel | None = None,
) -> list[Choice]:
    """Return the readings that fit better than what stands in the given stretches of ``text``.

    ``votes`` is what other spun copies have in these places. ``model`` knows which words follow
    each other; without, that is what we counted.
    """
    model = model or wordmodel.load()
    page = Evidence(text, model)
    pieces = []
    for start, end in spans:
        part = text[start:end]
        known, offered = _readings(part, start, lexicon, votes)
        offered = [page.weighed(part, start, reading) for reading in offered]
        pieces.append(_Piece(start, part, page.promising(part, start, known), offered, votes))
    shares, doubted = _shares(pieces, lexicon, page, model)
    if votes and shares:
        pieces = [_informed(piece, lexicon, shares) for piece in pieces]
    disputed = sum(o.end - o.start for piece in pieces for o in piece.offered)
    differing = disputed / max(1, sum(len(piece.text) for piece in pieces))
    choices = []
    for piece, reading, told, same_place in _chosen(pieces, shares, lexicon, page, model):
        if reading.source in doubted and told < _CLEAR:
            continue
        others = _rivals(reading, same_place, model)
        rivals = [margin(piece.text, other, model) for other in others]
        share = shares.get(reading.source, differing)
        fits = evidence.plausible(piece.text, reading, model)
        sure = confidence(Seen(reading.source, odds(told, rivals), share, *fits))
        if sure >= _LIKELY:
            choices.append(Choice(piece.placed(reading), sure))
    return choices


def _chosen(
    pieces: Sequence[_Piece],
    shares: Mapping[str, float],
    lexicon: Lexicon,
    page: Evidence,
    model: wordmodel.WordModel,
) -> Iterator[tuple[_Piece, Reading, float, list[Reading]]]:
    """Yield the chosen readings, with margins and all readings of the place."""
    for piece in pieces:
        priced = [
            reading
            if reading.source == "sibling"
            else reading.plus(page.habit(piece.text, reading))
            for reading in _priced(piece, shares, lexicon)
        ]
        at: dict[tuple[int, int], list[Reading]] = {}
        for reading in priced:
            at.setdefault((reading.start, reading.end), []).append(reading)
        for reading in evidence.choose(piece.text, priced, model) if priced else ():
            yield piece, reading, margin(piece.text, reading, model), at[reading.start, reading.end]


def _rivals(
    chosen: Reading, readings: Iterable[Reading], model: wordmodel.WordModel
) -> list[Reading]:
    """Return the likeliest other ``readings`` of the place of ``chosen``."""
    least = evidence.likely(chosen, model) + _NO_RIVAL
    others = [
        (evidence.likely(r, model), n, r)
        for n, r in enumerate(readings)
        if r.original != chosen.original
    ]
    return [r for told, _, r in sorted(others, reverse=True)[:_RIVALS] if told > least]


def _shares(
    pieces: Sequence[_Piece], lexicon: Lexicon, page: Evidence, model: wordmodel.WordModel
) -> tuple[dict[str, float], set[str]]:
    """Estimate, for each source, which share of the words that could be swapped its pairs explain.

    A source is left out where the page gains too little by being read its way: the words were not
    swapped, or not by these pairs. Those of which the same is possible are named beside, too.
    Habits are learnt on the way.
    """
    pieces = list(_sample(pieces))
    chances: Counter[str] = Counter()
    for piece in pieces:
        chances += lexicon.opportunities(piece.text)
    expected = {r.source: _EXPECTED for piece in pieces for r in piece.known}
    swaps: dict[str, list[tuple[_Piece, Reading, float]]] = {}
    for piece in pieces:
        priced = _priced(piece, expected, lexicon)
        for reading, told in evidence.apart(piece.text, priced, model):
            if reading.source not in ("sibling", "structure"):
                swaps.setdefault(reading.source, []).append((piece, reading, told))
    page.habits.learn(
        (piece.text[reading.start : reading.end], reading.original, logistic(told))
        for found in swaps.values()
        for piece, reading, told in found
    )
    shares: dict[str, float] = {}
    doubted: set[str] = set()
    for source, found in swaps.items():
        odds = [
            told + page.habit(piece.text, reading) - math.log(_EXPECTED)
            for piece, reading, told in found
        ]
        share, gain = _explained(odds, chances[source])
        if gain > _GAIN:
            shares[source] = share
            if gain < _CHANCE:
                doubted.add(source)
    if shares:
        # Pairs that are found one byte off are of the same farm as those that are not.
        shares["structure"] = max(shares.values())
        if len(doubted) == len(shares) - 1:
            doubted.add("structure")
    return shares, doubted


def _explained(odds: Sequence[float], spared: int) -> tuple[float, float]:
    """Return the likeliest share of words that were swapped, and what it explains.

    ``odds`` are those of each place that may be a swap, if all words were swapped; ``spared`` words
    were not. What is explained is the log likelihood beside that of nothing having been swapped.
    By expectation and maximisation (Dempster, Laird & Rubin, 1977).
    """
    share = _EXPECTED
    for _ in range(_ROUNDS):
        likely = [share * math.exp(min(told, _SURE)) for told in odds]
        swapped = _BOOST * sum(one / (1 + one) for one in likely)
        share = (swapped + _EXPECTED * _EXPERIENCE) / (swapped + spared + _EXPERIENCE)
    explained = sum(math.log1p(share * math.exp(min(told, _SURE))) for told in odds)
    return min(_MOST, share), explained + spared * math.log1p(-min(_MOST, share))


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
        r._replace(
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


def _priced(piece: _Piece, shares: Mapping[str, float], lexicon: Lexicon) -> list[Reading]:
    """Return the readings at their costs if ``shares`` of the words were swapped, by source."""
    readings = list(piece.offered)
    for reading in piece.known:
        if reading.source not in shares:
            continue
        price = math.log(shares[reading.source])
        again = (price - _VARIANTS) * piece.agreeing(reading)
        # What stands there would have been swapped as well, had an author put it.
        spared = lexicon.sources(piece.text[reading.start : reading.end])
        swapped = max((shares[source] for source in spared if source in shares), default=0.0)
        readings.append(reading.plus(price + again - math.log1p(-swapped)))
    return readings
