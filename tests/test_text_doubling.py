"""Doubling: marks written twice or three times over, all alike; never a person's pauses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.clean import clean
from crawler.text.doubling import edits, measure

CHINESE = (
    "城里的几家医院开始用新的模型读片，医生说，准确率比去年高了三成。设备是本地一家公司做的，"
    "价格不到进口设备的一半，医院都买得起。有人问，机器会不会在几年之内替代医生？负责的主任说，"
    "至少十年之内不会，病人还是要人来照顾。培训去年冬天就已经开始了，年轻的医生学得最快。"
    "病人也慢慢习惯了机器，只是还想听医生再说一遍。"
)
ENGLISH = (
    "The plant opened in May, two months late. Its owner, a bank in the north, said little. "
    "Workers, who had waited since spring, were glad. Prices rose by 3.5 percent, or 1,200 dollars."
)


def written(text: str, times: int, marks: str = "，。？") -> str:
    """Write each of ``marks`` so many times over, but not those inside numbers."""
    return re.sub(rf"[{marks}](?!\d)", lambda mark: mark[0] * times, text)


@pytest.mark.parametrize("times", [2, 3, 4])
@pytest.mark.parametrize("marks", ["，", "，。", "，。？"])
def test_uniformly_multiplied_marks_become_single_ones(times: int, marks: str) -> None:
    cleaned = clean(written(CHINESE, times, marks))
    assert cleaned.text == CHINESE
    assert cleaned.spun > 0.5
    assert {removal.what for removal in cleaned.removals} == {"punctuation"}


def test_stops_alone_that_are_all_doubled_are_a_programs() -> None:
    assert clean(written(CHINESE, 2, "。")).text == CHINESE


@pytest.mark.parametrize("times", [2, 3])
def test_english_marks_as_well(times: int) -> None:
    assert measure(written(ENGLISH, times, ",.")) == times
    assert clean(written(ENGLISH, times, ",.")).text == ENGLISH


def test_a_pause_among_doubled_marks_stays() -> None:
    text = written(CHINESE, 2).replace("就已经开始了，，", "就……开始了。。。", 1)
    assert "就……开始了。。。年轻" in clean(text).text


@pytest.mark.parametrize(
    "text",
    [
        CHINESE,
        written(CHINESE, 3, "。"),
        written(CHINESE, 2, "？"),
        CHINESE.replace("，", "，，", 1).replace("。", "。。", 2),
        "好吧。。。下次再说。。。先这样。。。" * 3,
        "嗯，，，我，，，还行。。。不知道。。。" * 3,
        "太累了。。不想上班。。没办法。。老板又骂我了。。回家睡觉。。明天见。。",
        "型号,,产量,,备注\n甲一,,300,,停产\n甲二,,410,,\n甲三,,120,,试产",
        "",
    ],
)
def test_what_people_and_tables_repeat_stays(text: str) -> None:
    assert measure(text) == 1
    assert clean(text).text == text


@given(st.text(alphabet="，。,.、？?！ \n芯片ab1", max_size=60), st.integers(0, 4))
def test_edits_lie_within_any_text(text: str, times: int) -> None:
    assert measure(text) >= 1
    for edit in edits(text, times):
        assert text[edit.start] == edit.kept
        assert set(text[edit.start : edit.end]) <= {edit.kept, " "}
