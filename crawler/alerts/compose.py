"""What a message says, in the language of its channel.

Knows what was found out about a story, and words for it. Pure: must not know services or the
store. What strangers wrote cannot ring a bell: mentions of everybody are taken apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.alerts.fit import Measure, cut
from storage.rows import StoredArticle, StoredVerdict, StoryDetail

#: The words of messages, by language.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "by": "{who} · {when}",
        "origin": "Origin: {who} (a guess, {sure} sure)",
        "no origin": "Origin: unknown",
        "matched": "Matched: {terms} ({label} {score})",
        "relevant": "relevant",
        "review": "to be reviewed",
        "no copies": "No copies so far",
        "copies": "Copies so far: {count} ({who})",
        "more": "{who} and {count} more",
        "joined": "Also carried by {who}: {title}",
        "digest": "newsvane: {count} stories",
        "digest of one": "newsvane: 1 story",
        "part": "{title} ({part}/{parts})",
        "between": ", ",
        "troubles": "newsvane: {count} sources need a person",
        "trouble of one": "newsvane: a source needs a person",
        "trouble": "{source}: {state}\n{detail}",
        "test": "newsvane: a test",
        "tested": "The channel {channel} works. Stories will look like this:",
    },
    "zh": {
        "by": "{who} · {when}",
        "origin": "首发：{who}（推测，把握 {sure}）",
        "no origin": "首发：不明",
        "matched": "命中：{terms}（{label} {score}）",
        "relevant": "相关",
        "review": "待审",
        "no copies": "暂无转载",
        "copies": "目前转载 {count} 篇（{who}）",
        "more": "{who}等，另有 {count} 家",
        "joined": "{who} 也刊载了：{title}",
        "digest": "newsvane：{count} 篇报道",
        "digest of one": "newsvane：1 篇报道",
        "part": "{title}（{part}/{parts}）",
        "between": "、",
        "troubles": "newsvane：{count} 个来源需要人工处理",
        "trouble of one": "newsvane：有来源需要人工处理",
        "trouble": "{source}：{state}\n{detail}",
        "test": "newsvane：测试",
        "tested": "通道 {channel} 可用。报道的样子如下：",
    },
}
_TITLE = 200
_NAME = 60
_TERMS = 6
_NAMED = 4
#: What calls everybody in chat services, taken apart by an invisible letter.
_BELL = re.compile(r"(?i)@(?=(?:everyone|here|channel|all|room)\b|所有人)|<(?=[!@#])")
_APART = "\u2060"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a title in one line, and a body of lines."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Speech:
    """How a channel is spoken to: its language, its zone, and whose verdicts count."""

    language: str | None
    zone: str
    topic: str

    def say(self, what: str, **values: object) -> str:
        """Return the words for something."""
        words = _WORDS["zh" if (self.language or "").lower().startswith("zh") else "en"]
        return words[what].format(**values)

    def when(self, moment: datetime | None) -> str:
        """Write a time in the channel's zone."""
        return f"{moment.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}" if moment else "?"


def story(detail: StoryDetail, speech: Speech, *, joined: str = "") -> list[str]:
    """Return what is told of a story, a line each: title, findings, link last.

    ``joined`` names who carries it since it was told.
    """
    row = detail.row
    title = plain(row.title, _TITLE) or row.url
    if joined:
        title = speech.say("joined", who=plain(joined, _NAME), title=title)
    lead = detail.members[0] if detail.members else None
    origin = speech.say("no origin")
    if row.origin_publisher:
        sure = f"{row.origin_confidence:.0%}"
        origin = speech.say("origin", who=plain(row.origin_publisher, _NAME), sure=sure)
    published = lead.published if lead and lead.published else row.first_published
    return [
        title,
        speech.say(
            "by",
            who=plain(row.publisher or "?", _NAME),
            when=speech.when(published or row.first_seen),
        ),
        origin,
        *_matched(detail.members, speech),
        _copies(row.copies, [name for name in row.publishers if name != row.publisher], speech),
        row.url,
    ]


def single(lines: Sequence[str], size: int, measure: Measure) -> Message:
    """Return one story as a message within ``size``; findings go before title and link do."""
    title, *findings, link = lines
    for kept in range(len(findings), -1, -1):
        body = "\n".join([*findings[:kept], link])
        if measure(title) + measure(body) + measure("\n\n") <= size:
            return Message(title, body)
    room = size - measure(link) - measure("\n\n")
    if room > 0:
        return Message(cut(title, room, measure), link)
    return Message(cut(title, size, measure), "")


def entry(lines: Sequence[str], number: int, size: int, measure: Measure) -> str:
    """Return one story as an entry of a digest within ``size``."""
    message = single([f"{number}. {lines[0]}", *lines[1:]], size, measure)
    return f"{message.title}\n{message.body}".rstrip()


def digest(count: int, speech: Speech) -> str:
    """Return the title of a digest."""
    return speech.say("digest of one" if count == 1 else "digest", count=count)


def numbered(title: str, part: int, parts: int, speech: Speech) -> str:
    """Return a title that says which part of how many it is, counted from 1."""
    return speech.say("part", title=title, part=part, parts=parts) if parts > 1 else title


def warnings(count: int, speech: Speech) -> str:
    """Return the title of a message about sources in trouble."""
    return speech.say("trouble of one" if count == 1 else "troubles", count=count)


def warning(source: str, state: str, detail: str, speech: Speech) -> str:
    """Return what is told of a source in trouble."""
    said = speech.say(
        "trouble", source=plain(source, _NAME), state=plain(state, _NAME), detail=plain(detail, 500)
    )
    return said.rstrip()


def test(channel: str, speech: Speech) -> Message:
    """Return a message that shows whether a channel works."""
    example = "https://newsvane.example/"
    said = speech.say("tested", channel=channel)
    lines = [
        speech.say("by", who="newsvane", when="2026-01-01 08:00"),
        speech.say("no origin"),
        speech.say("matched", terms="AI", label=speech.say("relevant"), score="0.99"),
        speech.say("no copies"),
        example,
    ]
    return Message(speech.say("test"), "\n".join([said, "", *lines]))


def plain(text: str, length: int) -> str:
    """Return strangers' text as one line without controls, bells and invisible switches."""
    kept = "".join(
        " " if char.isspace() or unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in text[: 8 * length]
        # Format controls turn lines around; the joiners belong to letters.
        if unicodedata.category(char) != "Cf" or char in "\u200c\u200d"
    )
    line = cut(" ".join(kept.split()), length, len)
    return _BELL.sub(lambda bell: bell[0] + _APART, line)


def _matched(members: Sequence[StoredArticle], speech: Speech) -> list[str]:
    """Say why a story matched: by the strongest verdict of the channel's topic."""
    found = [v for member in members for v in member.verdicts if v.topic == speech.topic]
    if not found:
        return []
    verdict = min(found, key=lambda one: (one.label != "relevant", -one.score))
    label = speech.say("relevant" if verdict.label == "relevant" else "review")
    terms = speech.say("between").join(_terms(verdict)) or "…"
    return [speech.say("matched", terms=terms, label=label, score=f"{verdict.score:.2f}")]


def _terms(verdict: StoredVerdict) -> list[str]:
    weights: dict[str, float] = {}
    for evidence in verdict.evidence:
        if evidence.weight > 0:
            weights[evidence.term] = weights.get(evidence.term, 0.0) + evidence.weight
    strongest = sorted(weights, key=lambda term: (-weights[term], term))
    return [plain(term, _NAME) for term in strongest[:_TERMS]]


def _copies(count: int, others: Sequence[str], speech: Speech) -> str:
    if not count:
        return speech.say("no copies")
    who = speech.say("between").join(plain(name, _NAME) for name in others[:_NAMED]) or "?"
    if len(others) > _NAMED:
        who = speech.say("more", who=who, count=len(others) - _NAMED)
    return speech.say("copies", count=count, who=who)
