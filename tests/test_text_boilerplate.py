"""Boilerplate: what a site adds is moved out and kept; what an article says stays."""

from __future__ import annotations

import pytest

from crawler.text.clean import clean

BODY = "第一段讲事情的经过，写得很清楚。\n第二段讲事情的影响，也写得很清楚。"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("责任编辑：林一", "boilerplate"),
        ("（责编：林一、陈二）", "boilerplate"),
        ("来源：晨报", "boilerplate"),
        ("原标题：第一段讲事情的经过", "boilerplate"),
        ("作者 | 林一", "byline"),
        ("本文系晨报独家稿件，未经授权，不得转载。", "boilerplate"),
        ("【版权声明】本文归原作者所有。", "boilerplate"),
        ("免责声明：内容仅供参考。", "boilerplate"),
        ("转载请注明出处", "boilerplate"),
        ("如有侵权，请联系我们删除。", "boilerplate"),
        ("扫描下方二维码关注我们", "boilerplate"),
        ("欢迎关注晨报微信公众号：chenbao", "boilerplate"),
        ("相关阅读：昨天的事情", "boilerplate"),
        ("上一篇：昨天 下一篇：明天", "boilerplate"),
        ("版权所有 © 2026 京ICP备00000000号", "boilerplate"),
        ("两名工人在车间里检查机器。 IC Photo", "caption"),
        ("新厂房的外景。本报记者 林一 摄", "caption"),
        ("图源：视觉中国", "boilerplate"),
        ("未经许可，不得镜像本站内容。", "boilerplate"),
        ("以上观点不构成投资建议。", "boilerplate"),
        ("侵犯了您的权益，请来信。", "boilerplate"),
        ("本站内容的版权归原作者所有。", "boilerplate"),
        ("(c) 2026 The Paper", "boilerplate"),
        ("This material may not be published or rewritten.", "boilerplate"),
        ("旧厂房的外景。（资料照片）", "caption"),
        ("旧厂房的外景。新华社发（林一）", "caption"),
        ("The old plant. (Photo by Ann Lee)", "caption"),
        ("Reporting by Ann Lee; Editing by Bob Ray", "boilerplate"),
        ("Copyright 2026 The Paper. All rights reserved.", "boilerplate"),
        ("Subscribe to our newsletter for the latest news in your inbox", "boilerplate"),
        ("Home > News > Latest", "boilerplate"),
    ],
)
def test_a_sites_line_is_moved_out_and_kept(line: str, what: str) -> None:
    raw = f"{BODY}\n{line}"
    cleaned = clean(raw)
    assert cleaned.text == BODY
    assert cleaned.boilerplate == (line,)
    (removal,) = cleaned.removals
    assert removal.what == what
    assert removal.why.startswith("boilerplate:")
    assert raw[removal.start : removal.end] == line
    assert cleaned.noise == 0


@pytest.mark.parametrize(
    "line",
    [
        "编辑部的灯亮了一夜，他们在核对每一个数字。",
        "来源不明的数据让研究者担心，他们要求公开样本。",
        "相关报道称，这家公司将裁员一半。",
        "法院认为，收到侵权通知后应当联系作者并删除作品。",
        "AI生成的图片版权归谁所有，各国的规定并不相同。",
        "下载量超过一亿次的应用只有十二个。",
        "记者：您怎么看？",
        "上一篇文章提到，产量下降了三成。",
        "特别提示：服药期间不要饮酒。",
        "关注微信支付新规的人越来越多。",
        "他学过摄影，照片拍得很好。",
        "By 2030 the plant will employ 3,000 people.",
        "Subscribe rates fell by a third, the company said on Tuesday.",
        "Sources: two officials and a bank.",
        "The right to copy is not the right to sell, the court said.",
    ],
)
def test_an_articles_own_line_stays(line: str) -> None:
    raw = f"{BODY}\n{line}\n{BODY}"
    assert clean(raw).text == raw


@pytest.mark.parametrize("bracket", ["【文/晨报 林一】", "【晨报记者 林一】", "（文/林一）"])
def test_a_byline_in_brackets_is_cut_out_of_its_paragraph(bracket: str) -> None:
    cleaned = clean(f"{bracket}{BODY}")
    assert cleaned.text == BODY
    assert cleaned.boilerplate == (bracket,)
    assert cleaned.removals[0].what == "byline"


def test_other_brackets_stay() -> None:
    text = f"【长江行】{BODY}"
    assert clean(text).text == text


def test_a_text_is_never_left_empty() -> None:
    for text in ("责任编辑：林一", "来源：晨报\n责任编辑：林一"):
        assert clean(text).text == text
