from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.ngrams import Run, Wording, grams, parse, write
from crawler.text.topic import TopicError

WORDING = Wording(
    {"title": {"芯片": 0.5}, "text": {"race": 1.0, " us ": 0.25, "app": -2.0}}, 0.8, -0.1
)


def strongest(wording: Wording, title: str, text: str, count: int) -> list[Run]:
    return wording.strongest(title, text, wording.known(title, text), count)


def test_runs_are_of_two_to_four_characters_with_blanks_around_the_text() -> None:
    assert grams("ab") == {" a", "ab", "b ", " ab", "ab ", " ab "}


def test_each_run_counts_once_over_the_root_of_their_number() -> None:
    joined = WORDING.logit(1.0, WORDING.known("芯片芯片", "race for us here, a race"))
    assert joined == pytest.approx(0.8 - 0.1 + 0.5 + 1.25 / math.sqrt(2))


def test_a_text_without_a_known_run_keeps_what_the_rules_say() -> None:
    assert WORDING.logit(2.0, WORDING.known("", "")) == pytest.approx(0.8 * 2 - 0.1)


def test_the_strongest_runs_are_given_at_their_places() -> None:
    title, text = "新芯片", "it is us in the race of app"
    runs = strongest(WORDING, title, text, 9)
    assert [run.text for run in runs] == ["race", "芯片", "us"]
    for run in runs:
        given_text = title if run.field == "title" else text
        assert given_text[run.start : run.end] == run.text
    assert len(strongest(WORDING, title, text, 1)) == 1


def test_runs_that_overlap_are_one_reason() -> None:
    wording = Wording({"title": {}, "text": {"rac": 1.0, "race": 0.9, "ace": 0.8}})
    assert [run.text for run in strongest(wording, "", "race", 3)] == ["rac"]


def test_what_is_written_reads_the_same() -> None:
    assert parse(write(WORDING, ["made by hand"])) == WORDING


@pytest.mark.parametrize("line", ["+5\tab", "title\n5", "title\nmany\tab", "rules x"])
def test_a_wrong_line_is_named(line: str) -> None:
    with pytest.raises(TopicError, match=r"w\.txt: line"):
        parse(line, "w.txt")


@given(st.text(), st.text())
def test_any_text_is_weighed_and_its_runs_stand_in_it(title: str, text: str) -> None:
    assert math.isfinite(WORDING.logit(0.0, WORDING.known(title, text)))
    for run in strongest(WORDING, title, text, 3):
        assert (title if run.field == "title" else text)[run.start : run.end] == run.text
