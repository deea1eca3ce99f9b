"""Which key is meant by a word that is none.

Knows what other programs call ours. Must not know what a key holds.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: What other programs, and people, call a key of ours.
_OTHER_NAMES = {
    **dict.fromkeys(("schedule", "interval", "cron", "period", "frequency", "refresh"), "every"),
    **dict.fromkeys(("link", "address", "feed_url", "rss", "xmlurl"), "url"),
    **dict.fromkeys(("timezone", "tz", "time_zone"), "zone"),
    **dict.fromkeys(("sources", "feeds", "feed"), "source"),
    **dict.fromkeys(("email", "mail", "user_agent"), "contact"),
    **dict.fromkeys(("db", "store", "sqlite"), "database"),
    **dict.fromkeys(("timeout", "download_timeout"), "deadline"),
    **dict.fromkeys(("type", "format"), "kind"),
    **dict.fromkeys(("tags", "category", "folder"), "groups"),
    "download_delay": "delay",
    "builtin": "catalogue",
}
#: Words less alike than this have nothing to do with each other (``only``, ``zone``).
_ALIKE = 0.6


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean ...?`` for the known word that is meant, or nothing."""
    words = list(known)
    meant = _OTHER_NAMES.get(word.lower())
    match = [meant] if meant in words else difflib.get_close_matches(word, words, 1, _ALIKE)
    return f"; did you mean {match[0]!r}?" if match else ""
