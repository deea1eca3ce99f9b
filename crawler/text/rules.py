"""Learnt rules over signals: a sum of small decision trees, kept as text.

Knows how such a file is written, read and summed. Knows nothing of what a signal counts nor of how
the trees were learnt.

The method is gradient boosting: Friedman, J. H. (2001), "Greedy function approximation: a gradient
boosting machine". The sum is a log-odds; a sigmoid fitted on held-out sums turns it into a
probability: Platt, J. (1999), "Probabilistic outputs for support vector machines".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.text.topic import TopicError

_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a path through a tree adds to the sum."""

    value: float


@dataclass(frozen=True, slots=True)
class Split:
    """Go ``low`` where the signal is at most ``limit``, else ``high``."""

    signal: str
    limit: float
    low: Node
    high: Node


Node = Leaf | Split


#: A tree for walking: ``(signal's place, limit, low, high)``, or the value of a leaf. Tuples are
#: walked twice as fast as objects, and this is the inner loop of judging.
_Walk = tuple[int, float, Any, Any] | float


class Rules:
    """The trees, and how their sum becomes a probability."""

    def __init__(self, trees: Iterable[Node], slope: float = 1.0, intercept: float = 0.0) -> None:
        """Make ready the trees; ``slope * sum + intercept`` is the log-odds."""
        self.trees = tuple(trees)
        self.slope = slope
        self.intercept = intercept
        self._places: dict[str, int] = {}
        self._walks = [self._walk(tree) for tree in self.trees]

    def _walk(self, node: Node) -> _Walk:
        if isinstance(node, Leaf):
            return node.value
        place = self._places.setdefault(node.signal, len(self._places))
        return (place, node.limit, self._walk(node.low), self._walk(node.high))

    def logit(self, signals: Mapping[str, float]) -> float:
        """Log-odds of one article; signals that are missing count as 0."""
        values = [signals.get(name, 0.0) for name in self._places]
        total = 0.0
        for walk in self._walks:
            at: Any = walk
            while type(at) is tuple:
                at = at[2] if values[at[0]] <= at[1] else at[3]
            total += at
        return self.slope * total + self.intercept


def sigmoid(logit: float) -> float:
    """Probability of log-odds, safe for any size."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def parse(source: str, where: str = "rules") -> Rules:
    """Read rules.

    Lines that begin with ``#`` are comments. ``slope N`` and ``intercept N`` stand before the
    trees. A tree is a split ``SIGNAL <= LIMIT`` and, one blank deeper, what follows if so and what
    follows if not; a number alone is a leaf.

    Raises:
        TopicError: a line cannot be read; the message names it.
    """
    scale = {"slope": 1.0, "intercept": 0.0}
    rows: list[tuple[int, int, list[str]]] = []
    for number, line in enumerate(source.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] in scale and len(words) == 2:
            scale[words[0]] = _number(words[1], where, number)
        else:
            rows.append((number, len(line) - len(line.lstrip(" ")), words))
    stream = iter(rows)
    trees = tuple(_tree(row, stream, where, 0) for row in stream)
    return Rules(trees, scale["slope"], scale["intercept"])


def _tree(
    row: tuple[int, int, list[str]],
    rest: Iterator[tuple[int, int, list[str]]],
    where: str,
    depth: int,
) -> Node:
    number, indent, words = row
    if indent != depth or depth > _MAX_DEPTH:
        raise TopicError(f"{where}: line {number}: stands at the wrong depth")
    if len(words) == 1:
        return Leaf(_number(words[0], where, number))
    if len(words) != 3 or words[1] != "<=":
        raise TopicError(f"{where}: line {number}: neither a split nor a number")
    limit = _number(words[2], where, number)
    try:
        low = _tree(next(rest), rest, where, depth + 1)
        high = _tree(next(rest), rest, where, depth + 1)
    except StopIteration:
        raise TopicError(f"{where}: line {number}: the split lacks a branch") from None
    return Split(words[0], limit, low, high)


def _number(word: str, where: str, line: int) -> float:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise TopicError(f"{where}: line {line}: {word!r} is no number")
    return value


def write(rules: Rules, comments: Iterable[str] = ()) -> str:
    """Write rules as ``parse`` reads them."""
    lines = [f"# {comment}" for comment in comments]
    lines += [f"slope {rules.slope:.4g}", f"intercept {rules.intercept:.4g}"]
    for tree in rules.trees:
        lines += _lines(tree, 0)
    return "\n".join(lines) + "\n"


def _lines(node: Node, depth: int) -> Sequence[str]:
    blank = " " * depth
    if isinstance(node, Leaf):
        return [f"{blank}{node.value:+.3f}"]
    return [
        f"{blank}{node.signal} <= {node.limit:.3f}",
        *_lines(node.low, depth + 1),
        *_lines(node.high, depth + 1),
    ]
