"""Scrapy's settings for one crawl; every departure from a default says why.

Knows which of our components stand in for Scrapy's. Opens nothing and reads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import __version__
from crawler.content import ACCEPT_ENCODING
from crawler.proxy import Proxy

#: The name to which robots.txt files may speak.
ROBOT = "newsvane"


def user_agent(contact: str | None) -> str:
    """Return the honest name that servers see, e.g. ``newsvane/0.1.0 (+https://example.org)``.

    Args:
        contact: the user's page or mail address, so that a webmaster can complain to a person.
    """
    # A line break in it would end the header.
    reach = "".join(c for c in contact or "" if c.isprintable() and c.isascii()).strip()
    name = f"{ROBOT}/{__version__}"
    return f"{name} (+{reach})" if reach else name


def build(
    *,
    user_agent: str,
    contact: str | None = None,
    delay: float = 2.0,
    host_delays: Mapping[str, float] | None = None,
    allow_hosts: Sequence[str] = (),
    proxies: Mapping[str, Proxy | None] | None = None,
    max_body: int = 10 * 1024 * 1024,
    deadline: float = 30.0,
    retry_at: Mapping[str, datetime] | None = None,
    record: Path | None = None,
    replay: Path | None = None,
    obey_robots: bool = True,
    concurrency: int = 16,
    **extra: Any,
) -> dict[str, Any]:
    """Return the settings of a crawl.

    Args:
        user_agent: see :func:`user_agent`.
        contact: mail address for the ``From`` header, where ``contact`` is one.
        delay: seconds between two requests to one host, varied by half.
        host_delays: host name -> seconds, where a source asks for another delay.
        allow_hosts: intranet hosts, addresses or networks that may be fetched.
        proxies: source name -> its proxy or None; ``""`` -> that of all others.
        max_body: most bytes of a response body, on the wire and decompressed.
        deadline: seconds for one request in all.
        retry_at: host -> until when it asked to be left alone in an earlier run.
        record: WARC file to append every exchange to.
        replay: WARC file or folder that answers in place of the network.
        obey_robots: False only where the user answers for the site.
        concurrency: most requests at once, over all hosts.
        extra: further Scrapy settings; they win.

    Raises:
        ValueError: Both ``record`` and ``replay`` are given.
    """
    if record and replay:
        raise ValueError("a replay has nothing to record")
    if replay:
        # Nobody is to be spared by waiting.
        delay, host_delays = 0.0, None
    settings = _closed_doors() | _quiet()
    settings |= _polite(user_agent, contact, delay, host_delays or {}, concurrency)
    settings |= _bounded(max_body, deadline)
    handler = "crawler.replay.handler.ReplayHandler" if replay else "crawler.handler.HttpHandler"
    settings |= {
        "SPIDER_MODULES": ["spiders"],
        # The default keeps whole requests in memory and asks for a list's last page first.
        "SCHEDULER": "crawler.waiting.Waiting",
        # The only two schemes; what a page links to is a stranger's choice.
        "DOWNLOAD_HANDLERS": {
            "http": handler,
            "https": handler,
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.robots.RobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "crawler.politeness.BackoffMiddleware": 550,
            # Nearer to the network than the retries: what the server asks for goes before them.
            "crawler.politeness.PolitenessMiddleware": 560,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "crawler.redirect.GuardedRedirectMiddleware": 600,
        },
        "ROBOTSTXT_OBEY": obey_robots,
        "NEWSVANE_ALLOW_HOSTS": list(allow_hosts),
        "NEWSVANE_PROXIES": {} if replay else dict(proxies or {}),
        "NEWSVANE_RETRY_AT": dict(retry_at or {}),
        "NEWSVANE_RECORD": str(record) if record else None,
        "NEWSVANE_REPLAY": str(replay) if replay else None,
        # Seconds before the first repetition of a failed request; doubled for the next.
        "NEWSVANE_RETRY_BACKOFF": 0.0 if replay else 2.0,
    }
    return settings | extra


def _closed_doors() -> dict[str, Any]:
    return {
        # On by default: a local server that runs whatever Python is posted to it.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # Twisted's own resolver, which knows IPv6; ours adds the time limit and the guard.
        "TWISTED_DNS_RESOLVER": "crawler.connect.DualStackResolver",
        # A hanging look-up holds a thread; the default of 10 would be used up by 10 dead names.
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        # Off by default; for any handler but ours, which verifies anyway.
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        # A proxy taken from the environment would resolve names beyond the reach of the guard.
        "HTTPPROXY_ENABLED": False,
        # News pages need none, and a server may send jars full.
        "COOKIES_ENABLED": False,
        # The page that led us to a URL is nobody's business.
        "REFERRER_POLICY": "no-referrer",
        # HTML that decides where we go next; news sites use it for ads and for app stores.
        "METAREFRESH_ENABLED": False,
    }


def _polite(
    user_agent: str,
    contact: str | None,
    delay: float,
    host_delays: Mapping[str, float],
    concurrency: int,
) -> dict[str, Any]:
    headers = {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        # Sites that serve several languages should serve the one that we read best.
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
        "Accept-Encoding": ACCEPT_ENCODING,
    }
    if contact and "@" in contact and "/" not in contact:
        headers["From"] = contact
    return {
        "USER_AGENT": user_agent,
        "DEFAULT_REQUEST_HEADERS": headers,
        "CONCURRENT_REQUESTS": concurrency,
        # One at a time: a delay alone lets requests to a slow host pile up.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_SLOTS": {
            host: {"delay": seconds, "concurrency": 1} for host, seconds in host_delays.items()
        },
        # Two repetitions at most, with growing pauses. 429 is left out: the server has asked us
        # to go away, which is remembered instead.
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        # The run's own report names what failed.
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    }


def _bounded(max_body: int, deadline: float) -> dict[str, Any]:
    return {
        # 1 GiB by default.
        "DOWNLOAD_MAXSIZE": max_body,
        "DOWNLOAD_WARNSIZE": 0,
        # Our handler decompresses: the cap and the flags belong to the download.
        "COMPRESSION_ENABLED": False,
        # 180 s by default. Ours covers everything from the name's resolution to the last byte.
        "DOWNLOAD_TIMEOUT": deadline,
        # 20 by default; RFC 9309 asks for five where robots.txt is redirected.
        "REDIRECT_MAX_TIMES": 5,
        # Unlimited by default; a list, its pages and an article's pages need five.
        "DEPTH_LIMIT": 10,
    }


def _quiet() -> dict[str, Any]:
    return {
        "LOG_LEVEL": "WARNING",
        "LOG_VERSIONS": [],
        "LOGSTATS_INTERVAL": 0,
        # The run's own table says what a person needs to know.
        "STATS_DUMP": False,
    }
