"""The least that a crawl can do: Scrapy fetches every page and drops it.

Run as ``python -m benchmarks.speed.bare FILE``, a URL a line. Concurrency is newsvane's, and what
newsvane found to be costly among Scrapy's defaults is off; nothing else that newsvane adds is here:
no robots.txt, no guard, no own download handler. With ``--defaults`` Scrapy runs as it comes.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

_SETTINGS = {
    "LOG_LEVEL": "WARNING",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    # For lists, which are asked for as newsvane asks the second time; pages pay no attention.
    "DEFAULT_REQUEST_HEADERS": {"If-None-Match": '"1"'},
    "HTTPERROR_ALLOW_ALL": True,
    # The default of 100 costs a third more CPU.
    "CONCURRENT_ITEMS": 1,
}
#: What somebody gets who sets nothing.
_DEFAULTS = {"LOG_LEVEL": "WARNING"}


class Bare(Spider):
    """Asks for each URL and looks at no answer."""

    name = "bare"

    def __init__(self, urls: list[str], **known: Any) -> None:
        super().__init__(**known)
        self._urls = urls

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all."""
        for url in self._urls:
            yield Request(url, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Do nothing."""


if __name__ == "__main__":
    process = AsyncCrawlerProcess(_DEFAULTS if "--defaults" in sys.argv else _SETTINGS)
    process.crawl(Bare, urls=Path(sys.argv[1]).read_text(encoding="utf-8").split())
    process.start()
