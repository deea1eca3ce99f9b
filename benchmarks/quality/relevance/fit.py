"""Learns the rules and the wording of the built-in topic from labelled items.

    python -m benchmarks.quality.relevance.fit [--data DIR] [--cross-validate FILE] [--raw]

Needs numpy and scikit-learn, which newsvane itself does not. The facets and terms are written by
hand; what is learnt is how much each signal tells, alone and together (small boosted trees, the
mean of sets from several seeds), and how much the runs of characters add (a logistic regression,
``wording``). The two are joined by a logistic regression on scores of items that neither had seen.
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
from sklearn.linear_model import LogisticRegression

from benchmarks.quality.relevance import wording
from benchmarks.quality.relevance.data import SHARED, Item, folds, load
from crawler.text import ngrams
from crawler.text.clean import clean
from crawler.text.relevance import load_topic
from crawler.text.rules import Leaf, Node, Rules, Split, write

TOPICS = Path(__file__).parents[3] / "crawler" / "data" / "topics"
FOLDS = 5
SEEDS = (1, 2, 3)
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


class Fitted(NamedTuple):
    """Both learners, and the logistic regression that joins them."""

    trees: list[Any]
    platt: LogisticRegression
    wording: wording.Weights
    joint: LogisticRegression


def learners(data: Data, train: np.ndarray) -> tuple[list[Any], wording.Weights]:
    """Fit both learners to the items at ``train``; wording to those that come to be weighed."""
    trees = models(data.signals[train], data.relevant[train], data.weight[train])
    said = train & data.weighed
    return trees, wording.fit(data.grams, data.relevant, data.weight, said)


def both(data: Data, trees: Sequence[Any], said: wording.Weights, at: np.ndarray) -> np.ndarray:
    return np.stack([margin(trees, data.signals[at]), said.margin(data.grams, at)], axis=1)


def fit(data: Data, fold: np.ndarray, train: np.ndarray) -> Fitted:
    """Fit to the items at ``train``, joining by scores from models that lacked one of its folds."""
    unseen = np.zeros((len(fold), 2))
    for number in sorted(set(fold[train])):
        test = train & (fold == number)
        unseen[test] = both(data, *learners(data, train & (fold != number)), test)
    at = train & data.weighed
    joint = LogisticRegression(C=100).fit(
        unseen[at], data.relevant[at], sample_weight=data.weight[at]
    )
    platt = LogisticRegression(C=1e6).fit(
        unseen[train][:, :1], data.relevant[train], sample_weight=data.weight[train]
    )
    trees, said = learners(data, train)
    return Fitted(trees, platt, said, joint)


def cross_validate(data: Data, fold: np.ndarray) -> np.ndarray:
    """Each item's probability by what saw neither it nor its event or variants, joint included."""
    out = np.zeros(len(fold))
    for number in range(FOLDS):
        test = fold == number
        fitted = fit(data, fold, ~test)
        out[test] = fitted.joint.predict_proba(both(data, fitted.trees, fitted.wording, test))[:, 1]
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
    slope, intercept = float(fitted.platt.coef_[0, 0]), float(fitted.platt.intercept_[0])
    trees: list[Node] = []
    for model in fitted.trees:
        share = 1 / len(SEEDS)
        # scikit-learn shows its trees nowhere else.
        first, grown = model._baseline_prediction, model._predictors  # noqa: SLF001
        trees.append(Leaf(float(np.ravel(first)[0]) * share))
        trees += [node(p[0].nodes, 0, data.names, share) for p in grown]
    # The wording joins log-odds that the rules have calibrated already.
    of_rules, of_wording = map(float, fitted.joint.coef_[0])
    rest = float(fitted.joint.intercept_[0]) + of_wording * fitted.wording.intercept
    said = ngrams.Wording(
        fitted.wording.shares(data.grams, of_wording),
        of_rules / slope,
        rest - of_rules * intercept / slope,
    )
    made = "Made by: python -m benchmarks.quality.relevance.fit"
    about = "What the signals of an article tell, alone and together. Learnt; do not edit by hand."
    save("rules", write(Rules(tuple(trees), slope, intercept), (about, made)))
    about = "What runs of characters tell in titles and texts. Learnt; do not edit by hand."
    save("wording", ngrams.write(said, (about, made)))


def save(kind: str, text: str) -> None:
    path = TOPICS / f"ai-competition.{kind}.txt"
    path.write_text(text, "utf-8", newline="\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
