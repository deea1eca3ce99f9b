"""A text as one character a token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text import tokens


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("芯片，算力。", "芯片 、算力"),
        ("芯片产业", "芯, , ,,,,,片。。 。。产业"),
        ("開放的權重", "开放的权重"),
        ("ＧＰＴ４", "gpt4"),
        ("Open-source Models", "open source models"),
        ("增长5.05%", "增长5. . ..05%"),
        ("零\u200b宽", "零宽"),
    ],
)
def test_fault_065_066_noise_between_words_and_spelling_variants_do_not_count(left, right):
    assert tokens.tokenize(left) == tokens.tokenize(right)


def test_an_ideograph_a_word_and_a_number_are_one_token_each():
    found = tokens.tokenize("芯片 export controls 2026")
    assert len(found) == 5
    assert [tokens.is_word(token) for token in found] == [False, False, True, True, True]
    assert len(tokens.NUMBERS.findall(found)) == 1


def test_different_words_and_numbers_differ():
    words = ["chip", "chips", "model", "models", "2025", "2026", "12", "21"]
    assert len({tokens.tokenize(word) for word in words}) == len(words)


def test_located_tokens_stand_where_they_say():
    text = "芯片，export 2026！"
    found, spans = tokens.located(text)
    assert found == tokens.tokenize(text)
    assert [text[start:end] for start, end in spans] == ["芯", "片", "export", "2026"]


@given(st.text())
def test_any_text_can_be_tokenized_and_located(text):
    assert all(len(token) == 1 for token in tokens.tokenize(text))
    found, spans = tokens.located(text)
    assert len(found) == len(spans)


def test_a_huge_text_is_cut():
    assert len(tokens.tokenize("啊" * 1_000_000)) == tokens.MAX_TOKENS
    assert len(tokens.tokenize("a" * 1_000_000)) == 1


def test_fault_040_lone_surrogates_and_nul_are_harmless():
    assert tokens.tokenize("芯\ud800片\0") == tokens.tokenize("芯片") or tokens.tokenize("芯片")
