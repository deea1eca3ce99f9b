"""Fetches URLs through the real settings, handler and middlewares, in a process of its own.

A reactor runs once a process; so a test hands all its requests over at once and looks at the
results. Run as a program it is that process: a job in JSON on stdin, results in JSON on stdout.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

COMMAND = [sys.executable]


@dataclass(frozen=True)
class Result:
    """What a spider would have been given: a response, or the kind and text of a failure."""

    url: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    flags: list[str] = field(default_factory=list)
    kind: str = ""
    error: str = ""
    exception: str = ""
    retries: int = 0
    redirects: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Fetched:
    """The results by the URL (or the ``name``) that was asked, and how the process fared."""

    by_url: dict[str, Result]
    stats: dict[str, Any]
    retry_at: dict[str, datetime]
    peak_mb: float
    log: str

    def __getitem__(self, url: str) -> Result:
        return self.by_url[url]


def fetch(
    *requests: str | dict[str, Any], env: dict[str, str] | None = None, **settings: Any
) -> Fetched:
    """Fetch URLs, or mappings of Request's arguments; a ``name`` among them keys the result.

    ``settings`` are arguments of ``crawler.settings.build``. Loopback is open and nothing waits
    unless they say so.
    """
    settings = {
        "delay": 0.0,
        "allow_hosts": ["127.0.0.1", "::1"],
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
        "NEWSVANE_RETRY_BACKOFF": 0.01,
        **settings,
    }
    job = {
        "requests": [{"url": r} if isinstance(r, str) else r for r in requests],
        "settings": settings,
    }
    done = subprocess.run(
        [*COMMAND, __file__],
        input=json.dumps(job, default=str),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **(env or {})},
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    results = {}
    for name, fields in answer["results"]:
        fields["body"] = base64.b64decode(fields.get("body", ""))
        results[name] = Result(**fields)
    retry_at = {h: datetime.fromisoformat(t) for h, t in answer["retry_at"].items()}
    return Fetched(results, answer["stats"], retry_at, answer["peak_mb"], done.stderr)


def _peak_mb() -> float:
    """Peak memory of this process. ``ru_maxrss`` would count what the parent had when it forked."""
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler import politeness, proxy, settings, trouble

    job = json.load(sys.stdin)
    results: list[tuple[str, dict[str, Any]]] = []

    class Fetcher(scrapy.Spider):
        name = "fetcher"

        async def start(self):
            for arguments in job["requests"]:
                name = arguments.pop("name", arguments["url"])
                meta = {"handle_httpstatus_all": False, **arguments.pop("meta", {})}
                meta |= {"name": name, "begun": monotonic()}
                yield scrapy.Request(
                    **arguments,
                    meta=meta,
                    callback=self.arrived,
                    errback=self.failed,
                    dont_filter=True,
                )

        def keep(self, request, **fields):
            meta = request.meta
            fields["retries"] = meta.get("retry_times", 0)
            fields["redirects"] = meta.get("redirect_urls", [])
            fields["seconds"] = monotonic() - meta["begun"]
            results.append((meta["name"], fields))

        def arrived(self, response):
            self.keep(
                response.request,
                url=response.url,
                status=response.status,
                headers={
                    k.decode().lower(): v[-1].decode("latin-1") for k, v in response.headers.items()
                },
                body=base64.b64encode(response.body).decode(),
                flags=response.flags,
            )

        def failed(self, failure):
            found = trouble.of(failure.value)
            self.keep(
                failure.request,
                url=failure.request.url,
                kind=found.kind,
                error=found.sentence,
                exception=type(failure.value).__name__,
            )

    arguments = {"user_agent": "newsvane-test", "SPIDER_MODULES": [], "HTTPERROR_ALLOW_ALL": True}
    arguments |= job["settings"]
    if "proxies" in arguments:
        given = arguments["proxies"].items()
        arguments["proxies"] = {name: proxy.parse(**said) for name, said in given}
    if "retry_at" in arguments:
        given = arguments["retry_at"].items()
        arguments["retry_at"] = {host: datetime.fromisoformat(time) for host, time in given}
    process = AsyncCrawlerProcess(settings.build(**arguments))
    crawler = process.create_crawler(Fetcher)
    process.crawl(crawler)
    process.start()
    stats = {k: str(v) for k, v in crawler.stats.get_stats().items()}
    retry_at = {host: str(time) for host, time in politeness.retry_at(crawler.stats).items()}
    answer = {"results": results, "stats": stats, "retry_at": retry_at, "peak_mb": _peak_mb()}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
