"""What a run begins with and what it ends as: pure decisions over a source's stored state.

Knows the words for outcomes and states. Must not know Scrapy, the store or the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from crawler import health
from crawler.desk import READABLE, SourceRun
from storage.records import Source
from storage.source_rows import SourceDay, SourceState

#: Outcomes of a list that was read, or need not be.
_FINE = frozenset(("done", "unchanged", "empty", "partial"))
#: Outcomes that the command's exit code tells.
TROUBLE = frozenset(("failed", "blocked", "interrupted"))
#: Fields of a source that decide which articles its list names.
_LISTING = (
    *("url", "kind", "article_pattern", "selector", "items", "fields", "url_template"),
    *("method", "body", "lists", "lists_template", "max_items"),
)
#: Fields that say nothing of what its list gives.
_ASIDE = frozenset(
    (
        *("title", "note", "groups", "every", "active", "jitter", "delay", "enabled"),
        *("proxy", "proxy_env", "proxy_resolves"),
    )
)
#: What Scrapy and the desk count of an article that was dealt with.
_DEALT = ("new", "copies", "quotes", "revisions", "review", "off_topic", "seen", "no_article")


def configured(source: Source, topics: Sequence[str]) -> str:
    """Return two hashes: of what decides what a source lists, and of all else that matters.

    Args:
        source: The source as configured.
        topics: Names and versions of the topics that judge its articles.
    """
    lists = [(name, getattr(source, name)) for name in _LISTING]
    others = [(f.name, getattr(source, f.name)) for f in fields(source) if f.name not in _ASIDE]
    return f"{_hash(lists)}:{_hash((others, sorted(topics)))}"


def _hash(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def begun(state: SourceState, now_configured: str, now: datetime | None = None) -> SourceState:
    """Return the state to start from: without validators where the configuration has changed.

    Where it lists something else than before, its first day begins anew; what is dated after the
    last look at the old list is news all the same.
    """
    if state.configured != now_configured:
        before = (state.configured or "").partition(":")
        state = replace(
            state, configured=now_configured, etag=None, last_modified=None, body_sha256=None
        )
        # Without the colon it is from an earlier layout, which had one hash of everything.
        if before[1] and before[0] != now_configured.partition(":")[0]:
            state = replace(state, began=state.checked, first_look=None)
    return replace(state, began=now) if state.began is None and now is not None else state


def listed_before(state: SourceState, published: datetime | None) -> bool:
    """Tell whether an article that a run finds was there before we began to watch its source.

    Args:
        state: Of the source, as the run began.
        published: The time that the article claims; after we began, it is news.
    """
    if state.first_look is not None:
        return False
    return published is None or state.began is None or published <= state.began


def outcome(run: SourceRun, reason: str) -> str:
    """Name what a run came to.

    One of done, unchanged, empty, partial, held, blocked, failed and interrupted.

    Args:
        run: The run.
        reason: Scrapy's finish reason, or ``interrupted``.
    """
    if reason == "interrupted":
        return "interrupted"
    if reason != "finished":
        return "failed"
    if run.listed in ("blocked", "held", "unchanged"):
        return run.listed
    if run.listed == "challenge":
        return "blocked"
    if run.listed not in READABLE:
        return "failed"
    if run.listed == "empty" and not run.errors:
        return "empty"
    if not run.errors:
        return "done"
    # Where every single article failed, something is wrong with the site or with us.
    return "partial" if any(run.counts[what] for what in _DEALT) or not run.tried else "failed"


def closed(run: SourceRun, ended: str, now: datetime) -> SourceState:
    """Return the state to keep: validators only where all of the list has been dealt with."""
    dealt_with = ended in _FINE and not run.unfinished
    base = run.fresh if dealt_with and run.fresh else run.state
    kept = replace(base, due=run.held, leads_on=run.leads_on or base.leads_on)
    if ended in _FINE and kept.first_look is None and not run.more:
        kept = replace(kept, first_look=now)
    if ended == "interrupted":
        return kept
    if ended == "held":
        return replace(kept, detail=run.errors[0] if run.errors else "")
    if ended in TROUBLE:
        trouble = run.trouble or run.listed
        failures = run.state.failures + health.weight(trouble)
        kept = replace(kept, failures=failures, trouble=trouble)
    else:
        kept = replace(kept, failures=0.0, trouble="")
    rests = health.rest(kept.failures)
    kept = replace(kept, checked=now, rests=now + rests if rests else None)
    if ended == "unchanged":
        return kept  # what was said of the list's content still holds
    if ended in _FINE:
        kept = replace(kept, entries=run.counts["found"], newest=run.newest or kept.newest)
    if run.figures["news"] and run.state.first_look is not None:
        kept = replace(kept, news=now)
    elif kept.news is None and run.counts["found"]:
        kept = replace(kept, news=run.newest and min(run.newest, now))
    return replace(kept, state=run.listed, detail=run.errors[0] if run.errors else "")


def figures(run: SourceRun, ended: str, now: datetime) -> SourceDay:
    """Return what a run adds to the figures of its day.

    What a source lists on its first day says nothing of how much it brings in a day.
    """
    read = {name: run.figures[name] for name in ("articles", "titles", "times", "texts", "absent")}
    return SourceDay(
        day=now.date(),
        looks=int(ended in _FINE),
        failures=int(ended in TROUBLE),
        news=run.figures["news"] if run.state.first_look else 0,
        **read,
    )
