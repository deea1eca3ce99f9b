"""The layout of what watching sources for months needs to remember.

Columns that say which articles were there before we began, how each source is doing and since
when; its figures by day; robots.txt; which articles are to be looked at again, and which were
taken down.

Knows no Python of ours. Must never change once released: later layouts are migrations.
"""

from __future__ import annotations

_FLAG = "INTEGER NOT NULL DEFAULT 0"
_WORDS = "TEXT NOT NULL DEFAULT ''"
#: Table, column, what it may hold, and what it means.
_COLUMNS = (
    ("articles", "listed_before", _FLAG, "1: its source listed it at our first look: no news"),
    ("stories", "listed_before", _FLAG, "1: so did its members when they came: never alerted"),
    ("sources", "began", "TEXT", "first request to the source as it is configured"),
    ("sources", "first_look", "TEXT", "when all that it listed at first had been dealt with"),
    ("sources", "news", "TEXT", "last time that its list held an address new to us"),
    ("sources", "newest", "TEXT", "the latest time that an entry of its list claims"),
    ("sources", "entries", "INTEGER NOT NULL DEFAULT 0", "in its list when last read"),
    ("sources", "trouble", _WORDS, "class of the last failure, e.g. dns, HTTP 404; empty: none"),
    ("sources", "rests", "TEXT", "after failures: asked by the daemon from then on"),
    ("sources", "health", _WORDS, "what is to be said of it, e.g. ok, frozen, silent"),
    ("sources", "health_detail", _WORDS, "the same in a sentence for a person"),
    ("sources", "health_since", "TEXT", "since when its health has that name"),
    ("sources", "needs_person", _FLAG, "1: it needs a person"),
)

WATCH_LAYOUT = (
    *(
        f"ALTER TABLE {table} ADD COLUMN {name} /* {why} */ {holds}"
        for table, name, holds, why in _COLUMNS
    ),
    # What is there has been looked at: it is past its first day.
    "UPDATE sources SET began = checked, first_look = checked WHERE checked IS NOT NULL",
    """
CREATE TABLE source_days (
    -- What a source gave on one day (UTC), to learn what is usual.
    source TEXT NOT NULL,
    day TEXT NOT NULL,                 -- ISO date
    looks INTEGER NOT NULL DEFAULT 0,  -- at its list, that were answered
    failures INTEGER NOT NULL DEFAULT 0,  -- looks that were not
    news INTEGER NOT NULL DEFAULT 0,   -- addresses in its list that we did not know
    articles INTEGER NOT NULL DEFAULT 0,  -- read
    titles INTEGER NOT NULL DEFAULT 0, -- of these, with a title
    times INTEGER NOT NULL DEFAULT 0,  -- with a time of publication
    texts INTEGER NOT NULL DEFAULT 0,  -- with a text
    absent INTEGER NOT NULL DEFAULT 0, -- pages that held no article
    PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX source_days_by_day ON source_days(day)",
    """
CREATE TABLE robots (
    -- robots.txt of each origin, for a day; what kept us from reading it for less.
    origin TEXT NOT NULL,              -- scheme://host:port
    insecure INTEGER NOT NULL,         -- 1: fetched without verifying the certificate
    fetched TEXT NOT NULL,
    until TEXT NOT NULL,               -- ask again after that
    status INTEGER NOT NULL,           -- of the answer; 0: there was none
    body BLOB NOT NULL,                -- the lines that speak to us, of a success
    trouble TEXT NOT NULL DEFAULT '',  -- class of what stood in the way, e.g. timeout
    detail TEXT NOT NULL DEFAULT '',   -- and a sentence for a person
    PRIMARY KEY (origin, insecure)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX robots_by_until ON robots(until)",
    """
CREATE TABLE revisits (
    -- Relevant articles whose pages are to be looked at again.
    article INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    due TEXT NOT NULL,
    step INTEGER NOT NULL DEFAULT 0,   -- how many looks have been taken
    misses INTEGER NOT NULL DEFAULT 0  -- attempts of this step that network or site prevented
) STRICT""",
    "CREATE INDEX revisits_by_due ON revisits(due)",
    """
CREATE TABLE takedowns (
    -- Articles whose pages were found gone or emptied. What they said is kept.
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    at TEXT NOT NULL,                  -- when it was found
    why TEXT NOT NULL,                 -- e.g. HTTP 404, not found page, emptied
    seen TEXT,                         -- when the page was last seen as it is kept
    back TEXT                          -- when it was there again; NULL: it is not
) STRICT""",
    "CREATE INDEX takedowns_by_article ON takedowns(article)",
    "CREATE INDEX takedowns_by_time ON takedowns(at)",
)
