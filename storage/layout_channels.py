"""The layout of what was told to whom: deliveries of stories and of warnings, and channels.

Knows no Python of ours but the handle it is given. Must never change once released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

DELIVERIES = """
CREATE TABLE deliveries (
    -- Each thing told to each channel. A row is never sent a second time by itself.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    story INTEGER REFERENCES stories(id) ON DELETE CASCADE, -- NULL: it is about a source
    source TEXT,                       -- name in sources, where it is about one in trouble
    channel TEXT NOT NULL,             -- name of a [[channel]] in newsvane.toml
    about TEXT NOT NULL DEFAULT '',    -- '': a new story; else who carries it too, or the trouble
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'undecided')),
    attempts INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL,                  -- when its state last changed
    due TEXT,                          -- next attempt; NULL: none by itself
    detail TEXT NOT NULL DEFAULT '',
    carriers TEXT NOT NULL DEFAULT '[]', -- JSON list: who carried the story when it was chosen
    process TEXT                       -- id of the process that sends it, and when that began
) STRICT"""

KEEP = """
INSERT INTO deliveries (id, story, channel, state, attempts, at, detail)
SELECT id, story, channel, state, attempts, at, detail FROM earlier_deliveries"""
#: NULLs differ from each other for a plain index.
ONCE = """
CREATE UNIQUE INDEX deliveries_once
ON deliveries(coalesce(story, 0), coalesce(source, ''), channel, about)"""
CHANNELS = """
CREATE TABLE channels (
    -- What is remembered of each channel that stories are told to.
    name TEXT PRIMARY KEY NOT NULL,
    since TEXT NOT NULL,               -- stories first seen before are no news to it
    chooses TEXT NOT NULL DEFAULT '',  -- hash of what decides which stories it gets
    digested TEXT,                     -- when its last digest was due
    held TEXT,                         -- nothing is sent before
    failures INTEGER NOT NULL DEFAULT 0 -- in a row
) STRICT, WITHOUT ROWID"""


def channels(db: Database) -> None:
    """Let a delivery wait, be about a source, and come round again; remember channels."""
    for statement in (
        "ALTER TABLE deliveries RENAME TO earlier_deliveries",
        "DROP INDEX deliveries_by_time",
        DELIVERIES,
        KEEP,
        "DROP TABLE earlier_deliveries",
        ONCE,
        "CREATE INDEX deliveries_by_time ON deliveries(at)",
        "CREATE INDEX deliveries_of_story ON deliveries(story) WHERE story IS NOT NULL",
        "CREATE INDEX deliveries_open ON deliveries(state) WHERE state <> 'sent'",
        CHANNELS,
    ):
        db.execute(statement)
