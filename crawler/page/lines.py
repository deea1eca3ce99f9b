"""Which lines of a body are not the article's own words: credits, disclaimers, calls to follow.

Knows the wording of such lines in Chinese (both scripts) and English. Must not know where on the
page a line stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Longer lines are sentences that mention one of these, except for disclaimers.
_MAX_LINE = 160
_MAX_DISCLAIMER = 400

_OPEN = r"^[\s【\[（(《〔“*#▲△●◆■→>＞·\-—]*"
_WHO = r"(?:责任|責任|责|責|本期|值班|实习|網站|网站|网络|微信|新媒体|本文|栏目|主管)?"
_CREDITS = (
    _WHO + r"(?:编辑|編輯|责编|責編|美编|校对|校對|审核|審核|编审|监制|監製|排版|图编)"
    r"\s*[：:丨|/／].{0,50}$",
    r"(?:责任编辑|責任編輯|本文编辑|本文責任編輯)\s*.{0,20}$",
    r"(?:文章|新闻|新聞|本文)?(?:原标题|原標題|原文标题|原题)\s*(?:[：:]|为)",
    r"(?:文章|稿件|信息|新闻|本文|资料|消息)?(?:来源|來源|稿源|转自)\s*[：:].{0,60}$",
    r"(?:发布|發布|更新|发表)?(?:日期|时间|時間)\s*[：:]\s*\d{4}[^，。！？]{0,80}$",
    r"(?:浏览|阅读|点击|點閱|评论)(?:次数|量|数|數)?\s*[：:]\s*\d*.{0,20}$",
)
_DISCLAIMERS = (
    r"(?:免责|免責|版权|版權|特别|特別|郑重|风险|風險)(?:声明|聲明|申明|说明|說明)\s*[：:】\]）)]?",
    r"(?:声明|聲明)\s*[：:】\]]",
    r"(?:本文|文章|以上内容|本网|本站|此文|该文).{0,12}(?:仅代表|不代表|纯属|仅供).{0,8}(?:作者|观点|个人|參考|参考)",
    r"(?:本网|本站|凡本网|凡注明|凡来源).{0,20}(?:转载|版权|授权|来源)",
    r"(?:未经|未經).{0,12}(?:授权|許可|许可|允许|授權).{0,12}(?:不得|禁止|严禁|請勿)",
    r"本文(?:为|系|由).{0,30}(?:原创|授权|转载|首发)",
)
_CALLS = (
    r"(?:扫一扫|掃一掃|扫描|扫码|长按|長按).{0,30}(?:二维码|关注|關注|识别|下载|分享|$)",
    r"(?:欢迎|歡迎|请|請|敬请)?(?:关注|關注)(?:我们|我們|微信|公众号|官方|本).{0,40}$",
    r".{0,30}(?:返回|前往).{0,8}(?:查看更多|首页|首頁)",
    r"(?:点击|點擊|戳|按此)(?:进入|查看|阅读|这里|此处|下载|上方|下方|图片|閱讀|看).{0,40}$",
    (
        r".{0,40}(?:更多|精彩|相关|相關).{0,16}(?:敬请|尽在|盡在|请戳"
        r"|(?:请|請)(?:点击|點擊|关注|關注|下载|下載|查看|扫|登录|看|见))"
    ),
    r".{0,40}(?:下载|下載|安装|打开).{0,12}(?:客户端|APP|App|app)",
    r"(?:延伸|相关|相關|推荐|推薦|热门|熱門)(?:阅读|閱讀|新闻|新聞|链接|连结|報導|报道|推荐|點閱|文章|专题)",
    r"(?:重点推荐|猜你喜欢|大家都在看|为您推荐|更多精彩|今日热点)[\s：:】]*$",
    r"(?:分享(?:到|至)|举报(?=$|[\s：:|])|我要反馈|我来说两句|跟贴|跟帖|网友评论|打赏|赞赏|收藏本文)",
    (
        r"(?:打印|关闭|收藏|字号|字体|大中小|点赞|评论|阅读原文|阅读全文|展开全文|上一篇|下一篇|分享)"
        r"(?:[\s：:|/].{0,60})?$"
    ),
)
_ENGLISH = (
    r"(?:advertise?ment|sponsored(?: content)?|story continues below(?: advertisement)?)\W*$",
    (
        r"(?:related|read (?:more|next|also)|see also|more (?:on|from|stories|coverage)|also read"
        r"|recommended|trending|what to read next|more like this)\b.{0,12}[:：].{0,120}$"
    ),
    r"(?:related|read more|see also|recommended|most read|most popular|share this)\b.{0,20}$",
    (
        r"(?:(?:sign up|subscribe|click here)\b|follow (?:us|.{1,40} on (?:twitter|facebook|x\b))"
        r"|download our|get (?:the|our) .{0,40}newsletter|join the conversation|like this story\?)"
    ),
    r"for (?:more|the latest|breaking).{0,80}(?:sign up|click|visit|follow|download|subscribe)",
    r"(?:copyright\b|©|\(c\) ?\d{4}|all rights reserved)",
    r"(?:correction|editor['’]s note) policy",
    r"this story (?:has been|was) (?:updated|auto-generated)",
    (
        r"(?:if you buy|if you click|when you (?:buy|purchase)|we may (?:earn|receive)).{0,60}"
        r"(?:link|commission)"
    ),
    r"(?:watch|listen|video|photos?|gallery|image|picture|credit)\s*[|:：].{0,100}$",
    r"getty images|\(?(?:photo|image|picture)s? (?:credit|by|courtesy)",
)
_NOTE = re.compile(
    _OPEN + "(?:" + "|".join((*_CREDITS, *_DISCLAIMERS, *_CALLS, *_ENGLISH)) + ")", re.IGNORECASE
)
_LIST_HEADING = re.compile(
    _OPEN + r"(?:(?:延伸|相关|相關|推荐|推薦|热门|熱門|更多)"
    r"(?:阅读|閱讀|新闻|新聞|链接|报道|報導|推荐|文章)"
    r"|related (?:stories|articles|news|links|coverage)|more (?:news|stories)"
    r"|read (?:more|next)|most read)[\s：:】\]]*$",
    re.IGNORECASE,
)
#: What is left of a line of date, time and source is short once these are taken out.
_DATE_PARTS = re.compile(
    r"\d{4}\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*日?|\d{1,2}:\d{2}(?::\d{2})?|[\s|/·•,，()（）]+"
    r"|(?:来源|來源|作者|时间|時間|发布|發布)[：:]?"
)
_BYLINE = re.compile(r"(?:by|written by)\s+[A-Z][^.!?。]{2,90}$", re.IGNORECASE)
_HEAD_LINES = 3
_MAX_SOURCE = 12
_SENTENCE_END = re.compile(r"[。！？…；.!?][\"'”’」）)]*$")
#: Longer lines are not titles.
_MAX_TITLE = 100
_DISCLAIMER = re.compile(_OPEN + "(?:" + "|".join(_DISCLAIMERS[:2]) + ")")


def is_boilerplate(line: str) -> bool:
    """Tell whether ``line`` is a note of the site about the article, not part of it."""
    if len(line) <= _MAX_LINE:
        return _NOTE.match(line) is not None
    return len(line) <= _MAX_DISCLAIMER and _DISCLAIMER.match(line) is not None


def split_boilerplate(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split ``lines`` into the article's own and the site's notes, each in order.

    Titles listed under a heading such as 相关新闻 or "Related stories" go with it.
    """
    own: list[str] = []
    notes: list[str] = []
    listing = False
    for line in lines:
        listing = bool(_LIST_HEADING.match(line)) or (
            listing and len(line) < _MAX_TITLE and not _SENTENCE_END.search(line)
        )
        (notes if listing or is_boilerplate(line) else own).append(line)
    return own, notes


def header_lines(lines: Sequence[str], title: str) -> int:
    """Count the first lines which only repeat the page's header: title, byline, date and source."""
    for count, line in enumerate(lines[:_HEAD_LINES]):
        same = "".join(line.split()) == "".join(title.split())
        if not same and not _BYLINE.match(line) and not _is_dateline(line):
            return count
    return min(len(lines), _HEAD_LINES)


def _is_dateline(line: str) -> bool:
    if len(line) > _MAX_TITLE or _SENTENCE_END.search(line):
        return False
    rest, found = _DATE_PARTS.subn("", line)
    return (
        bool(found)
        and len(rest) <= _MAX_SOURCE
        and any(c.isdigit() for c in line)
        and (len(rest) < len(line) / 2)
    )
