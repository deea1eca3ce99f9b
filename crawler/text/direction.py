"""Which of two related texts derives from the other, by what the change left behind.

Knows the marks of copying: noise, inserted brands, menus and disclaimers around the text, credits,
cuts. Must not know how likely it is that there was copying at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from crawler.text.overlap import Passage

Direction = Literal["a from b", "b from a", "unknown"]

_LOOKED_AT = 50_000
#: Marks that follow each other as no writer puts them: three of , 。 ; with or without spaces.
#: A lone 。。。 or ...... is informal writing and does not count.
_RUN = re.compile(r"(?:[,，。、；;?？!！]\s*){3,}|(?:[。.] ?){2,} [。.]+|[,，]{2,}|[。，][，。]")
_INFORMAL = re.compile(r"[。.…!！?？]{2,6}")
_MACHINE_MADE = 1.5
_WRAPPING = re.compile(
    r"免责声明|版权所有|责任编辑|来源[:：]|转自|转载|文章来源|网络整理|服务热线|联系我们|首页|当前位置"
    r"|扫一扫|上一篇|下一篇|(?i:all rights reserved|subscribe|disclaimer|share this|home [>|»])"
)
#: The side which holds so much of its text from the other, and so little of the other, was cut.
_HELD = 0.9
_CUT = 0.8
_MIN_BRAND = 5


def direction(
    a: str, b: str, coverage: tuple[float, float], passages: Sequence[Passage]
) -> Direction:
    """Return which of the texts derives from the other, or ``unknown``."""
    evidence = (
        2.0 * (_noisy(b) - _noisy(a))
        + 2.0 * _branded(passages)
        + 1.5 * (_wrapped(b) - _wrapped(a))
        + 1.0 * _cut(coverage)
    )
    if evidence >= 1.0:
        return "b from a"
    if evidence <= -1.0:
        return "a from b"
    return "unknown"


def _noisy(text: str) -> float:
    """1 where marks are machine-made runs, 0 where they are not; per 1,000 characters."""
    text = text[:_LOOKED_AT]
    count = sum(1 for match in _RUN.finditer(text) if not _INFORMAL.fullmatch(match[0]))
    return 1.0 if count > 2 and count / max(1, len(text)) * 1000 > _MACHINE_MADE else 0.0


def _branded(passages: Sequence[Passage]) -> float:
    """1 where ``b`` has one stretch inserted again and again, -1 where ``a`` has."""
    gaps = [gap for passage in passages for gap in passage.gaps]
    in_a = Counter(gap.first for gap in gaps if len(gap.first) >= _MIN_BRAND and not gap.second)
    in_b = Counter(gap.second for gap in gaps if len(gap.second) >= _MIN_BRAND and not gap.first)
    most_a, most_b = max(in_a.values(), default=0), max(in_b.values(), default=0)
    return float(most_b > 1) - float(most_a > 1)


def _wrapped(text: str) -> float:
    """1 where a site's menu, disclaimer or credit stands around the text."""
    head, tail = text[:200], text[-200:]
    return 1.0 if len(set(_WRAPPING.findall(f"{head}\n{tail}"))) > 1 else 0.0


def _cut(coverage: tuple[float, float]) -> float:
    """1 where ``b`` lies wholly in ``a`` which holds more, -1 the other way round."""
    if coverage[1] >= _HELD and coverage[0] <= _CUT:
        return 1.0
    if coverage[0] >= _HELD and coverage[1] <= _CUT:
        return -1.0
    return 0.0
