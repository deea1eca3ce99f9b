"""Lines which a site puts around an article: credits, rights, captions, prompts, navigation.

Knows how such lines are worded, in Chinese and English. Must not know who published what: the
lines are handed on whole, as evidence for whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crawler.text.draft import Edit
from crawler.text.hints import Hints

#: Paragraphs longer than this are an article's own, whatever they mention. English takes more
#: characters to say the same.
_MAX_LINE, _MAX_ENGLISH_LINE = 240, 480
_OPEN = r"[【（(\[]?"
_COLON = r"[:：/／丨|]"
#: What follows a label: names, not sentences.
_VALUE = r"[^。？！?!；;]{0,50}"

# Kinds, and what a line of each matches from its beginning to its end. Tried in this order.
_ORIGINAL_TITLE = r"[【（(]?(?:原标题|原標題|原题为?|原文标题)[】：: ].{1,120}"
_EDITOR = (
    rf"{_OPEN}(?:(?:本文|值班|执行|责任|責任|文字|新媒体|网络|实习)?(?:编辑|編輯)|责编|責編|校对|责任校对"
    rf"|监制|审核|审校|编审|终审|主编|排版|制图|美编){_COLON}{_VALUE}"
)
_SOURCE = (
    rf"{_OPEN}(?:(?:文章|稿件|信息|本文|内容|新闻|图片|视频|资料|素材|数据)?(?:来源|來源)|转自|转载自"
    rf"|文章转自|图源|供图|图片|配图|题图|出品|首发){_COLON}{_VALUE}"
)
_BYLINE = (
    rf"{_OPEN}(?:(?:作者|撰文|采写|编译|整理)[:：/／丨| ]|(?:文|图|图文|撰稿)[/／丨|]){_VALUE}"
    r"|By [A-Z][\w.'’-]+(?: (?:and |[A-Z])[\w.'’-]+){1,6}(?:, .{1,40})?"
)
_NAVIGATION = (
    r"(?:您(?:现在)?的位置|当前位置|所在位置|上一篇|下一篇)[:：].*|首页\s*[>»].*|Home\s*[>»].*"
    r"|欢迎访问[^。]{0,20}(?:本站|网站|官网).*|(?:友情链接|网站地图|版权所有|备案号).*"
    r"|热门(?:文章|标签|推荐|搜索)(?:[\s:：].*)?"
    r"|(?:相关|延伸|推荐|更多)(?:推荐|阅读|新闻|链接|报道|文章|资讯)(?:[:：\s].{0,60})?"
    r"|(?:Related|Most read|Recommended|Trending)(?: stories| articles| news| topics)?:?"
)
_PROMPT = (
    r"返回搜狐.{0,10}|展开(?:全文|剩余).{0,8}|阅读原文|查看更多|举报[/／]?反馈"
    r"|点击(?:阅读|查看|进入|下载|关注|这里).{0,30}|分享(?:到|至)[:：]?.{0,30}|更多精彩.{0,30}"
    r"|(?:请|欢迎)?(?:长按|扫描|扫码|扫一扫)[^。]{0,20}(?:二维码|关注|识别|下载).{0,20}"
    r"|(?:欢迎|请|敬请)?(?:关注|订阅)[^。]{0,20}(?:公众号|微信号|官方微信|官方微博|头条号).{0,20}"
    r"|(?:请|立即|欢迎)?(?:下载|打开)[^。]{0,12}(?:APP|App|app|客户端)"
    r"(?:[，,]?(?:查看|阅读|看|参与).{0,20})?"
    r"|(?:Subscribe|Sign up|Follow us|Share this|Share on|Click here|Download (?:the|our) app)\b"
    r".{0,60}(?:newsletter|inbox|Facebook|Twitter|WhatsApp|alerts|updates|app)\b.{0,60}"
    r"|Read more(?::.{1,120}|\.{0,3})|Advertisement|Story continues below.{0,40}"
    r"|Get the latest .{0,90}"
)
_CREDIT = (
    r"\(?(?:Reporting|Writing|Additional reporting|Editing|Compiled|Photographs?) by .{3,160}"
    r"|(?:Source|Photos?|Photographs?|Images?|Pictures?|Credits?|Photo credit): .{2,80}"
)
_KINDS = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        ("original title", _ORIGINAL_TITLE),
        ("editor", _EDITOR),
        ("source", _SOURCE),
        ("byline", _BYLINE),
        ("navigation", _NAVIGATION),
        ("prompt", _PROMPT),
        ("credit", _CREDIT),
    )
)
# Most lines are of no kind, and told so by one question.
_ANY_KIND = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _KINDS), re.DOTALL)
# A line that says one of these speaks of itself and its rights, wherever in the line it does.
_RIGHTS = re.compile(
    r"未[经經][^，。]{0,12}(?:授权|授權|许可|許可|允许|同意|书面)[^。]{0,24}"
    r"(?:不得|禁止|严禁|谢绝|請勿|请勿)[^。]{0,12}(?:转载|轉載|转发|摘编|转贴|镜像)"
    r"|独家稿件[^。]{0,16}(?:转载|授权)|转载(?:请|须|需)(?:注明|标明|联系)"
    rf"|^{_OPEN}(?:免责|免責|版权|特别|重要)(?:声明|聲明)[】：:)）]"
    rf"|^{_OPEN}声明[】：:)）].{{0,60}}(?:转载|版权|观点)"
    r"|(?:如有|如|若有|如涉及|如果)侵权[^。]{0,20}(?:联系|告知|删除)|侵犯(?:了)?您的|侵权必究"
    r"|版权(?:均?归|均?属)[^。，]{0,10}(?:原作者|作者|本网|本站|本报|网站)所有|ICP备\w*\d"
    r"|(?:本文|以上|文中|仅供参考)[^。]{0,30}不构成[^。]{0,8}投资[^。]{0,3}建议"
    r"|[Aa]ll [Rr]ights [Rr]eserved|^(?:Copyright|©|\(c\))\s"
    r"|[Tt]his (?:material|article|content|story) may not be (?:published|reproduced|redistributed)"
)
# Ends of a line that make the whole of it a picture's caption.
_CAPTION = re.compile(
    r"(?:(?<=[。.”）)\s])|^)(?:IC ?[Pp]hoto|视觉中国|东方IC|Getty Images|图虫创意)[）)】。]?$"
    r"|(?:图片?(?:来源|来自|源)|图源|摄影|图/|图：|图｜)[:：]?\s?[^。，]{1,20}[）)】]?$"
    r"|(?:记者|通讯员|[\s(（/／])[^\s，。,;；]{1,24}[\s/／]?[摄攝][）)】]?$"
    r"|新华社发(?:[（(][^\s，。]{1,24}[）)])?$"
    r"|[（(](?:资料图片?|资料照片|视频截图|网页截图|图片来源[^）)]{0,20}|File photo)[）)]$"
    r"|\((?:Photo|Image|Picture) (?:by|courtesy of) [^)]{1,60}\)$"
)
_MAX_CAPTION = 160
_BYLINE_BRACKET = re.compile(
    r"【(?:(?:文|图|编译|作者|记者|采写|撰文)[/／丨|:： ][^】\n]{1,40}"
    r"|[^】\n]{0,14}(?:记者|报道|编译)[^】\n]{0,24})】"
    r"|[（(](?:文|作者|记者|编译)[/／丨|:：][^）)\n]{1,30}[）)]"
)
# Cheap to look for: a line that begins with none of these is of none of the kinds, and a text
# with none of the hints has no line about rights and no caption.
_FIRST = frozenset(
    "【（([原本值执责責文新网实编編校监审终主排制图美来來稿信内视资素数转供配题出首作撰采整您当所上欢友热版备"
    "相延推更返展阅查举点请立长扫敬关订下打分ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
_RIGHTS_HINTS = Hints(
    *("转载", "轉載", "摘编", "转发", "镜像", "转贴", "声明", "聲明", "侵权", "侵犯", "版权"),
    *("ICP备", "投资建议", "ights", "ight ", "may not be", "©", "(c)"),
)
_CAPTION_HINTS = Hints(
    *("hoto", "Image", "Picture", "图", "摄", "攝", "视觉中国", "东方IC", "新华社发"),
    *("资料照片", "截图"),
)
# What a line says at least to speak of rights, or to be a caption: only lines with one of these are
# searched by the patterns, which take as long as all else here.
_RIGHTS_PARTS = (
    *("转载", "轉載", "转发", "摘编", "转贴", "镜像", "独家稿件", "声明", "聲明", "侵权", "侵犯"),
    *("版权", "ICP备", "不构成", "ights ", "Copyright", "©", "(c)", "may not be"),
)
_CAPTION_PARTS = (
    *("hoto", "Image", "Picture", "图", "摄", "攝", "视觉中国", "东方IC", "新华社发", "资料照片"),
)
_LINE = re.compile(r"[^\n]+")


def edits(text: str) -> Iterator[Edit]:
    """Yield the removal of each line of boilerplate, and of bylines in brackets.

    A text is never left empty: where every line looks like boilerplate, all of them stay.
    """
    rights = _present(_RIGHTS_PARTS, text) if _RIGHTS_HINTS.any_in(text) else ()
    captions = _present(_CAPTION_PARTS, text) if _CAPTION_HINTS.any_in(text) else ()
    found: list[Edit] = []
    own = 0
    for place, match in enumerate(_LINE.finditer(text)):
        line = match[0].strip() if match.end() - match.start() <= _MAX_ENGLISH_LINE else ""
        kind = _kind(line, place, rights=rights, captions=captions)
        if kind:
            what = kind if kind in ("byline", "caption") else "boilerplate"
            found.append(Edit(match.start(), match.end(), "", what, f"boilerplate:{kind}"))
            continue
        own += 1
        if text[match.start()] in "【（(":
            bracket = _BYLINE_BRACKET.match(text, match.start(), match.end())
            if bracket and bracket.end() < match.end():
                why = "boilerplate:byline"
                found.append(Edit(bracket.start(), bracket.end(), "", "byline", why))
    if own:
        yield from found


def _present(parts: Sequence[str], text: str) -> tuple[str, ...]:
    return tuple(part for part in parts if part in text)


def _kind(line: str, place: int, *, rights: Sequence[str], captions: Sequence[str]) -> str:
    """Return what kind of boilerplate ``line``, the text's line number ``place``, is, or ''.

    ``rights`` and ``captions`` are those of the parts that stand in the text at all.
    """
    if not line or (len(line) > _MAX_LINE and not line.isascii()):
        return ""
    if line[0] in _FIRST and _ANY_KIND.fullmatch(line):
        for kind, pattern in _KINDS:
            if pattern.fullmatch(line):
                # Within an article, "By ..." can begin a heading.
                return "" if line.startswith("By ") and place > 2 else kind
    if rights and _present(rights, line) and _RIGHTS.search(line):
        return "rights"
    if captions and len(line) <= _MAX_CAPTION and _present(captions, line):
        return "caption" if _CAPTION.search(line, max(0, len(line) - 70)) else ""
    return ""
