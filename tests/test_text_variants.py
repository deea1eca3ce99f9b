"""Folding: equal wordings become equal strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.variants import fold, simplify


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＡＩ　２０２６", "ai 2026"),
        ("後發者", "后发者"),
        ("⼈⼯智能", "人工智能"),  # Kangxi radicals
        ("⻔户", "门户"),  # a radical without a compatibility mapping
        ("人\u200b工\u00ad智\u2060能", "人工智能"),
        ("\u202e人工\u202c", "人工"),
        ("大\ufe00模\U000e0041型", "大模型"),
        ("紟天", "今天"),
        ("a\n\n b\t\u3000c", "a b c"),
        ("\ud800芯片\udfff", "芯片"),
        ("", ""),
    ],
)
def test_variants_fold_to_the_plain_form(written: str, plain: str) -> None:
    assert fold(written) == plain


def test_different_words_stay_different() -> None:
    assert fold("公布") != fold("公佈了")
    assert fold("iPhone 15") != fold("iPhone 16")


def test_simplifying_keeps_what_has_no_other_form() -> None:
    assert simplify("AI 人工智能 ok") == "AI 人工智能 ok"
    assert simplify("\ud800國") == "?国"


@given(st.text(alphabet=st.characters(), max_size=60))
def test_folding_never_fails_and_leaves_nothing_hidden(text: str) -> None:
    folded = fold(text)
    assert folded == folded.strip()
    assert not set(folded) & set("\u200b\u200d\ufeff\u00ad\ud800\n\t")
