"""How long to leave a host alone: Retry-After, pauses between repetitions, Crawl-delay.

Knows hosts and times; knows nothing of robots.txt's rules, of addresses or of what is fetched.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.http import Request, Response

from crawler import turns
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


def note(
    stats: StatsCollector, url: str, status: int, retry_after: bytes | None, now: datetime
) -> timedelta | None:
    """Note what an answer says of its host; return for how long to leave it alone, if it asks.

    A 503 without a readable Retry-After is an ordinary failure and asks for nothing.
    """
    if status not in {429, 503}:
        return None
    wait = parse_retry_after(retry_after.decode("latin-1"), now) if retry_after else None
    if wait is None:
        if status == 503:
            return None
        wait = DEFAULT_HOLD
    host = urlsplit(url).hostname or ""
    holds = retry_at(stats)
    stats.set_value(_HOLDS, holds | {host: max(now + wait, holds.get(host, now))})
    return wait


async def wait_for(stats: StatsCollector, url: str, now: datetime) -> None:
    """Wait out a short hold of the host of ``url``.

    Raises:
        Busy: The hold is longer.
    """
    host = urlsplit(url).hostname or ""
    until = retry_at(stats).get(host)
    if until is None:
        return
    wait = until - now
    if wait > PATIENCE:
        raise Busy(f"later: {host} asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
    if wait > timedelta():
        await asyncio.sleep(wait.total_seconds())


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


@asynccontextmanager
async def turn(crawler: Crawler, url: str) -> AsyncIterator[None]:
    """Wait for the turn of the host of ``url`` among all processes of the store, and hold it.

    Where no pause is asked for, hosts are not spared at all.
    """
    host = urlsplit(url).hostname or ""
    engine: Any = crawler.engine
    slot = engine.downloader.slots.get(host) if engine else None
    delay = slot.delay if slot else crawler.settings.getfloat("DOWNLOAD_DELAY")
    shared = turns.beside(crawler.settings.get("NEWSVANE_STORE") or "") if delay > 0 else None
    if shared is None:
        yield
        return
    async with shared.turn(host, delay):
        if slot:
            slot.lastseen = time.monotonic()  # Scrapy's pause would begin before the wait
        stats = crawler.stats
        heard = datetime.fromtimestamp(shared.held(host), UTC)
        known = retry_at(stats).get(host)
        if heard > _utc_now() and (known is None or heard > known):  # another process was told
            stats.set_value(_HOLDS, retry_at(stats) | {host: heard})
        try:
            yield
        finally:
            until = retry_at(stats).get(host)
            if until is not None and until > heard:
                shared.hold(host, until.timestamp())


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PolitenessMiddleware:
    """Downloader middleware that remembers who asked us to come back later.

    What a host asked for in an earlier run holds as well. The download handler looks once more
    just before it connects: requests that were queued when the host asked have passed here.
    """

    def __init__(self, crawler: Crawler, now: Callable[[], datetime] = _utc_now) -> None:
        self._crawler = crawler
        self._stats = crawler.stats
        self._now = now
        self._replaying = bool(crawler.settings.get("NEWSVANE_REPLAY"))
        self._stats.set_value(_HOLDS, dict(crawler.settings.getdict("NEWSVANE_RETRY_AT")))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PolitenessMiddleware:
        """Build it the way Scrapy builds components."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait out a short hold of the request's host; ``Busy`` ends the request at a long one."""
        if not self._replaying:
            await wait_for(self._stats, request.url, self._now())

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Note what the server said; repeat the request only where that is soon."""
        header = response.headers.get("Retry-After")
        wait = note(self._stats, request.url, response.status, header, self._now())
        if wait is None:
            return response
        if wait > PATIENCE:
            request.meta["dont_retry"] = True
            return response
        if response.status == 429 and self._crawler.spider is not None:
            again = get_retry_request(request, spider=self._crawler.spider, reason="429")
            return again or response
        return response


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
