"""Which stories are news to a channel: questions over stories, verdicts and what was told.

Knows how the tables hang together. Must not write, nor know what a channel is beyond its name.
"""

from __future__ import annotations

from datetime import datetime

from storage.connection import Connection
from storage.stories import carrier
from storage.values import from_json, to_text

_NEWS = """
SELECT stories.id FROM stories
WHERE stories.first_seen > :since
  AND coalesce(stories.first_published, stories.first_seen) >= :oldest
  AND (:language IS NULL OR stories.language = :language
       OR stories.language LIKE :language || '-%')
  AND EXISTS (
      SELECT 1 FROM articles JOIN verdicts ON verdicts.article = articles.id
      WHERE articles.story = stories.id AND verdicts.topic = :topic
        AND verdicts.score >= :least
        AND (verdicts.label = 'relevant' OR (:review AND verdicts.label = 'review')))
  AND NOT EXISTS (
      SELECT 1 FROM deliveries
      WHERE deliveries.story = stories.id AND deliveries.channel = :channel)
  AND NOT stories.listed_before
ORDER BY stories.first_seen, stories.id LIMIT :limit"""
#: Stories told whose number of publishers has grown since.
_TOLD = """
SELECT deliveries.story, deliveries.carriers FROM deliveries
JOIN stories ON stories.id = deliveries.story
WHERE deliveries.channel = :channel AND deliveries.story IS NOT NULL
  AND coalesce(stories.first_published, stories.first_seen) >= :oldest
  AND EXISTS (SELECT 1 FROM deliveries AS told WHERE told.story = deliveries.story
              AND told.channel = :channel AND told.about = '' AND told.state = 'sent')
  AND stories.publishers > 1
ORDER BY deliveries.id"""
#: An article more likely spun than not is a farm's: no independent publisher.
_SPUN = 0.5


class Telling(Connection):
    """The part of a store that says what is still to be told."""

    def untold_to(
        self,
        channel: str,
        topic: str,
        *,
        since: datetime,
        oldest: datetime,
        language: str | None = None,
        least_score: float = 0.0,
        review: bool = False,
        limit: int = 500,
    ) -> list[int]:
        """Return the stories that are news to a channel and that it was not told of, oldest first.

        Args:
            channel: Name of the channel.
            topic: Whose verdict counts.
            since: Those first seen until then are left out.
            oldest: Those published before (first seen, where nothing is known of that) likewise.
            language: Also its variants.
            least_score: Of the verdict.
            review: Also those that the topic is not sure of.
            limit: At most so many.
        """
        rows = self._rows(
            _NEWS,
            {
                "channel": channel,
                "topic": topic,
                "since": to_text(since),
                "oldest": to_text(oldest),
                "language": language,
                "least": least_score,
                "review": review,
                "limit": limit,
            },
        )
        return [int(row["id"]) for row in rows]

    def carriers(self, story: int) -> tuple[str, ...]:
        """Return everyone who carries a story, first come first."""
        return tuple(dict.fromkeys(self._carriers(story, spun_too=True)))

    def joined_since_told(self, channel: str, oldest: datetime) -> dict[int, tuple[str, ...]]:
        """Return the publishers that carry a story since a channel was told of it, by story.

        A content farm is none, nor is one that carried it when the channel was last told.

        Args:
            channel: Name of the channel.
            oldest: Stories published before are left out.
        """
        known: dict[int, set[str]] = {}
        for row in self._rows(_TOLD, {"channel": channel, "oldest": to_text(oldest)}):
            known.setdefault(row["story"], set()).update(from_json(row["carriers"], []))
        joined = {
            story: tuple(
                dict.fromkeys(
                    name for name in self._carriers(story, spun_too=False) if name not in names
                )
            )
            for story, names in known.items()
        }
        return {story: names for story, names in joined.items() if names}

    def _carriers(self, story: int, *, spun_too: bool) -> list[str]:
        rows = self._rows(
            "SELECT publisher, site, url FROM articles WHERE story = :story"
            " AND (:all OR spun < :spun) ORDER BY id",
            {"story": story, "all": spun_too, "spun": _SPUN},
        )
        return [carrier(row["publisher"], row["site"], row["url"]) for row in rows]
