"""Likeness: words are likelier than the same characters at random."""

from __future__ import annotations

from crawler.text.wording import is_inside_word, likeness


def test_words_are_likelier_than_their_characters_in_disorder() -> None:
    assert likeness("人工智能") > likeness("能人智工")
    assert likeness("医生说") > likeness("濒拴咒")


def test_the_empty_text_is_certain() -> None:
    assert likeness("") == 0.0


def test_a_place_inside_a_word_is_known() -> None:
    assert is_inside_word("我们的数据很多", 3)
    assert not is_inside_word("濒数据", 0)
    assert not is_inside_word("数据", 5)


def test_any_characters_will_do() -> None:
    assert likeness("\ud800\x00a") < 0
