"""``python -m crawler.cli``: the same command, for child processes."""

from __future__ import annotations

import gc
import sys

if "--events" in sys.argv:
    # A crawling child. What is imported is no garbage; the crawl itself sets this anew.
    gc.set_threshold(50_000, 20, 20)
    # Scrapy reads the source of every caller while parts of it are imported:
    # from here there is one, from within the command there are fifty.
    import scrapy.core.downloader.contextfactory
    import scrapy.core.engine
    import scrapy.crawler
    import scrapy.spiders  # noqa: F401

from crawler.cli import main

main()
