"""The texts that farms of ours swap words in: our own, or those of the labelled pairs.

Knows which texts are for measuring, for learning pairs and for fitting. Must not know of farms.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

_OWN = Path(__file__).parent.parent / "copies" / "texts"
#: A farm's pages teach from so many pairs of copy and original.
LESSONS = 100
#: Our own texts are few: each is published so often.
_ROUNDS = 4
#: What is fitted is fitted on the texts from the first number to the second.
_FITTED = (240, 880)
#: Behind these, draws of so many texts are fresh.
_DRAW = 40


def measured(shared: Path | None, number: int) -> tuple[list[str], list[str]]:
    """Return ``number`` texts to measure on and those to learn from; all of ours without a folder.

    Our own are given several times.
    """
    texts = _shuffled(shared)
    if shared is None:
        return texts[::2] * _ROUNDS, texts[1::2] * _ROUNDS
    return texts[:number], texts[number:][:LESSONS]


def fitted(shared: Path) -> tuple[list[str], list[str]]:
    """Return texts to fit on and those to learn from: none of those that are measured."""
    texts = _shuffled(shared)
    first, last = _FITTED
    return texts[first:last], texts[first - LESSONS : first]


def fresh(shared: Path, draws: Iterable[int]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the texts of each numbered draw, and those to learn from: nothing is fitted on them.

    Raises:
        ValueError: there are not so many texts.
    """
    texts = _shuffled(shared)[_FITTED[1] :]
    for number in draws:
        first, last = number * _DRAW, (number + 1) * _DRAW
        if last > len(texts):
            message = f"draw {number}: of texts that nothing is fitted on there are {len(texts)}"
            raise ValueError(message)
        yield texts[first:last], (texts[last:] + texts[:first])[:LESSONS]


def _shuffled(shared: Path | None) -> list[str]:
    texts = list(_shared(shared) if shared else own())
    random.Random(1).shuffle(texts)
    return texts


def own() -> Iterator[str]:
    """Yield our own Chinese texts."""
    for path in sorted(_OWN.glob("*.txt")):
        if not path.name.startswith("en-"):
            yield path.read_text(encoding="utf-8")


def _shared(folder: Path) -> Iterator[str]:
    """Yield the texts that the word counts were not made from: those of the labelled pairs."""
    copies = folder / "quality" / "copies"
    with gzip.open(copies / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        held = {
            row["id_a"] for row in map(json.loads, lines) if row["label"] and row["lang"] == "zh"
        }
    with gzip.open(copies / "clean_texts.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in held and len(row["text"]) > 300:
                yield row["text"][:2000]
