"""Precision, recall and F1 of a matcher on labelled pairs, with bootstrap intervals.

Knows labels and answers. Must not know where either comes from.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quality.copies.pairs import COPY, DIFFERENT, QUOTE, Pair

_SAMPLES = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What a matcher says of a pair."""

    probability: float
    relation: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}]"


def f1(labels: Iterable[tuple[bool, bool]]) -> float:
    """F1 of (is a copy, was called a copy)."""
    both = missed = wrong = 0
    for is_copy, called in labels:
        both += is_copy and called
        missed += is_copy and not called
        wrong += called and not is_copy
    return 2 * both / max(1, 2 * both + missed + wrong)


def figure(pairs: Sequence[Pair], answers: Sequence[Answer]) -> Figure:
    """F1 over copies and different articles; articles, not pairs, are drawn for the interval."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for pair, answer in zip(pairs, answers, strict=True):
        if pair.label != QUOTE:
            groups[pair.group].append((pair.label == COPY, answer.relation == "copy"))
    rng = random.Random(0)
    drawn = sorted(
        f1(item for group in rng.choices(list(groups.values()), k=len(groups)) for item in group)
        for _ in range(_SAMPLES)
    )
    value = f1(item for group in groups.values() for item in group)
    return Figure(value, drawn[int(0.025 * _SAMPLES)], drawn[int(0.975 * _SAMPLES) - 1])


def rates(pairs: Sequence[Pair], answers: Sequence[Answer]) -> dict[str, tuple[float, float, int]]:
    """Return for each kind the shares called copy and quote, and the number of pairs."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for pair, answer in zip(pairs, answers, strict=True):
        name = {DIFFERENT: "different", COPY: "copy", QUOTE: "quote"}[pair.label]
        kinds[f"{name}: {pair.kind}"].append(answer.relation)
    return {
        kind: (said.count("copy") / len(said), said.count("quote") / len(said), len(said))
        for kind, said in sorted(kinds.items())
    }


def calibration(pairs: Sequence[Pair], answers: Sequence[Answer]) -> float:
    """Mean distance between probability and share of copies in ten bins, weighted by size."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for pair, answer in zip(pairs, answers, strict=True):
        chosen = min(9, int(answer.probability * 10))
        bins[chosen].append((answer.probability, pair.label == COPY))
    return sum(
        abs(sum(p for p, _ in found) - sum(is_copy for _, is_copy in found))
        for found in bins.values()
    ) / max(1, len(pairs))


def show(pairs: Sequence[Pair], answers: Sequence[Answer]) -> None:
    """Print the table."""
    for language in sorted({pair.language for pair in pairs}):
        chosen = [i for i, pair in enumerate(pairs) if pair.language == language]
        value = figure([pairs[i] for i in chosen], [answers[i] for i in chosen])
        print(f"{language} F1 {value}")
    print(f"calibration error {calibration(pairs, answers):.4f}")
    print(f"{'kind':38}{'copy':>8}{'quote':>8}{'n':>6}")
    for kind, (copy, quote, count) in rates(pairs, answers).items():
        print(f"{kind:38}{copy:8.3f}{quote:8.3f}{count:6}")
