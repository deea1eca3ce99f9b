"""Stories from a stream of originals and copies in any order, against the true grouping.

Knows how to shuffle a stream and how to compare two groupings. Must not know how a library forms
its stories: it is told an article and answers with a story.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import comb
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.quality.copies.candidates import Index
from benchmarks.quality.copies.pairs import COPY, Pair
from crawler.text.compare import compare
from crawler.text.fingerprint import fingerprint
from storage.records import Article

#: Told a name and a text, a library answers nothing; asked at the end, it gives name -> story.
Library = tuple[Callable[[str, str], None], Callable[[], Mapping[str, object]]]
#: Of the candidates so many are compared.
_COMPARED = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a stream, and which article it was made from."""

    name: str
    text: str
    truth: str


def items(pairs: Sequence[Pair]) -> list[Item]:
    """Return every original once and each of its copies; quotes and strangers stay out.

    So do edited copies, which hold sentences of another article and belong a little to both.
    """
    copies = [pair for pair in pairs if pair.label == COPY and pair.kind != "edited"]
    originals = {pair.group: pair.a for pair in copies}
    found = [Item(name, text, name) for name, text in sorted(originals.items())]
    for number, pair in enumerate(copies):
        found.append(Item(f"{pair.group}#{number}", pair.b, pair.group))
    return found


def adjusted_rand(truth: Sequence[object], found: Sequence[object]) -> float:
    """Agreement of two groupings of the same items: 1 is perfect, 0 chance (Hubert 1985)."""
    both = sum(comb(n, 2) for n in Counter(zip(truth, found, strict=True)).values())
    left = sum(comb(n, 2) for n in Counter(truth).values())
    right = sum(comb(n, 2) for n in Counter(found).values())
    chance = left * right / max(1, comb(len(truth), 2))
    most = (left + right) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


@contextmanager
def simulated() -> Iterator[Library]:
    """A library in memory: an index of fingerprints, comparisons, and stories that merge."""
    index = Index({})
    texts: dict[str, str] = {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    def add(name: str, text: str) -> None:
        hashes = fingerprint(text)
        parent[name] = name
        for other in index.candidates(hashes)[:_COMPARED]:
            if root(other) != root(name) and compare(text, texts[other]).relation == "copy":
                parent[root(name)] = root(other)
        texts[name] = text
        index.add(name, hashes)

    yield add, lambda: {name: root(name) for name in parent}


@contextmanager
def stored() -> Iterator[Library]:
    """The program's own library in a temporary store."""
    from crawler.library import open_store

    with TemporaryDirectory() as folder, open_store(path := Path(folder) / "stream.db") as store:
        names: dict[int, str] = {}

        def add(name: str, text: str) -> None:
            # Each on a site of its own: a second address on one site is another matter.
            url = f"https://{len(names)}.example/{len(names)}"
            title, _, body = text.partition("\n")
            outcome = store.add(Article(url=url, title=title, text=body or title))
            if outcome.article_id is not None:
                names[outcome.article_id] = name

        def stories() -> Mapping[str, object]:
            # Tables and columns are part of the store's interface.
            with closing(sqlite3.connect(path)) as reader:
                rows = reader.execute("SELECT id, story FROM articles").fetchall()
            return {names[article]: story for article, story in rows if article in names}

        yield add, stories


def measure(library: Library, stream: Sequence[Item], seed: int) -> float:
    """Feed ``stream`` in the order of ``seed``; an item that is not kept counts as alone."""
    add, stories = library
    order = list(stream)
    random.Random(seed).shuffle(order)
    for item in order:
        add(item.name, item.text)
    found = stories()
    return adjusted_rand(
        [item.truth for item in order],
        [found.get(item.name, item.name) for item in order],
    )
