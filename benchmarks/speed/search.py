"""What asking a store costs as it grows: searches, the list of stories, more like this one.

Fills stores of several sizes with synthetic Chinese texts that are no copies of each other, then
asks each the same in turn, so that all see the same moods of the machine. What is printed are
CPU times; ratios are to the smallest store, of the 95th percentile.

Run: python -m benchmarks.speed.search [--sizes 1000 10000 100000] [--rounds 200] [--keep DIR]
With --keep a second run finds the stores filled; --check exits 1 where the largest store costs more,
as a multiple of the smallest, than ``floors.toml`` lets it.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.speed.store import _CHARACTERS, _VERDICT, LENGTH, in_pairs, make, write
from crawler.library import _fold
from storage.records import Article
from storage.search_index import document
from storage.search_text import FoldTable
from storage.store import Store
from storage.values import text_sha256, to_text

#: So many hashes has a text of this length on the average.
_HASHES = LENGTH // 8
#: Ranking a frequent word takes long at any size that is worth measuring.
_SLOW_EVERY = 10
_USUAL = 1_000
_FLOORS = Path(__file__).with_name("floors.toml")


class _Origin(NamedTuple):
    lead: int = 0
    publisher: str | None = None
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()


class _Alone:
    """A matcher whose texts share nothing: filling is quick and takes the usual room."""

    def fingerprint(self, text: str) -> Sequence[int]:
        draw = random.Random(text[:100])
        return [draw.getrandbits(63) for _ in range(_HASHES)]

    def compare(self, a: str, b: str) -> None:
        raise NotImplementedError  # random fingerprints make no candidates

    def origin(self, members: Sequence[Article]) -> _Origin:
        del members
        return _Origin()


def open_filled(path: Path, size: int) -> Store:
    """Fill a store: a thousand articles in the usual way, the others as rows like theirs."""
    store = Store(path, matcher=_Alone(), segmenter=in_pairs, fold=_fold)
    done = store.status()["articles"]
    if done < _USUAL:
        store.add_many([(make(n, write(n)), _VERDICT) for n in range(done, min(size, _USUAL))])
    done = store.status()["articles"]
    while done < size:
        last = min(size, done + _USUAL)
        _grow(path, range(done, last))
        done = last
        print(f"\r{path.name}: {done} of {size}", end="", flush=True)
    print()
    return store


def _grow(path: Path, numbers: range) -> None:
    """Add articles as rows: the same tables and columns, far less work than deciding each."""
    table = FoldTable(_fold)
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    rows = {
        name: dict(db.execute(f"SELECT * FROM {name} LIMIT 1").fetchone())
        for name in ("stories", "articles", "verdicts")
    }
    db.execute("BEGIN IMMEDIATE")
    for number in numbers:
        key, text = number + 1, write(number)
        article = make(number, text)
        moment = to_text(article.fetched)
        content = document(article.title, text, None, in_pairs, table)
        _put(db, "stories", {**rows["stories"], "id": key, "title": article.title, "lead": key,
                             "first_seen": moment, "first_published": moment})  # fmt: skip
        _put(db, "articles", {**rows["articles"], "id": key, "story": key, "url": article.url,
                              "title": article.title, "text": text, "fetched": moment,
                              "published": to_text(article.published), "search_id": key,
                              "publisher": article.publisher, "source": article.source,
                              "text_sha256": text_sha256(text)})  # fmt: skip
        _put(db, "verdicts", {**rows["verdicts"], "article": key})
        _put(db, "articles_fts", {"rowid": key, **asdict(content)})
        db.executemany(
            "INSERT OR IGNORE INTO fingerprints VALUES (?, ?)",
            [(one, key) for one in _Alone().fingerprint(text)],
        )
    db.execute("COMMIT")
    db.close()


def _put(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    db.execute(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )


def questions(store: Store, size: int, turn: int) -> dict[str, Callable[[], object]]:
    """Return what is asked in one turn, by name."""
    text = write(turn * 31 % size)
    at = 13 * (turn % (LENGTH // 13))
    frequent = _CHARACTERS[0] + _CHARACTERS[turn % 5]
    asked = {
        "newest first": lambda: store.search("lang:zh"),
        "rare word": lambda: store.search(text[at : at + 4]),
        "rare word, by relevance": lambda: store.search(text[at : at + 4], by="relevance"),
        "frequent word": lambda: store.search(frequent),
        "stories": lambda: store.stories(limit=30),
        "stories, score and language": lambda: store.stories(
            limit=30, least_score=0.5, language="zh"
        ),
        "one story": lambda: store.story(1 + turn * 31 % size),
    }
    if turn % _SLOW_EVERY == 0:
        asked["frequent word, by relevance"] = lambda: store.search(frequent, by="relevance")
        asked["more like this one"] = lambda: store.similar(1 + turn * 31 % size)
    return asked


def measure(stores: dict[int, Store], rounds: int) -> dict[str, dict[int, list[float]]]:
    """Return CPU milliseconds of each question, by name and size."""
    spent: dict[str, dict[int, list[float]]] = {}
    for turn in range(rounds):
        for size, store in stores.items():
            for name, ask in questions(store, size, turn).items():
                before = time.process_time()
                ask()
                elapsed = 1_000 * (time.process_time() - before)
                spent.setdefault(name, {}).setdefault(size, []).append(elapsed)
    return spent


def p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is too high")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = options.keep or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        stores = {size: open_filled(place / f"{size}.db", size) for size in options.sizes}
        spent = measure(stores, options.rounds)
        smallest = options.sizes[0]
        print(f"{'CPU ms, p95':32}" + "".join(f"{size:>10}" for size in stores))
        for name, by_size in spent.items():
            cells = "".join(f"{p95(by_size[size]):10.2f}" for size in stores)
            least = p95(by_size[smallest])
            ratios = " ".join(f"x{p95(by_size[size]) / least:.2f}" for size in stores)
            print(f"{name:32}{cells}   {ratios}")
        for size, store in stores.items():
            counts = store.status()
            print(f"{size}: {counts['bytes'] / counts['articles'] / 1024:.1f} KiB an article")
            store.close()
    missed = over(
        {
            name: p95(by_size[max(by_size)]) / p95(by_size[smallest])
            for name, by_size in spent.items()
        }
    )
    for line in missed:
        print(line)
    sys.exit(1 if options.check and missed else 0)


def over(ratios: Mapping[str, float]) -> list[str]:
    """Return the ratios that are over their bound; of questions not asked none is."""
    floors = tomllib.loads(_FLOORS.read_text(encoding="utf-8"))
    return [
        f"{name}: x{ratios[asked]:.2f}, over its bound of x{floor['most']:.2f}"
        for name, floor in floors.items()
        if floor["figure"][0] == "search"
        and (asked := floor["figure"][1]) in ratios
        and ratios[asked] > floor["most"]
    ]


if __name__ == "__main__":
    main()
