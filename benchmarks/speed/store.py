"""What a store costs as it grows: one addition, one look-up, one search, and bytes an article.

Fills stores of several sizes with synthetic Chinese texts, then does the same work in each of
them in turn, so that all see the same moods of the machine. Ratios are to the smallest store.

Run: python benchmarks/speed/store.py [--sizes 10000 100000] [--rounds 300] [--keep DIR]
Filling takes about 3 ms of CPU an article; with --keep a second run finds the stores filled.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from crawler.library import _fold, _Matcher
from storage.records import Article
from storage.rows import StoredEvidence, StoredVerdict
from storage.store import Store

START = datetime(2025, 11, 20, tzinfo=UTC)
LENGTH = 650
_CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]
_WEIGHTS = list(accumulate(1 / (rank + 10) for rank in range(len(_CHARACTERS))))
_VERDICT = StoredVerdict(
    "ai-competition",
    "1",
    "relevant",
    0.8,
    tuple(StoredEvidence("ai", "芯片", "text", n, n + 2, 1.0) for n in range(8)),
)


def write(number: int) -> str:
    """Return a text of its own for each number, with characters as unevenly used as in Chinese."""
    chosen = random.Random(number).choices(_CHARACTERS, cum_weights=_WEIGHTS, k=LENGTH)
    return "，".join("".join(chosen[at : at + 12]) for at in range(0, LENGTH, 12)) + "。"


def in_pairs(text: str) -> list[str]:
    """Stand in for a segmenter: jieba's own cost does not depend on the store."""
    return [text[place : place + 2] for place in range(0, len(text), 2)]


def make(number: int, text: str) -> Article:
    moment = START + timedelta(minutes=5 * number)
    return Article(
        url=f"https://host{number % 500}.example/{number}.html",
        title=text[:24],
        text=text,
        publisher=f"Publisher {number % 500}",
        language="zh",
        source=f"source-{number % 100}",
        published=moment,
        fetched=moment + timedelta(minutes=3),
        cleaned=True,
    )


def open_filled(path: Path, size: int) -> Store:
    """Fill a store up to ``size`` articles, a thousand a transaction."""
    store = Store(path, matcher=_Matcher(), segmenter=in_pairs, fold=_fold)
    done = store.status()["articles"]
    while done < size:
        last = min(size, done + 1_000)
        store.add_many([(make(number, write(number)), _VERDICT) for number in range(done, last)])
        done = last
        print(f"\r{path.name}: {done} of {size}", end="", flush=True)
    print()
    store.prune()
    return store


def works(store: Store, size: int, turn: int) -> dict[str, Callable[[], object]]:
    """Return the pieces of work of one turn, by name."""
    number = 10_000_000 + 3 * turn
    copied = write(turn * 31 % size)
    at = turn % (LENGTH - 4)
    fresh = make(number, write(number))
    copy = make(number + 1, copied[:at] + "某" + copied[at:])
    off_topic = make(number + 2, copied[at:])
    stored = make(turn, write(turn))
    return {
        "add, new": lambda: store.add(fresh, _VERDICT),
        "add, copy": lambda: store.add(copy, _VERDICT),
        "add, seen": lambda: store.add(stored, _VERDICT),
        "drop": lambda: store.drop(off_topic, _VERDICT),
        "known, stored": lambda: store.known(stored.url),
        "known, new": lambda: store.known(f"https://none.example/{turn}"),
        "stories, newest": lambda: store.stories(limit=50),
        "search by time, rare": lambda: store.search(copied[at : at + 4]),
        "search by time, frequent": lambda: store.search(_CHARACTERS[0] + _CHARACTERS[1]),
        "search by relevance, frequent": lambda: store.search(
            _CHARACTERS[0] + _CHARACTERS[1], by="relevance"
        ),
    }


def measure(stores: dict[int, Store], rounds: int) -> dict[str, dict[int, list[float]]]:
    """Return CPU milliseconds a call, by work and size."""
    spent: dict[str, dict[int, list[float]]] = {}
    for turn in range(rounds):
        for size, store in stores.items():
            for name, work in works(store, size, turn).items():
                if "relevance" in name and turn % 10:
                    continue
                before = time.process_time()
                work()
                elapsed = 1_000 * (time.process_time() - before)
                spent.setdefault(name, {}).setdefault(size, []).append(elapsed)
    return spent


def growth(sizes: Sequence[int], rounds: int, place: Path) -> dict[str, dict[str, float]]:
    """Return of each piece of work its median in the smallest store and its growth to the largest.

    In CPU milliseconds. ``place`` keeps the filled stores.
    """
    place.mkdir(parents=True, exist_ok=True)
    stores = {size: open_filled(place / f"{size}.db", size) for size in sizes}
    spent = measure(stores, rounds)
    middle = {
        name: {size: statistics.median(times) for size, times in by_size.items()}
        for name, by_size in spent.items()
    }
    for store in stores.values():
        store.close()
    return {
        name: {
            "cpu_ms": by_size[min(sizes)],
            "growth": by_size[max(sizes)] / by_size[min(sizes)],
        }
        for name, by_size in middle.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = options.keep or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        stores = {size: open_filled(place / f"{size}.db", size) for size in options.sizes}
        spent = measure(stores, options.rounds)
        smallest = options.sizes[0]
        print(f"{'CPU ms, median (p95)':32}" + "".join(f"{size:>20}" for size in stores))
        for name, by_size in spent.items():
            middle = {size: statistics.median(times) for size, times in by_size.items()}
            high = {size: sorted(times)[int(len(times) * 0.95)] for size, times in by_size.items()}
            cells = "".join(f"{middle[size]:12.3f} ({high[size]:5.2f})" for size in stores)
            ratios = " ".join(f"x{middle[size] / middle[smallest]:.2f}" for size in stores)
            print(f"{name:32}{cells}   {ratios}")
        for size, store in stores.items():
            counts = store.status()
            print(f"{size}: {counts['bytes'] / counts['articles'] / 1024:.1f} KiB an article")
            store.close()


if __name__ == "__main__":
    main()
