"""Tests a topic on labelled articles, refits it to them, and starts a new one from examples.

Knows how to measure and to learn, in plain Python and in seconds for some hundred articles. Does
not know where articles come from nor where topics are kept.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.text.relevance import Topic
from crawler.text.rules import sigmoid
from crawler.text.terms import fold
from crawler.text.topic import Definition, Thresholds

_FOLDS = 5
_WORST = 10
#: Ridge: how strongly a learnt weight is drawn to 0, in articles. A few dozen judgements may move
#: a topic a little, hundreds a lot.
_RIDGE = 8.0
_STEPS = 25
#: At least so much of what was accepted must stay above the threshold for review.
_REVIEW_RECALL = 0.97
#: Terms that a new topic starts with.
_TERMS = 40
_WORD = re.compile(r"[a-z][a-z0-9'-]+|[\u3400-\u9fff]+")


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

    definition: Definition
    before: Report
    #: By cross-validation.
    after: Report
    #: The tables ``thresholds`` and ``linear``, as they stand in the topic's TOML from now on.
    toml: str


def test(topic: Topic, items: Sequence[Example]) -> Report:
    """Judge ``items`` by ``topic`` as it is."""
    scores = [topic.judge(item.title, item.text).score for item in items]
    return _report(items, scores, [topic.definition.thresholds.relevant] * len(items))


def refit(topic: Topic, items: Sequence[Example]) -> Refit:
    """Fit the linear layer and the thresholds to ``items``.

    A ridge-regularised logistic regression over the facets, on top of what the topic says by
    itself, by Newton's method with a diagonal curvature.

    Raises:
        ValueError: ``items`` hold no relevant or no irrelevant article.
    """
    if len({item.relevant for item in items}) < 2:
        raise ValueError("training needs accepted and rejected articles")
    bare = Topic(replace(topic.definition, linear={}), topic.rules)
    rows = [_row(bare, item) for item in items]
    truth = [item.relevant for item in items]
    scores, cuts = [0.0] * len(items), [0.0] * len(items)
    for number in range(_FOLDS):
        test_at = [at for at in range(len(items)) if at % _FOLDS == number]
        train = [at for at in range(len(items)) if at % _FOLDS != number]
        weights = _fit([rows[at] for at in train], [truth[at] for at in train])
        learnt = [_score(rows[at], weights) for at in train]
        cut = _thresholds(learnt, [truth[at] for at in train]).relevant
        for at in test_at:
            scores[at], cuts[at] = _score(rows[at], weights), cut
    weights = _fit(rows, truth)
    thresholds = _thresholds([_score(row, weights) for row in rows], truth)
    linear = {name: round(weight, 3) for name, weight in weights.items() if abs(weight) >= 0.005}
    definition = replace(topic.definition, linear=linear, thresholds=thresholds)
    return Refit(definition, test(topic, items), _report(items, scores, cuts), _toml(definition))


def start(name: str, examples: Sequence[Example], background: Iterable[str]) -> str:
    """Write the TOML of a new topic from a handful of examples.

    The terms are those whose log-odds against ``background`` (other texts, such as what the store
    holds) are surest: log-odds with an informative prior, Monroe, B. L. et al. (2008), "Fightin'
    words". Examples that are not relevant count as background.

    Raises:
        ValueError: no example is relevant.
    """
    chosen = [f"{item.title}\n{item.text}" for item in examples if item.relevant]
    if not chosen:
        raise ValueError("a topic needs at least one example")
    others = [*background, *(f"{i.title}\n{i.text}" for i in examples if not i.relevant)]
    ours = Counter(word for text in chosen for word in _words(text))
    theirs = Counter(word for text in others for word in _words(text))
    least = 2 if len(chosen) > 2 else 1
    odds = {
        word: _log_odds(count, len(chosen), theirs[word], len(others))
        for word, count in ours.items()
        if count >= least
    }
    best = sorted((word for word in odds if odds[word] > 0), key=lambda w: (-odds[w], -len(w), w))
    kept: list[str] = []
    for word in best:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
        if len(kept) == _TERMS:
            break
    lines = [f"name = {_quoted(name)}", 'version = "1"', "", "[facets.subject]"]
    lines.append('about = "terms found in the examples; weigh, part into facets and prune them"')
    strong, weak = kept[: _TERMS // 3], kept[_TERMS // 3 :]
    for weight, words in ((2.0, strong), (1.0, weak)):
        if words:
            listed = ", ".join(map(_quoted, words))
            lines += ["", "[[facets.subject.terms]]", f"weight = {weight}", f"any = [{listed}]"]
    return "\n".join(lines) + "\n"


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


def _row(topic: Topic, item: Example) -> dict[str, float]:
    """The facets' signals, and under the empty name the log-odds that the topic gives by itself."""
    score = topic.judge(item.title, item.text).score
    score = min(max(score, 1e-4), 1 - 1e-4)
    row = {"": math.log(score / (1 - score)), "bias": 1.0}
    if score > 1e-4:  # what ended before the layer is not moved by it
        seen = topic.signals(item.title, item.text)
        facets = topic.definition.facets
        row |= {n: v for n, v in seen.items() if n.partition("@")[0] in facets and "@" in n}
    return row


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
    review = accepted[int((1 - _REVIEW_RECALL) * len(accepted))]
    relevant = round(relevant, 3)
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


def _words(text: str) -> set[str]:
    """Words of Latin script, and every two to four Chinese characters in a row."""
    words = set()
    for run in _WORD.findall(fold(text)[:4000]):
        if run[0].isascii():
            if len(run) > 2:
                words.add(run)
        else:
            words |= {run[at : at + n] for n in (2, 3, 4) for at in range(len(run) - n + 1)}
    return words


def _log_odds(ours: int, of_ours: int, theirs: int, of_theirs: int) -> float:
    """How many standard errors more often a word is ours, with half an article added to each."""
    mine = math.log((ours + 0.5) / (of_ours - ours + 0.5))
    other = math.log((theirs + 0.5) / (of_theirs - theirs + 0.5))
    return (mine - other) / math.sqrt(1 / (ours + 0.5) + 1 / (theirs + 0.5))


def _toml(definition: Definition) -> str:
    thresholds = definition.thresholds
    lines = ["[thresholds]", f"review = {thresholds.review}", f"relevant = {thresholds.relevant}"]
    lines += ["", "[linear]"]
    lines += [f"{_quoted(name)} = {weight}" for name, weight in sorted(definition.linear.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Spell ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
