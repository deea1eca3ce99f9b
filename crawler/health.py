"""How a source is doing, in a word, in a sentence, and whether it needs a person.

Pure decisions over what the store knows of it. Must not know the store, the clock or the command.
The words: ``ok``, ``new`` (not asked yet), ``held`` (asked to come later), ``shaky`` (a failure
that may pass), ``failing``, ``gone`` (HTTP 410), ``barred`` (401, 403, 407, 451, robots.txt),
``challenge``, ``parked``, ``not a feed`` (or another list), ``nothing found`` (a selector or path
that fits no longer), ``empty``, ``emptied``, ``frozen`` (the same old entries), ``silent`` (nothing
new and no entries), ``drifting`` (titles, times or texts went missing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler import usual
from storage.source_rows import SourceDay, SourceState

#: A failure's weight by its class; all others weigh 1.
_SOFT = {
    "dns": 0.25,
    **dict.fromkeys(("timeout", "connection", "cut off", "broken", "interrupted"), 0.5),
    **dict.fromkeys(("HTTP 404", "HTTP 408", "HTTP 425", "HTTP 429", "robots 5xx"), 0.5),
}
#: Failures so heavy in a row need a person.
_PERSON = 2.0
#: After failures so heavy the source is looked at more and more seldom, down to once a day.
_REST_FROM = 1.5
_FIRST_REST = timedelta(minutes=30)
SLOWEST = timedelta(days=1)
#: Told at the first time: nothing that passes by itself.
_AT_ONCE = frozenset(("gone", "barred", "parked", "challenge"))
_BARRED = frozenset(("HTTP 401", "HTTP 402", "HTTP 403", "HTTP 407", "HTTP 451", "robots"))
_NAMES = frozenset(("challenge", "parked", "nothing found", "too large"))
_HELD = frozenset(("held",))
#: States of a list that was read for what it is.
_READ = frozenset(("ok", "partial"))
#: What is said of a list that has more than is read of any.
IN_PART = "read in part"
#: A list without any entry for so long, or whose newest is so old, is perhaps not the right one.
_EMPTY_FOR = timedelta(days=7)
_OLD = timedelta(days=90)
_EMPTIED_FOR = timedelta(days=2)
_FIELDS = {
    "titles": "the title",
    "times": "the time of publication",
    "texts": "the text",
    "articles": "the article: nearly all pages hold none",
}


@dataclass(frozen=True, slots=True)
class Health:
    """What is to be said of a source."""

    name: str
    #: For a person; empty where there is nothing to say.
    sentence: str = ""
    needs_person: bool = False


def weight(trouble: str) -> float:
    """Return how much a failure of this class counts: 1, or less where it may well pass."""
    if trouble.startswith("HTTP 5"):
        return 0.5
    return _SOFT.get(trouble, 1.0)


def rest(failures: float) -> timedelta:
    """Return for how long to leave a source alone after failures of this weight in a row.

    Doubles with each further one and ends at once a day: seldom, but never given up.
    """
    if failures < _REST_FROM:
        return timedelta()
    doubled: timedelta = _FIRST_REST * 2 ** min(2 * (failures - _REST_FROM), 16)
    return min(doubled, SLOWEST)


def judge(state: SourceState, days: Sequence[SourceDay], now: datetime) -> Health:
    """Decide how a source is doing.

    Args:
        state: What the store knows of it.
        days: Its figures by day, oldest first.
        now: The time.
    """
    if not state.state:
        return Health("new")
    if state.state in _HELD:
        return Health("held", state.detail)
    if state.failures or state.state not in {*_READ, "empty", "unchanged"}:
        return _failing(state, now)
    if state.state == "empty":
        return _empty(state, now)
    return _silent(state, days, now) or _drifting(days) or Health("ok", _in_part(state))


def judged(state: SourceState, days: Sequence[SourceDay], now: datetime) -> SourceState:
    """Return the state with its health written into it."""
    found = judge(state, days, now)
    since = state.health_since if found.name == state.health else None
    return replace(
        state,
        health=found.name,
        health_detail=found.sentence,
        health_since=since or now,
        needs_person=found.needs_person,
    )


def _failing(state: SourceState, now: datetime) -> Health:
    trouble = state.trouble or state.state
    if trouble == "HTTP 410":
        name = "gone"
    elif trouble in _BARRED or state.state == "blocked":
        name = "barred"
    elif state.state in _NAMES or state.state.startswith("not "):
        name = state.state
    else:
        name = "failing"
    # One that never worked has nothing to come back to.
    person = state.first_look is None or name in _AT_ONCE or state.failures >= _PERSON
    detail = _sentence(name, state.detail, trouble)
    if not person:
        return Health("shaky", f"{detail}; it may pass")
    since = f"; it last had something new {_ago(now - state.news)} ago" if state.news else ""
    pulse = "; now looked at once a day" if rest(state.failures) >= SLOWEST else ""
    return Health(name, f"{detail}{since}{pulse}", needs_person=True)


def _sentence(name: str, detail: str, trouble: str) -> str:
    """Say what is wrong, and what that was seen by."""
    words = _AS_A_SENTENCE.get(name, "")
    if not words or words in detail:
        return detail or trouble
    return f"{words} ({detail})" if detail else words


_AS_A_SENTENCE = {
    "gone": "the site says that it is gone for good",
    "barred": "the site does not let us in",
    "challenge": "the site asks for proof of being human, which is never given",
    "parked": "the domain is parked or for sale",
    "nothing found": "nothing on the page fits the source's selector or paths",
}


def _empty(state: SourceState, now: datetime) -> Health:
    since = state.news or state.first_look or state.began or now
    if state.news is None and state.newest is None:
        if now - since < _EMPTY_FOR:
            return Health("empty", "its list has had no entry yet")
        return Health("empty", f"its list had no entry in {_ago(now - since)}", needs_person=True)
    if now - since < _EMPTIED_FOR:
        return Health("empty", "its list has no entry at the moment")
    sentence = f"its list is empty and had something new last {_ago(now - since)} ago"
    return Health("emptied", sentence, needs_person=True)


def _silent(state: SourceState, days: Sequence[SourceDay], now: datetime) -> Health | None:
    found = usual.silence(days, state.news, now) if state.news else None
    if found is not None:
        rate = _rate(found.rhythm.a_day)
        told = f"usually {rate}, nothing new for {_ago(found.lasted)}"
        if state.entries:
            return Health("frozen", f"{told}; it answers with the same entries", needs_person=True)
        return Health("silent", told, needs_person=True)
    if state.newest and state.news is None and now - state.newest > _OLD:
        told = f"its newest entry is of {state.newest:%Y-%m-%d}; is this still the right address?"
        return Health("frozen", told, needs_person=True)
    return None


def _in_part(state: SourceState) -> str:
    return state.detail if state.state == "partial" and IN_PART in state.detail else ""


def _drifting(days: Sequence[SourceDay]) -> Health | None:
    gone = usual.missing(days)
    if not gone:
        return None
    fields = " and ".join(_FIELDS[name] for name in gone)
    told = f"its latest articles lack {fields}; earlier ones had it. Has the site changed?"
    return Health("drifting", told, needs_person=True)


def _rate(a_day: float) -> str:
    if a_day >= 1:
        return f"{a_day:.0f} a day"
    return f"{7 * a_day:.0f} a week" if 7 * a_day >= 1 else f"{30 * a_day:.0f} a month"


def _ago(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    if hours < 48:
        return f"{max(1, round(hours))} hours" if round(hours) > 1 else "an hour"
    return f"{round(hours / 24)} days"
