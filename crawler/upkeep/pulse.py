"""How the daemon is: when it last beat, whether it may crawl, whether its store can be used.

The one place that the heartbeat file, the health address and the metrics read. Knows the store.
Must not know files or HTTP.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.library import open_store
from storage.errors import StoreError

#: A beat is late after so many seconds: the daemon hangs.
LATE = 60.0
#: Seconds for which what the store says is believed.
_FRESH = 5.0


@dataclass(slots=True)
class Pulse:
    """What is known of the running daemon. Beaten by its thread, read by others.

    Args:
        database: Its store.
        troubles: Reads which sources need a person from an open store.
    """

    database: Path
    troubles: Callable[[Any], dict[str, tuple[str, str]]]
    sources: int = 0
    #: Why no pages are crawled; empty: they are.
    held: str = ""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _beat: float = field(default_factory=time.monotonic)
    _said: dict[str, Any] = field(default_factory=dict)
    _asked: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def beat(self) -> None:
        """Note that the daemon's own thread is at work."""
        self._beat = time.monotonic()

    def report(self) -> dict[str, Any]:
        """Return all that is known, as JSON holds it; ``ok`` sums it up."""
        age = time.monotonic() - self._beat
        store = self._store()
        wrong = []
        if age > LATE:
            wrong.append(f"the last beat was {age:.0f} s ago")
        if self.held:
            wrong.append(self.held)
        if store["error"]:
            wrong.append(store["error"])
        return {
            "ok": not wrong,
            "wrong": wrong,
            "process": os.getpid(),
            "started": self.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "beat_age": round(age, 1),
            "sources": self.sources,
            "troubles": store["troubles"],
            "store": store["counts"],
        }

    def _store(self) -> dict[str, Any]:
        with self._lock:
            if time.monotonic() - self._asked > _FRESH:
                self._said = self._ask()
                self._asked = time.monotonic()
            return self._said

    def _ask(self) -> dict[str, Any]:
        try:
            with open_store(self.database, read_only=True, patience=2.0) as store:
                return {
                    "error": "",
                    "counts": store.status(),
                    "troubles": {name: state for name, (state, _) in self.troubles(store).items()},
                }
        except (StoreError, OSError) as error:
            return {"error": f"the store cannot be read: {error}", "counts": {}, "troubles": {}}
