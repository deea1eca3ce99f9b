"""Off-topic articles on their way to the store, several to a commit.

Knows how many may wait and how long. Must not know why an article is off topic. More than 99 of
100 articles end here, and a commit each would be a good part of what they cost.

What waits when the process is killed is lost, and nothing but the work: the list that led there is
only believed read once all that waited has been kept, so that those pages are fetched again. A
crawl that ends, or is asked to end, keeps all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.text.relevance import Verdict
    from storage.records import Article
    from storage.store import Store

#: Articles that wait at most.
MOST = 32
#: Seconds after which the next one to come takes all that wait along.
PATIENCE = 2.0


class Drops:
    """Articles to be noted as off topic. Whoever asks the store for one calls ``flush`` first.

    Args:
        store: Where they are kept.
        failed: Told of each article that could not be kept, and why.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        store: Store,
        failed: Callable[[Article, Exception], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._failed = failed
        self._clock = clock
        self._waiting: list[tuple[Article, Sequence[Verdict]]] = []
        self._since = 0.0

    def add(self, article: Article, verdicts: Sequence[Verdict]) -> None:
        """Let an article wait; keep all where too many wait or have waited too long."""
        if not self._waiting:
            self._since = self._clock()
        self._waiting.append((article, verdicts))
        if len(self._waiting) >= MOST or self._clock() - self._since >= PATIENCE:
            self.flush()

    def flush(self) -> None:
        """Keep all that wait."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        try:
            self._store.drop_many(waiting)
        except Exception as error:  # noqa: BLE001 - whatever it is, the look goes on and says so
            for article, _ in waiting:
                self._failed(article, error)
