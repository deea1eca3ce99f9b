"""The aligned difference of two texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.align import Op, diff
from tests import copied_texts as texts


def _changes(a: str, b: str) -> list[tuple[str, str, str, bool]]:
    return [
        (op.tag, a[op.a_start : op.a_end], b[op.b_start : op.b_end], op.noise)
        for op in diff(a, b)
        if op.tag != "equal"
    ]


def _check(a: str, b: str, ops: list[Op]) -> None:
    assert "".join(a[op.a_start : op.a_end] for op in ops) == a
    assert "".join(b[op.b_start : op.b_end] for op in ops) == b
    for op in ops:
        left, right = a[op.a_start : op.a_end], b[op.b_start : op.b_end]
        kinds = {"equal": left == right, "insert": not left, "delete": not right}
        assert kinds.get(op.tag, bool(left and right))


@pytest.mark.parametrize(
    ("a", "b", "changes"),
    [
        ("芯片，算力", "芯片, , ,,算力", [("replace", "，", ", , ,,", True)]),
        ("中国模型领先", "中国模子领先", [("replace", "型", "子", False)]),
        ("训练芯片量产", "训练鑫源公司芯片量产", [("insert", "", "鑫源公司", False)]),
        ("首批芯片昨天量产", "首批芯片量产", [("delete", "昨天", "", False)]),
        ("开放權重", "开放权重", [("replace", "權", "权", True)]),
        ("The chip works", "The CHIP works", [("replace", "chip", "CHIP", True)]),
    ],
)  # fmt: skip
def test_a_change_is_told_where_it_is_and_whether_a_word_changed(a, b, changes):
    assert _changes(a, b) == changes


def test_equal_texts_are_one_step_and_empty_ones_none():
    assert diff("芯片", "芯片") == [Op("equal", 0, 2, 0, 2)]
    assert diff("", "") == []
    assert diff("", "芯片") == [Op("insert", 0, 0, 0, 2)]


def test_a_spun_copy_aligns_with_its_original():
    a, b = texts.CHIPS, texts.spun(texts.CHIPS)
    ops = diff(a, b)
    _check(a, b, ops)
    same = sum(op.a_end - op.a_start for op in ops if op.tag == "equal")
    assert same > 0.75 * len(a)
    assert any("鑫源商贸" in b[op.b_start : op.b_end] for op in ops if op.tag != "equal")


@given(
    st.text(alphabet="芯片模型ab ，。1", max_size=60),
    st.text(alphabet="芯片模型ab ，。1", max_size=60),
)
@settings(deadline=None)
def test_steps_cover_both_texts_in_order(a, b):
    _check(a, b, diff(a, b))


@given(st.text(), st.text())
def test_any_two_texts_can_be_aligned(a, b):
    _check(a, b, diff(a, b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("啊" * 300_000, "啊" * 299_999 + "不"),
        ("ab " * 50_000, "ba " * 50_000),
        ("芯" * 30_000, "，" * 9),
    ],
)
def test_long_monotonous_texts_are_survived(a, b):
    _check(a, b, diff(a, b))
