"""Search words stuffed between an article's lines and around its title.

Knows words of pornography and betting, and what a list of search words looks like. Must not
judge what a sentence says: an article about gambling has sentences, a stuffed line has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.text.draft import Edit
from crawler.text.hints import Hints

_MAX_LINE = 300
#: Words, or parts of them, that such lists are made of.
_WORDS = (
    *(
        "色婷婷",
        "色播",
        "色网",
        "色站",
        "情色",
        "激情",
        "成人",
        "黄色",
        "无码",
        "有码",
        "中文字幕",
        "自拍",
        "偷拍",
    ),
    *(
        "国产福利",
        "福利视频",
        "免费视频",
        "在线视频",
        "高清视频",
        "在线观看",
        "免费观看",
        "青娱乐",
        "三级片",
    ),
    *("一区二区", "三区四区", "精品一区", "久久精品", "亚洲欧美", "伦理片", "人妻", "熟女"),
    *(
        "少妇",
        "约炮",
        "裸聊",
        *("av在线", "AV在线", "Av在线", "aV在线"),
        "娱乐城",
        "百家乐",
        "时时彩",
        "六合彩",
        "老虎机",
        "赌场",
        "博彩",
    ),
    *("棋牌游戏", "电子游艺", "真人娱乐", "体育投注", "彩票平台", "开奖结果", "开奖记录", "注册送"),
)
_WORD = re.compile("|".join(_WORDS))
_HINTS = Hints(*_WORDS)
#: Different ones that a line must have.
_LEAST = 2
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[！？；：“”]|[，、][^，、|]{12,}")
_PART = re.compile(r"[\s,，|｜、/_·\-]+")


def edits(text: str) -> Iterator[Edit]:
    """Yield the removal of each line that is a list of such words and no sentence.

    A text is never left empty: where every line is such a list, all of them stay.
    """
    if len(list(islice(_HINTS.within(text), _LEAST))) < _LEAST:
        return
    lines = _LINE.findall(text)
    if not any(map(_is_stuffed, lines)) or all(map(_is_stuffed, lines)):
        return
    for line in _LINE.finditer(text):
        if _is_stuffed(line[0]):
            yield Edit(line.start(), line.end(), "", "keywords", "list of search words")


def _is_stuffed(line: str) -> bool:
    if "。" in line or len(line) > _MAX_LINE or _SENTENCE.search(line):
        return False
    hits = len({match[0] for match in _WORD.finditer(line)})
    parts = [part for part in _PART.split(line) if part]
    # Short parts, and a word of the trade in every third of them.
    return hits >= _LEAST and len(line) <= 14 * len(parts) and hits * 3 >= len(parts)
