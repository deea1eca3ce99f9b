"""Marks: piles that only programs leave, and the ones that people make."""

from __future__ import annotations

import pytest

from crawler.text.clean import clean
from crawler.text.marks import inside_pile, measure


@pytest.mark.parametrize(
    "text",
    [
        "他说：“我……我不知道……”——然后沉默了。",
        "真的吗？？不会吧！！！怎么会？！",
        "好吧。。。下次再说。。。先这样。。。",
        "a, , b",
        "字段,,值,,备注\n一,,二,,三",
        "x = [1, , 2]; y = [[1,,2],,3]",
        "Wait . . . what? He left... ...and came back.",
        "只有一处写错了，，别处没有，全文都好，不算什么。",
    ],
)
def test_what_people_write_is_not_a_farms(text: str) -> None:
    found = measure(text)
    assert not found.piled
    assert not found.stuttering
    assert not found.detached
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("noisy", "plain"),
    [
        ("今天, , ,,,,,明天。。 。。。。 。", "今天，明天。"),
        ("今天，， ，，，，，明天", "今天，明天"),
        ("Today , ,,, tomorrow , ,,, never.", "Today, tomorrow, never."),
        ("钱, , ,,,,,够吗??????", "钱，够吗？"),
        ("甲,、乙,、丙,、丁三家都来了。", "甲、乙、丙、丁三家都来了。"),
        ("快了,。慢了,。停了,。", "快了。慢了。停了。"),
        ("快了，，慢了，，停了，，完了。", "快了，慢了，停了，完了。"),
        ("快了 ，慢了 ，停了 ，完了。", "快了，慢了，停了，完了。"),
    ],
)
def test_each_pile_becomes_the_mark_it_stood_for(noisy: str, plain: str) -> None:
    assert clean(noisy).text == plain


def test_a_piled_page_keeps_its_legitimate_marks() -> None:
    noisy = "“什么？！”他停下……, , ,,,,,又走——一直走。。 。。。。 。共1,200步, , ,,,,,3.5里"
    assert clean(noisy).text == "“什么？！”他停下……，又走——一直走。共1,200步，3.5里"


def test_stress_survives_a_pile() -> None:
    assert clean("怎么会??????！他说, , ,,,,,不信").text == "怎么会？！他说，不信"


def test_a_page_is_judged_by_its_beginning_and_cleaned_to_its_end() -> None:
    noisy = "今天, , ,,,,,明天。。 。。。。 。"
    assert clean(noisy * 15_000).text == "今天，明天。" * 15_000
    late = "今天，明天。" * 40_000 + noisy * 3
    assert clean(late).text == late


def test_a_place_inside_a_pile_is_known() -> None:
    text = "今天, , ,,,,,明天"
    assert inside_pile(text, 6)
    assert not inside_pile(text, 1)
    assert not inside_pile(text, len(text))
