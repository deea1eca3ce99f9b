"""Figures of a ranking and a decision, with intervals."""

from __future__ import annotations

import random
from collections.abc import Sequence


def f1(truth: Sequence[bool], chosen: Sequence[bool]) -> float:
    """Harmonic mean of precision and recall; 0 where nothing is right."""
    right = sum(t and c for t, c in zip(truth, chosen, strict=True))
    both = sum(truth) + sum(chosen)
    return 2 * right / both if both else 0.0


def average_precision(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """Mean precision at each relevant item; among equals the irrelevant ones come first."""
    order = sorted(range(len(truth)), key=lambda i: (-scores[i], truth[i]))
    right, total = 0, 0.0
    for rank, index in enumerate(order, start=1):
        if truth[index]:
            right += 1
            total += right / rank
    return total / right if right else 0.0


def precision_at_recall(truth: Sequence[bool], scores: Sequence[float], recall: float) -> float:
    """Best precision among the cuts that keep at least ``recall``."""
    order = sorted(range(len(truth)), key=lambda i: (-scores[i], truth[i]))
    right, best, needed = 0, 0.0, recall * sum(truth)
    for rank, index in enumerate(order, start=1):
        right += truth[index]
        if right >= needed:
            best = max(best, right / rank)
    return best


def best_cut(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """The threshold at which F1 is highest."""
    order = sorted(range(len(truth)), key=lambda i: (-scores[i], truth[i]))
    right, best, cut = 0, -1.0, 0.0
    for rank, index in enumerate(order, start=1):
        right += truth[index]
        value = 2 * right / (rank + sum(truth))
        if value > best:
            best, cut = value, scores[index]
    return cut


def interval(
    truth: Sequence[bool],
    chosen: Sequence[bool],
    other: Sequence[bool] | None = None,
    *,
    rounds: int = 1000,
) -> tuple[float, float]:
    """95 % interval of F1, or of its lead over ``other``'s, by a paired bootstrap over items."""
    rng = random.Random(7)
    size = len(truth)
    values = []
    for _ in range(rounds):
        pick = rng.choices(range(size), k=size)
        drawn = [truth[i] for i in pick]
        value = f1(drawn, [chosen[i] for i in pick])
        if other is not None:
            value -= f1(drawn, [other[i] for i in pick])
        values.append(value)
    values.sort()
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]
