"""How much of what is there a search finds, and how far up the best of it stands.

    python -m benchmarks.quality.search [--check] [--own]

Recall at 20, by time, of the queries whose substring stands in fewer than 20 texts; reciprocal
rank of the best hit, by relevance. FTS5's own trigram index and jieba's words alone are asked the
same. Without the shared data the project's own texts are searched.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.quality.search.corpus import HERE, SHARED, Text, best, holding, queries, texts
from crawler.library import _fold, _words
from storage.records import Article
from storage.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
AT = 20
BATCH = 500


class _NoCopies:
    """A matcher that finds no copies: here every text is to be found for itself."""

    def fingerprint(self, text: str) -> Sequence[int]:
        del text
        return ()

    def compare(self, a: str, b: str) -> None:
        raise NotImplementedError  # without fingerprints there is never a candidate to compare

    def origin(self, members: Sequence[Article]) -> _First:
        del members
        return _First()


class _First:
    lead = 0
    publisher = None
    confidence = 0.0
    reasons = ()


def fill(path: Path, collection: Sequence[Text]) -> Store:
    """Keep the texts in a store; the number of each stands in its URL."""
    store = Store(path, matcher=_NoCopies(), segmenter=_words, fold=_fold)
    for start in range(0, len(collection), BATCH):
        store.add_many(
            (article(number, text), None)
            for number, text in enumerate(collection[start : start + BATCH], start)
        )
        print(f"\r{start} of {len(collection)} texts", end="", file=sys.stderr)
    print(file=sys.stderr)
    return store


def article(number: int, text: Text) -> Article:
    moment = START + timedelta(minutes=number)
    return Article(
        url=f"https://texts.example/{number}",
        title=text.title,
        text=text.body,
        language=text.language,
        published=moment,
        fetched=moment,
        cleaned=True,
    )


Ask = Callable[[str], list[int]]


def ours(store: Store, by: str) -> Ask:
    def ask(query: str) -> list[int]:
        return [int(hit.url.rsplit("/", 1)[1]) for hit in store.search(query, limit=AT, by=by)]

    return ask


def plain_fts(collection: Sequence[Text], tokenizer: str, words: bool) -> Ask:
    """Return FTS5 as it comes: over trigrams, or over jieba's words."""
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE t USING fts5(body, tokenize='{tokenizer}')")

    def form(text: str) -> str:
        return " ".join(_words(text)) if words else text

    db.executemany(
        "INSERT INTO t (rowid, body) VALUES (?, ?)",
        ((n + 1, form(f"{text.title}\n{text.body}")) for n, text in enumerate(collection)),
    )

    def ask(query: str) -> list[int]:
        match = " AND ".join('"' + form(part).replace('"', "") + '"' for part in query.split())
        rows = db.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid DESC LIMIT ?", (match, AT)
        )
        return [row[0] - 1 for row in rows]

    return ask


def measure(name: str, ask: Ask, ranked: Ask, collection: Sequence[Text], shared: bool) -> dict:
    """Print a row a kind; return the figures of all together."""
    by_kind: dict[str, list[tuple[float, float]]] = {}
    left_out = []
    for kind, query in queries(shared):
        truth = holding(query, collection, kind=kind)
        if not 0 < len(truth) < AT:
            left_out.append(f"{query} ({len(truth)})")
            continue
        found = ask(query)
        recall = len(set(found) & set(truth)) / len(truth)
        wanted = best(query, truth, collection, kind=kind)
        rank = next((n for n, one in enumerate(ranked(query), 1) if one in wanted), 0)
        by_kind.setdefault(kind, []).append((recall, 1 / rank if rank else 0.0))
        if recall < 1 and name == "newsvane":
            print(f"  missed in {kind}: {query}: {len(set(found) & set(truth))} of {len(truth)}")
    every = [pair for pairs in by_kind.values() for pair in pairs]
    for kind, pairs in [*by_kind.items(), ("all", every)]:
        recall, rank = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
        print(
            f"{name:12} {kind:12} n={len(pairs):3}  recall@{AT} {recall:.3f}  best hit {rank:.3f}"
        )
    if name == "newsvane" and left_out:
        print(f"  left out, in no text or in {AT} and more: {', '.join(left_out)}")
    return {"recall": recall, "mean_reciprocal_rank": rank, "queries": len(every)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit 1 where a figure is too low")
    parser.add_argument("--own", action="store_true", help="only the project's own texts")
    options = parser.parse_args()
    shared = SHARED.is_file() and not options.own
    collection = texts(shared)
    with tempfile.TemporaryDirectory(prefix="newsvane-search-") as folder:
        store = fill(Path(folder) / "texts.db", collection)
        figures = measure(
            "newsvane", ours(store, "time"), ours(store, "relevance"), collection, shared
        )
        store.close()
    if not options.check:
        for name, tokenizer, words in (("trigram", "trigram", False), ("words", "unicode61", True)):
            ask = plain_fts(collection, tokenizer, words)
            measure(name, ask, ask, collection, shared)
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    lowest = floors["shared" if shared else "own"]["at_least"]
    low = [name for name, floor in lowest.items() if figures[name] < floor]
    for name in low:
        print(f"{name} is {figures[name]:.3f}, under its floor of {lowest[name]}")
    return 1 if options.check and low else 0


if __name__ == "__main__":
    sys.exit(main())
