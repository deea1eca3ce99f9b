"""The values that everyone shares, and the protocols by which the store is given its helpers.

Knows nothing of how an article is fetched, read or kept. Imports only the standard library,
so that any layer may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

Relation = Literal["copy", "quote", "different"]
Label = Literal["relevant", "review", "off-topic"]
#: In an article's origins: its address is one of a search engine, which hides where it leads.
UNRESOLVED = "unresolved redirect"
Kind = Literal["new", "copy", "quote", "revision", "seen"]


#: From this probability on, an article counts as spun: as in restoring.
SPUN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one URL said at one time.

    ``title`` and ``text`` are what we hold to be the article's own words (cleaned once Clean has
    run); ``raw_title`` and ``raw_text`` keep the page's wording where cleaning changed it.
    Paragraphs of ``text`` are separated by one newline. All times are aware.
    """

    url: str
    title: str = ""
    text: str = ""
    published: datetime | None = None
    #: The string that ``published`` was read from, as the page had it.
    published_raw: str | None = None
    #: When the page, feed or sitemap says that it was last changed.
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    #: Who is responsible for the text; not always the site that it was found on.
    publisher: str | None = None
    #: Name of the site that it was found on.
    site: str | None = None
    #: BCP 47, e.g. ``zh``, ``zh-Hant``, ``en``.
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    #: Where the request ended after redirects, if elsewhere than ``url``.
    final_url: str | None = None
    #: False where the text is known to be cut, paywalled or only a summary.
    whole: bool = True
    #: The page asks that no copy of it be shown: its text stays in this store.
    noarchive: bool = False
    next_page: str | None = None
    section: str | None = None
    #: field name -> where its value came from, e.g. ``{"published": "json-ld"}``.
    origins: Mapping[str, str] = field(default_factory=dict)
    #: Name of the configured source, and the run that found it.
    source: str | None = None
    run: int | None = None
    fetched: datetime | None = None
    #: Its source listed it already at our first look: kept, and no news.
    listed_before: bool = False
    #: Of the response's bytes.
    body_sha256: str | None = None
    # What cleaning found.
    cleaned: bool = False
    raw_title: str | None = None
    raw_text: str | None = None
    #: Share of the raw characters that were removed as noise, 0-1.
    noise: float = 0.0
    #: Probability that a content farm spun this text, 0-1.
    spun: float = 0.0
    #: Lines moved out of the text (credits, disclaimers): evidence of origin.
    boilerplate: tuple[str, ...] = ()
    #: Our best reading of the swapped words: derived, never the source's own.
    restored: str | None = None
    #: name -> version of the programs and data that made this record.
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoArticle:
    """The page holds no article. ``reason`` is a short word or phrase, e.g. ``blocked``."""

    reason: str
    #: A sentence for a person, e.g. which challenge was seen.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A configured place where articles are found."""

    name: str
    url: str
    kind: Literal["feed", "sitemap", "listing", "json"] = "feed"
    title: str = ""
    #: The page that people would open.
    homepage: str | None = None
    publisher: str | None = None
    language: str | None = None
    #: IANA zone of times that carry none.
    zone: str | None = None
    #: Regular expression that the URL of an article matches (``re.search``).
    article_pattern: str | None = None
    #: CSS selector of the links on a listing.
    selector: str | None = None
    #: Paths into a JSON answer: ``items`` to the list, ``fields`` for url, title, published, ...
    items: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    #: A URL template with ``{field}`` places, where a JSON item holds only an id.
    url_template: str | None = None
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Where further lists stand in the first one: a CSS selector of links, or a JSON path.
    lists: str | None = None
    #: Address of a further list made of the values at ``lists``: ``{each}`` gives one list a
    #: value, ``{all}`` one list of all values, each in double quotes, joined by commas.
    lists_template: str | None = None
    #: Fetch the article's own page. False: the list itself carries what is kept.
    follow: bool = True
    #: A regular expression and its replacement, which turn an article's address into that of the
    #: form which shows all its pages at once. The article keeps its own address.
    whole_page: tuple[str, str] | None = None
    #: Schedule as configured, e.g. ``15m`` or ``adaptive``; None means the default.
    every: str | None = None
    #: Hours in which it is looked at, and over how long sources of one schedule are spread.
    active: str | None = None
    jitter: str | None = None
    #: Seconds between requests to its host; None means the default.
    delay: float | None = None
    #: At most so many articles a run, newest first.
    max_items: int = 200
    groups: tuple[str, ...] = ()
    enabled: bool = True
    #: Accept a certificate that does not verify. Logged at each run.
    insecure: bool = False
    note: str = ""
    #: Through which proxy it is asked, or ``none``; may hold a password.
    proxy: str | None = field(default=None, repr=False)
    #: An environment variable that holds the proxy's address.
    proxy_env: str | None = None
    #: The proxy looks up the names of sites.
    proxy_resolves: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the store did with an article."""

    kind: Kind
    story_id: int | None
    article_id: int | None
    #: True where the lead of the story moved to this article.
    lead_moved: bool = False


@runtime_checkable
class Evidence(Protocol):
    """One reason of a verdict: a term of a facet, and where in the given text it stands."""

    @property
    def facet(self) -> str: ...
    @property
    def term(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def weight(self) -> float: ...


@runtime_checkable
class Verdict(Protocol):
    """One topic's judgement of one article."""

    @property
    def topic(self) -> str: ...
    @property
    def topic_version(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def score(self) -> float: ...
    @property
    def evidence(self) -> Sequence[Evidence]: ...


@runtime_checkable
class Comparison(Protocol):
    """How two texts relate. ``containment_a`` is the share of a's own text that b holds."""

    @property
    def relation(self) -> Relation: ...
    @property
    def probability(self) -> float: ...
    @property
    def containment_a(self) -> float: ...
    @property
    def containment_b(self) -> float: ...
    @property
    def direction(self) -> Literal["a from b", "b from a", "unknown"]: ...


@runtime_checkable
class Origin(Protocol):
    """Which member of a story is nearest to the origin, and who first published it."""

    #: Index into the members given; the lead.
    @property
    def lead(self) -> int: ...
    #: Name of the probable first publisher; None where the evidence does not name one.
    @property
    def publisher(self) -> str | None: ...
    #: 0-1; that ``publisher`` is right.
    @property
    def confidence(self) -> float: ...
    #: Sentences for a person, strongest first.
    @property
    def reasons(self) -> Sequence[str]: ...


class Matcher(Protocol):
    """What the store must be given in order to tell a new story from a copy."""

    def fingerprint(self, text: str) -> Sequence[int]:
        """Hashes that copies share; each fits a signed 64-bit integer. Empty for tiny texts."""
        ...

    def compare(self, a: str, b: str) -> Comparison:
        """Compare two texts, raw or cleaned."""
        ...

    def origin(self, members: Sequence[Article]) -> Origin:
        """Find the member nearest to the origin, whatever the order of ``members``."""
        ...


class Segmenter(Protocol):
    """Splits text into words for the search index."""

    def __call__(self, text: str) -> list[str]:
        """Return the words of ``text`` in order."""
        ...
