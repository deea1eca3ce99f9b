"""The chores of ``newsvane watch``: what it does besides looking at sources.

The one list of them; each is a function of a module of its own, which opens and closes what it
needs. Knows the configuration. Must not know how or when chores are started.
"""

from __future__ import annotations

from crawler.config import Config
from scheduler.chores import Chore


def chores(config: Config) -> tuple[Chore, ...]:
    """Return what is to be done under ``config``; asked anew when that is read again."""
    del config  # nothing so far depends on it
    return ()
