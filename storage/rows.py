"""What the store answers: plain values, one class a question.

Knows nothing of SQL. All times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage.records import Article, Label
from storage.source_rows import SourceState

__all__ = ["SourceState"]


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """One reason of a stored verdict; see :class:`storage.records.Evidence`."""

    facet: str
    term: str
    field: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict as the store holds it; see :class:`storage.records.Verdict`."""

    topic: str
    topic_version: str
    label: Label
    score: float
    evidence: tuple[StoredEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows about a URL, so that it is not fetched in vain."""

    where: Literal["article", "dropped", "seen"]
    #: ``stored``, the label under which it was dropped, or the reason in ``seen``.
    why: str
    article_id: int | None = None
    story_id: int | None = None
    #: Last change that page, feed or sitemap claimed.
    updated: datetime | None = None
    #: When the URL was last looked at.
    fetched: datetime | None = None
    text_sha256: str | None = None
    #: When a URL in ``seen`` is worth another look; None: never.
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of an article."""

    title: str
    text: str
    published: datetime | None
    #: When this version was fetched, and when the next one replaced it.
    fetched: datetime | None
    replaced: datetime | None


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A time at which an article's page was found gone or emptied; what it said is kept."""

    at: datetime | None
    #: e.g. ``HTTP 404``, ``not found page``, ``emptied``.
    why: str
    #: When the page was last seen as it is kept.
    seen: datetime | None = None
    #: When the page was there again; None: it is not.
    back: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle(Article):
    """An article with what the store knows of it."""

    id: int = 0
    story_id: int = 0
    relation: Literal["lead", "copy", "indirect copy"] = "lead"
    #: That it derives from the same text as the lead.
    probability: float = 1.0
    #: When the URL was last looked at; ``fetched`` is of this version.
    checked: datetime | None = None
    text_sha256: str = ""
    verdicts: tuple[StoredVerdict, ...] = ()
    #: Oldest first. Filled by the look-up of one article, empty in the members of a story.
    revisions: tuple[Revision, ...] = ()
    #: Oldest first; the last one holds as long as the page is not back. Filled likewise.
    taken_down: tuple[TakenDown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One line of the list of stories."""

    id: int
    title: str
    first_seen: datetime | None
    first_published: datetime | None
    #: Id, URL and publisher of the lead.
    lead: int
    url: str
    publisher: str | None
    origin_publisher: str | None
    origin_confidence: float
    #: Members besides the lead.
    copies: int
    #: Everyone who carries it, by name.
    publishers: tuple[str, ...]
    label: Label | None
    score: float | None
    language: str | None
    #: When the user was shown it as new; None: not yet.
    told: datetime | None = None
    #: What it is made of stood in the lists of its sources before we began to watch them.
    listed_before: bool = False
    #: When its members were published, or fetched where they do not say; the lead's first.
    times: tuple[datetime, ...] = ()
    #: Of the lead's text.
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """One article that contains a passage of another."""

    quoting: int
    quoting_story: int
    quoting_title: str
    quoting_url: str
    quoted: int
    quoted_story: int
    quoted_title: str
    quoted_url: str
    probability: float
    #: Share of the quoting text that stands in the quoted one.
    share: float


@dataclass(frozen=True, slots=True)
class StoryDetail:
    """A story with all that belongs to it."""

    row: StoryRow
    #: The lead first, then by time.
    members: tuple[StoredArticle, ...]
    #: In which a member quotes or is quoted.
    quotes: tuple[Quote, ...]
    #: Why the lead is thought nearest to the origin; sentences, strongest first.
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An article that was off topic under one topic."""

    url: str
    title: str
    #: Of its text.
    beginning: str
    verdict: StoredVerdict
    source: str | None = None
    publisher: str | None = None
    language: str | None = None
    published: datetime | None = None
    fetched: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one source."""

    id: int
    source: str
    trigger: str
    started: datetime | None
    finished: datetime | None
    #: None while it is open.
    outcome: str | None
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of a schedule, and what became of it."""

    source: str
    due: datetime | None
    outcome: str
    detail: str
    recorded: datetime | None


@dataclass(frozen=True, slots=True)
class Substitution:
    """A pair of words learnt from a spun copy and its original."""

    spun: str
    original: str
    farm: str
    count: int
    context: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found by a search."""

    article_id: int
    story_id: int
    title: str
    url: str
    publisher: str | None
    published: datetime | None
    fetched: datetime | None
    label: Label | None
    #: Title and an excerpt of the text, as (piece, is it a match) in order.
    marked_title: tuple[tuple[str, bool], ...]
    snippet: tuple[tuple[str, bool], ...]
    #: Higher is better; 0 where the order is by time.
    rank: float = 0.0
    #: A term was found only inside a longer word or number.
    within: bool = False
    #: ``snippet`` is from our reading of swapped words: the page's own text has none of the terms.
    restored: bool = False


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one publisher, language or facet had on one day."""

    #: ISO date, in UTC.
    day: str
    name: str
    articles: int
    stories: int


@dataclass(frozen=True, slots=True)
class Copying:
    """Who copies whom: the copies that one made of stories whose lead another carries."""

    copier: str
    original: str
    copies: int
    #: Between publication of the lead and of the copy; negative where the copy claims to be older.
    median_lag: timedelta | None


@dataclass(frozen=True, slots=True)
class Yield:
    """What became of the articles that the runs of one source read."""

    source: str
    runs: int
    read: int
    #: Kept because a topic wanted them, or was not sure.
    matched: int
