"""What one crawl knows of each of its sources while it runs: counts, errors, validators.

The spiders tell it what they met; the middlewares and the pipeline count on it; ``run`` reads it
at the end. Knows the store only to ask for a source's state and to remember pages without an
article. Must not know Scrapy's settings or processes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import conditional, trouble
from crawler.drops import Drops
from crawler.health import IN_PART
from crawler.page import list_faults
from crawler.robots_shelf import RobotsShelf
from storage.records import Article, NoArticle, Source
from storage.rows import SourceState
from storage.store import Store

if TYPE_CHECKING:
    from crawler.text.relevance import Topic

#: How long a page without an article is left alone, by reason; others two weeks.
_AGAIN = {"blocked": timedelta(hours=6), "empty": timedelta(days=1)}
_AGAIN_DEFAULT = timedelta(days=14)
#: Answers that mean the page is there but not for us: title and summary are kept.
_BARRED = frozenset((401, 402, 403, 451))
_GONE = frozenset((404, 410))
#: Errors of one source that are kept word for word; the rest are only counted.
_MAX_ERRORS = 20

#: States of a list that was read for what it is.
READABLE = frozenset(("ok", "partial", "empty"))
#: Kinds of source on which nothing found means that the configuration fits no longer.
_NEVER_EMPTY = frozenset(("listing", "json"))

#: What is said of a list that is none.
_SAID = {
    "challenge": "the site asks for proof of being human",
    "parked": "the domain is parked or for sale",
    "not a feed": "not a feed: something else came, e.g. a page for people",
    "nothing found": "nothing found: nothing on the page fits the source's selector or paths",
}

Progress = Callable[["SourceRun"], None]
#: Is told of the page that is being read: source, URL (None: it has been read), is it a list.
Reading = Callable[[str, str | None, bool], None]


@dataclass(slots=True)
class SourceRun:
    """One source within one crawl."""

    source: Source
    run: int
    state: SourceState
    #: found, seen, fetched, new, copies, quotes, revisions, review, off_topic, no_article, errors
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    #: State of the list: ok, unchanged, partial, empty, not a feed (or other word of its reader),
    #: nothing found, blocked, held, failed, or not asked.
    listed: str = "not asked"
    #: Validators and hash of the list just read; believed once all of it has been dealt with.
    fresh: SourceState | None = None
    #: The list leads to further lists, which change without it.
    leads_on: bool = False
    #: An article or a further list could not be had for a passing reason: read the list again.
    unfinished: bool = False
    #: Until when the source's host asked to be left alone.
    held: datetime | None = None
    #: How many articles may still be asked for in this look; None: all of them.
    pages_left: int | None = None
    #: There are more.
    more: bool = False
    #: When those that were not there before were published, as far as they say.
    came: list[datetime | None] = field(default_factory=list)
    #: Seconds between looks for which the list's publisher asks, in the list and beside it.
    ttl: int = 0
    max_age: int = 0
    #: When it was last at work, by the clock that only goes forward.
    touched: float = 0.0
    #: Class of what stood in the way of the list, e.g. dns, HTTP 404, challenge.
    trouble: str = ""
    #: The latest time that an entry of the list claims.
    newest: datetime | None = None
    #: What its articles had, for the day's figures: articles, titles, times, texts, news, absent.
    figures: Counter[str] = field(default_factory=Counter)
    #: Articles of a crawl that samples.
    samples: list[Article] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """How many articles were asked for."""
        return self.counts["fetched"]

    def error(self, text: str) -> None:
        """Count an error and keep its words."""
        self.counts["errors"] += 1
        if len(self.errors) < _MAX_ERRORS:
            self.errors.append(text)


class Desk:
    """The runs of one crawl, by source name. Implements ``spiders.desk.Desk``."""

    def __init__(
        self,
        runs: Sequence[SourceRun],
        store: Store,
        topics: Sequence[Topic] | Callable[[], Sequence[Topic]],
        progress: Progress | None = None,
        reading: Reading | None = None,
    ) -> None:
        self.runs = {run.source.name: run for run in runs}
        self.store = store
        #: When relevant articles are to be looked at again; empty: never.
        self.revisit: tuple[timedelta, ...] = ()
        #: Off-topic articles, which the store gets several at a time.
        self.drops = Drops(store, self.not_kept)
        #: robots.txt of the origins that were asked for it within a day.
        self.robots = RobotsShelf(store)
        self._topics = topics
        self._progress = progress or (lambda _run: None)
        self.reading = reading

    @property
    def topics(self) -> Sequence[Topic]:
        """Who judges. Loaded for the first article; most looks find none."""
        if callable(self._topics):
            self._topics = self._topics()
        return self._topics

    def count(self, source: str | None, what: str, by: int = 1) -> None:
        """Count something that happened to an article of ``source``."""
        if run := self.runs.get(source or ""):
            run.counts[what] += by
            self._progress(run)

    def headers(self, source: Source) -> Mapping[str, str]:
        """Return the validators to ask for the list with.

        None when a full look is due, and none where the list leads to others, which change
        while it stays the same.
        """
        state = self.runs[source.name].state
        return {} if state.leads_on else conditional.headers(state, now=datetime.now(UTC))

    def fetched(self, source: Source, response: Response) -> bool:
        """Decide whether the list has changed since it was last dealt with."""
        run = self.runs[source.name]
        check = conditional.check(
            run.state,
            status=response.status,
            headers=response.headers.to_unicode_dict(),
            body=response.body,
            asked=b"If-None-Match" in response.request.headers  # type: ignore[union-attr]
            or b"If-Modified-Since" in response.request.headers,  # type: ignore[union-attr]
            now=datetime.now(UTC),
        )
        run.fresh = check.state
        if run.state.leads_on and not check.problem:
            return True
        if check.problem:
            run.listed = "failed"
            run.error(f"{source.url}: {check.problem}")
        elif check.unchanged:
            run.listed = "unchanged"
            run.counts["unchanged"] += 1
        return not (check.unchanged or check.problem)

    def listed(
        self,
        source: Source,
        url: str,
        state: str,
        entries: int,
        children: int,
        *,
        newest: datetime | None = None,
        cut: str = "",
    ) -> None:
        """Take note of what a list held, and why only a part of it was read."""
        run = self.runs[source.name]
        run.newest = max(filter(None, (run.newest, newest)), default=None)
        run.counts["found"] += entries
        run.leads_on |= children > 0
        if state == "empty" and source.kind in _NEVER_EMPTY:
            state = "nothing found"
        if run.listed == "not asked" or state != "ok":
            run.listed = state
        if state not in READABLE:
            run.trouble = state
            run.error(f"{url}: {_SAID.get(state, state)}")
        elif cut:
            run.error(f"{url}: {IN_PART}: {cut}")
        self._progress(run)

    def asks(self, source: Source, ttl: int | None) -> None:
        """Take note of the seconds between looks for which a list asks."""
        run = self.runs[source.name]
        run.ttl = max(run.ttl, ttl or 0)

    def absent(self, source: Source, url: str, missing: NoArticle) -> None:
        """Remember a page that holds no article, so that it is not asked for at each run."""
        self.count(source.name, "no_article")
        self.runs[source.name].figures["absent"] += 1
        wait = _AGAIN.get(missing.reason, _AGAIN_DEFAULT)
        self.store.remember(url, missing.reason, until=datetime.now(UTC) + wait)

    def unknown(self, source: str | None) -> None:
        """Count an address that the store does not know."""
        if run := self.runs.get(source or ""):
            run.figures["news"] += 1

    def read(self, article: Article) -> None:
        """Count an article that was read, and what it has."""
        if run := self.runs.get(article.source or ""):
            has = {
                "articles": True,
                "titles": bool(article.title.strip()),
                "times": article.published is not None,
                "texts": bool(article.text.strip()),
            }
            run.figures.update(name for name, there in has.items() if there)
        self.drifted(article)

    def not_kept(self, article: Article, error: Exception) -> None:
        """Take note of an article that was read and could not be stored."""
        if run := self.runs.get(article.source or ""):
            run.error(f"{article.url}: not stored: {error}")
            run.unfinished = True

    def drifted(self, article: Article) -> None:
        """Tell, once a run, that a site rule fits its site no longer."""
        said = article.origins.get("rule", "")
        if not said:
            return
        from crawler.page.rules import DRIFT  # noqa: PLC0415 - few pages have a rule

        run = self.runs.get(article.source or "")
        if run and DRIFT in said and not any(said in error for error in run.errors):
            run.error(f"{article.url}: site rule {said}; the page was read without it")

    def failed(self, source: Source, url: str, failure: Failure, *, is_list: bool) -> bool:
        """Count a failed request; True if what the list says of the page is all there will be."""
        run = self.runs[source.name]
        error = failure.value
        if isinstance(error, HttpError):
            return self._answered(run, url, error.response, is_list=is_list)
        met = trouble.of(error or RuntimeError("no reason given"))
        run.error(f"{url}: {met.sentence}")
        if is_list:
            run.unfinished = True
            in_trouble = met.kind == "robots" and "answered" in met.sentence
            run.trouble = "robots 5xx" if in_trouble else met.kind
            run.listed = {"robots": "blocked", "later": "held"}.get(met.kind, "failed")
            return False
        if met.kind == "robots":
            return True
        # What was refused or too large stays so; all else may be had the next time.
        run.unfinished |= met.kind not in ("refused", "too large")
        return False

    def _answered(self, run: SourceRun, url: str, response: Response, *, is_list: bool) -> bool:
        """The same for an answer with an error status."""
        status = response.status
        recorded = b"not recorded" not in (response.headers.get("X-Newsvane-Replay") or b"")
        run.error(f"{url}: HTTP {status}" if recorded else f"{url}: not in the recording")
        if is_list:
            run.unfinished = True
            run.trouble = f"HTTP {status}"
            run.listed = "blocked" if status in _BARRED else "failed"
            if list_faults.is_challenge(response.body):
                run.listed = run.trouble = "challenge"
            return False
        if not recorded:
            run.unfinished = True  # the site itself has not been asked
            return False
        if status in _GONE:
            self.store.remember(url, f"HTTP {status}", until=datetime.now(UTC) + _AGAIN_DEFAULT)
            return False
        run.unfinished |= status not in _BARRED
        return status in _BARRED
