"""The rows of the table: which farm, which list, and which copies a text is restored with.

Knows that the pairs of our list are cut in halves by their originals: one half is listed, the other
is the farm's and unknown. Must not know where texts come from, or which figures are good enough.
"""

from __future__ import annotations

import random
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.quality.restore.farm import Farm
from benchmarks.quality.restore.score import Tally
from crawler.text import wordmodel
from crawler.text.clean import clean
from crawler.text.learn import learn
from crawler.text.lexicon import Lexicon, Pair, listed
from crawler.text.restore import restore

Copies = Callable[[str, random.Random], list[str]]


@dataclass(frozen=True)
class Row:
    """What became of the errors, and how many times as long as cleaning that took."""

    name: str
    tally: Tally
    cost: float


def rows(
    texts: Sequence[str],
    lessons: Sequence[str],
    seed: int,
    shares: tuple[float, float] = (0.3, 0.5),
    *,
    with_odds: bool = False,
) -> Iterator[Row]:
    """Yield the rows measured on ``texts``; what is learnt is learnt from ``lessons``.

    ``shares`` of their words are what farms swap on most pages, and on those swapped more. Only
    rows in which confidences come of odds are yielded ``with_odds``.
    """
    usual, more = shares
    wordmodel.load()
    everything = listed()[""]
    known = [pair for pair in everything if zlib.crc32(pair[1].encode()) % 2 == 0]
    unknown = [pair for pair in everything if pair not in set(known)]
    half, stranger, friend = Lexicon(known), Farm(unknown), Farm(everything)
    learnt = half.with_learnt(_learn(stranger, lessons))

    def spun_copy(text: str, rng: random.Random) -> list[str]:
        return [stranger.publish(text, rng, usual)[1]]

    def row(
        name: str,
        farm: Farm,
        lexicon: Lexicon | None,
        copies: Copies = lambda _text, _rng: [],
        share: float = usual,
    ) -> Row:
        spun = _published(texts, farm, copies, share, random.Random(seed))
        return _measured(name, spun, lexicon)

    if not with_odds:
        yield row("unlisted, one clean sibling", stranger, half, lambda text, _rng: [text])
    yield row("unlisted, one sibling spun otherwise", stranger, half, spun_copy)
    yield row("unlisted, learnt from other pairs", stranger, learnt)
    yield row("unlisted, nothing learnt", stranger, half)
    yield row("listed, no sibling", friend, None)
    yield row("listed, no sibling, half the words swapped", friend, None, share=more)
    if not with_odds:
        yield row("nothing swapped, only noise", friend, None, share=0.0)


def _published(
    texts: Sequence[str], farm: Farm, copies: Copies, share: float, rng: random.Random
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the original, its spun page, and the copies that lie beside it."""
    for text in texts:
        page = farm.publish(text, rng, share)[1]
        yield text, page, copies(text, rng)


def _measured(
    name: str, published: Iterator[tuple[str, str, list[str]]], lexicon: Lexicon | None
) -> Row:
    tally = Tally()
    cleaning = restoring = 0.0
    for text, page, siblings in published:
        started = time.process_time()
        cleaned = clean(page)
        between = time.process_time()
        restored = restore(cleaned, siblings=siblings, lexicon=lexicon)
        cleaning += between - started
        restoring += time.process_time() - between
        tally.add(cleaned.text, restored, clean(text).text)
    return Row(name, tally, restoring / cleaning if cleaning else 0.0)


def _learn(farm: Farm, texts: Sequence[str]) -> list[Pair]:
    rng, counts = random.Random(9), Counter[tuple[str, str]]()
    for text in texts:
        page = clean(farm.publish(text, rng, 0.3)[1]).text
        for pair in learn(page, clean(text).text):
            counts[pair.spun, pair.original] += pair.count
    return [Pair(spun, original, count) for (spun, original), count in counts.items()]
