"""``python -m benchmarks.watch.year``: the store after a year of many sources.

A store is filled as a year of 1,000 sources every 15 minutes leaves it, by the retention that
``newsvane doctor`` and the daemon apply: slots of the last 30 days, older ones counted by the day,
runs that changed something, and the addresses seen. Then a poll decision (what the daemon asks and
writes for a source whose look has ended) and the look-up of an address are timed in CPU, beside an
empty store. ``--check`` exits with 1 where a ratio is above its floor.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler import rhythms
from crawler.library import Library, open_store
from scheduler import rhythm
from scheduler.adaptive import Limits
from storage import slots as slot_rows
from storage.slots import Due

NOW = datetime(2027, 3, 1, tzinfo=UTC)
FLOORS = {"decision_ratio": 1.5, "seen_ratio": 1.5}
_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)
_OUTCOMES = ("unchanged", "unchanged", "unchanged", "done", "done", "late", "skipped", "failed")


def name(number: int) -> str:
    """Return the name of a source."""
    return f"source-{number:04}"


def url(number: int) -> str:
    """Return one of the addresses seen."""
    return f"https://www.site-{number % 997}.example/news/2026/{number % 12 + 1:02}/{number}.html"


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def fill(path: Path, sources: int, seen: int, days: int) -> None:
    """Write what a year leaves, in order of the keys, as quickly as SQLite takes it."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    for sql, rows in (
        ("INSERT INTO slots VALUES (?, ?, ?, ?, ?)", _slots(sources, days)),
        ("INSERT INTO slot_days VALUES (?, ?, ?, ?)", _slot_days(sources)),
        (
            (
                "INSERT INTO runs (source, trigger, started, finished, outcome, counts, process)"
                " VALUES (?, 'schedule', ?, ?, ?, ?, '1@1')"
            ),
            _runs(sources, days),
        ),
        (
            "INSERT INTO seen (url, why, at) VALUES (?, 'no article', ?)",
            ((text, _text(NOW - number % 365 * _DAY)) for text, number in _seen(seen)),
        ),
    ):
        db.execute("BEGIN")
        db.executemany(sql, rows)
        db.execute("COMMIT")
    db.close()


def _slots(sources: int, days: int) -> Iterator[tuple[str, str, str, str, str]]:
    for number in range(sources):
        for index in range(days * 96):
            due = _text(NOW - days * _DAY + index * _QUARTER)
            yield name(number), due, _OUTCOMES[index % 8], "", due


def _slot_days(sources: int) -> Iterator[tuple[str, str, str, int]]:
    for day in range(365, 30, -1):
        for number in range(sources):
            for outcome in ("done", "late", "unchanged"):
                yield _text(NOW - day * _DAY)[:10], name(number), outcome, 32


def _runs(sources: int, days: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Twelve a day that changed something, for 120 days; the others for 30 days."""
    for hour in range(120 * 12):
        at = _text(NOW - 120 * _DAY + hour * 2 * timedelta(hours=1))
        for number in range(sources):
            yield name(number), at, at, "done", '{"found": 20, "seen": 19, "off_topic": 1}'
    for index in range(days * 84):
        at = _text(NOW - days * _DAY + index * _DAY / 84)
        for number in range(sources):
            yield name(number), at, at, "unchanged", '{"unchanged": 1}'


def _seen(count: int) -> Iterator[tuple[str, int]]:
    yield from sorted((url(number), number) for number in range(count))


def learn(store: Library, sources: int) -> None:
    """Give each source a rhythm and a due time, in either store."""
    known = rhythm.learn(None, now=NOW - _DAY, fresh=0)
    for hour in range(24):
        known = rhythm.learn(known, now=NOW - _DAY + hour * timedelta(hours=1), fresh=hour % 3)
    store.save_rhythms({name(number): rhythm.to_json(known) for number in range(sources)})
    dues = {name(number): Due(NOW, NOW - _QUARTER, "every 15m") for number in range(sources)}
    store.record_slots([], dues)


def decide(store: Library, number: int, sources: int) -> None:
    """Do what is done when a look has ended: place the next one, write both down."""
    source = name(number % sources)
    decision = rhythms.next_look(store, source, NOW + number * timedelta(seconds=1), Limits())
    slot = (source, NOW + number * timedelta(seconds=1), "unchanged", "")
    store.record_slots([slot], {source: Due(decision.due, slot[1], decision.why)})


def beside(
    work: Callable[[Library, int], object],
    stores: list[Library],
    count: int,
    warm: Callable[[int], object] = lambda _index: None,
) -> float:
    """Return the cost in the first store as a multiple of that in the second, in CPU.

    ``warm`` does first, for each part and off the clock, what is remembered from one store to the
    other, or only the first would pay for it.
    """
    rounds = []
    for part in range(10):
        spent = []
        for index in range(count // 10):
            warm(part * count // 10 + index)
        for store in stores:
            began = time.process_time()
            for index in range(count // 10):
                work(store, part * count // 10 + index)
            spent.append(time.process_time() - began)
        rounds.append(spent[0] / spent[1])
    return statistics.median(rounds)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--seen", type=int, default=5_000_000)
    parser.add_argument("--days", type=int, default=30, help="for which slots are kept one by one")
    parser.add_argument("--check", action="store_true", help="exit 1 where a floor is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, "year.db"), Path(folder, "empty.db")]
        for path in paths:
            open_store(path).close()
        fill(paths[0], arguments.sources, arguments.seen, arguments.days)
        size = paths[0].stat().st_size
        tables = _sizes(paths[0])
        stores = [open_store(path) for path in paths]
        for store in stores:
            learn(store, arguments.sources)
        # How an address is spelt is remembered by the process, whatever store is asked.
        other = open_store(Path(folder, "other.db"))
        draw = random.Random(1)
        asked = [url(draw.randrange(arguments.seen * 2)) for _ in range(20_000)]
        figures = {
            "decision_ratio": beside(lambda s, i: decide(s, i, arguments.sources), stores, 4000),
            "seen_ratio": beside(
                lambda s, i: s.known(asked[i]), stores, 20_000, lambda i: other.known(asked[i])
            ),
        }
        began = time.process_time()
        with stores[0]._writing() as db:  # noqa: SLF001
            slot_rows.fold(db.conn, _text(NOW - (arguments.days - 1) * _DAY))
        folded = time.process_time() - began
        for store in [*stores, other]:
            store.close()
    print(f"size {size / 2**20:.0f} MiB, of which " + ", ".join(tables))
    print(f"a day of slots is counted in {folded:.2f} s of CPU")
    for key, value in figures.items():
        print(f"{key:16} {value:.2f}")
    missed = [key for key, most in FLOORS.items() if figures[key] > most]
    if missed:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    sys.exit(1 if missed and arguments.check else 0)


def _sizes(path: Path) -> list[str]:
    """Return the largest tables and indexes with their size."""
    db = sqlite3.connect(path)
    try:
        rows = db.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8"
        ).fetchall()
    except sqlite3.OperationalError:  # built without it
        rows = []
    db.close()
    return [f"{name} {size / 2**20:.0f}" for name, size in rows]


if __name__ == "__main__":
    main()
