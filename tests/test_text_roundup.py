from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.text.roundup import parts

ITEM = "某公司今天公布了第三季度的财务报告，营业收入同比增长了一成多，利润有所下降，股价小幅上涨。"


def test_each_line_is_a_part() -> None:
    text = f"{ITEM}\n{ITEM}\n{ITEM}"
    assert [text[a:b].strip() for a, b in parts(text)] == [ITEM] * 3


def test_a_heading_belongs_to_what_follows() -> None:
    text = f"公司动态\n{ITEM}"
    assert parts(text) == [(0, len(text))]


def test_bracketed_headings_begin_parts() -> None:
    text = f"【甲】{ITEM}【乙】{ITEM}"
    assert [text[a] for a, _ in parts(text)] == ["【", "【"]


def test_a_text_without_parts_is_one() -> None:
    assert parts(ITEM) == [(0, len(ITEM))]
    assert parts("") == [(0, 0)]


@given(st.text(alphabet="甲乙。\n【■1、x", max_size=400))
def test_the_parts_cover_the_text(text: str) -> None:
    spans = parts(text)
    assert "".join(text[a:b] for a, b in spans) == text
