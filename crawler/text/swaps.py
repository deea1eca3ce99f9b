"""Words that betray a text whose words were swapped by a list.

Knows words that occur in spun text and practically never in anybody's own. Must not undo them:
cleaning leaves the words of a text alone, this is evidence only.
"""

from __future__ import annotations

import re

from crawler.text.hints import Hints

_WORDS = (
    "呆板人",
    "大模子",
    "ai模子",
    "消耗者",
    "机械人零售",
    "人工智能手艺",
    "手艺立异",
    "手艺系统",
    "科技立异",
    "产业立异",
    "立异驱动",
    "立异生长",
    "集聚生长",
    "一连加大",
    "一连推进",
    "起劲推出",
    "效劳平台",
    "效劳系统",
    "亘古未有",
    "云云显著",
    "外地时间",
    "高质料发展",
    "counterfeit consciousness",
    "counterfeit intelligence",
    "profound learning",
    "profound neural",
    "haze figuring",
    "enormous information",
    "discourse acknowledgment",
    "irregular timberland",
    "arbitrary timberland",
    "bolster vector",
    "nervous organization",
    "information concentrated firms",
)
_MAN = "东谈主"
_HINTS = Hints(*_WORDS, _MAN)
# 谈 and 主 for 人, unless a landlord or a shareholder talks.
_SPLIT_MAN = re.compile("(?<![房股])东谈主(?![要张题旨播持角动导管])")


def count(text: str) -> int:
    """Return how many different tell-tale words ``text`` holds."""
    lower = text.lower()
    words = list(_HINTS.within(lower))
    if _MAN not in words:
        return len(words)
    return len(words) - 1 + min(3, len(_SPLIT_MAN.findall(lower)))
