"""Vectors of words: how they are packed, and what a place's surroundings say."""

from __future__ import annotations

import pytest

from crawler.text import evidence, lexicon, segment, surroundings, wordmodel, wordvectors
from crawler.text.lattice import Reading
from crawler.text.surroundings import Surroundings


def _table(**changes):
    around = {"": [0, 0], "医院": [7, -7], "学校": [-7, 7], ",": [0, 0]}
    weighed = {"病人": [1, 0] * 5, "学生": [0, 1] * 5}
    return wordvectors.pack(around, weighed, **{"reach": 3, "scale": 0.5} | changes)


def test_what_is_packed_is_read():
    vectors = wordvectors.unpack(_table())
    assert (vectors.reach, vectors.size, vectors.scale) == (3, 2, 0.5)
    assert vectors.row("医院") == (7, -7)
    assert vectors.row("没有") == (0, 0)
    assert vectors.weighed("学生") == ((0, 1) * 5, 5)
    assert vectors.weighed("医院") is None


@pytest.mark.parametrize("damage", [lambda data: b"no table", lambda data: data[:-20]])
def test_a_damaged_table_says_so(damage):
    with pytest.raises(ValueError, match="no table of word vectors"):
        wordvectors.unpack(damage(_table()))


def test_the_words_around_a_place_tell_which_word_stands_there():
    vectors = wordvectors.unpack(_table())
    for text, favours in (("医院病人", 1), ("学校病人", -1), ("病人医院", 1), ("一二病人", 0)):
        start = text.index("病人")
        odds = Surroundings(text, vectors).odds(start, start + 2, "学生", "病人")
        assert odds is not None
        assert (odds > 0) - (odds < 0) == favours


def test_a_word_without_vectors_has_no_odds():
    around = Surroundings("医院病人", wordvectors.unpack(_table()))
    assert around.odds(2, 4, "病人", "大家") is None


def test_the_place_itself_and_what_lies_out_of_reach_say_nothing():
    vectors = wordvectors.unpack(_table())
    far = Surroundings("医院，" + "我，你，他，" * 3 + "病人", vectors)
    start = len("医院，" + "我，你，他，" * 3)
    assert far.odds(start, start + 2, "学生", "病人") == 0
    inside = Surroundings("医院", vectors)
    assert inside.odds(0, 2, "学生", "病人") == 0


def test_marks_numbers_and_latin_words_are_signs():
    found = [word for _, _, word in surroundings.words("增长5.2%，AI发展")]
    assert found == ["增长", "0", ",", "A", "发展"]


def test_text_is_cut_as_jieba_cuts_it():
    for text in ("结婚的和尚未结婚的", "研究生命的起源", "东谈主龘龘工智能发展", "南京市长江大桥"):
        found = [word for _, _, word in surroundings.words(text)]
        assert found == list(segment._jieba().cut(text, HMM=False))


def test_the_shipped_vectors_know_the_language():
    text = "学校老师说，这个班的学生正在课堂上准备考试，教室里很安静，大家都在提高成就"
    start = text.index("成就")
    odds = Surroundings(text).odds(start, start + 2, "成就", "成绩")
    assert odds is not None
    assert odds > 0


def test_all_model_data_of_restoring_is_small():
    files = (wordmodel._FILE, surroundings._FILE, lexicon._FILE)
    assert sum(file.stat().st_size for file in files) <= 1_000_000


def test_a_reading_that_no_context_would_save_is_left_out():
    page = evidence.Evidence("经济增长", wordmodel.load())
    likely, hopeless = Reading(2, 4, "发展", -1.0), Reading(2, 4, "觳觫", -1.0)
    assert [r.original for r in page.promising("经济增长", 0, [likely, hopeless])] == ["发展"]
