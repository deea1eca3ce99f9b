"""Boilerplate lines: what sites write about an article, and what only looks like it."""

from __future__ import annotations

import pytest

from crawler.page.lines import header_lines, is_boilerplate, split_boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：孙小满",
        "【责任编辑:孙小满】",
        "責任編輯：林以安",
        "（原标题：长臂科技再获融资）",
        "来源：青川日报",
        "发布日期：2026-05-06 浏览次数：312 信息来源：市数据局",
        "免责声明：本文仅代表作者个人观点，与本站无关。",
        "版权声明：未经授权不得转载",
        "本文不代表本站观点",
        "扫一扫关注我们",
        "长按识别二维码，关注老周的工具箱",
        "欢迎关注微信公众号：青川科技",
        "更多精彩内容，请关注青川新闻",
        "返回青川网，查看更多",
        "延伸閱讀",
        "点击阅读原文",
        "特别声明：以上内容为用户上传并发布。",
        "Advertisement",
        "Sign up for our Friday newsletter",
        "READ MORE: Gull steals drone from film crew",
        "Follow us on Twitter",
        "© 2026 Lake Wire. All rights reserved.",
        "Photo: Tidewater/File",
    ],
)
def test_notes_of_the_site(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "记者何一鸣对本文亦有贡献。",
        "来源不明的数据不得用于训练，这是方案的第三条。",
        "相关话题引发网友关注，次日登上热搜榜首。",
        "越来越多人关注训练数据从哪里来。",
        "编辑部里的人都在谈论新模型。",
        "声明发出之后，股价下跌了百分之四。",
        "日期：1月21日，凯尔特队在主场取胜，这是他们第一次赢下这个对手。",
        "Subscribers to the service doubled within a year.",
        "Copyrighted works were used in training, the court found.",
        "Related work had begun two years earlier in Montréal.",
        "The company declined to share this figure.",
    ],
)
def test_sentences_that_only_mention_such_things(line):
    assert not is_boilerplate(line)


def test_a_long_paragraph_is_never_a_credit():
    assert not is_boilerplate("来源：" + "这是一句很长的话，" * 60)


def test_titles_under_a_heading_of_related_stories_go_with_it():
    lines = [
        "第一段话在这里。",
        "相关新闻",
        "大桥合龙提前三个月",
        "夜市改造方案公示",
        "最后一段话在这里。",
    ]
    own, notes = split_boilerplate(lines)
    assert own == ["第一段话在这里。", "最后一段话在这里。"]
    assert notes == lines[1:4]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["一则新闻的标题", "2026-03-04 15:20 青川日报", "第一段。"], 2),
        (["By Luc Ferrand, Lake Wire, June 12, 2026", "GENEVA – Delegates agreed."], 1),
        (["2026年3月4日，双方签署协议。", "第二段。"], 0),
        (["第一段。"], 0),
        ([], 0),
    ],
)
def test_header_lines_at_the_beginning(lines, count):
    assert header_lines(lines, "一则新闻的标题") == count
