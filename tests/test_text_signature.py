"""The signature of a page: every family of noise is known by its density, none by one hit."""

from __future__ import annotations

import pytest

from crawler.text import signature
from crawler.text.clean import clean
from crawler.text.signature import Signature
from crawler.text.strays import is_strewn
from crawler.text.swaps import count

PLAIN = (
    "城里的医院开始用新的模型，医生说准确率高了。设备是本地公司做的，价格不到进口的一半。\n"
    "有人担心机器会替代医生，主任说十年内不会。培训已经开始了，病人也慢慢习惯了。"
)


def measured(text: str) -> Signature:
    return signature.measure(text, signature.unusual(text))


def strewn(text: str) -> str:
    """Put two random characters before each mark."""
    strays = iter("濒拴咒硅樱畔锣铐堪馍帜偎玲毅胯恕")
    return "".join(
        next(strays) + next(strays) + character if character in "，。" else character
        for character in text
    )


def test_a_plain_page_shows_nothing() -> None:
    page = measured(PLAIN)
    assert not page.farm
    assert signature.spun(page, 0) < 0.01


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("，", ", , ,,,,,"),
        PLAIN.replace("，", "，，"),
        PLAIN.replace("，", "，，，").replace("。", "。。。"),
        strewn(PLAIN),
        "這家醫(yī)院開(kāi)始用機(jī)器，業(yè)界認(rèn)為數(shù)據(jù)不夠。",
        PLAIN.replace("，", "🌶，"),
        PLAIN.replace("的", "旳"),
    ],
)
def test_each_familys_density_makes_a_farm(text: str) -> None:
    page = measured(text)
    assert page.farm
    assert signature.spun(page, 0) > 0.5


def test_evidence_adds_up() -> None:
    page = measured(PLAIN.replace("，", " ，"))
    assert signature.spun(page, 0) < 0.5 < signature.spun(page, 1)
    assert signature.spun(page, 1) < signature.spun(page, 3) < 1


@pytest.mark.parametrize(
    "text",
    [PLAIN, "", "。，。，", "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"],
)
def test_clauses_that_end_in_words_are_not_strewn(text: str) -> None:
    assert not is_strewn(text)


def test_random_characters_before_marks_go() -> None:
    cleaned = clean(strewn(PLAIN))
    assert cleaned.text == PLAIN
    assert {removal.what for removal in cleaned.removals} == {"stray"}


def test_words_of_spun_text_are_counted_once_each() -> None:
    assert count("东谈主工智能和呆板人，还有呆板人") == 2
    assert count("Haze figuring and profound learning") == 2


@pytest.mark.parametrize(
    "text",
    ["房东谈主要问题，股东谈主张", "机械人在香港很常见", "这个人工智能项目今天启动", ""],
)
def test_words_that_only_look_like_it_are_not(text: str) -> None:
    assert count(text) == 0
