"""A page's own use of words tells which of two words its author has."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.text.habit import Habits

PAGE = "手机客户越来越多。用户说用户满意，担保公司为贷款担保。"


def test_a_word_that_stands_elsewhere_is_likelier_the_authors():
    assert Habits(PAGE).odds("客户", "用户") > 0


def test_a_word_that_never_stands_there_does_not_replace_one_that_often_does():
    assert Habits(PAGE).odds("担保", "保证") < 0


def test_words_used_once_and_never_decide_nothing():
    assert Habits(PAGE).odds("满意", "满足") == 0


def test_single_characters_and_words_within_words_decide_nothing():
    habits = Habits(PAGE)
    assert habits.odds("说", "讲") == 0
    assert habits.odds("担保公司", "担保") == 0


@given(st.text(), st.text(), st.text())
def test_any_text_is_survived(text, spun, original):
    assert abs(Habits(text).odds(spun, original)) < 100


def test_who_swaps_every_use_of_a_word_leaves_none_of_it():
    """A word that is left elsewhere was not swapped there: it is not what stood here either."""
    habits = Habits(PAGE)
    before = habits.odds("客户", "用户")
    habits.learn([("满意", "满足", 0.99), ("越来越多", "日益增多", 0.99)])
    assert habits.odds("客户", "用户") < 0 < before
    assert habits.odds("贷款", "借款") == 0


def test_who_leaves_some_uses_of_words_is_known_by_them():
    habits = Habits(PAGE)
    habits.learn([("满意", "满足", 0.99), ("客户", "用户", 0.9), ("保证", "担保", 0.9)])
    assert habits.odds("客户", "用户") > 0
