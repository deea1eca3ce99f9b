"""Learns the rules of the built-in topic from labelled items.

    python -m benchmarks.quality.relevance.fit [--data DIR] [--cross-validate FILE]

Needs numpy and scikit-learn, which newsvane itself does not. The facets and terms are written by
hand; what is learnt is how much each signal tells, alone and together: small boosted trees (sets
from several seeds were no better than one). Items whose label was doubtful count half; items restated in
the labeller's words count little, so that their style is not learnt.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.quality.relevance.data import SHARED, Item, folds, load
from crawler.text.relevance import load_topic
from crawler.text.rules import Leaf, Node, Rules, Split, write

OUT = Path(__file__).parents[3] / "crawler" / "data" / "topics" / "ai-competition.rules.txt"
FOLDS = 5
SEEDS = (1,)
DOUBTFUL, ABRIDGED = 0.5, 0.3


def table(items: Sequence[Item]) -> tuple[np.ndarray, list[str]]:
    """One row an item, one column a signal."""
    topic = load_topic("ai-competition")
    rows = [topic.signals(item.title, item.text) for item in items]
    names = sorted({name for row in rows for name in row})
    return np.array([[row.get(name, 0.0) for name in names] for row in rows]), names


def weights(items: Sequence[Item]) -> np.ndarray:
    return np.array(
        [(1.0 if i.sure else DOUBTFUL) * (ABRIDGED if i.abridged else 1.0) for i in items]
    )


def models(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> list[Any]:
    return [
        HistGradientBoostingClassifier(
            max_iter=190,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=15,
            l2_regularization=5,
            max_features=0.4,
            early_stopping=False,
            random_state=seed,
        ).fit(x, y, sample_weight=weight)
        for seed in SEEDS
    ]


def margin(fitted: Sequence[Any], x: np.ndarray) -> np.ndarray:
    return np.mean([model.decision_function(x) for model in fitted], axis=0)


def out_of_fold(items: Sequence[Item], x: np.ndarray, seed: int) -> np.ndarray:
    """Each item's log-odds by rules that saw neither it nor its event or variants."""
    y = np.array([item.relevant for item in items])
    weight = weights(items)
    fold = np.array(folds(items, FOLDS, seed))
    out = np.zeros(len(items))
    for number in range(FOLDS):
        train, test = fold != number, fold == number
        out[test] = margin(models(x[train], y[train], weight[train]), x[test])
    return out


def node(nodes: Any, at: int, names: Sequence[str], share: float) -> Node:
    row = nodes[at]
    if row["is_leaf"]:
        return Leaf(float(row["value"]) * share)
    return Split(
        names[row["feature_idx"]],
        # A limit between two values seen; rounding must not move a value across it.
        math.ceil(float(row["num_threshold"]) * 1000) / 1000,
        node(nodes, row["left"], names, share),
        node(nodes, row["right"], names, share),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--cross-validate", type=Path, help="write out-of-fold scores, no rules")
    args = parser.parse_args()
    items = load(args.data)
    x, names = table(items)
    y = np.array([item.relevant for item in items])
    weight = weights(items)
    sums = out_of_fold(items, x, seed=0)
    platt = LogisticRegression(C=1e6).fit(sums[:, None], y, sample_weight=weight)
    slope, intercept = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    if args.cross_validate:
        scores = 1 / (1 + np.exp(-(slope * sums + intercept)))
        pairs = {item.id: float(score) for item, score in zip(items, scores, strict=True)}
        args.cross_validate.write_text(json.dumps(pairs, indent=0) + "\n", "utf-8")
        return
    trees: list[Node] = []
    for model in models(x, y, weight):
        share = 1 / len(SEEDS)
        # scikit-learn shows its trees nowhere else.
        first, grown = model._baseline_prediction, model._predictors  # noqa: SLF001
        trees.append(Leaf(float(np.ravel(first)[0]) * share))
        trees += [node(p[0].nodes, 0, names, share) for p in grown]
    comments = (
        "What the signals of an article tell, alone and together. Learnt; do not edit by hand.",
        "Made by: python -m benchmarks.quality.relevance.fit",
    )
    OUT.write_text(write(Rules(tuple(trees), slope, intercept), comments), "utf-8")
    print(f"{OUT.name}: {len(trees)} trees, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
