"""What judging is compared with: keywords, a two-facet lexicon, TF-IDF with logistic regression.

Each takes labelled items and gives a score an item. Those that learn are given folds and score
each item by a model that has seen neither it nor its event.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality.relevance.data import Item
from crawler.text.relevance import load_topic
from crawler.text.terms import TermMatcher, fold

_AI = re.compile(r"(?<![a-z])ai(?![a-z])|人工智能|大模型|artificial intelligence|openai|deepseek")
_RACE = re.compile(
    r"竞争|竞赛|对手|领先|落后|制裁|管制|垄断|\b(?:rac(?:e|ing)|rivals?|compet\w+|beat|export|ban)\b"
)


def keywords(items: Sequence[Item]) -> list[float]:
    """A word of AI and a word of rivalry, anywhere."""
    scores = []
    for item in items:
        text = fold(f"{item.title}\n{item.text}")
        scores.append(float(bool(_AI.search(text) and _RACE.search(text))))
    return scores


def lexicon(items: Sequence[Item], table: Path) -> list[float]:
    """The two-facet weighted lexicon, from a table of terms; the topic's facets without one."""
    if not table.exists():
        topic = load_topic("ai-competition")
        return [topic.strength(item.title, item.text) for item in items]
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["term"]]
    matchers = {}
    for lang in ("zh", "en"):
        mine = [row for row in rows if row["lang"] == lang]
        terms = ["US" if row["term"] == "us" else row["term"] for row in mine]
        weights = [(row["facet"], float(row["weight"])) for row in mine]
        matchers[lang] = (TermMatcher(terms), weights)
    return [_strength(item, *matchers[item.lang]) for item in items]


def _strength(item: Item, matcher: TermMatcher, weights: Sequence[tuple[str, float]]) -> float:
    text = item.text[: 600 if item.lang == "zh" else 1200]
    counts: Counter[int] = Counter()
    in_title = set()
    for hit in matcher.find(item.title):
        counts[hit.term] += 3
        in_title.add(weights[hit.term][0])
    for hit in matcher.find(text):
        counts[hit.term] += 1
    facets: Counter[str] = Counter()
    for term, count in counts.items():
        facet, weight = weights[term]
        facets[facet] += weight * math.log1p(count)  # type: ignore[assignment]
    scale = math.log(60 + len(text)) / math.log(400)
    f = {facet: total / scale for facet, total in facets.items()}
    subject = f.get("ai", 0) + 0.5 * f.get("lab", 0) + 0.5 * f.get("chip", 0)
    contest = f.get("riv", 0) + f.get("ctl", 0) + f.get("tal", 0)
    contest += 0.7 * f.get("cap", 0) + 0.7 * f.get("open", 0) + 0.4 * f.get("nation", 0)
    boost = 1.0
    if in_title & {"ai", "lab", "chip"} and in_title & {"riv", "ctl", "tal", "cap", "open"}:
        boost = 1.5
    return math.sqrt(min(subject, 8.0) * max(contest, 0.0)) * boost + 0.5 * f.get("neg", 0)


def tfidf(items: Sequence[Item], fold_of: Sequence[int]) -> list[float]:
    """TF-IDF of character n-grams, title and text apart, and logistic regression.

    Raises:
        ImportError: scikit-learn is not installed.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    scores = [0.0] * len(items)
    for number in sorted(set(fold_of)):
        train = [item for item, own in zip(items, fold_of, strict=True) if own != number]
        places = [place for place, own in enumerate(fold_of) if own == number]
        parts = []
        for field, least in (("title", 2), ("text", 4)):
            vectors = TfidfVectorizer(
                analyzer="char", ngram_range=(2, 4), min_df=least, sublinear_tf=True
            )
            learnt = vectors.fit_transform([getattr(item, field)[:1200] for item in train])
            seen = vectors.transform([getattr(items[place], field)[:1200] for place in places])
            parts.append((learnt, seen))
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=300)
        model.fit(hstack([a for a, _ in parts]).tocsr(), [item.relevant for item in train])
        margins = model.decision_function(hstack([b for _, b in parts]).tocsr())
        for place, margin in zip(places, margins, strict=True):
            scores[place] = float(margin)
    return scores
