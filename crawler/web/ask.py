"""What a visitor asked for, read from the address. Anything that makes no sense counts as absent.

Knows the names of our query parameters. Must not know the store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast
from urllib.parse import urlencode

from storage.records import Label

PERIODS = {"1d": "last 24 hours", "7d": "last 7 days", "30d": "last 30 days"}
_AGO = re.compile(r"(\d{1,4})d", re.ASCII)
_LONGEST = 2_000
_MOST = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """The parameters of one request, each as the visitor wrote it."""

    path: str
    given: Mapping[str, str]
    now: datetime

    def text(self, name: str) -> str:
        """Return a parameter, at most 2,000 characters of it; empty where it is absent."""
        return self.given.get(name, "").strip()[:_LONGEST]

    def since(self, name: str = "since") -> datetime | None:
        """Return the time that ``7d`` or ``2026-03-01`` means; None for anything else."""
        value = self.text(name)
        try:
            if match := _AGO.fullmatch(value):
                return self.now - timedelta(days=int(match[1]))
            moment = datetime.fromisoformat(value)
            # A date far enough back or ahead has no place in another zone.
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def number(self, name: str, most: int = 10**15) -> int | None:
        """Return a whole number; None for what is none."""
        value = self.text(name)
        if not (value.isascii() and value.isdecimal() and len(value) <= 16):
            return None
        return min(int(value), most)

    def share(self, name: str) -> float | None:
        """Return a number from 0 to 1; None for what is none."""
        try:
            value = float(self.text(name))
        except ValueError:
            return None
        return value if 0 <= value <= 1 else None

    def limit(self, usual: int) -> int:
        """Return how many rows are wanted."""
        return max(1, self.number("limit", _MOST) or usual)

    def label(self) -> Label | None:
        """Return the label asked for."""
        value = self.text("label")
        return cast("Label", value) if value in ("relevant", "review") else None

    def order(self) -> Literal["time", "relevance"]:
        """Return the order asked for."""
        return "relevance" if self.text("by") == "relevance" else "time"

    def with_(self, **changes: str | int | None) -> str:
        """Return the query string with some parameters changed; None takes one away."""
        kept = {name: value for name, value in self.given.items() if value and name not in changes}
        kept |= {name: str(value) for name, value in changes.items() if value is not None}
        return urlencode(kept, errors="replace")

    def as_format(self, ending: str) -> str:
        """Return the address of the same page in another format."""
        query = self.with_()
        return f"{self.path}.{ending}" + (f"?{query}" if query else "")


Clock = Callable[[], datetime]
