"""Tries one source: its list, a few of its articles, and whether both are as expected.

Knows what a healthy source looks like. Must not know how pages are fetched or reports printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from crawler.discover.pages import Fetch, Page, read
from crawler.health import IN_PART
from crawler.page.entry import Entry
from crawler.page.extract import extract
from storage.records import NoArticle, Source

#: Articles whose pages are read.
SAMPLES = 3
#: Further lists that are asked for where the first one only leads to them.
_CHILDREN = 3
#: Characters below which a text is a teaser. Short news in Chinese have about 100.
_SHORT = 80
#: A list whose newest item is older has probably been given up.
STALE = timedelta(days=30)
#: Clocks and zones differ; what lies further ahead is wrong.
_AHEAD = timedelta(hours=26)
_FEW_FIT = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """One article of a list as its page was read."""

    url: str
    title: str = ""
    #: Characters of text.
    length: int = 0
    published: datetime | None = None
    #: Why there is no good article; "" if it reads well.
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one source gave."""

    source: Source
    #: ``ok``, ``partial``, ``empty``, ``not a feed``, ... or ``robots``, ``refused``, ``failed``.
    state: str
    #: Entries of the list that the source's pattern admits, newest first.
    entries: Sequence[Entry] = ()
    #: Entries that lead somewhere, whether the pattern admits them or not.
    listed: int = 0
    newest: datetime | None = None
    samples: Sequence[Sample] = ()
    #: Sentences for a person, the worst first.
    problems: Sequence[str] = ()

    @property
    def works(self) -> bool:
        """Whether a crawl of the source would bring articles."""
        return bool(self.entries) and (not self.samples or self.well > 0)

    @property
    def well(self) -> float:
        """The share of the samples that read well, 0-1."""
        good = sum(not sample.problem for sample in self.samples)
        return good / len(self.samples) if self.samples else 0.0

    @property
    def fits(self) -> float:
        """The share of the list's entries that the source's pattern admits, 0-1."""
        return len(self.entries) / self.listed if self.listed else 0.0

    @property
    def outcome(self) -> str:
        """``done``, ``partial`` (works, with problems), ``blocked`` or ``failed``."""
        if self.works:
            return "partial" if self.problems else "done"
        return "blocked" if self.state in {"blocked", "robots"} else "failed"


async def check(source: Source, fetch: Fetch, now: datetime, *, samples: int = SAMPLES) -> Checked:
    """Ask for the list of ``source`` and for some of its articles, and judge what comes.

    Args:
        source: What to try.
        fetch: How to ask.
        now: The time (aware) against which ages are measured.
        samples: How many articles' pages to ask for at most.
    """
    page = await fetch(source.url, source=source)
    if not page.good:
        state = page.trouble or ("blocked" if page.barred else "failed")
        return Checked(source, state, problems=(page.problem,))
    listed = read(page, source)
    found, state = list(listed.entries), listed.state
    for child in await _children(source, fetch, listed.children):
        found += child
    entries = _newest([entry for entry in found if _fits(source, entry)])
    if found and state == "empty":
        state = "ok"
    if not entries:
        problem = _nothing(state, len(found))
        return Checked(source, state, listed=len(found), problems=(problem,))
    read_well = [await _sample(source, entry, fetch, now) for entry in entries[:samples]]
    times = [time for entry in entries if (time := entry.published or entry.updated)]
    newest = max((time for time in times if time <= now + _AHEAD), default=None)
    made = Checked(source, state, entries, len(found), newest, read_well)
    problems = _problems(made, times, now) + ((f"{IN_PART}: {listed.cut}",) if listed.cut else ())
    return Checked(source, state, entries, len(found), newest, read_well, problems)


async def _children(source: Source, fetch: Fetch, children: Sequence[str]) -> list[list[Entry]]:
    """Read some of the lists that the list leads to, and some of those that these lead to."""
    found: list[list[Entry]] = []
    waiting = list(children[:_CHILDREN])
    for _ in range(2 * _CHILDREN):
        if not waiting:
            break
        page = await fetch(waiting.pop(0), source=source)
        if page.good:
            listed = read(page, source)
            found.append(list(listed.entries))
            waiting += listed.children[:1] if not listed.entries else ()
    return found


def _fits(source: Source, entry: Entry) -> bool:
    pattern = source.article_pattern
    if entry.url is None:
        return False
    return not pattern or any(re.search(pattern, u) for u in (entry.url, unquote(entry.url)))


def _newest(entries: list[Entry]) -> list[Entry]:
    dated = [(when, e) for e in entries if (when := e.published or e.updated)]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    undated = [entry for entry in entries if not (entry.published or entry.updated)]
    return [entry for _, entry in dated] + undated


def _nothing(state: str, found: int) -> str:
    if found:
        return f"none of its {found} links fits the source's article_pattern"
    if state == "blocked":
        return "answers with a page that guards the site against robots"
    return "the list is empty" if state in {"ok", "empty"} else f"the answer is {state}"


async def _sample(source: Source, entry: Entry, fetch: Fetch, now: datetime) -> Sample:
    """Read an article as a crawl would: from its page, or from the list where that carries it."""
    assert entry.url is not None
    carried = entry.content or entry.summary or ""
    if not source.follow:
        return Sample(entry.url, entry.title or "", len(carried), entry.published)
    url = re.sub(*source.whole_page, entry.url, count=1) if source.whole_page else entry.url
    page = await fetch(url)
    problem = page.problem or _no_text(page)
    if problem:
        return Sample(entry.url, entry.title or "", 0, entry.published, problem)
    article = extract(
        page.body, page.url, content_type=page.content_type, fetched=now, zone=source.zone
    )
    if isinstance(article, NoArticle):
        return Sample(entry.url, entry.title or "", 0, entry.published, article.reason)
    title = article.title or entry.title or ""
    published = article.published or entry.published
    short = f"only {len(article.text)} characters" if len(article.text) < _SHORT else ""
    missing = "" if title else "no title"
    return Sample(entry.url, title, len(article.text), published, short or missing)


def _no_text(page: Page) -> str:
    return "no page but a file" if "not text" in page.flags else ""


def _problems(made: Checked, times: list[datetime], now: datetime) -> tuple[str, ...]:
    """Say what is odd about a list that gave entries."""
    found = []
    if made.samples and made.well < 1:
        bad = [sample for sample in made.samples if sample.problem]
        found.append(f"{len(bad)} of {len(made.samples)} articles cannot be read: {bad[0].problem}")
    if made.state not in {"ok", "empty"}:
        found.append(f"the list is {made.state}")
    if made.fits < _FEW_FIT:
        found.append(f"only {len(made.entries)} of {made.listed} links fit article_pattern")
    if ahead := sum(time > now + _AHEAD for time in times):
        found.append(f"{ahead} of {len(times)} times lie in the future")
    if len(times) >= SAMPLES and len(set(times)) == 1:
        found.append("all items bear the same time")
    if made.newest and now - made.newest > STALE:
        found.append(f"the newest item is {(now - made.newest).days} days old")
    return tuple(found)
