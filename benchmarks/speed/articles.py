"""The texts of the benchmark: any number of articles, told apart by their number.

Fills the sentences of ``phrases.toml``. Knows nothing of pages or servers. The same number and
seed always give the same article.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]

_START = datetime(2025, 3, 1, tzinfo=UTC)
_SLOT = re.compile(r"\{(\w+)\}")
#: Every third article is English; one in so many is on topic, one in so many is a copy. A copy's
#: distance to its original divides by three, so that both are of one language, and not by ten, so
#: that they are on different hosts.
_ENGLISH, _ON_TOPIC, _COPIED = 3, 100, 50
_FIRST_ON_TOPIC = 6
#: Length of a text in characters: mean and deviation, and the least.
_LENGTH = {"zh": (1500, 600, 500), "en": (3200, 1200, 1000)}
#: Sentences of a paragraph, by language.
_PARAGRAPH = {"zh": (2, 4), "en": (1, 3)}


@dataclass(frozen=True, slots=True)
class Text:
    """An article before it is put on a page."""

    number: int
    language: Language
    title: str
    paragraphs: tuple[str, ...]
    author: str
    published: datetime
    on_topic: bool
    #: Number of the article that this one repeats.
    copy_of: int | None = None


def write(number: int) -> Text:
    """Write an article; every fiftieth repeats an earlier one, half of those spun."""
    if number % _COPIED == _COPIED - 1:
        return _copy(number)
    language: Language = "en" if number % _ENGLISH == _ENGLISH - 1 else "zh"
    chance = random.Random(number)
    subjects = _phrases()[language]["subjects"]
    on_topic = number % _ON_TOPIC == _FIRST_ON_TOPIC
    others = [name for name in subjects if name != "rivalry"]
    sentences = subjects["rivalry" if on_topic else chance.choice(others)]
    mean, deviation, least = _LENGTH[language]
    wanted = max(least, int(chance.gauss(mean, deviation)))
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < wanted:
        count = min(len(sentences), chance.randint(*_PARAGRAPH[language]))
        chosen = chance.sample(sentences, count)
        joint = "" if language == "zh" else " "
        paragraphs.append(joint.join(_fill(s, language, chance) for s in chosen))
    return Text(
        number=number,
        language=language,
        title=_title(_fill(chance.choice(sentences), language, chance), language),
        paragraphs=tuple(paragraphs),
        author=chance.choice(_phrases()[language]["words"]["person"]),
        published=_START + timedelta(minutes=7 * number),
        on_topic=on_topic,
    )


def headline(number: int, language: Language) -> str:
    """Return a title to link with, as related lists have them: cheap, not an article's own."""
    chance = random.Random(number)
    subjects = _phrases()[language]["subjects"]
    sentences = subjects[chance.choice([name for name in subjects if name != "rivalry"])]
    return _title(_fill(chance.choice(sentences), language, chance), language)


def _copy(number: int) -> Text:
    # In turn of any other article and of one on topic; in turn as it is and with a farm's marks.
    turn = number // _COPIED
    origin = number - _COPIED + 2
    if turn % 2:
        origin = number - number % _ON_TOPIC + _FIRST_ON_TOPIC
    found = write(origin)
    paragraphs = found.paragraphs
    if turn // 2 % 2:
        paragraphs = tuple(p.replace("。", "。。 。").replace("，", ", , ，") for p in paragraphs)
    return replace(
        found,
        number=number,
        paragraphs=paragraphs,
        copy_of=origin,
        published=found.published + timedelta(hours=3),
    )


def _title(sentence: str, language: Language) -> str:
    if language == "en":
        return " ".join(sentence.strip('."').split()[:12]).rstrip(",")
    return "，".join(re.split("[，。]", sentence.strip("“”"))[:2])[:32]


def _fill(sentence: str, language: Language, chance: random.Random) -> str:
    words = _phrases()[language]["words"]
    return _SLOT.sub(lambda slot: chance.choice(words[slot[1]]), sentence)


@cache
def _phrases() -> dict[str, Any]:
    path = Path(__file__).with_name("phrases.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
