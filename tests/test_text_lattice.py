"""The most probable words through a text and its other readings."""

import pytest

from crawler.text import wordmodel
from crawler.text.lattice import Reading, choose, likelihood, words


@pytest.fixture(scope="module")
def model():
    return wordmodel.load()


def test_text_is_divided_into_words(model):
    assert words("经济发展，很快", model) == ["经济", "发展", "，", "很快"]
    assert words("", model) == []


def test_what_people_say_is_likelier_than_what_they_do_not(model):
    assert likelihood("技术创新", model) > likelihood("手艺立异", model)


def test_a_reading_is_chosen_where_it_gains_more_than_it_costs(model):
    text = "推动手艺立异"
    cheap, dear = Reading(2, 6, "技术创新", -3.0), Reading(2, 6, "技术创新", -300.0)
    assert choose(text, [cheap], model) == [cheap]
    assert choose(text, [dear], model) == []


def test_of_readings_that_overlap_one_is_chosen(model):
    readings = [
        Reading(2, 4, "技术", -3.0),
        Reading(3, 5, "术创", -3.0),
        Reading(4, 6, "创新", -3.0),
    ]
    assert choose("推动手艺立异", readings, model) == [readings[0], readings[2]]


def test_readings_may_begin_and_end_inside_words(model):
    found = choose(
        "生产成内情团结", [Reading(3, 5, "本相", -4.0), Reading(5, 7, "结合", -4.0)], model
    )
    assert [one.original for one in found] == ["本相", "结合"]


def test_readings_that_are_not_chinese_or_empty_are_passed_over(model):
    assert choose("手艺", [Reading(0, 2, "", 9.0), Reading(0, 2, "abc", 9.0)], model) == []


def test_unknown_characters_are_survived(model):
    assert likelihood("\ud800\0龘龘abc", model) < 0
    assert "".join(words("\ud800\0龘龘abc", model)) == "\ud800\0龘龘abc"
