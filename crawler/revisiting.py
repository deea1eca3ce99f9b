"""Looking again: asks for the pages of articles whose second look is due, and keeps what is new.

Joins the decisions of :mod:`crawler.revisits` with a crawl's desk and the store. A changed text
becomes a revision, a page that is gone a dated "taken down"; neither is a new story.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler import revisits
from crawler.library import Library, cleaned
from crawler.revisits import Finding
from storage.records import Article, NoArticle, Source
from storage.revisits import Revisit

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.text.relevance import Verdict


class Revisiting:
    """The looks that are due in one crawl, and what they came to. Implements ``spiders.revisit``.

    Args:
        store: Where articles are.
        sources: Those configured, for how their pages are asked for.
        steps: When to look again, after an article was found.
        judge: Judges a text that has changed.
        now: The time.
    """

    def __init__(
        self,
        store: Library,
        sources: Sequence[Source],
        steps: Sequence[timedelta],
        judge: Callable[[Article], tuple[Verdict, ...]],
        now: datetime,
    ) -> None:
        self.store = store
        self.counts: Counter[str] = Counter()
        self._steps = steps
        self._judge = judge
        self._sources = {source.name: source for source in sources}
        self.due = store.due_revisits(now)

    def source(self, visit: Revisit) -> Source:
        """Return how a page is to be asked for, also where its source is configured no longer."""
        known = self._sources.get(visit.source or "")
        return known or Source(name=visit.source or "revisits", url=visit.url)

    def answered(self, visit: Revisit, status: int) -> None:
        """Take note of an answer that is no page."""
        self._settle(visit, revisits.of_status(status))

    def prevented(self, visit: Revisit, why: str) -> None:
        """Take note of a page that could not be had."""
        self._settle(visit, Finding("unclear", why))

    def absent(self, visit: Revisit, final: str, missing: NoArticle) -> None:
        """Take note of a page that holds no article."""
        self._settle(visit, revisits.of_none(visit.url, final, missing))

    def read(self, visit: Revisit, article: Article) -> None:
        """Take note of what a page says now."""
        from crawler.text.compare import compare  # noqa: PLC0415 - loads much, and is seldom needed

        known = self.store.article(visit.article)
        if known is None:
            return
        now = cleaned(article, store=self.store)
        found = revisits.of_article(known, now, compare)
        if found.kind == "changed":
            # Under the stored name, whatever the page calls itself now: it is no new story.
            again = dataclasses.replace(
                now,
                url=known.url,
                final_url=known.final_url,
                canonical_url=known.canonical_url,
                source=known.source,
                run=known.run,
                published=now.published or known.published,
                published_raw=now.published_raw or known.published_raw,
            )
            said = self._judge(again)
            if all(verdict.label == "off-topic" for verdict in said):
                # What is left of a report may say less of its topic; it is still that report.
                outcome = self.store.add(again, known.verdicts)
            else:
                outcome = self.store.add(again, said)
            self.counts["revisions"] += outcome.kind == "revision"
        self._settle(visit, found)

    def _settle(self, visit: Revisit, found: Finding) -> None:
        now = datetime.now(UTC)
        self.counts["looks"] += 1
        if found.kind == "unclear":
            self.counts["unclear"] += 1
            if wait := revisits.next_attempt(visit.misses):
                self.store.miss_revisit(visit.article, now + wait)
                return
        elif found.kind == "gone":
            self.counts["taken down"] += self.store.take_down(visit.article, found.why, now)
        else:
            self.store.put_back(visit.article, now)
        after = revisits.next_due(self._steps, visit.step + 1)
        self.store.revisited(visit.article, visit.step + 1, now + after if after else None)
