"""Imitates what content farms do to an article, one family of noise at a time.

Knows the mechanisms that were seen on real pages and their strengths. Must not know how copies
are found: a generator that knew would only measure itself.

Every function takes a text and a ``random.Random`` and is determined by them.
"""

from __future__ import annotations

import csv
import random
import re
from functools import cache
from pathlib import Path

import opencc

HERE = Path(__file__).parent

_STYLES = (
    {"，": ", , ,,,,,", "。": "。。 。。。。 。", "？": "??????", ",": " , ,,,", ".": ". . .."},
    {"，": "，，", "。": "。。", "？": "？？", ",": ",,", ".": ".."},
    {"，": " ，", "。": " 。", "、": "、,", "？": "？ ？", ",": " ,", ".": " ."},
    {"，": "，。", "。": "。，。", "：": "：：", ",": ",;", ".": ".,."},
)
_BRAND_PARTS = (
    ("鑫源", "宏达", "瑞丰", "天诚", "百川", "嘉禾"),
    ("健康", "商贸", "科技", "装饰", "机械"),
    ("有限公司", "集团官网", "平台"),
)
_ENGLISH_BRANDS = ("BestDeal Online Store", "Sunrise Trading Co", "LuckyHome Official Site")
_WRAPPERS = {
    "zh": (
        ("网站首页 关于我们 产品中心 新闻动态 客户案例 联系方式 您的位置：新闻动态", "上一篇：没有了 下一篇：公司荣获年度先进单位称号 版权所有 技术支持：网络科技"),
        ("欢迎来到本公司官网 24小时服务电话 400-000-0000", "免责声明：本文内容由网友自发贡献，本站不承担相关法律责任，如有侵权请联系删除。分享到微信 微博 QQ空间"),
        ("首页 > 行业资讯 > 正文 浏览次数：1024 发布者：admin", "相关阅读 热门推荐 猜你喜欢 扫一扫关注我们的公众号，了解更多行业信息。"),
    ),
    "en": (
        ("Home | About | Products | Contact us | You are here: Blog", "Share this post. Leave a comment. All rights reserved. Powered by our web team."),
        ("Welcome to our official site. Call us today for a free quote.", "Disclaimer: content is collected from the internet, contact us for removal. Related posts you may like."),
    ),
}  # fmt: skip


def language(text: str) -> str:
    """Return ``zh`` or ``en``."""
    return "zh" if len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 5 else "en"


@cache
def synonyms(half: str = "all") -> dict[str, str]:
    """Return the pairs that swaps are drawn from: ``all``, or one of the halves ``A`` and ``B``."""
    with (HERE / "synonyms.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))
    if half != "all":
        rows = rows["AB".index(half) :: 2]
    return dict(rows)


def punctuation(text: str, rng: random.Random, style: int | None = None) -> str:
    """Turn marks into runs; between digits they stay in most places, as on real pages."""
    marks = _STYLES[rng.randrange(len(_STYLES)) if style is None else style]
    return "".join(marks.get(char, char) for char in text)


def brand(text: str, rng: random.Random, times: int = 3) -> str:
    """Insert one brand several times, anywhere, also inside words."""
    if language(text) == "zh":
        name = "".join(rng.choice(part) for part in _BRAND_PARTS)
    else:
        name = f" {rng.choice(_ENGLISH_BRANDS)} "
    for _ in range(times):
        place = rng.randrange(len(text) + 1)
        text = text[:place] + name + text[place:]
    return text


def swap_words(text: str, rng: random.Random, share: float, half: str = "all") -> str:
    """Replace ``share`` of the characters: listed words first, then others by random neighbours.

    A short list cannot reach the density of a farm's 40,000 pairs, so what is missing is made up
    by replacing words with two random characters of the same text, which is what a poor synonym
    amounts to for a matcher.
    """
    pairs = synonyms(half)
    chinese = language(text) == "zh"
    budget = int(share * len(text))
    pattern = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    found = [match.span() for match in pattern.finditer(text)]
    rng.shuffle(found)
    edits: list[tuple[int, int, str]] = []
    for start, end in found:
        if budget <= 0:
            break
        edits.append((start, end, pairs[text[start:end]]))
        budget -= end - start
    words = re.compile(r"[\u4e00-\u9fff]{2}" if chinese else r"\b[a-z]{4,}\b")
    taken = {index for start, end, _ in edits for index in range(start, end)}
    others = [m.span() for m in words.finditer(text) if not taken.intersection(range(*m.span()))]
    rng.shuffle(others)
    for start, end in others:
        if budget <= 0:
            break
        source = rng.choice(others)
        edits.append((start, end, text[slice(*source)]))
        budget -= end - start
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def swap_bytes(text: str, rng: random.Random, times: int = 6) -> str:
    """Replace pairs of GBK bytes one byte off, so that nonsense characters come out."""
    for _ in range(times):
        raw = bytearray(text.encode("gb18030"))
        pairs = [i for i in range(len(raw) - 3) if min(raw[i : i + 4]) >= 0xB0]
        if not pairs:
            return text
        place = rng.choice(pairs)
        raw[place + 1 : place + 3] = bytes((rng.randrange(0xB0, 0xF7), rng.randrange(0xA1, 0xFE)))
        text = raw.decode("gb18030", "replace").replace("\ufffd", "")
    return text


def sentences(text: str) -> list[str]:
    """Split ``text`` behind its sentence marks; joined again it is unchanged."""
    return [part for part in re.split(r"(?<=[。！？\n])|(?<=[.!?]\s)", text) if part]


def cut(text: str, rng: random.Random, keep: float = 0.5) -> str:
    """Keep the beginning or a middle stretch of sentences of ``keep`` of the length."""
    parts = sentences(text)
    first = rng.choice((0, 0, max(0, int(len(parts) * (1 - keep)) // 2)))
    kept, length = [], 0
    for part in parts[first:]:
        if length >= keep * len(text):
            break
        kept.append(part)
        length += len(part)
    return "".join(kept)


def reorder(text: str, rng: random.Random, drop: float = 0.15) -> str:
    """Shuffle the sentences and drop some."""
    parts = [part for part in sentences(text) if rng.random() >= drop]
    rng.shuffle(parts)
    return "".join(parts)


def wrap(text: str, rng: random.Random) -> str:
    """Put a site's menu before and its footer behind the text."""
    before, after = rng.choice(_WRAPPERS[language(text)])
    return f"{before}\n{text}\n{after}"


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(text: str, _rng: random.Random | None = None) -> str:
    """Turn Simplified into Traditional characters."""
    return str(_to_traditional().convert(text))


def edit(text: str, rng: random.Random, stranger: str = "") -> str:
    """Do what an honest editor does: drop, add and shorten sentences, change today to a date."""
    dates = {"昨天": "11月5日", "今天": "11月6日", "昨晚": "5日晚间", "Tuesday": "Nov. 4"}
    pattern = re.compile("|".join([*dates, "Thursday", "Wednesday"]))
    text = pattern.sub(lambda match: dates.get(match[0], "Nov. 6"), text)
    parts = [part for part in sentences(text) if rng.random() > 0.12] or [text]
    for extra in rng.sample(sentences(stranger), min(2, len(sentences(stranger)))):
        parts.insert(rng.randrange(len(parts) + 1), extra)
    credit = "（来源：综合报道）\n" if language(text) == "zh" else "By our staff and agencies\n"
    return credit + "".join(parts) if rng.random() < 0.5 else "".join(parts)


def refill(text: str, rng: random.Random, stranger: str) -> str | None:
    """Return the story that the same form would tell with other facts, or None without a form.

    Every number changes and so do some sentences and words; in English the names too.
    """
    if len(re.findall("[0-9]+", text)) < 8:
        return None

    def other(match: re.Match[str]) -> str:
        length = len(match[0])
        return str(rng.randrange(10 ** (length - 1), 10**length))

    text = re.sub("[0-9]{1,12}", other, text)
    names = sorted(set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", text)))
    others = sorted(set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", stranger))) or names
    for name in names:
        text = text.replace(name, rng.choice(others))
    parts = sentences(swap_words(text, rng, rng.choice((0.03, 0.06, 0.12))))
    strange = sentences(stranger)
    for _ in range(rng.randrange(max(1, len(parts) // 5))):
        parts[rng.randrange(len(parts))] = rng.choice(strange)
    return "".join(parts)


def quote(text: str, host: str, rng: random.Random, share: float = 0.3) -> str:
    """Return ``host`` with a passage of ``share`` of ``text`` put between its sentences."""
    parts = sentences(text)
    first = rng.randrange(max(1, int(len(parts) * (1 - share)) + 1))
    passage = ""
    for part in parts[first:]:
        if len(passage) >= share * len(text):
            break
        passage += part
    around = sentences(host)
    place = rng.randrange(len(around) + 1)
    return "".join(around[:place]) + passage + "".join(around[place:])
