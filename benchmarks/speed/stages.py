"""What each stage of the way of a page costs, in one process and without network or Scrapy.

The stages are called as the crawl calls them: a list's addresses are asked for all together before
any page is fetched, and what is off topic is noted several to a commit. The measure is one plain
``lxml`` parse of the same bytes, which whoever reads a page at all has to pay.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from lxml import html

from crawler.drops import Drops
from crawler.library import cleaned, open_store
from crawler.middlewares import judge
from crawler.page import budget
from crawler.page.decode import decode
from crawler.page.extract import extract
from crawler.text.relevance import load_topic
from storage.records import Article

Result = TypeVar("Result")

#: Stages that every page goes through, in order; decoding and parsing are part of extracting.
EVERY = ("known", "extract", "clean", "judge")
_WARM_UP = 20


@dataclass
class Clock:
    """CPU seconds and calls, by stage."""

    spent: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    def time(self, stage: str, work: Callable[[], Result]) -> Result:
        """Do some work on the account of a stage."""
        before = time.process_time()
        result = work()
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - before
        self.calls[stage] = self.calls.get(stage, 0) + 1
        return result

    def each(self, stage: str) -> float:
        """Return CPU milliseconds a call."""
        return 1000 * self.spent.get(stage, 0.0) / max(1, self.calls.get(stage, 0))


def measure(pages: Iterable[tuple[bytes, str]]) -> Clock:
    """Take pages (bytes and URL) through all stages; the first ones are not counted."""
    topics = [load_topic("ai-competition")]
    taken = list(pages)
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "speed.db") as store:
        drops = Drops(store, _failed)
        asked = Clock()
        for number, (_, url) in enumerate(taken):
            if number == _WARM_UP:
                asked = Clock()
            asked.time("known", lambda: store.known(url))  # noqa: B023
        for number, (body, url) in enumerate(taken):
            if number == _WARM_UP:
                drops.flush()
                clock = Clock(asked.spent, asked.calls)
            clock.time("lxml parse", lambda: html.document_fromstring(body))  # noqa: B023
            clock.time("decode, parse", lambda: budget.parse(decode(body).text))  # noqa: B023
            now = datetime.now(UTC)
            read = clock.time("extract", lambda: extract(body, url, fetched=now))  # noqa: B023
            if not isinstance(read, Article):
                continue
            article = clock.time("clean", lambda: cleaned(read))  # noqa: B023
            verdicts = clock.time("judge", lambda: judge(article, topics))  # noqa: B023
            if verdicts[0].label == "off-topic":
                clock.time("drop", lambda: drops.add(article, verdicts))  # noqa: B023
            else:
                clock.time("add", lambda: store.add(article, verdicts))  # noqa: B023
        clock.time("drop", drops.flush)
        clock.calls["drop"] -= 1
    return clock


def _failed(_: Article, error: Exception) -> None:
    raise error


def off_topic(clock: Clock) -> float:
    """Return CPU milliseconds of a page that is read, judged off topic and dropped."""
    return sum(clock.each(stage) for stage in (*EVERY, "drop"))
