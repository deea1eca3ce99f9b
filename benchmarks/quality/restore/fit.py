"""Makes ``crawler/data/word_counts.txt`` from clean news.

    python -m benchmarks.quality.restore.fit --shared ../shared

Knows which words and neighbours are worth their bytes. The originals of the labelled pairs are left
out, so that restoring can be measured on them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log
from pathlib import Path

from crawler.text import segment

OUT = Path("crawler/data/word_counts.txt")
HEAD = """\
# word count [next count]...: words of Chinese news and their neighbours, counted by the newsvane
# developers; _ is the border of a run of characters. Rare words and neighbours are left out.
"""
#: Rarer words are left to jieba's dictionary, rarer neighbours to the words alone.
RAREST_WORD, RAREST_PAIR = 8, 3
MOST_BYTES = 980_000
_RUN = re.compile("[\u4e00-\u9fff]+")

Words = Counter[str]
Neighbours = Counter[tuple[str, str]]


def main() -> None:
    """Count, choose and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with quality/copies")
    words, neighbours = count(_texts(parser.parse_args().shared / "quality" / "copies"))
    OUT.write_text(HEAD + "".join(_lines(words, _chosen(words, neighbours))), encoding="utf-8")


def count(texts: Iterator[str]) -> tuple[Words, Neighbours]:
    """Count words, and words behind words; "" is the border of a run of characters."""
    cut = segment._jieba().cut  # noqa: SLF001 - the dictionary that the program divides by
    words: Words = Counter()
    neighbours: Neighbours = Counter()
    for text in texts:
        for run in _RUN.findall(text):
            found = ["", *cut(run, HMM=False), ""]
            words.update(found[1:])
            neighbours.update(pairwise(found))
    return words, neighbours


def _chosen(words: Words, neighbours: Neighbours) -> dict[str, list[tuple[str, int]]]:
    """Return the neighbours that tell most for their bytes: by count and mutual information."""
    total = words.total()
    kept = {word for word, number in words.items() if number >= RAREST_WORD} | {""}
    size = sum(_bytes(word, words[word]) for word in kept)
    worth = []
    for (first, second), number in neighbours.items():
        if number >= RAREST_PAIR and first in kept and second in kept:
            told = number * log(number * total / (words[first] * words[second]))
            if told > 0:
                worth.append((told / _bytes(second, number), first, second, number))
    chosen: dict[str, list[tuple[str, int]]] = {word: [] for word in kept}
    for _, first, second, number in sorted(worth, reverse=True):
        size += _bytes(second, number)
        if size > MOST_BYTES:
            break
        chosen[first].append((second, number))
    return chosen


def _lines(words: Words, chosen: dict[str, list[tuple[str, int]]]) -> Iterator[str]:
    for word in sorted(chosen, key=lambda word: (-words[word], word)):
        fields = [word or "_", str(words[word])]
        for second, number in sorted(chosen[word], key=lambda item: (-item[1], item[0])):
            fields += [second or "_", str(number)]
        yield " ".join(fields) + "\n"


def _bytes(word: str, number: int) -> int:
    return len((word or "_").encode()) + len(str(number)) + 2


def _texts(copies: Path) -> Iterator[str]:
    with gzip.open(copies / "dev.jsonl.gz", "rt", encoding="utf-8") as rows:
        held = {row["id_a"] for row in map(json.loads, rows) if row["label"]}
    with gzip.open(copies / "clean_texts.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["lang"] == "zh" and row["id"] not in held:
                yield f"{row['title']}\n{row['text'][:6000]}"


if __name__ == "__main__":
    main()
