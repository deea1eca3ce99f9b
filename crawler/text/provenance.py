"""Which member of a story is nearest to the origin, and who published it first.

Knows how to weigh credits, the direction of change, times and kinds of publisher against each
other. Must not know how copies were found or are kept.

A wrong name is worse than none: a publisher is named only where the evidence for it carries and
no other publisher has nearly as much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.text import credit, member, publishers
from crawler.text.member import ArticleLike, Member

#: Below this a publisher is not named.
NAMED_FROM = 0.55
#: The second best publisher may have at most this share of the best one's evidence.
_RIVAL = 0.75
#: No amount of evidence makes certain.
_MOST = 0.97
#: An inferred name stays a guess, however often the same wording was copied.
_MOST_INFERRED = 0.65
#: Being first by less than this says nothing: clocks and rounding differ.
_CLEARLY = timedelta(minutes=20)

credits = credit.find_credits  # noqa: A001 - the field's own word for them


@dataclass(frozen=True, slots=True)
class Origin:
    """Which member is nearest to the origin, and who first published it."""

    #: Index into the members given.
    lead: int
    #: None where the evidence does not name one.
    publisher: str | None
    #: That ``publisher`` is right, 0-1; 0 where none is named.
    confidence: float
    #: Sentences for a person, strongest first.
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    strength: float
    reason: str
    inferred: bool = False


def find(members: Sequence[ArticleLike]) -> Origin:
    """Return the origin of a story, whatever the order of ``members``.

    ``lead`` is 0 for an empty sequence, where nothing can be said.
    """
    if not members:
        return Origin(0, None, 0.0, ())
    read = [member.read(index, article) for index, article in enumerate(members)]
    read.sort(key=lambda one: (one.url, one.length, repr(one.time)))
    times = member.believable_times(read)
    evidence = _collect(read, times)
    name, confidence, reasons = _decide(evidence)
    lead = min(read, key=lambda one: _distance(one, name, times))
    return Origin(lead.index, name, confidence, (*reasons, _why_lead(lead, name, read)))


def _collect(read: Sequence[Member], times: dict[int, datetime]) -> dict[str, dict[str, _Evidence]]:
    """Return the evidence for each publisher; copies on one host count once."""
    by_name: dict[str, dict[str, _Evidence]] = defaultdict(dict)

    def add(name: str, source: str, found: _Evidence) -> None:
        known = by_name[name].get(source)
        if known is None or known.strength < found.strength:
            by_name[name][source] = found

    for carrier in read:
        for one in carrier.credits:
            strength = _trusted(one, carrier)
            if strength > 0:
                inferred = one.kind == "inferred"
                add(one.name, carrier.host, _Evidence(strength, _reason(one, carrier), inferred))
    _follow(read, by_name)
    first = _first(read, times)
    if first is not None and first.own is not None:
        add(first.own, f"time {first.host}", _Evidence(*_being_first(first, len(read))))
    return by_name


def _trusted(one: credit.Credit, carrier: Member) -> float:
    """Return how far a credit can be trusted where it stands."""
    known = publishers.named(one.name)
    if one.kind == "inferred":
        return one.strength
    if one.name == carrier.own:
        # A newsroom may name itself; a portal or an unknown site that does says nothing.
        return one.strength * 0.9 if carrier.kind in {"agency", "press", "official"} else 0.0
    if known is None:
        # Farms credit each other by invented names.
        return 0.0 if carrier.tampered else one.strength * 0.5
    if known.kind == "portal":
        return one.strength * 0.3
    return one.strength * (0.85 if carrier.tampered else 1.0)


def _follow(read: Sequence[Member], by_name: dict[str, dict[str, _Evidence]]) -> None:
    """Let a credited publisher's own article pass the credit on to whom it credits itself."""
    for carrier in read:
        if carrier.own is None or carrier.own not in by_name:
            continue
        others = [one for one in carrier.credits if one.name != carrier.own and one.strong]
        for one in others:
            if one.name in by_name:
                for source, found in list(by_name[carrier.own].items()):
                    passed = _Evidence(found.strength * 0.9, found.reason, found.inferred)
                    by_name[one.name].setdefault(source, passed)
        if others:
            del by_name[carrier.own]


def _first(read: Sequence[Member], times: dict[int, datetime]) -> Member | None:
    """Return the member that was clearly first among several, if its time can be believed."""
    timed = sorted(
        ((times[one.index], one.url, one) for one in read if one.index in times),
        key=lambda item: item[:2],
    )
    if not timed or (len(timed) > 1 and timed[1][0] - timed[0][0] < _CLEARLY):
        return None
    return timed[0][2] if len(read) > 1 or timed[0][2].kind is not None else None


def _being_first(first: Member, count: int) -> tuple[float, str]:
    """Return how far being first with ``count`` members names the publisher, and the sentence."""
    by_kind: dict[publishers.Kind | None, float] = {
        "agency": 0.7,
        "press": 0.6,
        "official": 0.7,
        "portal": 0.15,
        None: 0.3,
    }
    strength = by_kind[first.kind]
    if any(one.name != first.own and one.strong for one in first.credits):
        strength = 0.0
    if count == 1:
        return strength, f"the only member known is on the site of {first.own}"
    return strength, f"{first.own} has the earliest believable time of {count} members"


def _reason(one: credit.Credit, carrier: Member) -> str:
    if one.kind == "inferred":
        return (
            f"“{one.wording}” at {carrier.host} is the house style of {one.name}, "
            "whose name was blanked out (a guess)"
        )
    return f"{carrier.host} credits {one.name}: “{one.wording}”"


def _decide(
    evidence: dict[str, dict[str, _Evidence]],
) -> tuple[str | None, float, tuple[str, ...]]:
    """Return the publisher that the evidence names, how sure that is, and why."""
    ranked = []
    for name, found in evidence.items():
        doubt = 1.0
        for one in found.values():
            doubt *= 1 - one.strength
        most = _MOST_INFERRED if all(one.inferred for one in found.values()) else _MOST
        ranked.append((min(most, 1 - doubt), name))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    if not ranked or ranked[0][0] < NAMED_FROM:
        return None, 0.0, ("no evidence names a publisher",)
    best, name = ranked[0]
    reasons = sorted(evidence[name].values(), key=lambda one: (-one.strength, one.reason))
    told = tuple(one.reason for one in reasons[:5])
    if len(ranked) > 1:
        rival, other = ranked[1]
        if rival >= _RIVAL * best:
            return None, 0.0, (f"the evidence is divided between {name} and {other}", *told)
        best -= rival * 0.2
    return name, round(best, 2), told


def _distance(
    one: Member, name: str | None, times: dict[int, datetime]
) -> tuple[bool, bool, bool, bool, float, int, str]:
    """Sort key: the smallest is nearest to the origin."""
    time = times.get(one.index)
    return (
        one.tampered,
        name is not None and one.own != name,
        not one.whole,
        any(said.name not in {one.own, name} and said.strong for said in one.credits),
        time.timestamp() if time is not None else float("inf"),
        -one.length,
        one.url,
    )


def _why_lead(lead: Member, name: str | None, read: Sequence[Member]) -> str:
    if name is not None and lead.own == name:
        return f"{lead.host} is {name}'s own article"
    if not lead.tampered and any(one.tampered for one in read):
        return f"{lead.host} lacks the noise that other copies carry"
    return f"{lead.host} is the earliest and fullest of {len(read)} known"
