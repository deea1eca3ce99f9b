"""Passages that two token strings share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.text import overlap
from crawler.text.overlap import Gap, Run

_TOKENS = st.text(alphabet="甲乙丙丁戊", max_size=80)


def _passages(first: str, second: str) -> list[overlap.Passage]:
    found = overlap.runs(first, second, overlap.index(second))
    return overlap.passages(first, second, found)


def test_a_run_is_as_long_as_the_texts_agree():
    first, second = "零一二三四五六", "九一二三四五八"
    assert overlap.runs(first, second, overlap.index(second)) == [Run(1, 1, 5)]


def test_of_several_places_the_one_that_continues_is_taken():
    second = "甲乙丙零甲乙丙丁戊己"
    first = "零甲乙丙"
    assert overlap.runs(first, second, overlap.index(second)) == [Run(0, 3, 4)]


def test_a_swapped_word_is_a_gap_with_two_sides():
    found = _passages("一二三四五甲乙六七八九十", "一二三四五丙六七八九十")
    assert len(found) == 1
    assert found[0].gaps == [Gap("甲乙", "丙")]
    assert found[0].matched == 10


def test_far_apart_runs_are_two_passages_in_whatever_order():
    left, right = "一二三四五六七八九十", "子丑寅卯辰巳午未申酉"
    filler = "".join(chr(0x5000 + i) for i in range(60))
    found = _passages(left + filler + right, right + left)
    assert [(p.second_start, p.matched) for p in found] == [(10, 10), (0, 10)]


def test_a_handful_of_equal_tokens_is_chance():
    assert _passages("一二三四五六七", "甲一二三四五六七") == []


def test_covered_counts_each_position_once():
    assert overlap.covered([(0, 5), (3, 8), (10, 12)]) == 10
    assert overlap.covered([]) == 0


@given(_TOKENS, _TOKENS)
def test_runs_are_equal_and_do_not_overlap_in_the_first_text(first, second):
    end = 0
    for run in overlap.runs(first, second, overlap.index(second)):
        assert run.first >= end
        end = run.first + run.length
        there = second[run.second : run.second + run.length]
        assert first[run.first : end] == there
        assert len(there) == run.length
