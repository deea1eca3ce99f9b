"""Tests a topic on labelled articles, refits it to them, and explains it.

Knows how to measure and to learn, in plain Python and in seconds for some hundred articles. Does
not know where articles come from nor where topics are kept.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.text.relevance import Topic
from crawler.text.rules import sigmoid
from crawler.text.topic import Definition, Thresholds

_FOLDS = 5
_WORST = 10
#: Ridge: how strongly a learnt weight is drawn to 0, in articles. A few dozen judgements may move
#: a topic a little, hundreds a lot.
_RIDGE = 8.0
_STEPS = 25
#: At least so much of what was accepted must stay above the threshold for review.
_REVIEW_RECALL = 0.97


@dataclass(frozen=True, slots=True)
class Example:
    """An article, and whether it belongs to the topic."""

    title: str
    text: str
    relevant: bool


@dataclass(frozen=True, slots=True)
class Report:
    """How well a topic judged labelled articles; rates are 0-1."""

    articles: int
    relevant: int
    precision: float
    recall: float
    average_precision: float
    #: The most confident errors, worst first: score and article.
    worst: tuple[tuple[float, Example], ...]

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Refit:
    """What training changed, and what it is worth on articles that were not learnt from."""

    #: The topic as it was, where nothing learnt was better.
    definition: Definition
    before: Report
    #: By cross-validation, of the best that was tried, even where it was not kept.
    after: Report
    #: The tables ``thresholds`` and ``linear``, as they stand in the topic's TOML from now on.
    toml: str
    #: Whether ``definition`` judged articles that it had not learnt from better than before.
    better: bool = True


def test(topic: Topic, items: Sequence[Example]) -> Report:
    """Judge ``items`` by ``topic`` as it is."""
    scores = [topic.judge(item.title, item.text).score for item in items]
    return _report(items, scores, [topic.definition.thresholds.relevant] * len(items))


def refit(topic: Topic, items: Sequence[Example]) -> Refit:
    """Fit the linear layer and the thresholds to ``items``, or keep the topic as it is.

    The layer is a ridge-regularised logistic regression over the facets, on top of what the topic
    says by itself, by Newton's method with a diagonal curvature. New thresholds alone are tried as
    well. Whichever does best by cross-validation is kept, if neither its F1 nor its average
    precision falls below what the topic had.

    Raises:
        ValueError: ``items`` hold no relevant or no irrelevant article.
    """
    if len({item.relevant for item in items}) < 2:
        raise ValueError("training needs accepted and rejected articles")
    bare = Topic(replace(topic.definition, linear={}), topic.rules, topic.wording)
    own = topic.definition.linear
    rows = [_row(bare, item, own) for item in items]
    before = test(topic, items)
    tried = [_cross_validate(rows, items, kept) for kept in (None, own)]
    after = max(tried, key=lambda report: report.f1 + report.average_precision)
    gains = (after.f1 - before.f1, after.average_precision - before.average_precision)
    if min(gains) < 0 or max(gains) == 0:
        return Refit(topic.definition, before, after, _toml(topic.definition), better=False)
    truth = [item.relevant for item in items]
    weights = _fit(rows, truth) if after is tried[0] else own
    thresholds = _thresholds([_score(row, weights) for row in rows], truth)
    linear = {name: round(weight, 3) for name, weight in weights.items() if abs(weight) >= 0.005}
    definition = replace(topic.definition, linear=linear, thresholds=thresholds)
    return Refit(definition, before, after, _toml(definition))


def _cross_validate(
    rows: Sequence[Mapping[str, float]],
    items: Sequence[Example],
    kept: Mapping[str, float] | None,
) -> Report:
    """Report on each fifth by what the others teach; with ``kept`` weights thresholds only."""
    truth = [item.relevant for item in items]
    scores, cuts = [0.0] * len(items), [0.0] * len(items)
    for number in range(_FOLDS):
        train = [at for at in range(len(items)) if at % _FOLDS != number]
        known = [truth[at] for at in train]
        weights = _fit([rows[at] for at in train], known) if kept is None else kept
        cut = _thresholds([_score(rows[at], weights) for at in train], known).relevant
        for at in range(number, len(items), _FOLDS):
            scores[at], cuts[at] = _score(rows[at], weights), cut
    return _report(items, scores, cuts)


def explain(topic: Topic) -> str:
    """Describe a topic in a page: what must meet, its strongest terms, what it was taught."""
    about = topic.definition
    lines = [f"{about.title} ({about.name}, version {about.version})", "", about.description, ""]
    for side in about.sides:
        shares = ", ".join(f"{name} x {share:g}" for name, share in side.facets.items())
        lines.append(f"must be met: {side.about or side.name} ({shares})")
    for facet, meaning in about.facets.items():
        terms = sorted((t for t in about.terms if t.facet == facet), key=lambda t: -abs(t.weight))
        shown = ", ".join(dict.fromkeys(term.text for term in terms[:12]))
        lines += ["", f"{facet}: {meaning}", f"  {len(terms)} terms: {shown}"]
    thresholds = about.thresholds
    lines += ["", f"relevant from {thresholds.relevant:.2f}, review from {thresholds.review:.2f}"]
    if topic.rules is not None:
        lines.append(f"learnt rules: {len(topic.rules.trees)} trees")
    taught = sorted(about.linear.items(), key=lambda item: -abs(item[1]))[:12]
    lines += [f"taught: {name} {weight:+.2f}" for name, weight in taught]
    return "\n".join(lines) + "\n"


def _row(topic: Topic, item: Example, own: Mapping[str, float]) -> dict[str, float]:
    """What the layer may weigh: the facets' signals, and those that ``own`` weighs already.

    Under the empty name stand the log-odds that the topic gives by itself.
    """
    score = topic.judge(item.title, item.text).score
    score = min(max(score, 1e-4), 1 - 1e-4)
    row = {"": math.log(score / (1 - score)), "bias": 1.0}
    if score > 1e-4:  # what ended before the layer is not moved by it
        seen = topic.signals(item.title, item.text)
        facets = topic.definition.facets
        named = (name for name in seen if name in own or ("@" in name and _facet(name) in facets))
        row |= {name: seen[name] for name in named}
    return row


def _facet(signal: str) -> str:
    return signal.partition("@")[0]


def _score(row: Mapping[str, float], weights: Mapping[str, float]) -> float:
    if len(row) == 2:
        return sigmoid(row[""])
    return sigmoid(row[""] + sum(weights.get(name, 0.0) * value for name, value in row.items()))


def _fit(rows: Sequence[Mapping[str, float]], truth: Sequence[bool]) -> dict[str, float]:
    names = sorted({name for row in rows for name in row} - {""})
    weights = dict.fromkeys(names, 0.0)
    for _ in range(_STEPS):
        slope = {name: -_RIDGE * weights[name] for name in names}
        curve = dict.fromkeys(names, _RIDGE)
        for row, relevant in zip(rows, truth, strict=True):
            score = _score(row, weights)
            total = sum(abs(value) for name, value in row.items() if name)
            for name, value in row.items():
                if name:
                    slope[name] += (relevant - score) * value
                    # Bounds the curvature of all weights together, so that no step overshoots.
                    curve[name] += score * (1 - score) * abs(value) * total
        for name in names:
            weights[name] += slope[name] / curve[name]
    return weights


def _thresholds(scores: Sequence[float], truth: Sequence[bool]) -> Thresholds:
    """Relevant where F1 is highest; review low enough to keep nearly all that was accepted."""
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], truth[at]))
    right, best, relevant = 0, -1.0, 0.5
    for rank, at in enumerate(order, start=1):
        right += truth[at]
        value = 2 * right / (rank + sum(truth))
        if value > best:
            following = scores[order[rank]] if rank < len(order) else 0.0
            best, relevant = value, (scores[at] + following) / 2
    accepted = sorted(score for score, own in zip(scores, truth, strict=True) if own)
    relevant = round(relevant, 3)
    # Of a few articles the only ones that were accepted may all be among those put aside.
    review = accepted[int((1 - _REVIEW_RECALL) * len(accepted))] if accepted else relevant
    return Thresholds(review=round(min(review, relevant), 3), relevant=relevant)


def _report(items: Sequence[Example], scores: Sequence[float], cuts: Sequence[float]) -> Report:
    truth = [item.relevant for item in items]
    chosen = [score >= cut for score, cut in zip(scores, cuts, strict=True)]
    right = sum(t and c for t, c in zip(truth, chosen, strict=True))
    order = sorted(range(len(items)), key=lambda at: (-scores[at], truth[at]))
    found, total = 0, 0.0
    for rank, at in enumerate(order, start=1):
        if truth[at]:
            found += 1
            total += found / rank
    wrong = [at for at in range(len(items)) if truth[at] != chosen[at]]
    wrong.sort(key=lambda at: -abs(scores[at] - truth[at]))
    return Report(
        articles=len(items),
        relevant=sum(truth),
        precision=right / sum(chosen) if any(chosen) else 0.0,
        recall=right / found if found else 0.0,
        average_precision=total / found if found else 0.0,
        worst=tuple((scores[at], items[at]) for at in wrong[:_WORST]),
    )


def _toml(definition: Definition) -> str:
    thresholds = definition.thresholds
    lines = ["[thresholds]", f"review = {thresholds.review}", f"relevant = {thresholds.relevant}"]
    lines += ["", "[linear]"]
    lines += [f"{_quoted(name)} = {weight}" for name, weight in sorted(definition.linear.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Spell ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
