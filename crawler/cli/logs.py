"""What libraries log, made fit for a terminal: one line each, without tracebacks."""

from __future__ import annotations

import logging
import sys

from crawler.cli.terminal import inert

#: What goes wrong on a page is told by the run's own report, with its address.
_TOLD_ELSEWHERE = ("scrapy", "twisted", "asyncio")


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        first = record.getMessage().splitlines() or [""]
        return inert(f"newsvane: {first[0]}")


def configure(*, debug: bool = False) -> None:
    """Send warnings to stderr as lines; with ``debug`` everything, as the libraries write it."""
    handler = logging.StreamHandler(sys.stderr)
    if debug:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)
        return
    handler.setFormatter(_OneLine())
    # On the handler, not on the loggers: Scrapy sets the levels of those itself.
    handler.setLevel(logging.WARNING)
    handler.addFilter(lambda record: not record.name.startswith(_TOLD_ELSEWHERE))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
