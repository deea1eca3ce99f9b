"""Names of people and of media, split and cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import names


def people(*values, sites=()):
    return names.people(values, sites=sites)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("by JANE DOE, JOHN ROE & Mary Major", ("JANE DOE", "JOHN ROE", "Mary Major")),
        ("Written by: Jane Doe", ("Jane Doe",)),
        ("Jane Doe, Senior Technology Reporter", ("Jane Doe",)),
        ("Jane Doe, CNN", ("Jane Doe",)),
        ("By Jane Doe in Berlin", ("Jane Doe",)),
        ("Jane Doe for Example News", ("Jane Doe",)),
        ("By Jane Doe | Published March 1, 2026 1:12 PM", ("Jane Doe",)),
        ("By Jane Doe November 21, 2025", ("Jane Doe",)),
        ("Ludwig van Example, Maria de la Torre", ("Ludwig van Example", "Maria de la Torre")),
        ("By Jane Doe @janedoe Dec 10, 2026, 10:20am EST", ("Jane Doe",)),
        ("Jane Doe Senior Politics Editor, Example Daily", ("Jane Doe",)),
        ("By Jane Doe with John Roe", ("Jane Doe", "John Roe")),
        ("<a href='/x'>Jane Doe</a>", ("Jane Doe",)),
        ("The Associated Press", ("The Associated Press",)),
    ],
)
def test_bylines_in_alphabets(value, expected):
    assert people(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("王一", ("王一",)),
        ("记者 王一 李二三", ("王一", "李二三")),
        ("本报记者王一、李二三", ("王一", "李二三")),
        ("《某某报》记者 王一", ("王一",)),
        ("欧阳一一", ("欧阳一一",)),
        ("阿卜杜拉·买买提", ("阿卜杜拉·买买提",)),
        ("記者 陳怡君", ("陳怡君",)),
        ("夜航船工作日志", ("夜航船工作日志",)),  # a pen name
    ],
)
def test_chinese_bylines(value, expected):
    assert people(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "", "   ", "https://example.com/jane", "jane@example.com", "www.example.com", "12345",
        "admin", "Staff", "Agencies", "责任编辑：王一", "新华网", "某某日报", "x" * 32_000, "...",
        "http://www.facebook.com/example", "AP Photo", "See full bio", "Photograph by Jane Doe",
        "Follow", "Share this article", "3 minutes",
    ],
)  # fmt: skip
def test_what_is_no_author(value):
    assert people(value) == ()


def test_the_sites_own_name_is_no_author():
    assert people("Example Daily", "Jane Doe", sites=["The Example Daily"]) == ("Jane Doe",)
    assert people("Jane Doe Example Daily", sites=["Example Daily"]) == ("Jane Doe",)
    assert people("某某", sites=["某某新闻"]) == ()
    assert people("王一", sites=["王一的博客"]) == ("王一",)


def test_one_person_named_twice_is_one():
    assert people("Jane Doe", "JANE DOE", "Jane Doe") == ("Jane Doe",)


@pytest.mark.parametrize("name", ["王一", "李二三", "歐陽一一", "司马一", "阿里·木沙"])
def test_shaped_like_a_chinese_person(name):
    assert names.is_person(name)


@pytest.mark.parametrize(
    "name", ["", "王", "从有关", "据了解", "新华社", "观察者网", "王一二三四", "Jane"]
)
def test_not_shaped_like_a_chinese_person(name):
    assert not names.is_person(name)


@given(st.lists(st.text(max_size=80), max_size=4), st.lists(st.text(max_size=10), max_size=2))
def test_any_text_gives_clean_names(values, sites):
    for name in names.people(values, sites=sites):
        assert name == " ".join(name.split())
        assert 2 <= len(name) <= 60


@pytest.mark.parametrize("unit", ["a, ", "王一 ", "By ", "(", "and ", "记者", "Jane Doe, "])
def test_floods_end(unit):
    assert len(people(unit * 20_000, unit * 100)) <= 20
