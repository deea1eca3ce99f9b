"""The layout of where revisits go, as SQL.

Knows no Python of ours. Must never change once released: later layouts are migrations.
"""

from __future__ import annotations

REVISITS_LAYOUT = (
    # articles.url is a name; some sites answer only under the address that they gave.
    "ALTER TABLE revisits ADD COLUMN url /* as its list gave it */ TEXT NOT NULL DEFAULT ''",
)
