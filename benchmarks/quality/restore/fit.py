"""Makes ``crawler/data/word_counts.bin`` from clean news.

    python -m benchmarks.quality.restore.fit --shared ../shared

Knows which words and neighbours are worth their bytes. The originals of the labelled pairs are left
out, and all that shares a passage with them, so that restoring can be measured on them.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from math import log
from pathlib import Path
from typing import Any

from crawler.text import wordcounts
from crawler.text.counting import Counted
from crawler.text.lexicon import listed

OUT = Path("crawler/data/word_counts.bin")
#: Rarer words are left to jieba's dictionary.
RAREST_WORD = 4
MOST_BYTES = 560_000
#: How much more neighbours tell of which one is a word of our list.
_NEAR = 3.0
#: So many characters in a row show that two texts share a passage.
SHINGLE = 20

Words = Counter[str]
Neighbours = Counter[tuple[str, str]]


def main() -> None:
    """Count, choose and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with quality/")
    counted = Counted()
    for text in texts(parser.parse_args().shared / "quality"):
        counted.add(text)
    OUT.write_bytes(packed(counted.words, counted.neighbours))


def packed(words: Words, neighbours: Neighbours) -> bytes:
    """Return the table with the neighbours that tell most: by count and mutual information."""
    total = words.total()
    kept = {word: number for word, number in words.items() if number >= RAREST_WORD} | {
        "": words[""]
    }
    touched = {word for pair in listed()[""] for word in pair}
    worth = []
    for (first, second), number in neighbours.items():
        if first in kept and second in kept:
            told = number * log(number * total / (words[first] * words[second]))
            if told > 0:
                # What no pair of the list touches decides nothing but where words begin and end.
                near = first in touched or second in touched
                worth.append((told * (_NEAR if near else 1.0), first, second, number))
    worth.sort(reverse=True)
    while True:
        chosen: dict[str, dict[str, int]] = {}
        for _, first, second, number in worth:
            chosen.setdefault(first, {})[second] = number
        table = wordcounts.pack(kept, chosen)
        if len(table) <= MOST_BYTES:
            return table
        del worth[int(len(worth) * 0.99 * MOST_BYTES / len(table)) :]


def texts(quality: Path) -> Iterator[str]:
    """Yield the clean news that is counted: none of it is what restoring is measured on."""
    held, passages = set(), set[str]()
    for row in _rows(quality / "copies" / "dev.jsonl.gz"):
        if row["label"] and row["lang"] == "zh":
            held.add(row["id_a"])
            passages.update(_shingles(row["text_a"], step=7))
    for row in _rows(quality / "copies" / "clean_texts.jsonl.gz"):
        if row["lang"] == "zh" and row["id"] not in held:
            yield f"{row['title']}\n{row['text']}"
    for name in ("dev.jsonl", "dev_more.jsonl"):
        for row in _rows(quality / "relevance" / name):
            # What is spun is no Chinese, and what a labeller restated is no news.
            if row["lang"] == "zh" and row["stratum"] != "spun" and not row.get("abridged"):
                text = f"{row['title']}\n{row['text']}"
                if passages.isdisjoint(_shingles(text, step=1)):
                    yield text


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _shingles(text: str, step: int) -> Iterator[str]:
    return (text[at : at + SHINGLE] for at in range(0, len(text) - SHINGLE + 1, step))


if __name__ == "__main__":
    main()
