"""Credits as pages show them to readers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import bylines


def read(text, **kwargs):
    credit = bylines.read(text, **kwargs)
    return credit.authors, credit.publisher


@pytest.mark.parametrize(
    ("line", "authors", "publisher"),
    [
        ("2026-03-01 13:12:00 来源: 某某日报 举报", (), "某某日报"),
        ("2026年03月01日08:18 来源：某某网-文化频道 分享到：", (), "某某网-文化频道"),
        ("稿件来源： 河岸日报", (), "河岸日报"),
        ("來源：河岸新聞網", (), "河岸新聞網"),
        ("来源：The River Post 作者：王一", ("王一",), "The River Post"),
        ("本文来源：河岸时报 作者：何一 张二三", ("何一", "张二三"), "河岸时报"),
        ("时间：2026-03-01 作者：王一 阅读： 1644", ("王一",), None),
        (
            "发表于 2026-03-01 21:30 | 1164次阅读 | 来源 河岸 | 0 条评论 | 作者 王一",
            ("王一",),
            "河岸",
        ),
        ("作者：《河岸周刊》记者 王一", ("王一",), "河岸周刊"),
        ("【文/观察者网 王一】", ("王一",), "观察者网"),
        ("文/王一 李二三", ("王一", "李二三"), None),
        ("王一/河岸青年报", ("王一",), "河岸青年报"),
        ("河岸快訊／陳怡君 2026年03月01日 20:19:00", ("陳怡君",), "河岸快訊"),
        ("河岸新闻记者 王一", ("王一",), "河岸新闻"),
        ("本报记者 王一 李二三 报道", ("王一", "李二三"), None),
        ("（河岸社記者陳怡君台北1日電）", ("陳怡君",), "河岸社"),
        ("本文系河岸网独家稿件，未经授权，不得转载。", (), "河岸网"),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe"), None),
        ("Jane Doe/John Roe", ("Jane Doe", "John Roe"), None),
    ],
)
def test_credits_of_a_header_line(line, authors, publisher):
    assert read(line) == (authors, publisher)


def test_a_blanked_medium_leaves_its_author_and_no_publisher():
    credit = bylines.read("【文/网 王一】")
    assert credit.authors == ("王一",)
    assert credit.publisher is None
    assert credit.blanked


def test_a_blanked_claim_of_ownership_names_no_publisher():
    credit = bylines.read("本文系网独家稿件，未经授权，不得转载。")
    assert (credit.publisher, credit.blanked) == (None, True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "责任编辑：王一",
        "（责编：王一、李二三）",
        "图片来源：河岸图库",
        "数据来源：统计部门",
        "记者从有关部门获悉",
        "河岸社记者 王一 摄",
        "来源：网络",
        "来源：互联网",
        "By the time the talks ended, prices had doubled",
        "Nothing to see here",
    ],
)
def test_what_is_no_credit(line):
    assert read(line) == ((), None)


def test_prose_is_read_in_brackets_only():
    start = "（本报记者 王一）河岸市昨天宣布，将向三家企业开放测试场地，记者李二三从会上获悉，首批名单下月公布，来源：会议纪要显示还有两家企业候补。"
    assert read(start, prose=True) == (("王一",), None)
    assert read("〔記者陳怡君／台北報導〕" + "這是一段很長的正文。" * 9, prose=True) == (
        ("陳怡君",),
        None,
    )


def test_a_name_in_brackets_signs_the_last_paragraph_only():
    text = "首批名单将在下月公布，届时还会有两家企业候补入场，这一安排将持续到明年年底为止，期间不会再有调整，也不收费。(王一)"
    assert read(text, prose=True, last=True)[0] == ("王一",)
    assert read(text, prose=True)[0] == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026年03月01日 04:04 河岸日报", "河岸日报"),
        ("原创 夜航船 2026-03-01 22:18:34", "夜航船"),
        ("2026-03-01 22:18:34", None),
        ("河岸日报 2026-03-01", None),  # no hour: may be any list
        ("2026-03-01 22:18 首页 新闻 正文", None),
    ],
)
def test_the_name_beside_the_time(line, expected):
    assert bylines.beside_time(line) == expected


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_line_is_safe(line, prose, last):
    assert isinstance(bylines.read(line, prose=prose, last=last), bylines.Credit)
    bylines.beside_time(line)


@pytest.mark.parametrize(
    "unit", ["来源：", "作者 ", "文/", "记者", "(", "【王一", "/", "By A", "王一 "]
)
def test_floods_end(unit):
    assert isinstance(bylines.read(unit * 20_000), bylines.Credit)
