"""What goes into one message: deliveries that wait on a channel, put together or one by one.

Knows the store's rows and how messages are written. Must not send, claim, or know the time of day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.alerts import compose
from crawler.alerts.compose import Message, Speech
from crawler.alerts.fit import cut, pack
from crawler.alerts.services import Service
from storage.delivery_rows import Delivery
from storage.store import Store

_GAP = "\n\n"
#: For the title of a digest and what says which part it is.
_TITLE_ROOM = 60


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message and the deliveries that it makes. One without message has nothing to say."""

    rows: tuple[Delivery, ...]
    message: Message | None


def singles(
    store: Store, rows: Sequence[Delivery], service: Service, speech: Speech
) -> list[Parcel]:
    """Return a message for each delivery."""
    parcels = []
    for row in rows:
        lines = _lines(store, row, speech)
        message = compose.single(lines, service.size, service.measure) if lines else None
        parcels.append(Parcel((row,), message))
    return parcels


def digest(
    store: Store, rows: Sequence[Delivery], service: Service, speech: Speech
) -> list[Parcel]:
    """Return as few messages as hold all stories, each whole."""
    found = [(row, _lines(store, row, speech)) for row in rows]
    there = [(row, lines) for row, lines in found if lines]
    told = [
        (row, compose.entry(lines, number, _room(service), service.measure))
        for number, (row, lines) in enumerate(there, 1)
    ]
    gone = [Parcel((row,), None) for row, lines in found if not lines]
    return _packed(told, compose.digest(len(told), speech), service, speech) + gone


def warnings(
    store: Store, rows: Sequence[Delivery], service: Service, speech: Speech
) -> list[Parcel]:
    """Return as few messages as hold what is to be told of sources."""
    told = []
    for row in rows:
        state = store.source_state(row.source or "")
        detail = state.health_detail or state.detail
        said = compose.warning(row.source or "", row.about, detail, speech)
        told.append((row, cut(said, _room(service), service.measure)))
    return _packed(told, compose.warnings(len(told), speech), service, speech)


def _packed(
    told: Sequence[tuple[Delivery, str]], title: str, service: Service, speech: Speech
) -> list[Parcel]:
    """Put deliveries with what each says into as few messages as hold them."""
    parts = pack([said for _, said in told], _room(service), service.measure, gap=_GAP)
    return [
        Parcel(
            tuple(told[number][0] for number in part),
            Message(
                compose.numbered(title, index, len(parts), speech),
                _GAP.join(told[number][1] for number in part),
            ),
        )
        for index, part in enumerate(parts, 1)
    ]


def _room(service: Service) -> int:
    """Return what is left for the body when the title has taken what it may need."""
    return max(service.size // 2, service.size - _TITLE_ROOM * service.measure("题"))


def _lines(store: Store, row: Delivery, speech: Speech) -> list[str]:
    detail = store.story(row.story_id) if row.story_id else None
    return compose.story(detail, speech, joined=row.about) if detail else []
