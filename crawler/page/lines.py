"""Which lines of a body are not the article's own words: credits, disclaimers, calls to follow.

Knows the wording of such lines in Chinese and English. Must not know where a line stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: A line that is nothing but such a note. Longer lines are sentences that mention one.
_MAX_LINE = 160
_NOTE = re.compile(
    r"^[\s【\[（(《*#▲△●]*(?:"
    r"(?:本文|文章|稿件|新闻)?(?:责任|责|本期|值班|实习|网站|网络|微信)?(?:编辑|责编|美编|校对|审核|监制)\s*[：:丨|/].{0,40}$"
    r"|责任编辑\s*.{0,20}$"
    r"|(?:原标题|原题|原文标题)\s*[：:]"
    r"|(?:文章|稿件|信息|新闻|本文|图片|资料)?来源\s*[：:].{0,60}$"
    r"|(?:免责|版权|特别|郑重)(?:声明|申明|提示|说明)"
    r"|扫一扫|扫描二维码|长按(?:识别)?二维码|(?:欢迎)?关注(?:我们|微信|公众号|官方)|跟贴|返回.{0,8}(?:首页|列表)"
    r"|点击(?:进入|查看|阅读|这里|下载)|更多精彩|分享(?:到|至)|举报|相关(?:阅读|新闻|链接|报道|推荐)\s*[：:]?\s*$"
    r"|(?:打印|关闭|收藏|字号|字体|大中小|点赞|评论|阅读原文|阅读全文|上一篇|下一篇)[\s：:].{0,40}$"
    r"|本文(?:为|系|由).{0,30}(?:原创|授权|转载|作者)"
    r"|(?:advertisement|sponsored|related(?: articles?| stories| content)?|read more|share this|"
    r"sign up|subscribe|follow us|copyright|©|all rights reserved)\b.{0,60}$"
    r")",
    re.IGNORECASE,
)


def is_boilerplate(line: str) -> bool:
    """Tell whether ``line`` is a note of the site about the article, not part of it."""
    return len(line) <= _MAX_LINE and _NOTE.search(line) is not None


def split_boilerplate(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split ``lines`` into the article's own and the site's notes, each in order."""
    own: list[str] = []
    notes: list[str] = []
    for line in lines:
        (notes if is_boilerplate(line) else own).append(line)
    return own, notes
