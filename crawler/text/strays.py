"""Random characters left before marks, as some farms do to make each copy differ.

Knows which characters are common and which words there are. Must not know marks but as ends of
clauses. People end clauses in words; a page is suspect where most clauses end in two characters
that make none. The first look needs no dictionary, so that ordinary pages do not load one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.text import common
from crawler.text.draft import Edit
from crawler.text.variants import simplify
from crawler.text.wording import likeness

_COMMON = frozenset(common.CHARACTERS)
#: A clause that ends in a name ends in no word either: Chinese surnames, and the characters
#: that foreign names are spelt with.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"
    "叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎"
    "贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申"
)
_FOREIGN = frozenset(
    "斯尔克兰特德姆曼菲亚拉巴卡科夫基诺奥利罗莱萨赫纳维达佐雅穆哈塔洛瓦加迪娜莎丽妮贝"
)
#: A mark; with a group that takes part where it ends a Chinese clause.
_MARK = re.compile(r"[，。,；]((?<=[\u3400-\u9fff]{4}.))?")
_LEAST = 5
#: A page is judged by its beginning, and not cleaned without end.
_MAX_JUDGED, _MAX_CLAUSES = 60, 5_000
#: Share of clauses that end in an uncommon character: one clean article in a thousand has .67.
_UNCOMMON = 0.55
#: Log likelihood that two characters at the end cost, and the share of clauses where they cost
#: so much. Of clean clauses 2 % do, of those with random characters 80 %.
_COST, _SHARE = -17.5, 0.5


def is_strewn(text: str) -> bool:
    """Whether most clauses of ``text`` end in characters that make no word."""
    ends = _clause_ends(text, _MAX_JUDGED)
    if len(ends) < _LEAST:
        return False
    last = "".join(text[end - 2 : end] for end in ends)
    if len(last) - sum(map(_COMMON.__contains__, last)) < _UNCOMMON * len(ends):
        return False  # whether Simplified or not
    last = simplify(last)
    pairs = [last[place : place + 2] for place in range(0, len(last), 2)]
    if sum(not _COMMON.issuperset(pair) for pair in pairs) < _UNCOMMON * len(ends):
        return False
    return sum(_is_stray(text, end) for end in ends) >= _SHARE * len(ends)


def edits(text: str) -> Iterator[Edit]:
    """Yield the removal of the two stray characters before each mark; for strewn pages only."""
    for end in _clause_ends(text, _MAX_CLAUSES):
        if _is_stray(text, end):
            yield Edit(end - 2, end, "", "stray", "random characters before a mark")


def _clause_ends(text: str, limit: int) -> list[int]:
    """Return the offsets, of the first ``limit`` marks, of those that end a Chinese clause."""
    marks = islice(_MARK.finditer(text, 4), limit)
    return [mark.start() for mark in marks if mark.lastindex]


def _is_stray(text: str, end: int) -> bool:
    """Whether the two characters before ``end`` cost the clause too much, and are no name."""
    clause = simplify(text[max(0, end - 7) : end])
    named = not _SURNAMES.isdisjoint(clause[-3:-1]) or not _FOREIGN.isdisjoint(clause[-2:])
    return not named and _cost(clause) < _COST


def _cost(clause: str) -> float:
    """Return how much less likely ``clause`` is for its last two characters."""
    han = re.search(r"[\u3400-\u9fff]+$", clause)
    words = han[0] if han else clause
    return likeness(words) - likeness(words[:-2])
