"""Many runs or due times as a strip of ticks, so that a glance tells how a source has been doing.

Knows which outcomes are well. Must not know how a strip is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crawler.web.wording import when
from storage.rows import Run, Slot

Mood = Literal["good", "some", "bad", "none"]
_GOOD = frozenset(("done", "unchanged", "caught up"))
_SOME = frozenset(("late", "skipped", "interrupted", "held", "empty", "partial"))


@dataclass(frozen=True, slots=True)
class Tick:
    """One run or due time: how it went, and that in words."""

    mood: Mood
    text: str


def of_runs(runs: Sequence[Run]) -> list[Tick]:
    """Return runs, given newest first, as ticks from the oldest to the newest."""
    return [
        Tick(
            "some" if (mood := _mood(run.outcome)) == "good" and run.errors else mood,
            f"{when(run.started)}: {run.outcome or 'running'}",
        )
        for run in reversed(runs)
    ]


def of_slots(slots: Sequence[Slot]) -> list[Tick]:
    """Return due times, given newest first, as ticks from the oldest to the newest."""
    return [
        Tick(_mood(slot.outcome), f"{when(slot.due)}: {slot.outcome} {slot.detail}".strip())
        for slot in reversed(slots)
    ]


def by_source(runs: Iterable[Run], most: int) -> dict[str, list[Tick]]:
    """Return the last runs of each source, at most ``most`` of each, as ticks."""
    grouped: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if len(grouped[run.source]) < most:
            grouped[run.source].append(run)
    return {source: of_runs(listed) for source, listed in grouped.items()}


def outcomes(counted: Mapping[str, int]) -> list[tuple[str, int, Mood]]:
    """Return how many due times had which outcome, the most frequent first."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(outcome, count, _mood(outcome)) for outcome, count in ordered]


def _mood(outcome: str | None) -> Mood:
    if outcome is None:
        return "none"
    return "good" if outcome in _GOOD else "some" if outcome in _SOME else "bad"
