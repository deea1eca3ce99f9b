"""Which request is next: hosts in turn, a host's sources in turn, each source's newest page first.

Stands in for Scrapy's scheduler, which keeps a whole request in memory for each page that waits
(a sitemap lists thousands), takes the last one first, and compares all hosts for each request.
Knows requests, hosts and how busy they are. Must not know what is asked for, nor the store: what
was not asked for at the end of a crawl is forgotten here and found again on its list.

Nothing is filtered: what is known or asked for already never gets here.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from scrapy.core.scheduler import BaseScheduler

from crawler.packed import Queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler


class _Host:
    """What waits for one host."""

    def __init__(self) -> None:
        #: Lists, redirects, repetitions, further pages of an article: few.
        self._requests: list[tuple[int, int, Request]] = []
        #: Packed articles by source; the first source is the next in turn.
        self._articles: OrderedDict[str, Queue] = OrderedDict()
        self._number = count()

    def __bool__(self) -> bool:
        return bool(self._requests or self._articles)

    def put(self, request: Request) -> None:
        heapq.heappush(self._requests, (-request.priority, next(self._number), request))

    def put_article(self, source: str, packed: Any) -> None:
        if source not in self._articles:
            self._articles[source] = Queue()
        self._articles[source].put(packed)

    def take(self, unpack: Callable[[Any], Request]) -> Request:
        # A repetition waits until all else has had its turn.
        if self._requests and (self._requests[0][0] <= 0 or not self._articles):
            return heapq.heappop(self._requests)[2]
        source, queue = next(iter(self._articles.items()))
        packed = queue.take()
        if queue:
            self._articles.move_to_end(source)
        else:
            del self._articles[source]
        return unpack(packed)


class Waiting(BaseScheduler):
    """Scrapy's scheduler for our spiders.

    A spider may have ``pack(request)``, which returns what can be pickled, or None for a request
    that must be kept as it is, and ``unpack``, which makes that request anew.
    """

    def __init__(self, downloader: Downloader) -> None:
        self._downloader = downloader
        #: The first is the next in turn.
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._size = 0
        self._pack: Callable[[Request], Any] = lambda _: None
        self._unpack: Callable[[Any], Request] = _never

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the way Scrapy builds schedulers."""
        assert crawler.engine is not None
        return cls(crawler.engine.downloader)

    def open(self, spider: Spider) -> None:
        """Learn how the spider packs its requests."""
        self._pack = getattr(spider, "pack", self._pack)
        self._unpack = getattr(spider, "unpack", self._unpack)

    def __len__(self) -> int:
        return self._size

    def has_pending_requests(self) -> bool:
        """Tell whether any request waits."""
        return self._size > 0

    def enqueue_request(self, request: Request) -> bool:
        """Let a request wait."""
        key = self._downloader.get_slot_key(request)
        host = self._hosts.get(key)
        if host is None:
            host = self._hosts[key] = _Host()
        packed = self._pack(request)
        if packed is None:
            host.put(request)
        else:
            host.put_article(request.meta.get("source", ""), packed)
        self._size += 1
        return True

    def next_request(self) -> Request | None:
        """Return a request to the least busy host, of those the next in turn; None: none waits."""
        if not self._size:
            return None
        # No more hosts are busy than requests may be under way: few are looked at.
        key, least = "", -1
        for name in self._hosts:
            slot = self._downloader.slots.get(name)
            active = len(slot.active) if slot else 0
            if least < 0 or active < least:
                key, least = name, active
            if not active:
                break
        host = self._hosts[key]
        request = host.take(self._unpack)
        self._size -= 1
        if host:
            self._hosts.move_to_end(key)
        else:
            del self._hosts[key]
        return request


def _never(_packed: Any) -> Request:
    # A spider that packs nothing has nothing to unpack.
    raise NotImplementedError("this spider has pack() and no unpack()")
