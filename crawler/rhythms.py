"""What a look tells of a source's rhythm, and what that says of the next one.

Knows the runs of a crawl, the store, and the pure rules of ``scheduler``. Must not know processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from crawler.desk import SourceRun
from scheduler import rhythm
from scheduler.adaptive import Decision, Limits, decide
from storage.rows import SourceState


class Book(Protocol):
    """The part of a store that is needed here."""

    def rhythm(self, source: str) -> str | None:
        """Return what was learnt of a source."""
        ...

    def save_rhythms(self, rhythms: Mapping[str, str]) -> None:
        """Keep what was learnt, by source."""
        ...

    def source_state(self, name: str) -> SourceState:
        """Return how a source is doing."""
        ...


def note(book: Book, runs: Iterable[SourceRun], now: datetime) -> None:
    """Learn from lists that have been read when their sources bring something."""
    learnt = {run.source.name: rhythm.to_json(_learnt(book, run, now)) for run in runs}
    if learnt:
        book.save_rhythms(learnt)


def _learnt(book: Book, run: SourceRun, now: datetime) -> rhythm.Rhythm:
    return rhythm.learn(
        rhythm.from_json(book.rhythm(run.source.name)),
        now=now,
        fresh=len(run.came),
        published=[moment for moment in run.came if moment is not None],
        # An answer without a body repeats nothing of what the list asks for.
        asked=None if run.listed == "unchanged" else max(run.ttl, run.max_age),
        backlog=run.state.first_look is None,
    )


def next_look(book: Book, name: str, last: datetime, limits: Limits) -> Decision:
    """Place the next look at a source whose schedule is adaptive."""
    placed = decide(rhythm.from_json(book.rhythm(name)), last=last, limits=limits)
    rests = book.source_state(name).rests
    if rests is not None and rests > placed.due:
        return Decision(rests, "failed again and again: looked at more and more seldom")
    return placed
