"""Stories: opening one, joining several, and what follows from their members.

Knows the table ``stories`` and that a story is a pure function of its members: whatever the order
of their arrival, the same members give the same lead, title, relations and counts. Must not know
how members are found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from storage import articles, verdicts
from storage.records import Matcher
from storage.rows import StoredArticle
from storage.values import optional_text, to_json, to_text, unit

#: The origin is looked for among so many members; beyond that, among the least spun and earliest.
_WEIGHED = 60
_DELIVERY_RANK = (
    "CASE {} WHEN 'sent' THEN 3 WHEN 'undecided' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END"
)


def carrier(publisher: str | None, site: str | None, url: str) -> str:
    """Return by whom an article counts as carried: its publisher, else its site, else its host."""
    if name := publisher or site:
        return name
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def create(
    connection: sqlite3.Connection, first_seen: datetime, *, listed_before: bool = False
) -> int:
    """Open an empty story; ``listed_before``: its first member is no news."""
    return cast(
        "int",
        connection.execute(
            "INSERT INTO stories (first_seen, listed_before) VALUES (?, ?)",
            (to_text(first_seen), int(listed_before)),
        ).lastrowid,
    )


def merge(connection: sqlite3.Connection, stories: Collection[int], now: datetime) -> int:
    """Make several stories one; the smallest id remains and is returned.

    Members move, and so does what was told of the others, so that nothing is told twice.
    """
    survivor, *others = sorted(stories)
    for other in others:
        pair = {"into": survivor, "other": other, "at": to_text(now)}
        for statement in (
            "UPDATE articles SET story = :into WHERE story = :other",
            "UPDATE OR IGNORE deliveries SET story = :into WHERE story = :other",
            """UPDATE deliveries AS mine SET carriers =
                   (SELECT json_group_array(value) FROM
                       (SELECT value FROM json_each(mine.carriers)
                        UNION SELECT value FROM json_each(theirs.carriers)))
               FROM deliveries AS theirs
               WHERE mine.story = :into AND theirs.story = :other
                 AND mine.channel = theirs.channel AND mine.about = theirs.about""",
            f"""UPDATE deliveries AS mine SET state = theirs.state, at = theirs.at,
                       due = theirs.due, detail = theirs.detail, attempts = theirs.attempts,
                       process = theirs.process
                FROM deliveries AS theirs
                WHERE mine.story = :into AND theirs.story = :other
                  AND mine.channel = theirs.channel AND mine.about = theirs.about
                  AND {_DELIVERY_RANK.format("theirs.state")}
                      > {_DELIVERY_RANK.format("mine.state")}""",  # noqa: S608 - our own text
            """UPDATE stories AS mine SET
                   first_seen = min(mine.first_seen, theirs.first_seen),
                   listed_before = min(mine.listed_before, theirs.listed_before),
                   told = coalesce(min(mine.told, theirs.told), mine.told, theirs.told)
               FROM stories AS theirs WHERE mine.id = :into AND theirs.id = :other""",
            "UPDATE merged_stories SET into_story = :into WHERE into_story = :other",
            "INSERT INTO merged_stories (id, into_story, at) VALUES (:other, :into, :at)",
            "DELETE FROM stories WHERE id = :other",
        ):
            connection.execute(statement, pair)
    return survivor


def seen_since(connection: sqlite3.Connection, story: int, fetched: datetime) -> None:
    """Note that a member was fetched then; the earliest counts."""
    connection.execute(
        "UPDATE stories SET first_seen = min(first_seen, ?) WHERE id = ?", (to_text(fetched), story)
    )


def present_id(connection: sqlite3.Connection, story: int) -> int:
    """Return the story that a number leads to now, whether or not there is one."""
    row = connection.execute(
        "SELECT into_story FROM merged_stories WHERE id = ?", (story,)
    ).fetchone()
    return int(row["into_story"]) if row else story


def refresh(
    connection: sqlite3.Connection, matcher: Matcher, story: int, changed: Collection[int] | None
) -> int | None:
    """Work out a story anew from its members; return its lead.

    ``changed`` are the members that are new to it or have a new text; None: any may be. A story
    without members is deleted, and the answer None.
    """
    members = articles.load(connection, "story = ? ORDER BY url", (story,))
    if not members:
        connection.execute("DELETE FROM stories WHERE id = ?", (story,))
        return None
    weighed = sorted(sorted(members, key=_promise)[:_WEIGHED], key=lambda member: member.url)
    origin = matcher.origin(weighed)
    lead = weighed[origin.lead if 0 <= origin.lead < len(weighed) else 0]
    row = connection.execute("SELECT lead FROM stories WHERE id = ?", (story,)).fetchone()
    if changed is None or row["lead"] != lead.id:
        _relate_to_lead(connection, matcher, lead, members)
    else:
        _relate_to_lead(connection, matcher, lead, [m for m in members if m.id in changed])
    decisive = verdicts.strongest([v for member in members for v in member.verdicts])
    times = [text for member in members if (text := to_text(member.published))]
    values = {
        "title": lead.title,
        "lead": lead.id,
        "language": lead.language,
        "first_published": min(times, default=None),
        "origin_publisher": optional_text(origin.publisher),
        "origin_confidence": unit(origin.confidence),
        "origin_evidence": to_json([str(reason) for reason in origin.reasons]),
        "copies": len(members) - 1,
        "publishers": len({carrier(m.publisher, m.site, m.url) for m in members}),
        "label": decisive.label if decisive else None,
        "score": decisive.score if decisive else None,
    }
    connection.execute(
        f"UPDATE stories SET {', '.join(f'{name} = :{name}' for name in values)} WHERE id = :id",  # noqa: S608 - our own names
        {**values, "id": story},
    )
    return lead.id


def forget_inner_quotes(connection: sqlite3.Connection, story: int) -> None:
    """Remove quotes between members of one story: a copy of a text does not quote it."""
    connection.execute(
        "DELETE FROM quotes WHERE quoting IN (SELECT id FROM articles WHERE story = :story)"
        " AND quoted IN (SELECT id FROM articles WHERE story = :story)",
        {"story": story},
    )


def _promise(member: StoredArticle) -> tuple[bool, str, str]:
    """Sort those first that may be the origin of a story with very many members."""
    return member.spun > 0.5, to_text(member.published or member.fetched) or "", member.url


def _relate_to_lead(
    connection: sqlite3.Connection,
    matcher: Matcher,
    lead: StoredArticle,
    members: Sequence[StoredArticle],
) -> None:
    for member in members:
        if member.id == lead.id:
            relation, probability = "lead", 1.0
        else:
            comparison = matcher.compare(lead.text, member.text)
            relation = "copy" if comparison.relation == "copy" else "indirect copy"
            probability = unit(comparison.probability)
        connection.execute(
            "UPDATE articles SET relation = ?, probability = ? WHERE id = ?",
            (relation, probability, member.id),
        )
