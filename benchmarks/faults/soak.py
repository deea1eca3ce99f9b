"""``python -m benchmarks.faults.soak``: crawls for minutes under faults of every kind at once.

Papers on loopback addresses publish, and answer wrongly four times in ten; meanwhile crawls are
killed, asked to end, kept from the store by a lock, and run into a full disk. Then all is calm, and
the store must hold exactly what was published: nothing lost, nothing twice, copies with their
originals, every text to its last sentence unless it is marked as not whole. Exits with 1 where it
does not. Where no file system can be mounted the disk is never full, which the report says.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from benchmarks.faults.machine import Disk, Watch, family
from benchmarks.faults.press import Item, Press

#: Seconds for one request, as configured; nothing may stand still for much longer.
DEADLINE = 2.0
#: A request may be repeated twice, with pauses, and a host may ask for a pause itself.
STALL = 60.0
MEMORY = 400.0
_CALM_ROUNDS = 6


class Soak:
    """One run: papers, a store, disturbances, and the comparison at the end."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.press = Press(seed)
        self.disk = Disk(folder / "disk")
        self.store = self.disk.place / "news.db"
        self.folder = folder
        self.done: Counter[str] = Counter()
        self.watch = Watch(lambda: self.press.requests)
        self.wrong: list[str] = []
        self._kept: set[str] = set()

    def run(self, minutes: float) -> None:
        """Crawl under faults for so long, then in calm, and compare."""
        with self.press:
            self._configure()
            end = time.monotonic() + 60 * minutes
            while time.monotonic() < end:
                self.press.publish()
                self._round()
            self.press.trouble = 0.0
            for _ in range(_CALM_ROUNDS):
                # What was too large is asked for again when its list changes.
                self.press.publish()
                self._crawl()
                if not self._missing():
                    break
            self._compare()

    def _configure(self) -> None:
        papers = "".join(
            f'[[source]]\nname = "paper{n}"\nurl = "{site.url("/feed.xml")}"\nmax_items = 5000\n'
            for n, site in enumerate(self.press.sites)
        )
        hosts = ", ".join(f'"{site.host}"' for site in self.press.sites)
        (self.folder / "newsvane.toml").write_text(
            f"catalogue = false\ndelay = 0.0\ndeadline = {DEADLINE:g}\nallow_hosts = [{hosts}]\n"
            f'database = "{self.store}"\n[disk]\nmin_free = "0 KB"\n{papers}'
        )

    def _start(self) -> subprocess.Popen[bytes]:
        self.done["crawls"] += 1
        command = [sys.executable, "-m", "crawler.cli", "crawl", "--jobs", "2"]
        log = (self.folder / "crawl.log").open("ab")
        with log:
            return subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            )  # fmt: skip

    def _crawl(self) -> None:
        if not self.watch.run(self._start(), STALL):
            self.wrong.append(f"a crawl stood still for {STALL:g} s")

    def _round(self) -> None:
        process = self._start()
        kinds = [
            "killed",
            "asked to end",
            "locked",
            "",
            "",
            *(["disk full"] if self.disk.small else []),
        ]
        kind = self.chance.choice(kinds)
        self.done[kind] += bool(kind)
        disturber = threading.Thread(target=self._disturb, args=(kind, process))
        disturber.start()
        if not self.watch.run(process, STALL):
            self.wrong.append(f"a crawl stood still for {STALL:g} s ({kind or 'undisturbed'})")
        disturber.join()
        with contextlib.suppress(ProcessLookupError):  # what a killed parent left behind
            os.killpg(process.pid, signal.SIGKILL)
        self._look()

    def _disturb(self, kind: str, process: subprocess.Popen[bytes]) -> None:
        time.sleep(self.chance.uniform(0.5, 8.0))
        if kind == "killed":
            with contextlib.suppress(ProcessLookupError):
                victims = [*family(process.pid)]
                os.kill(self.chance.choice(victims), signal.SIGKILL)
        elif kind == "asked to end":
            process.terminate()
        elif kind == "locked" and self.store.exists():
            with contextlib.suppress(sqlite3.Error):
                other = sqlite3.connect(self.store, isolation_level=None, timeout=10)
                other.execute("BEGIN IMMEDIATE")
                time.sleep(self.chance.uniform(0.2, 8.0))
                other.execute("ROLLBACK")
                other.close()
        elif kind == "disk full":
            self.disk.fill()
            time.sleep(self.chance.uniform(0.5, 5.0))
            self.disk.free()

    def _rows(self, sql: str) -> list[sqlite3.Row]:
        connection = sqlite3.connect(self.store, timeout=30)
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def _look(self) -> None:
        """After each round: the file is sound, and nothing that was there is gone."""
        try:
            check = self._rows("PRAGMA integrity_check")[0][0]
            kept = {
                row["url"]
                for row in self._rows("SELECT url FROM articles UNION SELECT url FROM dropped")
            }
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
            return  # the first crawl did not come so far
        if check != "ok":
            self.wrong.append(f"the store is damaged: {check}")
        if gone := self._kept - kept:
            self.wrong.append(f"gone from the store: {sorted(gone)[:5]}")
        self._kept = kept

    def _missing(self) -> list[Item]:
        rows = self._rows("SELECT url FROM articles UNION SELECT url FROM dropped")
        kept = {row["url"] for row in rows}
        return [item for item in self.press.items if self.press.url(item) not in kept]

    def _compare(self) -> None:
        self._look()
        self.lost = self._missing()
        self.wrong += [
            f"lost: {self.press.url(item)}, last answered with {self.press.last.get(item.path)}"
            for item in self.lost
        ]
        articles = self._rows("SELECT url, story, text, whole FROM articles")
        dropped = Counter(row["url"] for row in self._rows("SELECT url FROM dropped"))
        by_url = {row["url"]: row for row in articles}
        urls = Counter(row["url"] for row in articles) + dropped
        known = {self.press.url(item) for item in self.press.items}
        self.twice = [url for url, count in urls.items() if count > 1]
        self.wrong += [f"twice: {url}" for url in self.twice]
        self.wrong += [f"never published: {url}" for url in urls if url not in known]
        self.not_whole = 0
        stories: dict[int, int] = {}
        for item in self.press.items:
            row = by_url.get(self.press.url(item))
            if row is None:
                if item.on_topic and item not in self.lost:
                    self.wrong.append(f"on topic and dropped: {self.press.url(item)}")
                continue
            self.not_whole += not row["whole"]
            if row["whole"] and item.mark not in row["text"]:
                self.wrong.append(f"cut and called whole: {row['url']}")
            of = item.number if item.original is None else item.original
            if stories.setdefault(of, row["story"]) != row["story"]:
                self.wrong.append(f"a copy in another story: {row['url']}")
        owners = Counter(stories.values())
        self.wrong += [f"two originals in story {s}" for s, count in owners.items() if count > 1]
        log = (self.folder / "crawl.log").read_text("utf-8", "replace")
        if at := log.find("Traceback (most recent") + 1:
            self.wrong.append(f"a traceback in the log: ...{log[at - 1 : at + 3000][-1500:]}")

    def report(self) -> None:
        """Print what was done and what was found."""
        press = self.press
        print(f"published {len(press.items)}, answers {press.served}, crawls {self.done['crawls']}")
        print(f"faults of servers {press.faults.total()}:", dict(press.faults.most_common()))
        others = {name: count for name, count in self.done.items() if name and name != "crawls"}
        print(f"faults of the machine {sum(others.values())}:", others)
        if not self.disk.small:
            print("no file system could be mounted: the disk was never full")
        print(
            f"lost {len(self.lost)}, twice {len(self.twice)}, stored as not whole {self.not_whole}"
        )
        print(
            f"peak memory of a process {self.watch.memory:.0f} MiB, longest stall {self.watch.stall:.1f} s"
        )
        if self.watch.memory > MEMORY:
            self.wrong.append(f"a process grew to {self.watch.memory:.0f} MiB")
        for line in self.wrong:
            print("WRONG:", line)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--keep", action="store_true", help="keep store and log, and say where")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="newsvane-soak-"))
    soak = Soak(folder, arguments.seed)
    try:
        soak.run(arguments.minutes)
        soak.report()
        if arguments.keep:
            shutil.copytree(soak.disk.place, folder / "kept", dirs_exist_ok=True)
            print(f"kept: {folder}")
    finally:
        soak.disk.close()
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(bool(soak.wrong))


if __name__ == "__main__":
    main()
