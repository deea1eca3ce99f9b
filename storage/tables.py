"""The first layout of the store, as SQL.

SQLite keeps its comments in the file, so that ``.schema`` explains itself to a person who has
nothing but ``sqlite3``.

Knows no Python of ours. Must never change once released: later layouts are migrations.
"""

from __future__ import annotations

FIRST_LAYOUT = (
    """
CREATE TABLE stories (
    -- An article and all its copies. The lead is the member nearest to the origin.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',    -- the lead's
    first_seen TEXT NOT NULL,          -- when newsvane first fetched a member; UTC, as all times
    first_published TEXT,              -- the earliest believed time of publication
    lead INTEGER REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
    origin_publisher TEXT,             -- who probably had it first; NULL: unknown
    origin_confidence REAL NOT NULL DEFAULT 0,  -- 0 to 1
    origin_evidence TEXT NOT NULL DEFAULT '[]', -- JSON list of sentences, strongest first
    copies INTEGER NOT NULL DEFAULT 0,          -- members besides the lead
    publishers INTEGER NOT NULL DEFAULT 0,      -- how many different ones carry it
    language TEXT,                     -- the lead's
    label TEXT,                        -- strongest of its members: relevant, review or off-topic
    score REAL,                        -- the best under that label, 0 to 1
    told TEXT                          -- when the user was shown it as new; NULL: not yet
) STRICT""",
    "CREATE INDEX stories_by_time ON stories(first_seen, id)",
    "CREATE INDEX stories_by_lead ON stories(lead)",
    """
CREATE TABLE articles (
    -- What one URL said when it was last fetched.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,          -- canonical form
    final_url TEXT,                    -- where redirects ended, if elsewhere; canonical form
    canonical_url TEXT,                -- what the page names as its canonical URL
    story INTEGER NOT NULL REFERENCES stories(id) DEFERRABLE INITIALLY DEFERRED,
    relation TEXT NOT NULL             -- to the lead; indirect: a copy of another copy
        CHECK (relation IN ('lead', 'copy', 'indirect copy')),
    probability REAL NOT NULL,         -- that it derives from the same text as the lead, 0 to 1
    source TEXT,                       -- name in sources
    run INTEGER,                       -- id in runs, as long as that row is kept
    title TEXT NOT NULL,
    language TEXT,                     -- BCP 47
    authors TEXT,                      -- JSON list
    publisher TEXT,                    -- who is responsible for the text
    site TEXT,                         -- where it was found
    section TEXT,
    image TEXT,
    published TEXT,                    -- NULL where none is claimed or the claim is not believed
    published_raw TEXT,                -- the claim as the page has it
    updated TEXT,                      -- last change that page, feed or sitemap claims
    fetched TEXT NOT NULL,             -- when this version was fetched
    checked TEXT NOT NULL,             -- when the URL was last looked at
    whole INTEGER NOT NULL,            -- 0: known to be cut, paywalled or a summary
    noise REAL NOT NULL,               -- share of the raw text removed as noise, 0 to 1
    spun REAL NOT NULL,                -- probability that a content farm spun it, 0 to 1
    body_sha256 TEXT,                  -- of the response's bytes
    text_sha256 TEXT NOT NULL,         -- of text
    origins TEXT,                      -- JSON object: column -> where its value came from
    versions TEXT,                     -- JSON object: program or data -> version
    search_id INTEGER UNIQUE,          -- rowid in articles_fts; NULL: not indexed yet
    -- What is long comes last, so that reading the rest of a row stays cheap.
    text TEXT NOT NULL,                -- cleaned; one line a paragraph
    restored TEXT,                     -- our reading of swapped words: derived, not the page's
    raw_text TEXT,                     -- the page's, where cleaning changed it
    raw_title TEXT,                    -- the page's, where cleaning changed it
    boilerplate TEXT                   -- JSON list of lines moved out of the text
) STRICT""",
    "CREATE INDEX articles_by_final_url ON articles(final_url) WHERE final_url IS NOT NULL",
    "CREATE INDEX articles_by_story ON articles(story)",
    "CREATE INDEX articles_by_text ON articles(text_sha256)",
    "CREATE INDEX articles_by_time ON articles(fetched)",
    "CREATE INDEX articles_by_title ON articles(title)",
    """
CREATE TABLE verdicts (
    -- What each topic says of each article.
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    topic_version TEXT NOT NULL,
    label TEXT NOT NULL,               -- relevant, review or off-topic
    score REAL NOT NULL,               -- 0 to 1
    evidence TEXT NOT NULL,            -- JSON list: facet, term, field, start, end, weight
    PRIMARY KEY (article, topic)
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE decisions (
    -- What a person said in `newsvane review`. The label in verdicts follows it, the score not.
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    accepted INTEGER NOT NULL,         -- 1: belongs to the topic, 0: does not
    at TEXT NOT NULL,
    PRIMARY KEY (article, topic)
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE dropped (
    -- Articles that were off topic, so that "why is it not there?" has an answer.
    url TEXT NOT NULL,
    topic TEXT NOT NULL,
    topic_version TEXT NOT NULL,
    title TEXT NOT NULL,
    beginning TEXT NOT NULL,           -- of the text
    label TEXT NOT NULL,
    score REAL NOT NULL,
    evidence TEXT NOT NULL,            -- JSON, as in verdicts
    source TEXT,
    publisher TEXT,
    language TEXT,
    published TEXT,
    updated TEXT,
    fetched TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    until TEXT NOT NULL,               -- kept until then
    PRIMARY KEY (url, topic)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX dropped_by_text ON dropped(text_sha256)",
    "CREATE INDEX dropped_by_until ON dropped(until)",
    """
CREATE TABLE revisions (
    -- Earlier versions of articles.
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT,
    fetched TEXT NOT NULL,             -- when this version was fetched
    replaced TEXT NOT NULL             -- when the next one was
) STRICT""",
    "CREATE INDEX revisions_by_article ON revisions(article)",
    """
CREATE TABLE quotes (
    -- An article that contains a passage of another and is mostly its own work.
    quoting INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    quoted INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    probability REAL NOT NULL,
    share REAL NOT NULL,               -- of the quoting text that stands in the quoted one
    PRIMARY KEY (quoting, quoted)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX quotes_by_quoted ON quotes(quoted)",
    """
CREATE TABLE fingerprints (
    -- Hashes of passages. Articles that share several are compared.
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX fingerprints_by_article ON fingerprints(article)",
    """
CREATE TABLE seen (
    -- URLs that need no second look, and why.
    url TEXT PRIMARY KEY NOT NULL,
    why TEXT NOT NULL,                 -- e.g. blocked, no article, same as
    article INTEGER REFERENCES articles(id) ON DELETE CASCADE, -- the one that it leads to
    at TEXT NOT NULL,
    until TEXT                         -- look again after that; NULL: no need to
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX seen_by_at ON seen(at)",
    "CREATE INDEX seen_by_article ON seen(article) WHERE article IS NOT NULL",
    """
CREATE TABLE sources (
    -- How each configured place is doing.
    name TEXT PRIMARY KEY NOT NULL,
    etag TEXT,
    last_modified TEXT,                -- as the server wrote it
    body_sha256 TEXT,
    checked TEXT,                      -- last request
    changed TEXT,                      -- last time that something new was there
    unconditional TEXT,                -- last request without etag and last_modified
    due TEXT,                          -- next request
    failures REAL NOT NULL DEFAULT 0,  -- in a row; soft ones count for less than one
    state TEXT NOT NULL DEFAULT '',    -- one word, e.g. ok, blocked, empty, unreachable
    detail TEXT NOT NULL DEFAULT '',   -- a sentence for a person
    leads_on INTEGER NOT NULL DEFAULT 0, -- 1: its list leads to further lists
    configured TEXT                    -- hash of the configuration that all this holds for
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE runs (
    -- Each crawl of each source.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    trigger TEXT NOT NULL,             -- who asked: schedule, command, catch-up, ...
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT,                      -- done, failed, interrupted, ...; NULL: still open
    counts TEXT NOT NULL DEFAULT '{}', -- JSON object
    errors TEXT NOT NULL DEFAULT '[]', -- JSON list
    process TEXT NOT NULL              -- id of the process that works on it, and when that began
) STRICT""",
    "CREATE INDEX runs_by_source ON runs(source, id)",
    "CREATE INDEX runs_by_start ON runs(started)",
    "CREATE INDEX runs_open ON runs(id) WHERE finished IS NULL",
    """
CREATE TABLE slots (
    -- Each due time of each schedule, and what became of it.
    source TEXT NOT NULL,
    due TEXT NOT NULL,
    outcome TEXT NOT NULL,             -- done, unchanged, late, skipped, caught up, ...
    detail TEXT NOT NULL DEFAULT '',
    recorded TEXT NOT NULL,
    PRIMARY KEY (source, due)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX slots_by_due ON slots(due)",
    """
CREATE TABLE deliveries (
    -- Each story told to each channel. A row is never sent a second time by itself.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    story INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'failed', 'undecided')),
    attempts INTEGER NOT NULL DEFAULT 1,
    at TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    UNIQUE (story, channel)
) STRICT""",
    "CREATE INDEX deliveries_by_time ON deliveries(at)",
    """
CREATE TABLE substitutions (
    -- Pairs of words learnt from spun copies whose original is known.
    spun TEXT NOT NULL,
    original TEXT NOT NULL,
    farm TEXT NOT NULL DEFAULT '',     -- host on which it was seen
    count INTEGER NOT NULL,
    context TEXT NOT NULL DEFAULT '',  -- the last place where it was seen
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (spun, original, farm)
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE merged_stories (
    -- Stories that turned out to be one: an old number still leads to the one that remains.
    id INTEGER PRIMARY KEY,
    into_story INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX merged_stories_by_target ON merged_stories(into_story)",
    """
CREATE TABLE settings (
    -- Small facts about the store itself.
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # Contentless: the texts stand in articles; words and characters are derived from them.
    """
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, characters,
    content='', tokenize="unicode61 remove_diacritics 2"
)""",
    """
CREATE VIEW latest AS
    -- Stories, newest first, each with the article nearest to its origin.
    SELECT stories.id AS story, stories.title, articles.publisher,
           stories.origin_publisher, stories.origin_confidence,
           stories.first_seen, stories.first_published, stories.copies, stories.publishers,
           stories.label, stories.score, stories.language, articles.url,
           articles.id AS article
    FROM stories JOIN articles ON articles.id = stories.lead
    ORDER BY stories.first_seen DESC, stories.id DESC""",
    """
CREATE VIEW copies_of AS
    -- Each copy beside the lead of its story: filter by story or by lead_url.
    SELECT stories.id AS story, stories.title, lead.url AS lead_url,
           lead.publisher AS lead_publisher, lead.published AS lead_published,
           copy.id AS article, copy.url, copy.publisher, copy.published, copy.fetched,
           copy.relation, copy.probability, copy.spun
    FROM stories
    JOIN articles AS lead ON lead.id = stories.lead
    JOIN articles AS copy ON copy.story = stories.id AND copy.id <> stories.lead""",
)
