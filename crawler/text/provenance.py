"""Who published a text first, by the evidence that its copies carry.

Knows credits, bylines and times. Must not know how copies were found or are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class ArticleLike(Protocol):
    """What is asked of a member of a story."""

    @property
    def url(self) -> str:
        """The canonical URL; a stable key."""
        ...

    @property
    def text(self) -> str:
        """Its own words, cleaned."""
        ...

    @property
    def published(self) -> datetime | None:
        """When the page says that it was published."""
        ...

    @property
    def publisher(self) -> str | None:
        """Who is named as responsible."""
        ...

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Lines moved out of the text."""
        ...

    @property
    def noise(self) -> float:
        """Share of the raw text removed as noise."""
        ...

    @property
    def spun(self) -> float:
        """Probability that a content farm spun it."""
        ...

    @property
    def whole(self) -> bool:
        """False where it is known to be cut."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Which member is nearest to the origin, and who first published it."""

    lead: int
    publisher: str | None
    confidence: float
    reasons: tuple[str, ...]


_CREDIT = re.compile(r"(?:来源|來源)[:：]\s*([\w·]{2,20})")


def credits(text: str, boilerplate: Sequence[str] = ()) -> list[str]:  # noqa: A001 - the field's word
    """Return the names of publishers that the text credits."""
    found: list[str] = []
    for line in (text, *boilerplate):
        found += _CREDIT.findall(line)
    return list(dict.fromkeys(found))


def find(members: Sequence[ArticleLike]) -> Origin:
    """Return the member nearest to the origin, whatever the order of ``members``."""
    if not members:
        return Origin(0, None, 0.0, ())

    def key(index: int) -> tuple[float, bool, int, str]:
        member = members[index]
        return (round(member.spun, 1), not member.whole, -len(member.text), member.url)

    lead = min(range(len(members)), key=key)
    names = credits(members[lead].text, members[lead].boilerplate)
    if names:
        return Origin(lead, names[0], 0.6, (f"credits {names[0]}",))
    return Origin(lead, None, 0.0, ())
