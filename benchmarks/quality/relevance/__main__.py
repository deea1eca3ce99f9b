"""How well the built-in topic judges.

    python -m benchmarks.quality.relevance [--data DIR] [--scores FILE] [--raw] [--check]

Texts are cleaned first, as a crawl does, unless told otherwise with ``--raw``.

Items that the rules were learnt from say little about them: give out-of-fold scores (made by
``benchmarks.quality.relevance.fit --cross-validate FILE``) with ``--scores``. Without the shared
data the project's own texts are judged. ``--check`` exits 1 where a figure is under its floor.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.quality.relevance import baselines
from benchmarks.quality.relevance.data import HERE, SHARED, Item, folds, load
from benchmarks.quality.relevance.measures import (
    average_precision,
    best_cut,
    f1,
    interval,
    precision_at_recall,
)
from crawler.text.clean import clean
from crawler.text.relevance import Topic, Verdict, load_topic

Scores = Sequence[float]


def table(name: str, items: Sequence[Item], scores: Scores, cut: float) -> dict[str, float]:
    """Print one row a language and a kind of item; return the figures of the sure ones."""
    figures = {}
    for kind in ("sure", "all", "abridged"):
        for lang in ("zh", "en", "both"):
            own = [
                (item.relevant, score)
                for item, score in zip(items, scores, strict=True)
                if lang in (item.lang, "both")
                and item.abridged == (kind == "abridged")
                and (item.sure or kind != "sure")
            ]
            truth = [t for t, _ in own]
            if not any(truth):
                continue
            values = [s for _, s in own]
            chosen = [s >= cut for s in values]
            low, high = interval(truth, chosen, rounds=300)
            row = {
                "f1": f1(truth, chosen),
                "ap": average_precision(truth, values),
                "p80": precision_at_recall(truth, values, 0.8),
            }
            print(
                f"{name:14} {kind:8} {lang:4} n={len(own):4} relevant={sum(truth):3} "
                f"F1 {row['f1']:.3f} ({low:.2f}-{high:.2f})  AP {row['ap']:.3f}  "
                f"P at R .8 {row['p80']:.3f}"
            )
            if kind == "sure":
                figures |= {f"{lang}_{key}": value for key, value in row.items()}
    return figures


def lead(items: Sequence[Item], ours: list[bool], theirs: list[bool], name: str) -> None:
    for lang in ("zh", "en"):
        own = [
            i
            for i, item in enumerate(items)
            if item.lang == lang and item.sure and not item.abridged
        ]
        low, high = interval(
            [items[i].relevant for i in own], [ours[i] for i in own], [theirs[i] for i in own]
        )
        print(f"lead over {name} in F1, {lang}: 95 % between {low:+.3f} and {high:+.3f}")


def reliability(items: Sequence[Item], scores: Scores) -> None:
    """Print how often items of about one score are relevant: a score is meant as a probability."""
    print("score      items  mean score  relevant")
    for low, high in pairwise((0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 1.01)):
        there = [
            (score, item.relevant)
            for item, score in zip(items, scores, strict=True)
            if low <= score < high and not item.abridged
        ]
        if there:
            mean, share = (sum(column) / len(there) for column in zip(*there, strict=True))
            print(f"{low:.2f}-{min(high, 1):.2f} {len(there):6} {mean:11.2f} {share:9.2f}")


def spans_hold(items: Sequence[Item], verdicts: Sequence[Verdict]) -> float:
    """Share of relevant verdicts with evidence, all of which lies within what was given."""
    good = total = 0
    for item, verdict in zip(items, verdicts, strict=True):
        if verdict.label != "relevant":
            continue
        total += 1
        sizes = {"title": len(item.title), "text": len(item.text)}
        good += bool(verdict.evidence) and all(
            0 <= e.start < e.end <= sizes[e.field] for e in verdict.evidence
        )
    return good / total if total else 1.0


def cost(topic: Topic, items: Sequence[Item]) -> float:
    """CPU time of judging off-topic texts as a multiple of cleaning them; median of five.

    Those drawn blind from an archive, where there are any: what a crawler meets.
    """
    wrong = [item for item in items if not item.relevant]
    texts = [item for item in wrong if item.stratum == "random"] or wrong
    ratios = []
    for _ in range(5):
        begin = time.process_time()
        for item in texts:
            clean(item.text)
        middle = time.process_time()
        for item in texts:
            topic.judge(item.title, item.text)
        ratios.append((time.process_time() - middle) / max(middle - begin, 1e-9))
    return median(ratios)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--scores", type=Path, help="out-of-fold scores, JSON")
    parser.add_argument("--raw", action="store_true", help="do not clean the texts first")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    folder = args.data or (SHARED if SHARED.exists() else HERE / "texts")
    items = load(folder)
    if not args.raw:
        items = [replace(i, title=clean(i.title).text, text=clean(i.text).text) for i in items]
    topic = load_topic("ai-competition")
    verdicts = [topic.judge(item.title, item.text) for item in items]
    scores = [verdict.score for verdict in verdicts]
    if args.scores:
        given = json.loads(args.scores.read_text("utf-8"))
        scores = [given[item.id] for item in items]
    cut = topic.definition.thresholds.relevant
    chosen = [score >= cut for score in scores]
    truth = [item.relevant for item in items]
    figures = table("newsvane", items, scores, cut)
    kinds = {"keywords": baselines.keywords(items)}
    kinds["lexicon"] = baselines.lexicon(items, folder / "lexicon.tsv")
    try:
        kinds["tf-idf + lr"] = baselines.tfidf(items, folds(items, 5, 0))
    except ImportError as error:
        print(f"tf-idf + lr: skipped, {error}")
    for name, theirs in kinds.items():
        at = best_cut(truth, theirs)  # the baseline is given its best threshold
        table(name, items, theirs, at)
        lead(items, chosen, [score >= at for score in theirs], name)
    wild = [keep for keep, item in zip(chosen, items, strict=True) if item.stratum == "random"]
    if wild:
        figures["random"] = sum(wild) / len(wild)
        print(f"random strata judged relevant: {sum(wild)} of {len(wild)}")
    reliability(items, scores)
    keep = {item.id: own for item, own in zip(items, chosen, strict=True)}
    pairs = [(keep[i.base], keep[i.id]) for i in items if i.base in keep and i.relevant]
    figures["spun"] = sum(before and not after for before, after in pairs)
    print(f"spun variants lost: {figures['spun']} of {len(pairs)}")
    figures["spans"] = spans_hold(items, verdicts)
    figures["cost"] = cost(topic, items)
    print(f"spans that hold: {figures['spans']:.3f}; cost: {figures['cost']:.2f} x cleaning")
    if not args.check:
        return 0
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
    own = floors["shared" if folder == SHARED else "own"]
    under = [k for k, v in own["at_least"].items() if figures.get(k, 0.0) < v]
    over = [k for k, v in own["at_most"].items() if figures.get(k, 0.0) > v]
    for key in (*under, *over):
        print(f"MISSED: {key} is {figures.get(key, 0.0):.3f}", file=sys.stderr)
    return 1 if under or over else 0


if __name__ == "__main__":
    sys.exit(main())
