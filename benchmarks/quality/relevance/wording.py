"""Learns the weights of runs of characters: a logistic regression, pruned and fitted again."""

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
#: Inverse strength of the ridge; 1 to 10 do alike.
C = 5.0


class Table(NamedTuple):
    """Which runs stand in which item; those of titles come first."""

    held: csr_matrix
    runs: list[str]
    titles: int


class Weights(NamedTuple):
    """The columns that are kept, and what each tells."""

    columns: np.ndarray
    weights: np.ndarray
    intercept: float

    def margin(self, table: Table, at: np.ndarray) -> np.ndarray:
        """Log-odds of the items at ``at``."""
        return _scaled(table, self.columns)[at] @ self.weights + self.intercept

    def shares(self, table: Table, factor: float) -> dict[Field, dict[str, float]]:
        """Field -> run -> its weight, times ``factor``."""
        out: dict[Field, dict[str, float]] = {"title": {}, "text": {}}
        for column, weight in zip(self.columns, self.weights, strict=True):
            field: Field = "title" if column < table.titles else "text"
            out[field][table.runs[column]] = float(weight) * factor
        return out


def table(texts: Sequence[tuple[str, str]]) -> Table:
    """Find the runs of folded titles and texts."""
    parts, runs = [], []
    for part, least in enumerate(LEAST.values()):
        counter = CountVectorizer(analyzer=grams, binary=True, min_df=least, max_df=MOST)
        parts.append(counter.fit_transform([pair[part] for pair in texts]))
        runs.append(list(counter.get_feature_names_out()))
    return Table(hstack(parts).tocsr().astype(np.float32), [*runs[0], *runs[1]], len(runs[0]))


def fit(table: Table, relevant: np.ndarray, weight: np.ndarray, train: np.ndarray) -> Weights:
    """Fit to the items at ``train``, keep the strongest runs, and fit again to these."""
    columns = np.arange(len(table.runs))
    model = _model(table, columns, relevant, weight, train)
    columns = np.sort(np.argsort(-np.abs(model.coef_[0]), kind="stable")[:KEPT])
    model = _model(table, columns, relevant, weight, train)
    return Weights(columns, model.coef_[0], float(model.intercept_[0]))


def _model(
    table: Table,
    columns: np.ndarray,
    relevant: np.ndarray,
    weight: np.ndarray,
    train: np.ndarray,
) -> LogisticRegression:
    model = LogisticRegression(C=C, solver="liblinear", class_weight="balanced", random_state=0)
    return model.fit(_scaled(table, columns)[train], relevant[train], sample_weight=weight[train])


def _scaled(table: Table, columns: np.ndarray) -> csr_matrix:
    """The columns, each field of an item divided by the root of its number of runs."""
    titles = int((columns < table.titles).sum())
    held = table.held[:, columns]
    parts = []
    for part in (held[:, :titles], held[:, titles:]):
        count = np.sqrt(np.maximum(np.asarray(part.sum(axis=1)).ravel(), 1.0))
        parts.append(diags(1 / count) @ part)
    return hstack(parts).tocsr()
