"""A crawl in several processes: what the parent starts, and the lines by which a child tells.

A child prints a JSON object a line: ``progress`` with a source's counts so far, and a ``report``
for each source soon after that has ended; where it is asked for the pages too (``--pages``),
``reading`` with each page before and after it is read, for who wants to know which of them a child
dies of.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.cli import Place
from scheduler import child, partition

if TYPE_CHECKING:
    from crawler.config import Config
    from storage.records import Source

Report = dict[str, Any]
#: A crawl of many sources may take long; a child that takes longer hangs.
_DEADLINE = 3600.0
#: Seconds between two lines of progress on one source.
_PACE = 0.5


def command(
    file: str | Path | None, database: Path, names: Sequence[str], *options: str
) -> list[str]:
    """Return the command line of a child that crawls ``names``."""
    return verb(file, database, ["crawl", "--events", *options, "--", *names])


def verb(file: str | Path | None, database: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line of a verb with this store and configuration."""
    place = ["--db", str(database), *(["--config", str(file)] if file else [])]
    return [sys.executable, "-m", "crawler.cli", *place, *arguments]


class Telling:
    """The child's side: tells of progress, not too often, and of the end."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}

    def progress(self, source: str, counts: dict[str, int]) -> None:
        """Tell how far a source is, unless that was told just now."""
        now = time.monotonic()
        if now - self._told.get(source, -_PACE) >= _PACE:
            self._told[source] = now
            _say({"event": "progress", "source": source, "counts": counts})

    @staticmethod
    def reading(source: str, url: str | None, is_list: bool) -> None:
        """Tell which page is being read, or that it has been."""
        _say({"event": "reading", "source": source, "url": url, "list": is_list})

    @staticmethod
    def reports(reports: Iterable[Report]) -> None:
        """Tell what sources came to."""
        for report in reports:
            _say({"event": "report", **report})


def end_with_parent() -> None:
    """End in good order when the parent is gone, however it went: our stdin ends with it."""
    with suppress(OSError, ValueError):
        if stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
            threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def read_reports(lines: Sequence[str]) -> list[Report]:
    """Return the reports among a child's lines."""
    told = [json.loads(line) for line in lines]
    return [
        {key: value for key, value in item.items() if key != "event"}
        for item in told
        if item["event"] == "report"
    ]


class Crawling:
    """The parent's side: children, partitioned by host, and what they tell.

    Args:
        place: Where configuration and store are.
        config: The configuration.
        progress: Called with a source's name and counts.
    """

    def __init__(
        self, place: Place, config: Config, progress: Callable[[str, dict[str, int]], None]
    ) -> None:
        self._place = place
        self._config = config
        self._progress = progress
        self._stop = threading.Event()
        self._kill = threading.Event()
        self._reports: dict[str, Report] = {}
        self._counts: dict[str, dict[str, int]] = {}

    def run(self, sources: Sequence[Source], jobs: int) -> list[Report]:
        """Crawl all sources in at most ``jobs`` children; a report for each, whatever happens."""
        hosts = {source.name: urlsplit(source.url).hostname or source.name for source in sources}
        threads = [
            threading.Thread(target=self._work, args=(part,))
            for part in partition.by_host(hosts, jobs)
        ]
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._handle)
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # in slices: a signal's handler runs between two of them
        return [self._reports[source.name] for source in sources]

    def _handle(self, _number: int, _frame: Any) -> None:
        if self._stop.is_set():
            self._kill.set()
        self._stop.set()

    def _take(self, line: str) -> None:
        told = json.loads(line)
        name = told["source"]
        self._counts[name] = told["counts"]
        if told.pop("event") == "report":
            self._reports[name] = told
        self._progress(name, told["counts"])

    def _work(self, part: Sequence[str]) -> None:
        ended = child.run(
            command(self._place.config_path or self._config.file, self._config.database, part),
            deadline=_DEADLINE,
            on_line=self._take,
            stop=self._stop,
            kill=self._kill,
        )
        missing = [name for name in part if name not in self._reports]
        if not missing:
            return
        asked = ended.stopped == "asked"
        last = ended.errors.strip().splitlines()[-1:] or [f"exit code {ended.code}"]
        why = "stopped" if asked else f"the crawling process ended: {last[0]}"
        for name in missing:
            self._reports[name] = {
                "source": name,
                "outcome": "interrupted" if asked else "failed",
                "counts": self._counts.get(name, {}),
                "errors": [why],
            }
        from crawler.run import lost
        from storage.errors import StoreError

        try:
            lost(self._config, [] if asked else missing, why)
        except StoreError as error:
            # What ended the process may still hold, as a full disk; the next crawl closes the runs.
            for name in missing:
                self._reports[name]["errors"].append(f"that could not be noted: {error}")
