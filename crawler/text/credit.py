"""Who a text says it comes from.

Knows the wordings by which Chinese and English articles credit a publisher, and the house style
that gives one away whose name was blanked out. Must not know whether a credit is true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.text import publishers

Kind = Literal["exclusive", "dateline", "credit", "byline", "cited", "inferred"]

#: How far each wording can be trusted by itself, 0-1.
STRENGTH: dict[Kind, float] = {
    "exclusive": 0.9,
    "dateline": 0.9,
    "credit": 0.85,
    "byline": 0.85,
    "inferred": 0.6,
    "cited": 0.3,
}
#: Credits stand at the beginning or the end; the middle cites others.
_HEAD, _TAIL = 600, 500
_NOBODY = re.compile(
    r"(?i)^(?:网络|互联网|网络整理|综合(?:整理|报道|网络)?|本站|本网|本报|原创|转载|未知|佚名|不详|网|官网|admin|小编"
    r"|the internet|internet|unknown|staff|agencies|various|web)$"
)
_NAME = r"[《“\"]?([^\s，。、；：:,;|｜/()（）【】\[\]《》“”\"]{2,24})[》”\"]?"
#: 数据来源, 图片来源 and the like credit something else than the article.
_CREDIT = re.compile(
    r"(?:(?<![据料片图频金题])(?:来源|來源|稿源)\s*[:：]"
    r"|(?:转载自|轉載自|转自|摘自|原载于?|首发于|首发自|本文来自|原文刊于)\s*[:：]?)"
    r"\s*(?:微信公众号|公众号)?\s*[:：]?\s*" + _NAME
)
_ENGLISH_CREDIT = re.compile(
    r"(?:\bSource|\bCredit)\s*:\s*([A-Z][^\n.,;|()]{1,40})"
    r"|(?i:(?:originally|first)\s+(?:published|appeared|posted)\s+(?:by|in|on|at)\s+)"
    r"([A-Z][^\n.,;|()]{1,40})"
)
_EXCLUSIVE = re.compile(r"本文[系为]\s*([^\s，。,]{0,16}?)\s*(?:独家)(?:稿件|文章|报道|原创)")
_BYLINE = re.compile(r"【\s*文\s*[/／|｜]\s*([^\s】]{1,16}?)(?:[ \u3000]+[^】]{1,20})?】")
_PUBLISHER_LIKE = re.compile(
    r"(?:网|报|社|新闻|周刊|日报|时报|在线|财经|电视台|News|Times|Post|Daily)$"
)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_DATE_BEHIND = re.compile(r"\s*(?:19|20)[0-9]{2}[-年/.].*$")
#: What is left of 观察者网 where a spinner deleted the name; the byline and the sentence are its
#: house style.
_BLANKED = frozenset({"", "网", "者网", "观察网", "观察者"})
_BLANKED_STYLE_OF = "观察者网"


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit: the publisher's main name where it is well known, else the name as written."""

    name: str
    kind: Kind
    #: The words that say so.
    wording: str

    @property
    def strength(self) -> float:
        """How far the wording can be trusted by itself, 0-1."""
        return STRENGTH[self.kind]

    @property
    def strong(self) -> bool:
        """Whether it states an origin, rather than citing or hinting at one."""
        return self.strength >= 0.8


@cache
def _known() -> str:
    return "|".join(re.escape(name) for name in publishers.longest_first())


@cache
def _datelines() -> re.Pattern[str]:
    agencies = [
        re.escape(name)
        for publisher in publishers.table()
        if publisher.kind in {"agency", "press"}
        for name in publisher.names
    ]
    names = "|".join(sorted(agencies, key=lambda name: (-len(name), name)))
    return re.compile(
        rf"(?m)^\s*(?P<zh>{names})[^\s，。,]{{0,12}}?\d{{1,2}}月?\d{{0,2}}日?[讯电]"
        rf"|^\s*[A-Z][\w .,/'’-]{{1,60}}\((?P<en>{names})\)\s*[-–—]"
        rf"|^\s*\((?P<bare>{names})\)\s*[-–—]"
    )


@cache
def _cited() -> re.Pattern[str]:
    return re.compile(
        rf"据(?:美国|英国|日本|德国|法国|韩国|俄罗斯)?[《“]?(?P<zh>{_known()})[》”]?[^，。]{{0,20}}?(?:报道|消息|电)"
        rf"|(?:according to|reported by)\s+(?:the\s+)?(?P<en>{_known()})\b"
    )


def _named(name: str, kind: Kind, wording: str) -> Credit | None:
    name = _DATE_BEHIND.sub("", name).strip(" 　.·-—")
    if len(name) < 2 or _NOBODY.match(name):
        return None
    known = publishers.named(name)
    if known is None and len(name) > 20 and not name.isascii():
        return None  # a sentence, not a name
    return Credit(known.name if known else name, kind, wording.strip()[:80])


def _house_style(name: str, kind: Kind, wording: str) -> Credit | None:
    """A byline may hold only a person; a publisher is known or looks like one."""
    if name in _BLANKED:
        return Credit(_BLANKED_STYLE_OF, "inferred", wording[:80])
    if publishers.named(name) is None and not _PUBLISHER_LIKE.search(name):
        return None
    return _named(name, kind, wording)


def find_credits(text: str, boilerplate: Sequence[str] = ()) -> tuple[Credit, ...]:
    """Return the credits in ``text`` and in the lines moved out of it, each name and kind once.

    A name that was blanked out is given as ``inferred`` where the wording betrays it.
    """
    parts = [text] if len(text) <= _HEAD + _TAIL else [text[:_HEAD], text[-_TAIL:]]
    around = "\n".join([*parts, *(line[:_HEAD] for line in boilerplate[:200])])
    # One space and one line break at most: patterns with several optional ones stay linear.
    around = _BREAKS.sub("\n", _SPACES.sub(" ", around))
    found: list[Credit | None] = []
    found += [_house_style(m[1], "exclusive", m[0]) for m in _EXCLUSIVE.finditer(around)]
    found += [_house_style(m[1], "byline", m[0]) for m in _BYLINE.finditer(around)]
    found += [_named(_first(m), "dateline", m[0]) for m in _datelines().finditer(around)]
    found += [_named(m[1], "credit", m[0]) for m in _CREDIT.finditer(around)]
    found += [_named(_first(m), "credit", m[0]) for m in _ENGLISH_CREDIT.finditer(around)]
    opening = _SPACES.sub(" ", text[:200])
    found += [_named(_first(m), "cited", m[0]) for m in _cited().finditer(opening)]
    unique: dict[tuple[str, str], Credit] = {}
    for credit in found:
        if credit is not None:
            unique.setdefault((credit.name, credit.kind), credit)
    return tuple(unique.values())


def _first(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), "")
