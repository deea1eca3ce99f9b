"""The layout of a cleaned text: one newline between paragraphs, and nothing else is moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.clean import clean
from crawler.text.draft import Draft
from crawler.text.layout import tidy
from crawler.text.signature import unusual


def tidied(text: str) -> str:
    draft = Draft(text)
    tidy(draft, unusual(text))
    return draft.text


@pytest.mark.parametrize(
    ("raw", "tidy_text"),
    [
        ("一\n\n\n二", "一\n二"),
        ("一 \t\n \u3000\n二\u3000", "一\n二"),
        ("\u3000\u3000一\n\u3000\u3000二", "一\n二"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("  \n", ""),
        ("if x:\n    return  1", "if x:\n    return  1"),
        ("年份  一季度\n2025  1,480", "年份  一季度\n2025  1,480"),
        ("一\x00二\ud800", "一二"),
    ],
)
def test_blank_lines_and_indentation_go_and_blanks_within_stay(raw: str, tidy_text: str) -> None:
    assert tidied(raw) == tidy_text


@given(st.text(alphabet="一a，\n\r\t \u3000\xa0\u2028\x85\x0b\x00\ud800", max_size=40))
def test_tidying_what_is_tidy_changes_nothing(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once


def test_control_characters_leave_also_a_text_too_long_to_be_an_article() -> None:
    assert tidied("一\x00" * 300_000) == "一" * 300_000


def test_lines_of_search_words_are_noise() -> None:
    article = "城里的医院开始用新的模型。\n价格不到进口的一半。"
    cleaned = clean(f"无码,有码,在线观看,免费视频\n{article}")
    assert cleaned.text == article
    assert [removal.what for removal in cleaned.removals] == ["keywords"]
    assert cleaned.noise > 0


@pytest.mark.parametrize(
    "line",
    [
        "警方说，这个博彩网站和赌场的人员往来密切，涉案金额超过三亿。",
        "平台提供免费视频和在线观看服务，用户超过一亿。",
        "成人教育的报名人数增加了",
    ],
)
def test_a_sentence_about_such_things_stays(line: str) -> None:
    text = f"城里的医院开始用新的模型。\n{line}"
    assert clean(text).text == text
