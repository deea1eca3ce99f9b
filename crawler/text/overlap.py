"""Where two token strings hold the same passages, in whatever order they stand.

Knows runs of equal tokens, the passages they form and the gaps inside these. Must not know what
the overlap means: that is for ``features`` and ``compare``.

The method is seed, extend and chain, as in sequence alignment (BLAST; Altschul et al. 1990):
three equal tokens are a seed, a seed grows to a run, and runs that follow each other closely in
both texts form a passage. A swapped word or an inserted brand is then a gap inside a passage,
whose two sides can be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add

_SEED = 3
#: Of a seed that occurs again and again only so many places are tried.
_MAX_PLACES = 8
#: Tokens that a passage may skip on either side: a swapped phrase; an inserted name.
_GAP_FIRST = 12
_GAP_SECOND = 20
#: It may skip more where both sides skip nearly alike: heavily spun text keeps its length.
_LEVEL_GAP = 24
_LEVEL_SHIFT = 4
#: Fewer equal tokens than these are chance.
_MIN_PASSAGE = 8


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` equal tokens, from ``first`` in one text and ``second`` in the other."""

    first: int
    second: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What a passage skips: the tokens of either side, where the texts differ."""

    first: str
    second: str


@dataclass(slots=True)
class Passage:
    """A stretch that both texts hold, as half-open spans; ``matched`` tokens of it are equal."""

    first_start: int
    first_end: int
    second_start: int
    second_end: int
    matched: int
    gaps: list[Gap] = field(default_factory=list)

    @property
    def density(self) -> float:
        """Share of equal tokens in the passage, 0-1, seen from the first text."""
        return self.matched / (self.first_end - self.first_start)


@dataclass(frozen=True, slots=True)
class Index:
    """Where the seeds of a text stand: the first place of each, and further ones if any."""

    first: dict[str, int]
    others: dict[str, list[int]]

    def nearest(self, seed: str, expected: int) -> int:
        """Return the place of ``seed``, which must be there, nearest to ``expected``."""
        best = self.first[seed]
        for place in self.others.get(seed, ()):
            if abs(place - expected) < abs(best - expected):
                best = place
        return best


def index(tokens: str) -> Index:
    """Return where each seed of ``tokens`` stands."""
    seeds = list(map(add, map(add, tokens, tokens[1:]), tokens[2:]))
    # Read backwards, so that the first place of a seed is the one that stays.
    first = dict(zip(reversed(seeds), range(len(seeds) - 1, -1, -1), strict=True))
    others: dict[str, list[int]] = {}
    if len(first) < len(seeds):
        for place, seed in enumerate(seeds):
            if first[seed] != place:
                known = others.setdefault(seed, [])
                if len(known) < _MAX_PLACES:
                    known.append(place)
    return Index(first, others)


def runs(first: str, second: str, places: Index) -> list[Run]:
    """Return the runs of equal tokens in the order of ``first``; ``places`` indexes ``second``.

    Where a seed stands in several places the one nearest to the run before is taken.
    """
    found: list[Run] = []
    position = expected = 0
    known = places.first
    while position <= len(first) - _SEED:
        seed = first[position : position + _SEED]
        if seed not in known:
            position += 1
            expected += 1
            continue
        start = places.nearest(seed, expected)
        length = _common(first, position, second, start)
        found.append(Run(position, start, length))
        position += length
        expected = start + length
    return found


def _common(first: str, i: int, second: str, j: int) -> int:
    """Length of the common beginning of ``first[i:]`` and ``second[j:]``, sixteen at a time."""
    most = min(len(first) - i, len(second) - j)
    length = 0
    while length + 16 <= most and (
        first[i + length : i + length + 16] == second[j + length : j + length + 16]
    ):
        length += 16
    while length < most and first[i + length] == second[j + length]:
        length += 1
    return length


def passages(first: str, second: str, found: Sequence[Run]) -> list[Passage]:
    """Chain ``found`` into passages, leaving out those that chance explains."""
    chained: list[Passage] = []
    for run in found:
        last = chained[-1] if chained else None
        if last is not None and _continues(last, run):
            last.gaps.append(
                Gap(first[last.first_end : run.first], second[last.second_end : run.second])
            )
            last.first_end = run.first + run.length
            last.second_end = run.second + run.length
            last.matched += run.length
        else:
            chained.append(
                Passage(
                    run.first,
                    run.first + run.length,
                    run.second,
                    run.second + run.length,
                    run.length,
                )
            )
    return [passage for passage in chained if passage.matched >= _MIN_PASSAGE]


def _continues(passage: Passage, run: Run) -> bool:
    skipped_first = run.first - passage.first_end
    skipped_second = run.second - passage.second_end
    if skipped_second < 0:
        return False
    if skipped_first <= _GAP_FIRST and skipped_second <= _GAP_SECOND:
        return True
    return (
        max(skipped_first, skipped_second) <= _LEVEL_GAP
        and abs(skipped_first - skipped_second) <= _LEVEL_SHIFT
    )


def covered(spans: Sequence[tuple[int, int]]) -> int:
    """Return how many positions the half-open ``spans`` cover together."""
    total = end = 0
    for start, stop in sorted(spans):
        total += max(0, stop - max(start, end))
        end = max(end, stop)
    return total
