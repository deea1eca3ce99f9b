"""The extraction benchmark: its arithmetic, and that our own pages stay above their floors."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.extraction import corpus, libraries
from benchmarks.quality.extraction.__main__ import FLOORS, check, measure
from benchmarks.quality.extraction.scorer import Agreement, compare, summarise


def test_shingles_of_four_words():
    found = compare("a b c d e", "a b c d x", "en")  # abcd bcde against abcd bcdx
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_shingles_of_characters_without_punctuation():
    found = compare("一二三四五。", "一二，三四", "zh")
    assert (found.precision, found.recall) == (1.0, 0.5)


def test_repetition_counts():
    assert compare("a b c d", "a b c d a b c d", "en").precision == 1 / 5


@pytest.mark.parametrize(
    ("gold", "text", "f1"), [("", "", 1.0), ("a b", "", 0.0), ("", "a b", 0.0), ("a", "a", 1.0)]
)
def test_edges(gold, text, f1):
    assert compare(gold, text, "en").f1 == f1


def test_precision_is_over_pages_with_an_answer_and_recall_over_all():
    it = summarise([Agreement(1.0, 1.0), Agreement(0.5, 1.0), Agreement(0.0, 0.0, empty=True)])
    assert (it.precision, it.recall) == (0.75, pytest.approx(2 / 3))
    assert it.f1 == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))
    assert (it.poor, it.empty) == (2, 1)
    assert it.low <= it.f1 <= it.high


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["zh", "en"]))
def test_swapping_the_texts_swaps_precision_and_recall(a, b, language):
    one, other = compare(a, b, language), compare(b, a, language)
    assert (one.precision, one.recall) == (other.recall, other.precision)


def test_our_own_pages_stay_above_their_floors():
    tallies = measure(libraries.newsvane, list(corpus.own()))
    assert tallies.keys() == {"own-en", "own-zh"} <= tomllib.loads(FLOORS.read_text()).keys()
    for group, tally in tallies.items():
        assert check(group, summarise(tally.pages), multiple=0.0) == []


def test_a_reader_that_finds_nothing_falls_below_the_floors():
    tallies = measure(lambda *_: "", list(corpus.own()))
    assert check("own-zh", summarise(tallies["own-zh"].pages), multiple=0.0)
