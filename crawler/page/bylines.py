"""Reads credits: who wrote a text, and for whom, as pages say it to their readers.

Knows the wordings 来源：新华社, 文/观察者网 王一, 记者 张三 李四, By Jane Doe. Works on single
lines of visible text. An editor (责任编辑) is not an author.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.page import names

_LONGEST = 400
#: Where the value of a labelled credit ends: at the next label, a mark, a date.
_END = (
    r"(?=\s*(?:作者|文字|编辑|編輯|责编|責編|责任|責任|来源|來源|稿源|时间|時間|发布|發布|发表|日期|阅读|浏览|点击|"
    r"评论|举报|分享|字号|字体|我要|摄影|供图|校对|审核|原标题|原创|参与|更新|版权|订阅|关注|选稿|人气|次数|查看|[|丨。，,；;\[\]【】()（）<>→]|"
    r"(?:19|20)\d\d[-/年.]|\d{1,2}:\d\d|$))"
)
_SOURCE = re.compile(
    r"(?<![片料据像频表图源資圖])(?:来源|來源|稿源|转自|轉自|转载自|出处|出處|来自)(?:于|自)?"
    r"(?:\s*[:：]\s*|\s{1,3}(?=\S{2,16}(?:\s|$)))"
    r"(?P<value>[^\s|丨。，,；;：:()（）\[\]【】<>]{2,30}?(?:\s[A-Za-z][\w.]{0,20}){0,4})" + _END
)
_AUTHOR = re.compile(
    r"(?<![\u3400-\u9fff])(?:本文)?(?:作者|撰文|采写|採訪|撰稿|執筆|执笔|文字)(?:[:：/／|丨]\s*|\s*[:：]\s*|\s{1,3}(?=\S{2,8}(?:\s|$)))"
    r"(?P<value>[^|丨。；;\[\]【】<>]{2,60}?)" + _END
)
_WEN = re.compile(
    r"(?:^|[【（(〔\[\s])文\s*[/／丨|｜:：]\s*(?P<value>[^】）)〕\]|丨。]{1,40}?)(?:[】）)〕\]|丨]|\s{2}|$)"
)
_REPORTER = re.compile(
    r"(?P<medium>[\u3400-\u9fff]{2,10}?)?(?:记者|記者|通讯员|通訊員|评论员)\s*[:：/／丨|]?\s*"
    r"(?P<value>[\u3400-\u9fff·]{2,8}(?:[\s、]{1,3}[\u3400-\u9fff·]{2,4}){0,5})"
)
#: 本文系观察者网独家稿件; where the name was taken out, 本文系网独家稿件.
_EXCLUSIVE = re.compile(
    r"本文(?:系|为|為|是|由)(?P<value>[^\s，。,：:《》]{1,20}?)(?:独家|獨家|原创|原創)(?:稿|作品|文章|发布|首发|内容)"
)
_QUOTED = re.compile(r"《(?P<value>[^《》]{2,20})》")
#: Two or more people on a line of their own, as small papers sign: Jane Doe/John Roe.
_LATIN_NAME = r"[A-Z][\w'’.-]{1,20}(?:\s[A-Z][\w'’.-]{0,20}){1,2}"
_LATIN_PAIR = re.compile(rf"^{_LATIN_NAME}(?:\s?/\s?{_LATIN_NAME}){{1,4}}$")
_SIGNATURE = re.compile(r"[（(〔【]\s*(?P<value>[\u3400-\u9fff·\s、]{2,20})[）)〕】]$")
_PHOTO = re.compile(r"(?:摄|攝|摄影|供图|供圖|制图|图|圖|視頻|视频)\s?[)）。]?$")
_WIRE = re.compile(
    r"[\u3400-\u9fff]{2,4}(?:\s?\d{1,2}\s?日|专电|專電|综合|綜合|报道|報導|報道|[电電]$)"
)
_BRACKETED = re.compile(r"[（(〔【\[]\s*(?P<value>[^）)〕】\]]{2,60})[）)〕】\]]")
_PAIR = re.compile(
    r"^(?P<left>[^\s/／|丨]{2,12}(?:\s[^\s/／|丨]{2,4}){0,3})\s?[/／]\s?(?P<right>[^\s/／|丨]{2,16})$"
)
_BY = re.compile(
    r"^(?:(?:words|story|text|analysis|review|written|reported|posted|exclusive)\s+)?by\b:?\s+(?P<value>\S.{1,200})$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|\d{1,2}:\d\d(?::\d\d)?|"
    r"\d{1,2}[-月]\d{1,2}日?|[昨今前]天|刚刚|\d{1,3}\s?(?:分钟|小时|天|分鐘|小時)前|"
    r"(?:发布|發布|发表|发稿|刊发)(?:时间|時間|日期|于)?\s*[:：]?"
)
_HOUR = re.compile(r"\d{1,2}:\d\d")
_ASIDE = re.compile(
    r"原创|轉載|转载|举报|分享|收藏|[\[(（【](?:原创|整理|编译|综合)[\])）】]|"
    r"(?:阅读|浏览|评论|点击)(?:量|数)?\s*[:：(（]?\s*\d*[)）]?"
)
#: A medium whose own name was taken out, and its people: 网 王一.
_BLANKED = re.compile(r"^(?:网|報|报|社|新闻|在线)\s")
#: Words that name no one.
_NOBODY = re.compile(
    r"^(?:网络|網絡|网络整理|互联网|综合|综合整理|本站|本站原创|本站整理|原创|转载|未知|不详|佚名|其他|其它|自媒体|作者|"
    r"编辑|責編|责编|网|新闻|资料|网友|投稿|.*(?:注明|声明|为准).*)$"
)
#: Without one of these no line is a credit; most lines are dismissed by it. Each choice begins
#: with a character of its own, by which patterns are searched for fastest.
_TRIGGER = re.compile(
    r"源|本文|转自|轉自|转载自|出处|出處|来自|作者|撰|执|執|采|採|文\s?[/／丨|｜:：字]|记者|記者|讯员|讯員|訊员|訊員|评论员|"
    r"/|／|（|\(|〔|【|\[|" + "|".join(rf"{by}(?<!\w{by})\b" for by in ("by", "By", "bY", "BY"))
)
_EDITOR = re.compile(r"^\s*[【（(\[]?\s*(?:责任|責任|值班|本文)?(?:编辑|編輯|责编|責編)")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is named in a line."""

    authors: tuple[str, ...] = ()
    publisher: str | None = None
    #: The medium's name has been taken out, as content farms do (文/网 王一).
    blanked: bool = False


def read(line: str, *, prose: bool = False, last: bool = False) -> Credit:
    """Read the credits in one line of visible text.

    Args:
        line: The text of a line; longer ones are read at their beginning only.
        prose: The line is a paragraph of the article: only bracketed credits and those of a whole
            line count, because sentences name reporters and sources of all kinds.
        last: The paragraph ends the article: a name in brackets at its end signs it.
    """
    text = line[:_LONGEST].strip()
    if not _TRIGGER.search(text) or _EDITOR.match(text) or _PHOTO.search(text):
        return Credit()
    credit = Credit()
    if last and (match := _SIGNATURE.search(line[-40:].rstrip())):
        people = tuple(re.split(r"[\s、]+", match["value"].strip()))
        credit = Credit(people) if all(map(names.is_person, people)) else credit
    if prose:
        for match in (*_BRACKETED.finditer(text[:120]), *_BRACKETED.finditer(text[-80:])):
            credit = _joined(credit, _signed(match["value"]))
        if len(text) > 60:
            return credit
    return _joined(credit, _signed(text))


def _joined(one: Credit, other: Credit) -> Credit:
    return Credit(
        one.authors or other.authors,
        one.publisher or other.publisher,
        one.blanked or other.blanked,
    )


def without_time(text: str) -> str:
    """Return a header line without the dates and hours in it: what is left may name a medium."""
    return " ".join(_TIME.sub(" ", text).split()).strip(" |丨·")


def beside_time(text: str) -> str | None:
    """Return the one name that stands beside the time in a header line (04:04 北京日报).

    None where the line has no hour, or says more than that.
    """
    if not _HOUR.search(text):
        return None
    rest = _ASIDE.sub(" ", without_time(text)).split()
    return source(rest[0]) if len(rest) == 1 and not re.search(r"[:：，。！？/]", rest[0]) else None


def source(text: str) -> str | None:
    """Return the medium that a bare value names, or None where it names none."""
    value = re.sub(r"^\s*(?:来源|來源|稿源)\s*[:：]?\s*", "", text[:200])
    value = re.sub(r"\s*(?:原创稿|非原创稿|原创|\(原创\))$", "", value).strip(
        " 　|丨:：()（）[]【】\"'"
    )
    if not 2 <= len(value) <= 40 or _NOBODY.match(value) or value.isdigit():
        return None
    return value


def _signed(text: str) -> Credit:
    if text.isascii():
        return Credit(_by(text))
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    blanked = False
    # Each pattern is slower than to see whether the words that it needs are there.
    if ("源" in text or "自" in text or "出" in text) and (match := _SOURCE.search(text)):
        publisher = source(match["value"])
    if match := _AUTHOR.search(text):
        authors = names.people([match["value"]])
        if publisher is None and (quoted := _QUOTED.search(match["value"])):
            publisher = source(quoted["value"])
        if not authors and publisher is None and names.is_medium(match["value"].strip()):
            publisher = source(match["value"])
    if not authors and "文" in text and (match := _WEN.search(text)):
        authors, medium = _people_of_a_medium(match["value"])
        publisher = publisher or medium
        blanked = bool(_BLANKED.match(match["value"]))
    slashed = "/" in text or "／" in text
    if not authors and slashed and (match := _PAIR.match(without_time(text))):
        authors, medium = _pair(match["left"], match["right"])
        publisher = publisher or medium
    reported = "者" in text or "员" in text or "員" in text
    if (
        not authors
        and reported
        and (match := _REPORTER.search(text))
        and not match["value"].startswith("从")
    ):
        authors = _leading_people(match["value"], text[match.end() :])
        medium = match["medium"]
        if authors and publisher is None and medium and not medium.startswith("本"):
            publisher = medium if names.is_medium(medium) else None
    if "本文" in text and (match := _EXCLUSIVE.search(text)):
        publisher = publisher or source(match["value"])
        blanked = blanked or bool(_BLANKED.match(match["value"] + " "))
    return Credit(authors or _by(text), publisher, blanked)


def _by(text: str) -> tuple[str, ...]:
    """By Jane Doe; Jane Doe/John Roe."""
    authors: tuple[str, ...] = ()
    if (match := _BY.match(text)) and _is_name_like(match["value"]):
        authors = names.people([match["value"]])
    if not authors and _LATIN_PAIR.match(text):
        authors = names.people(text.split("/"))
    return authors


def _is_name_like(value: str) -> bool:
    """Whether what stands behind ``By`` is a name and no phrase (By the time that ...)."""
    return value[0].isupper() and not value.startswith(("The ", "A ", "An "))


def _people_of_a_medium(value: str) -> tuple[tuple[str, ...], str | None]:
    """观察者网 王一: a medium, then its people. A blanked medium (网 王一) stays unknown."""
    pieces = [piece for piece in re.split(r"[\s、，,/／]+", value) if piece]
    persons = tuple(piece for piece in pieces if names.is_person(piece))
    medium = next((piece for piece in pieces if names.is_medium(piece) and len(piece) > 1), None)
    if not persons and medium is None:
        persons = names.people([value])
    return persons, source(medium) if medium else None


def _pair(left: str, right: str) -> tuple[tuple[str, ...], str | None]:
    """石佳/中国青年报, 上報快訊／范姜佳鈺: a person and a medium in either order."""
    for person, medium in ((left, right), (right, left)):
        people = person.split()
        if all(map(names.is_person, people)) and names.is_medium(medium):
            return tuple(people), source(medium)
    return (), None


def _leading_people(value: str, rest: str) -> tuple[str, ...]:
    """The names at the beginning: 张三 李四 of 张三 李四 报道, none of 从有关部门.

    Wires run name, place and day together: 張三四台北 1日電. A name is then taken to have three
    characters, as six in seven have.
    """
    found = []
    for piece in re.split(r"[\s、]+", value):
        if names.is_person(piece):
            found.append(piece)
            continue
        if not found and names.is_person(piece[:3]) and _WIRE.match(piece[3:] + rest[:8]):
            found.append(piece[:3])
        break
    return tuple(found)
