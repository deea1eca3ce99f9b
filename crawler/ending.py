"""Sources whose look has ended while others of the same crawl are at work: closed and told then.

Without this, a source on a short schedule would wait for the slowest beside it. Knows the queue and
what Scrapy's engine has in hand. Must not know what closing a run means: it is given that.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from crawler.waiting import Waiting

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Downloader

    from crawler.closing import SourceReport
    from crawler.desk import SourceRun

log = logging.getLogger(__name__)


class Counting(Waiting):
    """The queue of requests, which counts how many of each source wait in it."""

    def __init__(self, downloader: Downloader) -> None:
        super().__init__(downloader)
        #: Source -> requests.
        self.waiting: Counter[str] = Counter()

    def enqueue_request(self, request: Request) -> bool:
        """Take a request in."""
        taken = super().enqueue_request(request)
        self.waiting[request.meta.get("source", "")] += taken
        return taken

    def next_request(self) -> Request | None:
        """Give out the next request."""
        request = super().next_request()
        if request is not None:
            self.waiting[request.meta.get("source", "")] -= 1
        return request


class Endings:
    """The sources of one crawl that have ended so far.

    Args:
        runs: All sources.
        close: Closes runs of a crawl that goes on, and returns what they came to.
        tell: Is given that.
    """

    def __init__(
        self,
        runs: Sequence[SourceRun],
        close: Callable[[Any, Sequence[SourceRun]], Sequence[SourceReport]],
        tell: Callable[[Sequence[SourceReport]], None] | None,
    ) -> None:
        self._close, self._tell = close, tell
        self._open = {run.source.name: run for run in runs}
        #: What those came to that have ended, by name.
        self.reports: dict[str, SourceReport] = {}

    def look(self, crawler: Any) -> None:
        """Close and tell the sources that have nothing left to ask; to be called now and then.

        They are closed together, since each time takes a few commits. Where that fails, they and
        all others are left to the end of the crawl, which says so.
        """
        slot = crawler.engine._slot if crawler.engine else None  # noqa: SLF001  no other way
        if slot is None or slot.closing:
            return
        # A request is in progress until all that came of it has been dealt with.
        busy = {request.meta.get("source") for request in slot.inprogress}
        waiting = slot.scheduler.waiting
        over = [
            run
            for name, run in self._open.items()
            if run.listed != "not asked" and not waiting[name] and name not in busy
        ]
        if over:
            try:
                self._end(self._close(crawler, over))
            except Exception as error:  # noqa: BLE001  a store locked for long, a full disk
                log.warning("what sources came to could not be noted yet: %s", error)

    def rest(self, close: Callable[[Sequence[SourceRun]], Sequence[SourceReport]]) -> None:
        """Close and tell all others: the crawl has ended."""
        self._end(close(list(self._open.values())))

    def _end(self, reports: Sequence[SourceReport]) -> None:
        for report in reports:
            del self._open[report.source]
            self.reports[report.source] = report
        if self._tell:
            self._tell(reports)
