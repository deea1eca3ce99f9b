"""What two texts share, as named numbers that a model can weigh.

Knows which signs tell a copy from a quote, from another report of the same event and from a
template filled in again. Must not know weights or thresholds: those are data.

All numbers lie between 0 and 1, so that no text, however odd, can push a linear model out of the
range that it was fitted on. They are symmetric in the two texts. ``x`` is the side which the
other holds more of, ``y`` the other side.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log1p
from operator import add

from crawler.text import overlap
from crawler.text.tokens import NUMBERS, WORDS, tokenize

#: Fewer tokens than these are no text to compare: a headline is shared by chance.
MIN_TOKENS = 12
#: Shares of common bigrams below which nothing else needs to be looked at.
_NOTHING_SHARED = 0.04
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔向汤"
)
_NUMERALS = frozenset("一二三四五六七八九十百千两")
#: An inserted stretch of at least so many tokens, seen twice, is a brand and not an edit.
_MIN_BRAND = 5


class Side:
    """A text prepared for comparing; what costs time is computed when first asked for."""

    def __init__(self, text: str) -> None:
        """Prepare ``text``, raw or cleaned."""
        self.tokens = tokenize(text)

    @cached_property
    def _neighbours(self) -> list[str]:
        # Joined by map, not sliced in a loop: this is where most of the time goes.
        return list(map(add, self.tokens, self.tokens[1:]))

    @cached_property
    def bigrams(self) -> frozenset[str]:
        """All pairs of neighbouring tokens."""
        return frozenset(self._neighbours)

    @cached_property
    def fourgrams(self) -> frozenset[str]:
        """All sequences of four tokens."""
        return frozenset(map(add, self._neighbours, self._neighbours[2:]))

    @cached_property
    def places(self) -> overlap.Index:
        """Index of seeds, see ``overlap.index``."""
        return overlap.index(self.tokens)

    @cached_property
    def numbers(self) -> Counter[str]:
        """Its runs of digits with their counts."""
        return Counter(NUMBERS.findall(self.tokens))

    @cached_property
    def words(self) -> float:
        """Share of tokens that are words or numbers: near 1 in English, near 0 in Chinese."""
        return len(WORDS.findall(self.tokens)) / max(1, len(self.tokens))


@lru_cache(maxsize=32)
def side(text: str) -> Side:
    """Return ``text`` prepared; an article is compared with many candidates in a row."""
    return Side(text)


@dataclass(frozen=True, slots=True)
class Shared:
    """What was found in common, with the shares of either side in the order given."""

    coverage: tuple[float, float]
    bigrams: tuple[float, float]
    #: For a model; None where nothing worth weighing is shared.
    features: dict[str, float] | None
    passages: list[overlap.Passage]


NOTHING = Shared((0.0, 0.0), (0.0, 0.0), None, [])


def shared(a: Side, b: Side) -> Shared:
    """Return what ``a`` and ``b`` have in common."""
    if (len(a.tokens), a.tokens) > (len(b.tokens), b.tokens):
        found = shared(b, a)
        return Shared(
            found.coverage[::-1],
            found.bigrams[::-1],
            found.features,
            [_mirrored(passage) for passage in found.passages],
        )
    if len(a.tokens) < MIN_TOKENS:
        return NOTHING
    common = len(a.bigrams & b.bigrams)
    bigrams = (common / len(a.bigrams), common / len(b.bigrams))
    if bigrams[0] < _NOTHING_SHARED and bigrams[1] < _NOTHING_SHARED:
        return Shared((0.0, 0.0), bigrams, None, [])
    runs = overlap.runs(a.tokens, b.tokens, b.places)
    passages = overlap.passages(a.tokens, b.tokens, runs)
    if not passages:
        return Shared((0.0, 0.0), bigrams, None, [])
    coverage = (
        overlap.covered([(p.first_start, p.first_end) for p in passages]) / len(a.tokens),
        overlap.covered([(p.second_start, p.second_end) for p in passages]) / len(b.tokens),
    )
    longest_run = max(run.length for run in runs)
    features = _features((a, b), bigrams, coverage, passages, longest_run)
    return Shared(coverage, bigrams, features, passages)


def _mirrored(passage: overlap.Passage) -> overlap.Passage:
    return overlap.Passage(
        passage.second_start,
        passage.second_end,
        passage.first_start,
        passage.first_end,
        passage.matched,
        [overlap.Gap(gap.second, gap.first) for gap in passage.gaps],
    )


def _log(value: float, most: float) -> float:
    return log1p(min(value, most)) / log1p(most)


def _capped(value: float, most: float) -> float:
    return min(value, most) / most


def _features(
    sides: tuple[Side, Side],
    bigrams: tuple[float, float],
    coverage: tuple[float, float],
    passages: list[overlap.Passage],
    longest_run: int,
) -> dict[str, float]:
    x, y = (0, 1) if (coverage[0], bigrams[0]) >= (coverage[1], bigrams[1]) else (1, 0)
    a, b = sides
    fourgrams = len(a.fourgrams & b.fourgrams) / max(1, len(sides[x].fourgrams))
    numbers = (a.numbers & b.numbers).total()
    longest = max(passages, key=lambda passage: passage.matched)
    spans = [
        (longest.first_end - longest.first_start) / len(a.tokens),
        (longest.second_end - longest.second_start) / len(b.tokens),
    ]
    return {
        "coverage_x": coverage[x],
        "coverage_y": coverage[y],
        "bigrams_x": bigrams[x],
        "bigrams_y": bigrams[y],
        "fourgrams_x": fourgrams,
        "numbers_x": (numbers + 1) / (sides[x].numbers.total() + 1),
        "numbers_y": (numbers + 1) / (sides[y].numbers.total() + 1),
        "length_x": _log(len(sides[x].tokens), 2000),
        "longest_x": spans[x],
        "longest_y": spans[y],
        "longest": _log(longest.matched, 500),
        "density": min(1.0, longest.density),
        "matched": _log(sum(passage.matched for passage in passages), 1000),
        "run": _log(longest_run, 200),
        "hole_x": _largest_hole(passages, x, len(sides[x].tokens)),
        "edge": _at_same_edge(longest, len(a.tokens), len(b.tokens)),
        "words": a.words,
        **_edits(passages),
    }


def _largest_hole(passages: list[overlap.Passage], which: int, length: int) -> float:
    """Longest stretch of one side that the other lacks, as a share of that side."""
    spans = sorted(
        (p.first_start, p.first_end) if which == 0 else (p.second_start, p.second_end)
        for p in passages
    )
    end = largest = 0
    for start, stop in spans:
        largest = max(largest, start - end)
        end = max(end, stop)
    return max(largest, length - end) / length


def _at_same_edge(passage: overlap.Passage, length_a: int, length_b: int) -> float:
    """1 where a passage begins or ends both texts, as the boilerplate of one site does."""
    begins = max(passage.first_start, passage.second_start)
    ends = max(length_a - passage.first_end, length_b - passage.second_end)
    return 1.0 if min(begins, ends) <= 8 else 0.0


def _edits(passages: list[overlap.Passage]) -> dict[str, float]:
    """What was changed inside passages. Spinners keep numbers, names and lengths; templates not."""
    gaps = [gap for passage in passages for gap in passage.gaps]
    matched = sum(passage.matched for passage in passages)
    brands = _brands(gaps)
    level = uneven = numbers = numerals = names = lost = gained = rewritten = 0
    for gap in gaps:
        first, second = gap.first, gap.second
        level += len(first) == len(second)
        longer = max(len(first), len(second))
        branded = first in brands or second in brands
        uneven += len(first) != len(second) and not branded
        if len(first) > len(second) and first not in brands:
            lost += len(first) - len(second)
        if len(second) > len(first) and second not in brands:
            gained += len(second) - len(first)
        if not first or not second:
            continue
        if longer >= 6:
            rewritten += longer
        elif longer <= 3:
            numerals += _NUMERALS.issuperset(first) and _NUMERALS.issuperset(second)
            names += first[0] in _SURNAMES and second[0] in _SURNAMES and len(first + second) > 3
        digits, others = set(NUMBERS.findall(first)), set(NUMBERS.findall(second))
        numbers += bool(digits and others and digits != others)
    return {
        "level": (level + 1) / (len(gaps) + 2),
        "gaps": _capped(len(gaps) / matched * 100, 20),
        "uneven": _capped(uneven / matched * 100, 4),
        "both_ways": _capped(min(lost, gained) / matched, 0.3),
        "rewritten": _capped(rewritten / matched, 0.3),
        "other_numbers": _capped(numbers, 5),
        "other_numerals": _capped(numerals, 4),
        "other_names": _capped(names, 4),
    }


def _brands(gaps: list[overlap.Gap]) -> set[str]:
    inserted = Counter(gap.first for gap in gaps if not gap.second)
    inserted.update(gap.second for gap in gaps if not gap.first)
    return {text for text, count in inserted.items() if count > 1 and len(text) >= _MIN_BRAND}
