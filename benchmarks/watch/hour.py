"""``python -m benchmarks.watch.hour``: what an hour of the daemon costs in which nothing is new.

``newsvane watch`` looks at sources on loopback, each polled once an hour. It has its first looks
first, which store the validators; then begins the hour, in which every list answers 304. Counted
are bytes both ways as the server sees them (headers, not what TCP adds), CPU of the daemon and of
the children that it waited for (the server's is apart), the children started, and how late each
list was asked for. The day is 24 such hours; upkeep by night (backup, pruning) is not in it.
``--minutes`` below 60 polls as often as that, so that each source still has one look: what the
daemon spends while children are at work then counts once, as in an hour, and only what it spends
between them goes by the time. That depends most on the machine: what a process costs that wakes
each second is measured beside it, and the floor is held as if waking cost nothing. ``--check`` exits
with 1 where a floor is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.watch.stand import Stand, running, take_counts

MOST_MB, MOST_CPU_S, MOST_LATE_S = 10.0, 200.0, 60.0
#: Seconds between two looks at which children there are; none lives that short.
_LOOK = 0.2
#: Seconds after a child's end in which the daemon still takes note of it.
_AFTER = 2.0
#: Seconds behind the end in which a look that is a little late still counts.
_GRACE = 10.0
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Hour:
    """What was counted."""

    counts: dict[str, Any]
    #: CPU seconds of the daemon while children are at work, and in each second between them; and of
    #: the children that it has waited for.
    busy: float
    idle: float
    children: float
    #: How many times as much work costs here that a process wakes for.
    dearer: float
    #: How many children of each kind were started.
    started: Counter[str]
    #: Seconds from the due time on until the list was asked for.
    late: list[float]
    outcomes: Counter[str]
    peak_mib: float = 0.0
    faults: list[str] = field(default_factory=list)


def configure(folder: Path, stand: Stand, minutes: int) -> None:
    """Write the configuration."""
    text = 'catalogue = false\ncontact = "test@example.org"\nallow_hosts = ["127.0.0.0/8"]\n'
    text += f'every = "{minutes}m"\n'
    for number in range(stand.sources):
        text += f'[[source]]\nname = "source-{number}"\nurl = "{stand.url(number)}"\n'
    (folder / "newsvane.toml").write_text(text, encoding="utf-8")


def children(pid: int) -> dict[int, str]:
    """Return the children of a process, each with the verb that it was started for."""
    found = {}
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, path.read_text().split()):
                words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
                verbs = [w for w in ("crawl", "--revisits", "alerts", "doctor") if w in words]
                found[child] = " ".join(verbs) or "other"
    return found


def spent(pid: int) -> tuple[float, float]:
    """Return CPU seconds of a process and of its children that have been waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system, user_children, system_children = (int(f) / _TICK for f in fields[11:15])
    return user + system, user_children + system_children


def ask(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the store beside the daemon."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(query, values).fetchall()


def settle(process: subprocess.Popen[bytes], stand: Stand, store: Path) -> None:
    """Wait until every source has had its first look and nothing is at work.

    Raises:
        RuntimeError: The daemon ended, or it took too long.
    """
    end = time.monotonic() + 120 + 3 * stand.sources
    asked: set[int] = set()
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the daemon ended with {process.returncode}")
        asked |= {number for number, _ in take_counts(stand)["lists"]}
        if len(asked) == stand.sources and not children(process.pid):
            known = ask(store, "SELECT count(*) FROM sources WHERE etag IS NOT NULL")[0][0]
            if known == stand.sources:
                return
        time.sleep(1.0)
    raise RuntimeError(f"{len(asked)} of {stand.sources} sources had their first look in time")


def measure(folder: Path, stand: Stand, minutes: int) -> Hour:
    """Run the daemon, and count for so many minutes."""
    configure(folder, stand, minutes)
    store = folder / "newsvane.db"
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "crawler.cli", "watch"]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        settle(process, stand, store)
        print("first looks are done; the hour begins", file=sys.stderr, flush=True)
        take_counts(stand)
        before, began = spent(process.pid), time.time()
        seconds = str(60 * minutes - 2)
        command = [sys.executable, "-m", "benchmarks.watch.woken", seconds]
        woken = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        told = (folder / "log").stat().st_size
        started: dict[int, str] = {}
        busy, idle, idle_seconds = 0.0, 0.0, 0.0
        last, last_own, worked = began, before[0], began
        while process.poll() is None:
            now, at_work = time.time(), children(process.pid)
            for child, verb in at_work.items():
                if started.get(child, "other") == "other":
                    started[child] = verb
            own = spent(process.pid)[0]
            if at_work:
                worked = now
            if now - worked < _AFTER:
                busy += own - last_own
            else:
                idle, idle_seconds = idle + own - last_own, idle_seconds + now - last
            last, last_own = now, own
            over = now - began - 60 * minutes
            all_seen = looked_at(store, began) >= stand.sources
            if over >= 0 and not at_work and (all_seen or over >= _GRACE):
                break
            time.sleep(_LOOK)
        after, counts = spent(process.pid), take_counts(stand)
        peak = next(
            line
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    dearer = float(woken.communicate()[0])
    late, outcomes = lateness(store, counts["lists"], began)
    hour = Hour(
        counts,
        busy=busy,
        idle=idle / max(idle_seconds, 1.0),
        dearer=dearer,
        children=after[1] - before[1],
        started=Counter(started.values()),
        late=late,
        outcomes=outcomes,
        peak_mib=int(peak.split()[1]) / 1024,
    )
    if missing := stand.sources - len({number for number, _ in counts["lists"]}):
        hour.faults.append(f"{missing} sources were not looked at")
    if said := (folder / "log").read_bytes()[told:].decode("utf-8", "replace").strip():
        hour.faults.append(f"the daemon said: {said[:300]}")
    return hour


def looked_at(store: Path, began: float) -> int:
    """Return of how many sources a due time has been accounted for since ``began``."""
    since = datetime.fromtimestamp(began, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    query = "SELECT count(DISTINCT source) FROM slots WHERE recorded >= ?"
    return int(ask(store, query, since)[0][0])


def lateness(
    store: Path, lists: list[tuple[int, float]], began: float
) -> tuple[list[float], Counter[str]]:
    """Return how late each list was asked for, and what became of its due times."""
    due: dict[str, list[float]] = {}
    outcomes: Counter[str] = Counter()
    for source, text, outcome, recorded in ask(
        store, "SELECT source, due, outcome, recorded FROM slots ORDER BY due"
    ):
        if datetime.fromisoformat(recorded).timestamp() >= began:
            due.setdefault(source, []).append(datetime.fromisoformat(text).timestamp())
            outcomes[outcome] += 1
    late = []
    for number, at in lists:
        before = [moment for moment in due.get(f"source-{number}", []) if moment <= at]
        late.append(at - before[-1] if before else math.inf)
    return late, outcomes


def show(hour: Hour) -> dict[str, float]:
    """Print the figures; return those that have floors."""
    print(f"{'':16}{'asked':>8}{'KB received':>13}{'KB sent':>10}")
    for kind, asked in sorted(hour.counts["asked"].items()):
        received, sent = hour.counts["received"][kind], hour.counts["sent"][kind]
        print(f"{kind:16}{asked:8}{received / 1e3:13.1f}{sent / 1e3:10.1f}")
    total = sum(hour.counts["received"].values()) + sum(hour.counts["sent"].values())
    print("children started:", ", ".join(f"{n} {kind}" for kind, n in hour.started.items()))
    print("due times:", ", ".join(f"{n} {outcome}" for outcome, n in hour.outcomes.items()))
    print(
        f"CPU: daemon {hour.busy:.2f} s beside children, {1000 * hour.idle:.1f} ms a second between; "
        f"children {hour.children:.2f} s; peak {hour.peak_mib:.0f} MiB"
    )
    looks, beats = 24 * (hour.busy + hour.children), 86_400 * hour.idle
    print(f"as it was, a day: {looks + beats:.0f} s; work costs a woken process {hour.dearer:.1f}x")
    late = sorted(hour.late) or [math.inf]
    cut = late[min(len(late) - 1, int(0.99 * len(late)))]
    print(f"late: median {statistics.median(late):.1f} s, p99 {cut:.1f} s, most {late[-1]:.1f} s")
    figures = {
        "day MB": 24 * total / 1e6,
        "day CPU s": looks + beats / hour.dearer,
        "p99 late s": cut,
    }
    for name, most in (("day MB", MOST_MB), ("day CPU s", MOST_CPU_S), ("p99 late s", MOST_LATE_S)):
        print(f"{name:12} {figures[name]:8.1f}   at most {most:.0f}")
    return figures


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watch.hour")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--check", action="store_true", help="exit 1 where a floor is missed")
    asked = parser.parse_args()
    with running(asked.sources) as stand, tempfile.TemporaryDirectory() as folder:
        hour = measure(Path(folder), stand, asked.minutes)
    figures = show(hour)
    most = {"day MB": MOST_MB, "day CPU s": MOST_CPU_S, "p99 late s": MOST_LATE_S}
    missed = [name for name, value in figures.items() if value > most[name]]
    for line in (*hour.faults, *(f"missed: {name}" for name in missed)):
        print(line, file=sys.stderr)
    return 1 if asked.check and (missed or hour.faults) else 0


if __name__ == "__main__":
    sys.exit(main())
