"""Proposals for forty invented sites, against what a person would want."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from benchmarks.quality.sources.press import NOW
from benchmarks.quality.sources.sites import Site, all_sites
from crawler.discover.look import Look, look
from crawler.discover.pages import Page
from crawler.text import urls
from storage.records import Source


@dataclass(frozen=True)
class Found:
    """What was proposed for one site."""

    site: Site
    result: Look
    asked: int

    @property
    def right(self) -> bool:
        """Whether the first proposal, or that there is none, is what a person would want."""
        if self.site.nothing or not self.result.proposals:
            return self.site.nothing and not self.result.proposals
        best = self.result.proposals[0]
        if self.site.right:
            return best.source.url in self.site.right
        wanted = {urls.canonical(url) for url in self.site.articles}
        got = {urls.canonical(entry.url or "") for entry in best.checked.entries}
        both = len(wanted & got)
        return both >= 0.95 * len(wanted) and both >= 0.95 * len(got)

    @property
    def proposed(self) -> str:
        """What was proposed, in a line."""
        if not self.result.proposals:
            return "; ".join(self.result.notices) or "nothing"
        best = self.result.proposals[0]
        way = best.source.selector or "" if best.source.kind == "listing" else ""
        return f"{best.source.kind} {best.source.url} {way} {best.source.article_pattern or ''}".strip()


def find(site: Site) -> Found:
    """Look at one site, which answers from its dictionary."""
    asked: list[str] = []

    async def fetch(url: str, *, source: Source | None = None) -> Page:
        del source
        asked.append(url)
        answer = site.pages.get(url) or site.missing
        if answer is None:
            return Page(url, 404, b"<html><title>404</title>not found</html>", "text/html")
        return Page(url, answer.status, answer.body, answer.type)

    return Found(site, asyncio.run(look(site.start, fetch, NOW)), len(asked))


def run(*, quiet: bool = False) -> tuple[int, int]:
    """Print a line for each site and a sum; return how many were right, and of how many."""
    found = [find(site) for site in all_sites()]
    sorts: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for one in found:
        sort = one.site.sort.partition(":")[0]
        sorts[sort] += 1
        good[sort] += one.right
        if not quiet:
            mark = "right" if one.right else "WRONG"
            print(
                f"  {mark}  {one.site.name:10} {one.site.sort:30} {one.asked:3} requests  {one.proposed}"
            )
    for sort, count in sorts.items():
        print(f"  {sort:8} {good[sort]} of {count}")
    return sum(good.values()), len(found)
