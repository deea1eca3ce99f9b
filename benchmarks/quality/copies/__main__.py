"""Measure the comparison of texts, the index of candidates, stories and origins.

    python -m benchmarks.quality.copies [--data DIR] [--check] [--baselines] [--store] [--write F]

Without ``--data`` pairs are made from our own articles; with it, ``dev.jsonl.gz`` in DIR is read
(and ``clean_texts.jsonl.gz``, if there, fills the index of candidates).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
import tomllib
from pathlib import Path

from benchmarks.quality.copies import baselines, candidates, origin, pairs, score, streams
from benchmarks.quality.copies.spin import HERE
from crawler.text import provenance
from crawler.text.compare import compare

_ROUNDS = 2
_ORDERS = (1, 2, 3)


def ours(a: str, b: str) -> score.Answer:
    found = compare(a, b)
    return score.Answer(found.probability, found.relation)


def show_pairs(found: list[pairs.Pair], *, with_baselines: bool) -> dict[str, float]:
    start = time.process_time()
    answers = [ours(pair.a, pair.b) for pair in found]
    print(f"{len(found)} pairs, {(time.process_time() - start) / len(found) * 1000:.2f} ms each")
    score.show(found, answers)
    for name, matcher in baselines.known().items() if with_baselines else ():
        said = [matcher(pair.a, pair.b) for pair in found]
        for language in ("zh", "en"):
            chosen = [i for i, pair in enumerate(found) if pair.language == language]
            value = score.figure([found[i] for i in chosen], [said[i] for i in chosen])
            print(f"{name:28}{language} F1 {value}")
    return figures(found, answers)


def figures(found: list[pairs.Pair], answers: list[score.Answer]) -> dict[str, float]:
    """Return what the floors speak of."""

    def share(relation: str, *kinds: str) -> float:
        said = [a.relation for p, a in zip(found, answers, strict=True) if p.kind.startswith(kinds)]
        return said.count(relation) / max(1, len(said))

    measured = {
        f"f1_{language}": score.f1(
            (pair.label == pairs.COPY, answer.relation == "copy")
            for pair, answer in zip(found, answers, strict=True)
            if pair.language == language and pair.label != pairs.QUOTE
        )
        for language in ("zh", "en")
    }
    return {
        **measured,
        "recall_seed-like": share("copy", "seed-like", "seedlike"),
        "false_same_event": share("copy", "same event", "neg_topical", "en_neg_topical"),
        "false_template": share("copy", "template", "neg_template"),
        "false_random": share("copy", "random", "neg_random", "en_neg_random"),
        "false_same_wrapper": share("copy", "same wrapper", "neg_same_farm"),
        "quotes": share("quote", "quote", "en_quote"),
    }


def show_candidates(found: list[pairs.Pair], texts: dict[str, str]) -> float:
    measured = candidates.measure(found, texts)
    print(f"\n{'among the candidates':38}{'share':>8}{'each':>8}{'n':>6}")
    for kind, one in measured.items():
        print(f"{kind:38}{one.share:8.3f}{one.candidates:8.1f}{one.pairs:6}")
    return measured["all whole copies"].share


def show_streams(found: list[pairs.Pair], *, with_store: bool) -> float:
    stream = streams.items(found)
    print(f"\nstories from a stream of {len(stream)}, adjusted Rand index")
    worst = 1.0
    kinds = {"in memory": streams.simulated} | ({"stored": streams.stored} if with_store else {})
    for name, opened in kinds.items():
        values = []
        for seed in _ORDERS:
            with opened() as library:
                values.append(streams.measure(library, stream, seed))
        print(f"{name:12}", " ".join(f"{value:.4f}" for value in values))
        worst = min(worst, *values)
    return worst


def show_origins() -> dict[str, float]:
    found = origin.measure(provenance.find)
    print(f"\norigin: right / named {found.precision:.3f}, named {found.named:.3f}")
    print("wrong:", "; ".join(found.wrong) or "none")
    print("not named:", "; ".join(found.unnamed))
    return {"precision": found.precision, "named": found.named}


def below(floors: dict[str, float], measured: dict[str, float]) -> list[str]:
    """Return a line for each floor that is missed; a ``false_`` one is a ceiling."""
    return [
        f"{name}: {measured[name]:.4f}, floor {floor}"
        for name, floor in floors.items()
        if (measured[name] > floor if name.startswith("false_") else measured[name] < floor)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="labelled pairs of others, see README.md")
    parser.add_argument("--check", action="store_true", help="fail below the floors")
    parser.add_argument("--baselines", action="store_true", help="SimHash and MinHash as well")
    parser.add_argument("--store", action="store_true", help="streams through a real store as well")
    parser.add_argument("--write", type=Path, help="write our pairs as JSON lines, gzipped")
    options = parser.parse_args()
    texts = pairs.own_texts()
    if options.data is None:
        found = pairs.generate(texts, _ROUNDS)
    else:
        found = pairs.read(options.data / "dev.jsonl.gz")
        clean = options.data / "clean_texts.jsonl.gz"
        if clean.exists():
            with gzip.open(clean, "rt", encoding="utf-8") as lines:
                texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    if options.write is not None:
        pairs.write(options.write, found)
    measured = show_pairs(found, with_baselines=options.baselines)
    measured["candidates"] = show_candidates(found, texts)
    measured["rand_index"] = show_streams(found, with_store=options.store)
    origins = show_origins()
    if not options.check:
        return 0
    if options.data is not None:
        parser.error("the floors are of our own pairs: --check goes without --data")
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    missed = below(floors["own"], measured) + below(floors["origin"], origins)
    print("\n".join(["", "below the floor:", *missed] if missed else ["", "all floors hold"]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
