"""Kill ``newsvane watch`` or one of its children, again and again, at random moments.

    python -m benchmarks.watch.deliveries --kills 200
    python -m benchmarks.watch.deliveries --kills 10 --check      # the short form of .ci/run

Stories appear while the daemon runs and are told to a webhook. After every kill what could be read
before it must be there; at the end the store must be sound, no story told twice, none lost, and
no more deliveries undecided than there were kills.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.watch.told import Publisher, Webhook
from crawler.library import open_store

SITES = 6
#: Seconds to wait for a child of a kind.
PATIENCE = 15.0


class Watched:
    """The daemon in a folder of its own, its store, and who it is killed by."""

    def __init__(self, folder: Path, sites, hook, rng):
        self.folder, self.sites, self.hook, self.rng = folder, sites, hook, rng
        self.store = folder / "news.db"
        sources = "".join(
            f'[[source]]\nname = "site{n}"\nurl = "{site.base}/feed.xml"\nlanguage = "en"\n'
            for n, site in enumerate(sites)
        )
        (folder / "newsvane.toml").write_text(
            'catalogue = false\ndelay = 0.1\nevery = "30s"\ncontact = "bench@example.org"\n'
            'allow_hosts = ["127.0.0.0/8"]\n'
            f'[[channel]]\nname = "hook"\nurl_env = "HOOK"\nmax_age = "30d"\n{sources}'
        )
        self.process = None
        self.kills = Counter()
        self.complaints = []

    def start(self):
        """Start the daemon."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crawler.cli", "--db", str(self.store), "watch"],
                cwd=self.folder,
                env=os.environ | {"HOOK": self.hook.url},
                stdout=log,
                stderr=log,
            )

    def alive(self):
        """Tell whether the daemon runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self, kind):
        """Kill the parent, or a child of a kind once there is one; note what is lost by it."""
        victim = self.process.pid if kind == "parent" else self._child(kind)
        if victim is None:
            return
        if kind == "sender" and self.rng.random() < 0.6:
            # Most of its life it loads a library: what matters is when a message is on its way.
            self.hook.taking.wait(PATIENCE)
            time.sleep(self.rng.uniform(0.0, 0.3))
        else:
            time.sleep(self.rng.uniform(0.0, 4.0 if kind == "parent" else 2.5))
        before = self.seen()
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return  # it was done already
        self.kills[kind] += 1
        if kind == "parent":
            self.process.wait()
            self.start()
        lost = before - self.seen()
        if lost:
            self.complaints.append(f"{len(lost)} stored articles were lost by a kill: {lost}")

    def _child(self, kind):
        """Wait for a child of a kind, but not for ever."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.alive():
            for child in _children(self.process.pid):
                if _kind(child) == kind:
                    return child
            time.sleep(0.02)
        return None

    def seen(self):
        """Return every address that the store holds for a reader at this moment."""
        if not self.store.exists():
            return set()
        connection = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=30)
        try:
            return {row[0] for row in connection.execute("SELECT url FROM articles")}
        except sqlite3.OperationalError:
            return set()  # it is just being laid out
        finally:
            connection.close()

    def shunned(self):
        """Return the pages that are left alone for a while: their process died as it read them."""
        connection = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=30)
        try:
            rows = connection.execute("SELECT url FROM seen WHERE why LIKE 'the process%'")
            return {row[0] for row in rows}
        finally:
            connection.close()

    def stop(self):
        """End the daemon in good order."""
        if self.alive():
            self.process.terminate()
            self.process.wait(60)


def _children(parent):
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        others = [
            task
            for path in Path(f"/proc/{parent}/task").iterdir()
            for task in (path / "children").read_text().split()
        ]
    except OSError:
        return []
    return sorted({int(number) for number in listed + others})


def _kind(child):
    try:
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "child"
    return "sender" if b"alerts" in words else "crawl"


def run(kills, seed, folder):
    rng = random.Random(seed)
    hook = Webhook(random.Random(seed + 1))
    sites = [
        Publisher(f"127.0.0.{2 + n}", 100_000 * (n + 1), random.Random(seed + 2 + n))
        for n in range(SITES)
    ]
    watched = Watched(folder, sites, hook, rng)
    watched.start()
    _settle(watched, lambda: len(watched.seen()) >= SITES, 300)
    while sum(watched.kills.values()) < kills:
        if not watched.alive():
            watched.complaints.append("the daemon ended by itself")
            watched.start()
            continue
        watched.kill(rng.choices(("parent", "crawl", "sender"), (3, 3, 4))[0])
    for site in sites:
        site.publishing = False
    wanted = {site.url(n) for site in sites for n in site.published}
    _settle(
        watched,
        lambda: wanted <= watched.seen() | watched.shunned() and not _waiting(watched.store),
        300,
    )
    watched.stop()
    return _judge(watched, wanted)


def _waiting(store):
    """Tell whether anything is still to be chosen or sent."""
    with open_store(store, read_only=True) as opened:
        deliveries = opened.deliveries(100_000)
        known = {row.story_id for row in deliveries}
        return any(row.state in ("waiting", "failed") for row in deliveries) or any(
            story.id not in known for story in _news(opened)
        )


def _news(store):
    """Return the stories that are to be told."""
    return [
        story
        for story in store.stories(limit=100_000)
        if story.label == "relevant" and not store.article(story.lead).listed_before
    ]


def _settle(watched, done, seconds):
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        if not watched.alive():
            watched.start()
        time.sleep(1)


def _judge(watched, wanted):
    told = Counter(watched.hook.links)
    with open_store(watched.store, read_only=True) as store:
        problems = store.integrity()
        stories = store.stories(limit=100_000)
        deliveries = store.deliveries(100_000)
        news = _news(store)
        known = {row.story_id for row in deliveries}
        urls = {s.id: s.url for s in stories}
    states = Counter(row.state for row in deliveries)
    sent_unheard = [
        row.story_id for row in deliveries if row.state == "sent" and told[urls[row.story_id]] != 1
    ]
    return {
        "kills": dict(watched.kills),
        "published": len(wanted),
        "stored": len(wanted & watched.seen()),
        "left alone, as what killed": len((wanted & watched.shunned()) - watched.seen()),
        "stories": len(stories),
        "news": len(news),
        "told": sum(told.values()),
        "told twice": sum(count > 1 for count in told.values()),
        "sent": states["sent"],
        "undecided": states["undecided"],
        "neither sent nor undecided": len(deliveries) - states["sent"] - states["undecided"],
        "never chosen": sum(s.id not in known for s in news),
        "noted as sent, not heard": len(sent_unheard),
        "damage": problems,
        "complaints": watched.complaints,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit with 1 where it does not hold")
    parser.add_argument("--keep", type=Path, help="a folder for store and log, kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = run(options.kills, options.seed, folder)
    for name, value in found.items():
        print(f"{name:<28} {value}")
    kills = sum(found["kills"].values())
    wrong = (
        found["told twice"]
        or found["undecided"] > kills
        or found["stored"] + found["left alone, as what killed"] < found["published"]
        or found["neither sent nor undecided"]
        or found["never chosen"]
        or found["noted as sent, not heard"]
        or found["damage"]
        or found["complaints"]
    )
    print("held" if not wrong else "NOT held")
    # Threads of servers and of the library are not waited for.
    sys.stdout.flush()
    os._exit(1 if wrong and options.check else 0)


if __name__ == "__main__":
    main()
