"""Copies that somebody else's spinner made, restored with that spinner's own list.

Knows the labelled pairs of original and copy. The list is read off them, since it is not there as a
file: what a pair swaps is what its copies show. Must not know which figures are good enough.
"""

from __future__ import annotations

import gzip
import json
import random
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.restore.rows import Row
from benchmarks.quality.restore.score import Tally
from crawler.text.clean import clean
from crawler.text.learn import learn
from crawler.text.lexicon import Lexicon
from crawler.text.restore import restore

#: Kinds of copies in which words are swapped and nothing is cut or moved, lightly to heavily.
_KINDS = ("syn5", "syn15", "syn30", "seedlike15_gbk")
#: The seed-like ones swap on misaligned bytes as well, which no list holds.
_SHOWN_BY = _KINDS[:3]
#: A swap that is seen less often may be a slip of the alignment.
_OFTEN = 3


def copies(
    shared: Path, number: int, seed: int, *, half: int | None = None, ours: bool = False
) -> Iterator[Row]:
    """Yield a row for each kind, of ``number`` copies drawn by ``seed``.

    ``half`` leaves out every other original: what is fitted is fitted on half 0. ``ours`` restores
    with our list, which is not that of the spinner.
    """
    with gzip.open(shared / "quality/copies/dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [row for row in map(json.loads, lines) if row["lang"] == "zh"]
    own = _list(pair for pair in pairs if pair["kind"] in _SHOWN_BY)
    for kind in _KINDS:
        of_kind = [
            pair
            for pair in pairs
            if pair["kind"] == kind and half in (None, zlib.crc32(pair["id_a"].encode()) % 2)
        ]
        random.Random(seed).shuffle(of_kind)
        tally, cleaning, restoring = Tally(), 0.0, 0.0
        for pair in of_kind[:number]:
            started = time.process_time()
            cleaned = clean(pair["text_b"])
            between = time.process_time()
            restored = restore(cleaned, lexicon=None if ours else own)
            cleaning += between - started
            restoring += time.process_time() - between
            tally.add(cleaned.text, restored, clean(pair["text_a"]).text)
        whose = "our list" if ours else "the spinner's own list"
        yield Row(f"{whose}, {kind}", tally, restoring / max(cleaning, 1e-9))


def _list(pairs: Iterator[dict[str, str]]) -> Lexicon:
    counts = Counter[tuple[str, str]]()
    for pair in pairs:
        for seen in learn(clean(pair["text_b"]).text, clean(pair["text_a"]).text):
            counts[seen.spun, seen.original] += seen.count
    return Lexicon([pair for pair, count in counts.items() if count >= _OFTEN])
