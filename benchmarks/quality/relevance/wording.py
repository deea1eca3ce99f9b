"""Learns the weights of runs of characters: a logistic regression beside what the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from crawler.text.ngrams import Field, grams

#: A run in fewer titles or texts is chance; one in more than this share says nothing.
LEAST: dict[Field, int] = {"title": 3, "text": 5}
MOST = 0.4
#: So many runs are kept, those of the greatest weights.
KEPT = 20_000
#: Inverse strength of the ridge; 1 to 4 do alike.
C = 2.0
#: Log-odds of the rules are scaled so beside the runs, which the ridge draws to 0 alike.
RULES = 0.5


class Table(NamedTuple):
    """Which runs stand in which item; those of titles come first."""

    held: csr_matrix
    runs: list[str]
    titles: int


class Weights(NamedTuple):
    """The columns that are kept, what each tells, and how much of the rules' log-odds stays."""

    columns: np.ndarray
    weights: np.ndarray
    rules: float
    intercept: float

    def margin(self, table: Table, rules: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Log-odds of the items at ``at``, given those of the ``rules``."""
        said = _scaled(table, self.columns)[at] @ self.weights
        return self.rules * rules[at] + said + self.intercept

    def shares(self, table: Table) -> dict[Field, dict[str, float]]:
        """Field -> run -> its weight."""
        out: dict[Field, dict[str, float]] = {"title": {}, "text": {}}
        for column, weight in zip(self.columns, self.weights, strict=True):
            field: Field = "title" if column < table.titles else "text"
            out[field][table.runs[column]] = float(weight)
        return out


def table(texts: Sequence[tuple[str, str]]) -> Table:
    """Find the runs of folded titles and texts."""
    parts, runs = [], []
    for part, least in enumerate(LEAST.values()):
        counter = CountVectorizer(analyzer=grams, binary=True, min_df=least, max_df=MOST)
        parts.append(counter.fit_transform([pair[part] for pair in texts]))
        runs.append(list(counter.get_feature_names_out()))
    return Table(hstack(parts).tocsr().astype(np.float32), [*runs[0], *runs[1]], len(runs[0]))


def fit(
    table: Table, rules: np.ndarray, relevant: np.ndarray, weight: np.ndarray, train: np.ndarray
) -> Weights:
    """Fit to the items at ``train``, keep the strongest runs, and fit again to these.

    ``rules`` are the log-odds by the rules, of which the runs learn to mend the errors.
    """
    columns = np.arange(len(table.runs))
    for last in (False, True):
        held = hstack([csr_matrix(rules[:, None] * RULES), _scaled(table, columns)]).tocsr()
        model = LogisticRegression(C=C, solver="liblinear", random_state=0)
        model.fit(held[train], relevant[train], sample_weight=weight[train])
        weights = model.coef_[0, 1:]
        if not last:
            columns = np.sort(np.argsort(-np.abs(weights), kind="stable")[:KEPT])
    return Weights(columns, weights, model.coef_[0, 0] * RULES, float(model.intercept_[0]))


def _scaled(table: Table, columns: np.ndarray) -> csr_matrix:
    """The columns, each field of an item divided by the root of its number of runs."""
    titles = int((columns < table.titles).sum())
    held = table.held[:, columns]
    parts = []
    for part in (held[:, :titles], held[:, titles:]):
        count = np.sqrt(np.maximum(np.asarray(part.sum(axis=1)).ravel(), 1.0))
        parts.append(diags(1 / count) @ part)
    return hstack(parts).tocsr()
