"""Whole crawls as processes: bare fetches, and newsvane with one child and with two.

Knows the commands and how the system accounts for processes. Must not know what a crawl does.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.server import running, take_stats
from benchmarks.speed.site import Site

#: Scrapy alone, with its defaults and with what suits such a crawl; newsvane.
BARE = ("defaults", "bare")
KINDS = (*BARE, "1 child", "2 children")
_DATABASE = "newsvane.db"
_CONFIG = "newsvane.toml"


class BenchmarkError(RuntimeError):
    """A crawl did not do what is to be measured; its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command and all its children have used."""

    #: In seconds.
    cpu: float
    wall: float
    #: Of the largest process, in MiB.
    peak: float


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl."""

    kind: str
    #: CPU in milliseconds a page, without ``start``.
    cpu: float
    #: CPU in seconds of a crawl of the same hosts with empty lists: imports, settings, robots.txt.
    start: float
    #: Pages a second between the first page asked for and the last.
    rate: float
    #: In MiB, of the largest process.
    peak: float
    #: CPU of the server in milliseconds a page; in no other figure.
    server: float


def alternate(pages: int, hosts: int, repeat: int, kinds: Sequence[str] = KINDS) -> list[Run]:
    """Run each kind of crawl ``repeat`` times, in turn, so that all meet the same machine."""
    with running(pages, hosts) as full, running(0, hosts) as empty:
        return [run(kind, full, empty) for _ in range(repeat) for kind in kinds]


def run(kind: str, full: Site, empty: Site) -> Run:
    """Crawl the empty site, then the full one.

    Raises:
        BenchmarkError: Pages were not asked for once each, or not dealt with.
    """
    with tempfile.TemporaryDirectory() as folder:
        start = crawl(kind, empty, empty.articles(), Path(folder))
    take_stats(full)
    with tempfile.TemporaryDirectory() as folder:
        spent = crawl(kind, full, full.articles(), Path(folder))
        if kind not in BARE:
            _look(Path(folder), full.pages)
    stats = take_stats(full)
    if stats["pages"] != full.pages:
        raise BenchmarkError(f"{kind}: {stats['pages']} pages asked for, {full.pages} there are")
    return Run(
        kind=kind,
        cpu=1000 * (spent.cpu - start.cpu) / full.pages,
        start=start.cpu,
        rate=full.pages / stats["seconds"],
        peak=spent.peak,
        server=1000 * stats["cpu"] / full.pages,
    )


def crawl(kind: str, site: Site, urls: Sequence[str], folder: Path) -> Spent:
    """Crawl a site with newsvane and the store in ``folder``; or fetch ``urls`` barely."""
    if kind in BARE:
        listing = folder / "urls"
        listing.write_text("\n".join(urls), encoding="utf-8")
        settings = ["--defaults"] if kind == "defaults" else []
        return spend(["-m", "benchmarks.speed.bare", str(listing), *settings], folder)
    (folder / _CONFIG).write_text(site.config(), encoding="utf-8")
    jobs = kind.split(maxsplit=1)[0]
    return spend(command(folder, "crawl", "--jobs", jobs, "--json"), folder)


def command(folder: Path, *arguments: str) -> list[str]:
    """Return Python's arguments for newsvane with configuration and store in ``folder``."""
    place = ["--config", str(folder / _CONFIG), "--db", str(folder / _DATABASE)]
    return ["-m", "crawler.cli", *place, *arguments]


def spend(arguments: Sequence[str], folder: Path) -> Spent:
    """Run Python with ``arguments``, its output into ``folder``; return what it has used."""
    begun = time.monotonic()
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=err)
        # Accounts for the process and for every child that it waited for, and for no other.
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        words = [(folder / name).read_text("utf-8", "replace")[-3000:] for name in ("out", "err")]
        raise BenchmarkError("\n".join([f"{arguments}: exit code {process.returncode}", *words]))
    return Spent(
        cpu=used.ru_utime + used.ru_stime,
        wall=time.monotonic() - begun,
        peak=used.ru_maxrss / 1024,
    )


def _look(folder: Path, pages: int) -> None:
    """Make sure that the crawl read the pages and found what is on topic."""
    reports = json.loads((folder / "out").read_text(encoding="utf-8"))
    errors = [error for report in reports for error in report["errors"]]
    with sqlite3.connect(folder / _DATABASE) as db:
        (stored,) = db.execute("SELECT count(*) FROM articles").fetchone()
        (dropped,) = db.execute("SELECT count(DISTINCT url) FROM dropped").fetchone()
    if errors or stored + dropped != pages or not 0 < stored < 0.05 * pages + 2:
        raise BenchmarkError(f"{stored} stored, {dropped} dropped of {pages}: {errors[:3]}")
