"""Learns the rules and the wording of the built-in topic from labelled items.

    python -m benchmarks.quality.relevance.fit [--data DIR] [--cross-validate FILE] [--raw]

Needs numpy and scikit-learn, which newsvane itself does not. The facets and terms are written by
hand; what is learnt is how much each signal tells, alone and together (small boosted trees, the
mean of sets from several seeds), and how much the runs of characters add to that (``wording``, a
logistic regression beside what trees say of items that they had not seen).
Items whose label was doubtful count half; items restated in the labeller's words count little, so
that their style is not learnt. Texts are cleaned first, as a crawl does; ``--raw`` leaves them.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from benchmarks.quality.relevance import wording
from benchmarks.quality.relevance.data import SHARED, Item, folds, load
from crawler.text import ngrams
from crawler.text.clean import clean
from crawler.text.relevance import load_topic
from crawler.text.rules import Leaf, Node, Rules, Split, write

TOPICS = Path(__file__).parents[3] / "crawler" / "data" / "topics"
FOLDS = 5
SEEDS = (1, 2)
DOUBTFUL, ABRIDGED = 0.5, 0.3


class Data(NamedTuple):
    """What is learnt from: a row an item in each."""

    signals: np.ndarray
    names: list[str]
    grams: wording.Table
    relevant: np.ndarray
    weight: np.ndarray
    #: Whether the item holds enough of the topic to be weighed at all.
    weighed: np.ndarray


def prepare(items: Sequence[Item]) -> Data:
    topic = load_topic("ai-competition")
    weighed = np.array([topic.may_belong(item.title, item.text) for item in items])
    signals, names = table(items)
    grams = wording.table([topic.folded(item.title, item.text) for item in items])
    truth = np.array([item.relevant for item in items])
    return Data(signals, names, grams, truth, weights(items), weighed)


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
            max_iter=110,
            learning_rate=0.1,
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


class Fitted(NamedTuple):
    """The trees, and the wording that was fitted to what they leave open."""

    trees: list[Any]
    wording: wording.Weights


def fit(data: Data, fold: np.ndarray, train: np.ndarray) -> Fitted:
    """Fit to the items at ``train``.

    Wording is fitted beside the log-odds of trees that lacked one of the item's folds: were it
    given those of trees that know the item, it would learn that they are always right.
    """
    unseen = np.zeros(len(fold))
    for number in sorted(set(fold[train])):
        test, rest = train & (fold == number), train & (fold != number)
        trees = models(data.signals[rest], data.relevant[rest], data.weight[rest])
        unseen[test] = margin(trees, data.signals[test])
    said = wording.fit(data.grams, unseen, data.relevant, data.weight, train)
    trees = models(data.signals[train], data.relevant[train], data.weight[train])
    return Fitted(trees, said)


def cross_validate(data: Data, fold: np.ndarray) -> np.ndarray:
    """Each item's probability by what saw neither it nor its event or variants."""
    out = np.zeros(len(fold))
    for number in range(FOLDS):
        test = fold == number
        fitted = fit(data, fold, ~test)
        logit = fitted.wording.margin(data.grams, margin(fitted.trees, data.signals), test)
        out[test] = 1 / (1 + np.exp(-logit))
        print(f"fold {number + 1} of {FOLDS}", flush=True)
    return np.where(data.weighed, out, 0.0)


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
    parser.add_argument("--raw", action="store_true", help="do not clean the texts first")
    parser.add_argument("--seed", type=int, default=0, help="of the folds")
    args = parser.parse_args()
    # Threads wait for each other where the processor is shared; and one always sums alike.
    threadpool_limits(1)
    items = load(args.data)
    fold = np.array(folds(items, FOLDS, args.seed))
    if not args.raw:
        items = [replace(i, title=clean(i.title).text, text=clean(i.text).text) for i in items]
    data = prepare(items)
    if args.cross_validate:
        scores = cross_validate(data, fold)
        pairs = {item.id: float(score) for item, score in zip(items, scores, strict=True)}
        args.cross_validate.write_text(json.dumps(pairs, indent=0) + "\n", "utf-8")
        return
    keep(data, fit(data, fold, np.ones(len(items), dtype=bool)))


def keep(data: Data, fitted: Fitted) -> None:
    """Write the rules and the wording beside the topic."""
    trees: list[Node] = []
    for model in fitted.trees:
        share = 1 / len(SEEDS)
        # scikit-learn shows its trees nowhere else.
        first, grown = model._baseline_prediction, model._predictors  # noqa: SLF001
        trees.append(Leaf(float(np.ravel(first)[0]) * share))
        trees += [node(p[0].nodes, 0, data.names, share) for p in grown]
    about = "What the signals of an article tell, alone and together. Learnt; do not edit by hand."
    made = "Made by: python -m benchmarks.quality.relevance.fit"
    save("rules", write(Rules(tuple(trees)), (about, made)))
    said = fitted.wording
    runs = ngrams.Wording(said.shares(data.grams), said.rules, said.intercept)
    about = "What runs of characters tell in titles and texts. Learnt; do not edit by hand."
    save("wording", ngrams.write(runs, (about, made)))


def save(kind: str, text: str) -> None:
    path = TOPICS / f"ai-competition.{kind}.txt"
    path.write_text(text, "utf-8", newline="\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
