"""Makes ``crawler/data/word_vectors.bin`` from clean news (needs numpy and scipy; ten minutes).

    python -m benchmarks.quality.restore.fit_vectors --shared ../shared

Each word of our list, wherever it stands in the news that ``fit.py`` counts, is to be told from the
words that farms put for it or that it is put for, by the words around it. Fitted by gradient descent
(Adagrad) on the log probability of the right word. Some of the words around are swapped, as a farm
would, so that what is learnt holds on spun pages. The texts by which restoring is measured are
left out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.quality.restore.fit import texts
from crawler.text import surroundings, wordvectors
from crawler.text.lexicon import listed

OUT = Path("crawler/data/word_vectors.bin")
SIZE, REACH = 32, 30
#: Rarer words surround nothing.
RAREST = 15
_ROUNDS, _BATCH, _STEP, _LAST_STEP = 4, 4096, 0.15, 0.01
#: Weight of the squares of the numbers, beside the loss of a batch.
_PENALTY = 0.04
#: Share of the list's words around that are swapped.
_SWAPPED = 0.12
#: At most so many words are told from one another, the most frequent.
_RIVALS = 10
#: Numbers are rounded to so many steps on either side of 0, up to so many standard deviations.
_STEPS, _FARTHEST = 7, 5.0
_NEAR = (-1, 1, -2, 2)
_FAR = [place for place in range(-REACH, REACH + 1) if abs(place) > 2]
_UNKNOWN, _NOTHING = 0, -1


class Corpus:
    """The words of all texts in a row, as numbers."""

    def __init__(self, documents: Sequence[list[str]]) -> None:
        counts = Counter(word for document in documents for word in document)
        self.around = ["", *(word for word, n in counts.most_common() if n >= RAREST)]
        pairs = [pair for pair in listed()[""] if all(counts[word] for word in pair)]
        self.weighed = sorted({word for pair in pairs for word in pair})
        around = {word: number for number, word in enumerate(self.around)}
        weighed = {word: number for number, word in enumerate(self.weighed)}
        self.frequency = np.log(np.array([counts[word] + 0.5 for word in self.weighed]))
        self.swaps = dict[int, list[int]]()
        rivals: list[set[int]] = [set() for _ in self.weighed]
        for spun, original in pairs:
            one, other = weighed[spun], weighed[original]
            rivals[one].add(other)
            rivals[other].add(one)
            self.swaps.setdefault(other, []).append(around.get(spun, _UNKNOWN))
        self.rivals = np.full((len(self.weighed), _RIVALS), _NOTHING, np.int32)
        for number, others in enumerate(rivals):
            ranked = sorted(others, key=lambda other: (-self.frequency[other], other))
            chosen = [number, *ranked[: _RIVALS - 1]]
            self.rivals[number, : len(chosen)] = chosen
        gap = [None] * REACH
        row = [word for document in documents for word in (*gap, *document)] + gap
        # Behind the last number stands the vector of nothing at all.
        nothing = len(self.around)
        self.row = np.array([nothing if w is None else around.get(w, _UNKNOWN) for w in row])
        self.target = np.array([_NOTHING if w is None else weighed.get(w, _NOTHING) for w in row])
        self.places = np.nonzero(self.target >= 0)[0]

    def swapped(self, rng: np.random.Generator) -> np.ndarray:
        """Return the row with some words swapped."""
        row = self.row.copy()
        for place in self.places[rng.random(len(self.places)) < _SWAPPED]:
            if others := self.swaps.get(int(self.target[place])):
                row[place] = others[rng.integers(len(others))]
        return row


def main() -> None:
    """Read, fit, round and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with quality/")
    listed_words = {word for pair in listed()[""] for word in pair}
    documents = [
        list(_joined([*_words(text)], listed_words))
        for text in texts(parser.parse_args().shared / "quality")
    ]
    corpus = Corpus(documents)
    around, weighed = _fitted(corpus)
    (near, step), (far, other) = _rounded(around[:-1]), _rounded(weighed)
    OUT.write_bytes(
        wordvectors.pack(
            dict(zip(corpus.around, near.tolist(), strict=True)),
            dict(zip(corpus.weighed, far.tolist(), strict=True)),
            reach=REACH,
            scale=step * other,
        )
    )


def _words(text: str) -> Iterator[str]:
    yield surroundings.MARK
    before = surroundings.MARK
    for _, _, word in surroundings.words(text):
        if word != surroundings.MARK or before != word:
            yield word
        before = word
    if before != surroundings.MARK:
        yield surroundings.MARK


def _joined(words: Sequence[str], known: set[str]) -> Iterator[str]:
    """Yield the words; what together is a word of the list is one."""
    at = 0
    while at < len(words):
        size = next((n for n in (4, 3, 2) if "".join(words[at : at + n]) in known), 1)
        yield "".join(words[at : at + size])
        at += size


def _fitted(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    nothing, places = len(corpus.around), wordvectors.PLACES
    around = (rng.standard_normal((nothing + 1, SIZE)) * 0.3).astype(np.float32)
    around[nothing] = 0
    weighed = np.zeros((len(corpus.weighed), places * SIZE), np.float32)
    moved, shifted = np.full_like(around, 0.1), np.full_like(weighed, 0.1)
    share = len(_FAR) ** -0.5
    order = corpus.places.copy()
    for number in range(_ROUNDS):
        row = corpus.swapped(rng)
        rng.shuffle(order)
        step = _STEP * (1 - number / _ROUNDS) + _LAST_STEP
        loss = 0.0
        for first in range(0, len(order), _BATCH):
            at = order[first : first + _BATCH]
            near = np.stack([row[at + place] for place in _NEAR], 1)
            far = np.stack([row[at + place] for place in _FAR], 1)
            seen = np.concatenate([around[near], around[far].sum(1, keepdims=True) * share], 1)
            seen = seen.reshape(len(at), -1)
            rivals = corpus.rivals[corpus.target[at]]
            real = rivals >= 0
            rivals = np.where(real, rivals, 0)
            vectors = weighed[rivals]
            told = corpus.frequency[rivals] + np.einsum("bsd,bd->bs", vectors, seen)
            told = np.exp(np.where(real, told - told.max(1, keepdims=True), -np.inf))
            wrong = (told / told.sum(1, keepdims=True)).astype(np.float32)
            loss -= float(np.log(wrong[:, 0] + 1e-12).sum())
            wrong[:, 0] -= 1
            back = np.einsum("bs,bsd->bd", wrong, vectors).reshape(len(at), places, SIZE)
            slope = _sums(rivals, wrong[:, :, None] * seen[:, None, :], len(weighed))
            bend = _sums(near, back[:, :4], nothing + 1)
            bend += _sums(far, np.repeat(back[:, 4:] * share, len(_FAR), 1), nothing + 1)
            _descend(weighed, slope + _PENALTY * weighed, shifted, step)
            _descend(around, bend + _PENALTY * around, moved, step)
            around[nothing] = 0
        print(f"round {number + 1}: loss {loss / len(order):.4f}", flush=True)
    return around, weighed


def _descend(values: np.ndarray, slope: np.ndarray, moved: np.ndarray, step: float) -> None:
    """Move ``values`` down the slope, the less the more they have ``moved``."""
    moved += slope * slope
    values -= step * slope / np.sqrt(moved)


def _sums(rows: np.ndarray, values: np.ndarray, number: int) -> np.ndarray:
    """Add up ``values`` by the row that each belongs to."""
    rows, values = rows.ravel(), values.reshape(rows.size, -1)
    ones = np.ones(rows.size, np.float32)
    return sparse.csr_matrix((ones, (rows, np.arange(rows.size))), (number, rows.size)) @ values


def _rounded(values: np.ndarray) -> tuple[np.ndarray, float]:
    step = float(values.std()) * _FARTHEST / _STEPS
    return np.clip(np.round(values / step), -_STEPS, _STEPS).astype(int), step


if __name__ == "__main__":
    main()
