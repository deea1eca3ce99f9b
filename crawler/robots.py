"""What a site's robots.txt allows us, how fast, and what to do when it cannot be read.

:func:`read` is pure; the middleware fetches, once per origin and day
(:mod:`crawler.robots_shelf`), through the same guard and deadline as everything else. Follows RFC
9309, where Scrapy's own middleware takes a server in trouble for one without rules.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy.exceptions import NotConfigured
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawler import trouble
from crawler.guard import Refused, check_url
from crawler.politeness import slow_down
from crawler.settings import ROBOT
from crawler.trouble import Trouble

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.robots_shelf import RobotsShelf

#: Bytes that are read of a robots.txt; the least that RFC 9309 2.5 asks for.
MAX_SIZE = 500 * 1024
#: Longest Crawl-delay that is served, in seconds. A site that asks for more is left alone.
MAX_DELAY = 60.0

_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*:?\s*([^\s/:#]*)", re.IGNORECASE)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|script|!--)", re.IGNORECASE
)


class Disallowed(Refused):
    """The site's robots.txt forbids the request, or could not be read for the reason ``kind``."""

    def __init__(self, message: str, kind: str = "robots") -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for us, or what is in the way of reading them."""

    parser: Protego | None = None
    #: Seconds between requests that the site asks for.
    delay: float | None = None
    #: Why nothing at all may be fetched, if that is so.
    refusal: Trouble | None = None

    def allows(self, url: str) -> bool:
        """Whether ``url``, of the origin that the rules are from, may be fetched."""
        if self.refusal is not None:
            return False
        try:
            return self.parser is None or self.parser.can_fetch(url, ROBOT)
        except ValueError:
            return False


def read(status: int, body: bytes) -> Rules:
    """Make rules of a robots.txt as answered with ``status`` (redirects followed).

    4xx means that there are no rules, except 429, by which the server says that it is busy. All
    else but success means that the server is in trouble: nothing is allowed. An HTML page in the
    place of robots.txt is a site's way to say "not found".
    """
    if 400 <= status < 500 and status != 429:
        return Rules()
    if not 200 <= status < 300:
        return Rules(refusal=Trouble("robots", f"refused: robots.txt answered {status}"))
    if _HTML.match(body[:1024]):
        return Rules()
    parser = Protego.parse(for_us(_cut(body)).decode())
    delay = parser.crawl_delay(ROBOT)
    if delay is not None and delay > MAX_DELAY:
        sentence = f"refused: robots.txt asks for {delay:g} s between requests"
        return Rules(refusal=Trouble("robots", sentence))
    return Rules(parser, delay)


def _cut(body: bytes) -> bytes:
    """Return the part that is read; the line that the cut goes through would say another thing."""
    return body if len(body) <= MAX_SIZE else body[:MAX_SIZE].rpartition(b"\n")[0]


def for_us(body: bytes) -> bytes:
    """Return the groups that speak to us or to everybody, under no other name than these two.

    Protego takes "news" for the beginning of our name, where the RFC wants the whole token; and it
    keeps a copy of each rule for each agent, which a hostile file could turn into gigabytes.
    """
    lines: list[str] = []
    agents: set[str] = set()
    ruled = True
    for line in body.decode("utf-8-sig", "replace").splitlines():
        match = _AGENT_LINE.match(line)
        if match is None:
            if not (rule := line.partition("#")[0].strip()):
                continue
            if not ruled:
                lines += [f"User-agent: {agent}" for agent in sorted(agents)]
            ruled = True
            if agents:
                lines.append(rule)
            continue
        if ruled:  # the first agent of a group
            agents, ruled = set(), False
        agents |= {match[1].lower()} & {"*", ROBOT}
    return "\n".join(lines).encode()


class RobotsMiddleware:
    """Downloader middleware that lets nothing pass against a site's rules.

    Requests with ``dont_obey_robotstxt`` in their meta pass unasked, as with Scrapy's own.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._rules: dict[tuple[str, bool], asyncio.Future[Rules] | Rules] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build it the way Scrapy builds components."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let ``request`` pass.

        Raises:
            Disallowed: The rules forbid it.
            Refused: The URL is not one that may be asked for at all.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        check_url(request.url)
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        key = (origin, bool(request.meta.get("insecure")))
        if key not in self._rules:
            kept = self._kept(*key)
            self._rules[key] = kept or asyncio.ensure_future(self._fetch(origin, request))
        rules = self._rules[key]
        if not isinstance(rules, Rules):
            # Shielded: many requests wait for one file, and one of them may be given up.
            rules = await asyncio.shield(rules)
        if rules.allows(request.url):
            return
        self._count("forbidden")
        if rules.refusal is not None:
            raise Disallowed(rules.refusal.sentence, rules.refusal.kind)
        raise Disallowed("refused: robots.txt forbids it")

    @property
    def _shelf(self) -> RobotsShelf | None:
        """Where robots.txt is kept between runs; a replay has its own."""
        if self._crawler.settings.get("NEWSVANE_REPLAY"):
            return None
        desk = getattr(self._crawler.spider, "desk", None)
        return getattr(desk, "robots", None)

    def _kept(self, origin: str, insecure: bool) -> Rules | None:
        kept = self._shelf.get(origin, insecure=insecure) if self._shelf else None
        if kept is None:
            return None
        self._count("kept")
        return self._mind(origin, read(kept.status, kept.body))

    async def _fetch(self, origin: str, request: Request) -> Rules:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"dont_obey_robotstxt": True, "max_retry_times": 1}
        if request.meta.get("insecure"):
            meta["insecure"] = True
        if "via" in request.meta:
            meta["via"] = request.meta["via"]
        asked = Request(f"{origin}/robots.txt", priority=1000, meta=meta, callback=NO_CALLBACK)
        self._count("request_count")
        try:
            response = await engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 -- whatever keeps us from reading the rules
            self._count("unreachable")
            return Rules(refusal=trouble.of(error))
        rules = read(response.status, response.body)
        if self._shelf is not None:
            spoken = rules.parser is not None or rules.refusal is not None
            why = rules.refusal or Trouble("", "")
            self._shelf.put(
                origin,
                insecure=bool(request.meta.get("insecure")),
                status=response.status,
                body=for_us(_cut(response.body)) if spoken else b"",
                trouble=why.kind,
                detail=why.sentence,
            )
        return self._mind(origin, rules)

    def _mind(self, origin: str, rules: Rules) -> Rules:
        if rules.delay:
            slow_down(self._crawler, urlsplit(origin).hostname or "", rules.delay)
        return rules

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"robotstxt/{what}")
