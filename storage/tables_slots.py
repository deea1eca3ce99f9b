"""The layout of what the daemon remembers of its timetable, as SQL.

Knows no Python of ours. Must never change once released: later layouts are migrations.
"""

from __future__ import annotations

SLOTS_LAYOUT = (
    """
CREATE TABLE dues (
    -- The first due time of each source that is not accounted for in slots yet.
    source TEXT PRIMARY KEY NOT NULL,
    due TEXT NOT NULL,
    latest TEXT,                       -- the latest due time that is in slots; NULL: none
    why TEXT NOT NULL DEFAULT ''       -- a sentence for a person, e.g. on the interval chosen
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE slot_days (
    -- Slots older than those in slots: how many of each day had which outcome.
    day TEXT NOT NULL,                 -- in UTC
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, source, outcome)
) STRICT, WITHOUT ROWID""",
    """
CREATE TABLE rhythms (
    -- When each source brings something new, as learnt from what it brought.
    source TEXT PRIMARY KEY NOT NULL,
    rhythm TEXT NOT NULL               -- JSON: see the module scheduler.rhythm
) STRICT, WITHOUT ROWID""",
)
