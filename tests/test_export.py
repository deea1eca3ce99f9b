"""What leaves the store, in each format."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.export.atom import atom
from crawler.export.digest import by_publisher, weight, weightiest
from crawler.export.entry import EXCERPT, Entry, finding, shortened
from crawler.export.jsonl import json_line
from crawler.export.markdown import escaped, linked, markdown
from crawler.export.table import cell, csv_text, made_safe
from tests.hostile import FORMULA

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def story(number=1, **fields):
    usual = {
        "story": number, "title": "芯片出口", "url": "https://paper.example/1.html", "excerpt": "商务部宣布",
        "publisher": "paper", "published": NOON, "first_seen": NOON, "language": "zh", "label": "relevant",
        "score": 0.8, "copies": 1, "publishers": ("paper", "farm"), "origin_publisher": "paper",
        "origin_confidence": 0.9, "matched": ("芯片",),
    }  # fmt: skip
    return Entry(**{**usual, **fields})


def test_text_is_there_only_where_it_was_asked_for():
    assert "text" not in story().plain()
    assert story(text="全文").plain()["text"] == "全文"
    assert "全文" in atom("x", [story(text="全文")], link="http://x", updated=NOON)
    assert "content" not in atom("x", [story()], link="http://x", updated=NOON)


@given(st.text(max_size=1_000))
def test_an_excerpt_is_one_short_line_of_the_text(text):
    line = shortened(text)
    assert len(line) <= EXCERPT + 1
    assert "\n" not in line
    assert " ".join(text.split()).startswith(line.removesuffix("…"))


def test_a_finding_says_who_has_it_and_from_whom():
    assert (
        finding(story())
        == "relevant 0.80 · 1 copy · carried by paper, farm · origin: paper (90% sure)"
    )
    assert finding(story(publishers=tuple("abcdefg"), copies=6)).count("and 2 more") == 1


@given(st.builds("".join, st.tuples(st.sampled_from(["", " ", *FORMULA]), st.text())))
def test_fault_069_no_cell_is_a_formula_and_every_table_can_be_read(text):
    assert not cell(text).startswith(FORMULA)
    rows = list(csv.reader(io.StringIO(csv_text([{"a": text, "b": 1}], ["a", "b"]), newline="")))
    assert len(rows) == 2
    assert rows[1][1] == "1"


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), min_size=1, max_size=5))
def test_csv_of_others_is_made_safe_and_keeps_its_shape(table):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    rows = list(csv.reader(io.StringIO(made_safe(out.getvalue()), newline="")))
    assert [len(row) for row in rows] == [2] * len(table)
    cells = [value for row in rows for value in row]
    assert not [
        one for one in cells if one.startswith(FORMULA) and not re.match(r"-\d[\d.e+-]*$", one)
    ]


def test_a_number_below_zero_stays_a_number():
    assert made_safe("a\r\n-1.5\r\n-x\r\n").split() == ["a", "-1.5", "'-x"]


@given(st.text(), st.text())
def test_any_story_makes_a_feed_that_can_be_read(title, excerpt):
    text = atom(title, [story(title=title, excerpt=excerpt)], link="http://x", updated=None)
    feed = ET.fromstring(text)
    assert feed.find(f"{ATOM}entry/{ATOM}id").text == "tag:newsvane,2026:story/1"
    assert feed.find(f"{ATOM}entry/{ATOM}updated").text == "2026-11-20T12:00:00Z"


def test_a_feed_links_to_the_web_only():
    feed = ET.fromstring(
        atom("x", [story(url="javascript:alert(1)")], link="http://x", updated=NOON)
    )
    assert feed.findall(f"{ATOM}entry/{ATOM}link") == []


@given(st.text())
def test_any_story_is_one_json_line(title):
    line = json_line(story(title=title))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["title"] == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", "\\# no heading"), ("1. no list", "\\1. no list"), ("a *b* [c](d)", "a \\*b\\* \\[c\\](d)"),
        ("<b>&amp;", "\\<b\\>\\&amp;"), ("two\nlines", "two lines"), ("\u202eevil", "evil"),
    ],
)  # fmt: skip
def test_nothing_in_a_text_means_anything_to_markdown(text, expected):
    assert escaped(text) == expected


def test_markdown_links_to_the_web_only_and_links_cannot_be_left():
    assert linked("a", "javascript:x") == "a"
    assert linked("a", "https://x/(b) c") == "[a](https://x/%28b%29%20c)"
    assert linked("a", "https://x/\ud800") == "[a](https://x/?)"
    assert list(markdown("T", [story()]))[1].startswith(
        "## [芯片出口](https://paper.example/1.html)"
    )


def test_a_story_weighs_by_score_certainty_and_publishers():
    sure, doubtful = story(1), story(2, label="review")
    wide = story(3, publishers=tuple("abcdef"))
    unjudged = story(4, score=None, label=None)
    assert [one.story for one in weightiest([unjudged, doubtful, sure, wide], 3)] == [3, 1, 2]
    assert weight(unjudged) == 0


def test_publishers_are_counted_over_stories():
    assert by_publisher([story(1), story(2, publishers=("farm",))]) == [("farm", 2), ("paper", 1)]
