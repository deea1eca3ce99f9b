"""A channel: to whom what is told, and when.

Values only. Must not know how a configuration is written or how anything is sent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from crawler.alerts.hours import Quiet
from crawler.alerts.secret import Secret

#: What is older is no alert, unless a channel says otherwise.
MAX_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A target of alerts, as configured."""

    name: str
    #: An address as Apprise reads it, or where it stands.
    url: Secret
    #: Whose verdict counts: a topic's name or file.
    topic: str
    #: Language of the stories, with its variants, and of the message; None: all.
    language: str | None = None
    #: Least score, 0 to 1; 0: the topic's own threshold for relevant.
    threshold: float = 0.0
    #: Also stories that the topic is not sure of.
    review: bool = False
    #: A schedule; None: each story at once, in a message of its own.
    digest: str | None = None
    quiet: tuple[Quiet, ...] = ()
    #: IANA zone of digest, quiet hours and the times in messages.
    zone: str = "UTC"
    #: Stories published earlier are not told, nor what could not be sent for so long.
    max_age: timedelta = MAX_AGE
    #: Also tell of an independent publisher that takes up a story later.
    new_publishers: bool = False
    #: Also tell of sources that need a person.
    troubles: bool = False
    #: Try again what may have arrived: twice is better than never.
    at_least_once: bool = False
    #: Seconds between two messages; None: as the service asks.
    pace: float | None = None
    enabled: bool = True

    @property
    def chooses(self) -> str:
        """A hash of all that decides which stories it gets."""
        values = (self.topic, self.language, self.threshold, self.review)
        return hashlib.sha256(repr(values).encode()).hexdigest()[:16]
