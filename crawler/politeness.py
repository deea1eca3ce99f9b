"""How long to leave a host alone: Retry-After, pauses between repetitions, Crawl-delay.

Knows hosts and times; knows nothing of robots.txt's rules, of addresses or of what is fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.http import Request, Response

from crawler.guard import Refused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

_T = TypeVar("_T")

#: Longest time that a server's Retry-After is obeyed.
MAX_HOLD = timedelta(hours=24)
#: How long a host is left alone that says "too many requests" and no more.
DEFAULT_HOLD = timedelta(minutes=5)
#: A hold this short is waited out within the run.
PATIENCE = timedelta(seconds=10)

_HOLDS = "newsvane/retry_at"


class Busy(Refused):
    """The host asked us to come back later; see :func:`retry_at`."""

    kind = "later"


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """Read a Retry-After header: seconds or an HTTP date; at most ``MAX_HOLD``, at least nothing.

    None where it is neither.
    """
    text = value.strip()
    if text.isascii() and text.isdecimal():
        # Ten digits are three centuries.
        return min(timedelta(seconds=int(text[:10])), MAX_HOLD)
    try:
        until = parsedate_to_datetime(text[:100])
        # A date that names no zone is in GMT, the only one that HTTP knows.
        aware = until.replace(tzinfo=UTC) if until.utcoffset() is None else until
        wait = aware - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(wait, timedelta()), MAX_HOLD)


def retry_at(stats: StatsCollector) -> dict[str, datetime]:
    """Return the hosts that asked to be left alone during a run, and until when (UTC)."""
    found: Mapping[str, datetime] = stats.get_value(_HOLDS, {})
    return dict(found)


def slow_down(crawler: Crawler, host: str, delay: float) -> None:
    """Leave ``delay`` seconds between requests to ``host`` from now on, if that is longer.

    A replay bothers nobody and is not slowed down.
    """
    if crawler.settings.get("NEWSVANE_REPLAY"):
        return
    assert crawler.engine is not None
    downloader: Any = crawler.engine.downloader
    usual = crawler.settings.getfloat("DOWNLOAD_DELAY")
    known = downloader.per_slot_settings.get(host, {})
    if delay <= known.get("delay", usual):
        return
    # Without jitter, which would go below what was asked for. Idle slots are thrown away and made
    # again from the settings: both must know.
    downloader.per_slot_settings[host] = {**known, "concurrency": 1, "delay": delay, "jitter": 0.0}
    slot = downloader.slots.get(host)
    if slot is not None:
        slot.delay, slot.jitter = delay, 0.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PolitenessMiddleware:
    """Downloader middleware that remembers who asked us to come back later."""

    def __init__(self, crawler: Crawler, now: Callable[[], datetime] = _utc_now) -> None:
        self._crawler = crawler
        self._now = now
        self._holds: dict[str, datetime] = dict(crawler.settings.getdict("NEWSVANE_RETRY_AT"))
        self._replaying = bool(crawler.settings.get("NEWSVANE_REPLAY"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PolitenessMiddleware:
        """Build it the way Scrapy builds components."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait out a short hold of the request's host.

        Raises:
            Busy: The hold is longer.
        """
        host = urlsplit(request.url).hostname or ""
        until = self._holds.get(host)
        if until is None or self._replaying:
            return
        wait = until - self._now()
        if wait > PATIENCE:
            raise Busy(f"later: {host} asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
        if wait > timedelta():
            await asyncio.sleep(wait.total_seconds())

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Note what the server said; repeat the request only where that is soon."""
        if response.status not in {429, 503}:
            return response
        header = response.headers.get("Retry-After")
        wait = parse_retry_after(header.decode("latin-1"), self._now()) if header else None
        if wait is None:
            if response.status == 503:
                return response  # an ordinary failure, for the retry middleware
            wait = DEFAULT_HOLD
        self._hold(urlsplit(request.url).hostname or "", self._now() + wait)
        if wait > PATIENCE:
            request.meta["dont_retry"] = True
            return response
        if response.status == 429 and self._crawler.spider is not None:
            again = get_retry_request(request, spider=self._crawler.spider, reason="429")
            return again or response
        return response

    def _hold(self, host: str, until: datetime) -> None:
        self._holds[host] = max(until, self._holds.get(host, until))
        if self._crawler.stats is not None:
            noted = retry_at(self._crawler.stats) | {host: self._holds[host]}
            self._crawler.stats.set_value(_HOLDS, noted)


class BackoffMiddleware(RetryMiddleware):
    """Scrapy's retries, with a pause before each that doubles."""

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request again after a pause where the status promises something from it."""
        return await self._pause(super().process_response(request, response))

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Return the request again after a pause where the failure may pass."""
        return await self._pause(super().process_exception(request, exception))

    async def _pause(self, result: _T) -> _T:
        if isinstance(result, Request):
            first = self.crawler.settings.getfloat("NEWSVANE_RETRY_BACKOFF")
            await asyncio.sleep(first * 2 ** (result.meta.get("retry_times", 1) - 1))
        return result
