"""Weighs the wording of an article: learnt weights of short runs of characters.

Knows how such weights are kept as text, summed, and which runs in a text said most. Knows nothing
of topics' facets nor of how the weights were learnt.

A run of two to four characters stands for words and word stems in any language; each distinct run
counts once, and the sum is divided by the root of their number, so that length says nothing.
Linear models over such runs: Cavnar, W. B. & Trenkle, J. M. (1994), "N-gram-based text
categorization".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from operator import add
from typing import Literal, NamedTuple

from crawler.text.topic import TopicError

Field = Literal["title", "text"]
_SIZES = (2, 3, 4)
_FIELDS: tuple[Field, ...] = ("title", "text")
#: Weights are kept in thousandths: finer ones change nothing and read worse.
_UNIT = 1000
#: So many runs are looked at for each reason that is wanted, because most overlap another.
_TRIED = 6
#: A run of less weight is no reason.
_LEAST = 0.05


class Run(NamedTuple):
    """A run of characters at its place, and what it adds to the log-odds."""

    text: str
    field: Field
    start: int
    end: int
    weight: float


#: The runs of a title, and those of a text.
Known = tuple[set[str], set[str]]


def grams(text: str) -> set[str]:
    """Every distinct run of two to four characters of ``text``, which has a blank at each end."""
    text = f" {text} "
    # Each run grows by a character from one that is there; the loops stay out of Python.
    runs = set(grown := list(map(add, text, text[1:])))
    for size in _SIZES[1:]:
        grown = list(map(add, grown, text[size - 1 :]))
        runs.update(grown)
    return runs


@dataclass(frozen=True)
class Wording:
    """Weights of runs in titles and in texts, and how they join the log-odds of the rules."""

    weights: Mapping[Field, Mapping[str, float]]
    #: The joint log-odds are ``rules * (log-odds of the rules) + sum of weights + intercept``.
    rules: float = 1.0
    intercept: float = 0.0

    def known(self, title: str, text: str) -> Known:
        """Find the runs in a folded title and text that have a weight."""
        return grams(title) & self.weights["title"].keys(), grams(text) & self.weights[
            "text"
        ].keys()

    def logit(self, logit: float, known: Known) -> float:
        """Join ``logit``, which the rules give, with what the ``known`` runs say."""
        total = self.rules * logit + self.intercept
        for field, runs in zip(_FIELDS, known, strict=True):
            if runs:
                # Summed exactly, so that the order, which differs between processes, is nothing.
                said = math.fsum(map(self.weights[field].__getitem__, runs))
                total += said / math.sqrt(len(runs))
        return total

    def strongest(self, title: str, text: str, known: Known, count: int) -> list[Run]:
        """The ``count`` runs that speak most for the topic, where each first stands."""
        found: list[Run] = []
        for field, given, runs in zip(_FIELDS, (title, text), known, strict=True):
            weights = self.weights[field]
            padded = f" {given} "
            speaking = ((-weights[run], run) for run in runs if weights[run] >= _LEAST)
            for least, gram in nsmallest(_TRIED * count, speaking):
                bare = gram.strip()
                at = padded.find(gram) + len(gram) - len(gram.lstrip()) - 1
                if len(bare) > 1:
                    weight = -least / math.sqrt(len(runs))
                    found.append(Run(bare, field, at, at + len(bare), weight))
        found.sort(key=lambda run: (-run.weight, run.field, run.start, run.end))
        kept: list[Run] = []
        for run in found:
            if not any(_overlap(run, other) for other in kept):
                kept.append(run)
            if len(kept) == count:
                break
        return kept


def _overlap(one: Run, other: Run) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def parse(source: str, where: str = "wording") -> Wording:
    """Read weights.

    Lines that begin with ``#`` and a blank are comments. ``rules N`` and ``intercept N`` stand
    first; ``title`` or ``text`` begins a part; each other line is a weight in thousandths, a tab
    and the runs of that weight, parted by tabs.

    Raises:
        TopicError: a line cannot be read; the message names it.
    """
    scale = {"rules": 1.0, "intercept": 0.0}
    weights: dict[Field, dict[str, float]] = {"title": {}, "text": {}}
    part: dict[str, float] | None = None
    for number, line in enumerate(source.split("\n"), start=1):
        if not line or line.startswith("# "):
            continue
        head, *runs = line.split("\t")
        name, _, value = head.partition(" ")
        if name in scale and not runs:
            scale[name] = _number(value, where, number)
        elif head in _FIELDS and not runs:
            part = weights["title" if head == "title" else "text"]
        elif part is None or not runs:
            raise TopicError(f"{where}: line {number}: neither a part nor weights")
        else:
            part |= dict.fromkeys(runs, _number(head, where, number) / _UNIT)
    return Wording(weights, scale["rules"], scale["intercept"])


def _number(word: str, where: str, line: int) -> float:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise TopicError(f"{where}: line {line}: {word!r} is no number")
    return value


def write(wording: Wording, comments: Iterable[str] = ()) -> str:
    """Write weights as ``parse`` reads them, the strongest first; what rounds to 0 is left out."""
    lines = [f"# {comment}" for comment in comments]
    lines += [f"rules {wording.rules:.4g}", f"intercept {wording.intercept:.4g}"]
    for field in _FIELDS:
        lines.append(field)
        same: dict[int, list[str]] = {}
        for run, weight in sorted(wording.weights[field].items()):
            if not {"\t", "\n"} & set(run):
                same.setdefault(round(weight * _UNIT), []).append(run)
        units = sorted((unit for unit in same if unit), key=lambda unit: (-abs(unit), unit))
        lines += ["\t".join([f"{unit:+d}", *same[unit]]) for unit in units]
    return "\n".join(lines) + "\n"
