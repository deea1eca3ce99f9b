"""Fit the weights of ``crawler.text.compare`` and write ``crawler/data/compare_model.json``.

    python -m benchmarks.quality.copies.fit --data DIR [--out FILE]

DIR holds ``dev.jsonl.gz`` (labelled pairs) and ``clean_texts.jsonl.gz`` (articles), see README.md.
Needs scikit-learn, which the program itself does not.

The pairs are completed by copies and quotes which ``spin`` makes from the clean articles, among
them edited and wrapped-and-cut ones that the pairs lack: without these, two genuine copies in five
were missed as soon as an editor had touched them. Articles that are refilled with other numbers and
names stand for template stories. All of these weigh less than the pairs. Trees may only
use what is shared in its natural direction (more shared text never lowers the probability).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.quality.copies import pairs, score, spin
from crawler.text import compare
from crawler.text.features import Side, shared

_OUT = Path(__file__).parents[3] / "crawler" / "data" / "compare_model.json"
_ADDED_WEIGHT = 0.2
_ADDED_KINDS = ("words15", "words30", "cut50+words15", "wrap+cut70", "reorder+words5", "exact")
#: +1: a larger value may only raise the probability; -1: only lower it; absent: free.
_DIRECTIONS = {
    "copy": {
        "coverage_x": 1,
        "bigrams_x": 1,
        "bigrams_y": 1,
        "fourgrams_x": 1,
        "numbers_x": 1,
        "numbers_y": 1,
        "level": 1,
        "uneven": -1,
        "both_ways": -1,
        "rewritten": -1,
        "other_numbers": -1,
        "other_numerals": -1,
        "other_names": -1,
        "hole_x": -1,
    },
    "quote": {"longest": 1, "matched": 1, "run": 1, "edge": -1},
}


def _articles(path: Path, language: str, count: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [row["text"][:4000] for row in map(json.loads, lines) if row["lang"] == language]
    random.Random(5).shuffle(texts)
    return texts[:count]


def added(path: Path) -> Iterator[pairs.Pair]:
    """Yield copies, quotes and strangers made from the clean articles in ``path``."""
    for language, count in (("zh", 900), ("en", 300)):
        texts = _articles(path, language, count)
        for number, text in enumerate(texts):
            rng = random.Random(number)
            stranger = texts[(number + 7) % len(texts)]
            group = f"added-{language}-{number}"

            for kind in _ADDED_KINDS:
                copy = pairs.SPINNERS[kind](text, rng)
                yield pairs.Pair(text, copy, pairs.COPY, f"+{kind}", language, group)
            edited = spin.edit(text, rng, stranger)
            yield pairs.Pair(text, edited, pairs.COPY, "+edited", language, group)
            quoting = spin.quote(text, stranger, rng, rng.choice((0.25, 0.3, 0.35)))
            yield pairs.Pair(text, quoting, pairs.QUOTE, "+quote", language, group)
            spun = pairs.SPINNERS["words15"](quoting, rng)
            yield pairs.Pair(text, spun, pairs.QUOTE, "+quote+words15", language, group)
            yield pairs.Pair(text, stranger, pairs.DIFFERENT, "+random", language, group)
            refilled = spin.refill(text, rng, stranger)
            if refilled is not None:
                yield pairs.Pair(text, refilled, pairs.DIFFERENT, "+template", language, group)
                part = spin.cut(refilled, rng, rng.choice((0.4, 0.5, 0.6)))
                yield pairs.Pair(text, part, pairs.DIFFERENT, "+template, cut", language, group)
            yield pairs.same_wrapper(text, stranger, rng, f"+{language}", group)


def rows(found: Iterator[pairs.Pair]) -> tuple[list[pairs.Pair], list[dict[str, float]]]:
    """Return the pairs which share enough for a model to be asked, and their features.

    Pairs labelled different whose texts are identical are left out: the label is wrong.
    """
    kept, features = [], []
    for pair in found:
        if pair.label == pairs.DIFFERENT and pair.a == pair.b:
            continue
        values = shared(Side(pair.a), Side(pair.b)).features
        if values is not None:
            kept.append(pair)
            features.append(values)
    return kept, features


def classifier(target: str, names: list[str]) -> Any:
    """Return an unfitted booster: 60 trees of at most eight leaves."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=60,
        max_depth=3,
        learning_rate=0.15,
        min_samples_leaf=15,
        l2_regularization=1.0,
        monotonic_cst=[_DIRECTIONS[target].get(name, 0) for name in names],
        early_stopping=False,
        random_state=0,
    )


def exported(model: Any) -> dict[str, Any]:
    """Return a fitted booster as nested lists.

    A leaf is a number, a split is ``[feature, threshold, at or below, above]``.
    """

    def tree(nodes: Any, number: int) -> Any:
        node = nodes[number]
        if node["is_leaf"]:
            return round(float(node["value"]), 4)
        return [
            int(node["feature_idx"]),
            round(float(node["num_threshold"]), 5),
            tree(nodes, int(node["left"])),
            tree(nodes, int(node["right"])),
        ]

    return {
        # scikit-learn has no public way to read its trees.
        "base": round(float(model._baseline_prediction.ravel()[0]), 4),  # noqa: SLF001
        "trees": [tree(found[0].nodes, 0) for found in model._predictors],  # noqa: SLF001
    }


def fit(target: str, label: int, kept: list[pairs.Pair], features: list[dict[str, float]]) -> Any:
    """Fit one booster; for quotes only among pairs which are not copies."""
    names = list(features[0])
    use = [i for i, pair in enumerate(kept) if target == "copy" or pair.label != pairs.COPY]
    return classifier(target, names).fit(
        [list(features[i].values()) for i in use],
        [int(kept[i].label == label) for i in use],
        sample_weight=[_ADDED_WEIGHT if kept[i].kind.startswith("+") else 1.0 for i in use],
    )


def folds(kept: list[pairs.Pair], count: int = 5) -> list[int]:
    """Return a fold for each pair, such that no article is in two folds.

    Pairs that share an article, directly or through others, stay together.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for pair in kept:
        parent[root(pair.group)] = root(pair.group_b or pair.group)
    return [zlib.crc32(root(pair.group).encode()) % count for pair in kept]


def cross_validated(kept: list[pairs.Pair], features: list[dict[str, float]]) -> list[score.Answer]:
    """Return for each pair what models fitted without its articles answer."""
    fold = folds(kept)
    answers: list[score.Answer | None] = [None] * len(kept)
    for number in range(max(fold) + 1):
        train = [i for i in range(len(kept)) if fold[i] != number]
        test = [i for i in range(len(kept)) if fold[i] == number]
        chosen = ([kept[i] for i in train], [features[i] for i in train])
        values = [list(features[i].values()) for i in test]
        copy = fit("copy", pairs.COPY, *chosen).predict_proba(values)[:, 1]
        quote = fit("quote", pairs.QUOTE, *chosen).predict_proba(values)[:, 1]
        for i, p, q in zip(test, copy, quote, strict=True):
            answers[i] = score.Answer(float(p), compare.relation(p, q))
    return [answer for answer in answers if answer is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=_OUT)
    parser.add_argument("--cross-validate", action="store_true", help="measure, write nothing")
    options = parser.parse_args()
    labelled = pairs.read(options.data / "dev.jsonl.gz")
    kept, features = rows(iter([*labelled, *added(options.data / "clean_texts.jsonl.gz")]))
    if options.cross_validate:
        known = dict(zip(map(id, kept), cross_validated(kept, features), strict=True))
        # What was left out: identical texts, whatever their label, and those that share nothing.
        same, nothing = score.Answer(1.0, "copy"), score.Answer(0.0, "different")
        others = [same if pair.a == pair.b else nothing for pair in labelled]
        score.show(labelled, [known.get(id(p), o) for p, o in zip(labelled, others, strict=True)])
        made = [pair for pair in kept if pair.kind.startswith("+")]
        score.show(made, [known[id(pair)] for pair in made])
        return
    model = {"features": list(features[0])}
    for target, label in (("copy", pairs.COPY), ("quote", pairs.QUOTE)):
        model[target] = exported(fit(target, label, kept, features))
    lines = json.dumps(model, separators=(",", ":")).replace("]],[", "]],\n[")
    options.out.write_text(lines + "\n", encoding="utf-8")
    print(f"{len(kept)} pairs, {options.out.stat().st_size} bytes written to {options.out.name}")


if __name__ == "__main__":
    main()
