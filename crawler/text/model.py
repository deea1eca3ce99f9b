"""Boosted trees read from a file and evaluated without a library.

Knows how weights are written and summed. Must not know what the features mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import TypeAlias

#: A leaf is a number; a split is ``(feature, threshold, at or below, above)``.
Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"


@dataclass(frozen=True, slots=True)
class Boosted:
    """A sum of trees on the logistic scale."""

    base: float
    trees: tuple[Tree, ...]

    def probability(self, values: Sequence[float]) -> float:
        """Return the probability for the features in the order of the file, 0-1."""
        total = self.base
        for tree in self.trees:
            node = tree
            while isinstance(node, tuple):
                feature, threshold, below, above = node
                node = below if values[feature] <= threshold else above
            total += node
        # Beyond this a double is 0 or 1 anyway, and exp would overflow.
        total = max(-500.0, min(500.0, total))
        return 1 / (1 + exp(-total))


@dataclass(frozen=True, slots=True)
class Model:
    """Named boosters over one list of features."""

    features: tuple[str, ...]
    boosters: Mapping[str, Boosted]

    def probability(self, name: str, features: Mapping[str, float]) -> float:
        """Return what booster ``name`` says of ``features``, which may hold others as well."""
        return self.boosters[name].probability([features[key] for key in self.features])


def load(path: Path) -> Model:
    """Read a model; the file is our own, so a fault in it raises."""
    data = json.loads(path.read_text(encoding="utf-8"))
    boosters = {
        name: Boosted(value["base"], tuple(_tree(node) for node in value["trees"]))
        for name, value in data.items()
        if name != "features"
    }
    return Model(tuple(data["features"]), boosters)


def _tree(node: float | list[float | list[object]]) -> Tree:
    if not isinstance(node, list):
        return float(node)
    feature, threshold, below, above = node
    return (int(feature), float(threshold), _tree(below), _tree(above))  # type: ignore[arg-type]
