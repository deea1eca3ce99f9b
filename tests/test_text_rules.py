from __future__ import annotations

import math

import pytest

from crawler.text.rules import Leaf, Rules, Split, parse, sigmoid, write
from crawler.text.topic import TopicError

RULES = """# a comment
slope 2
intercept 0.5
-1.0
rivalry@title <= 0.5
 -0.25
 lab#title <= 1
  +0.5
  +1.0
"""


def test_trees_add_up_to_log_odds() -> None:
    rules = parse(RULES)
    assert rules.logit({}) == pytest.approx(2 * -1.25 + 0.5)
    both = {"rivalry@title": 1.0, "lab#title": 2.0}
    assert rules.logit(both) == pytest.approx(2 * 0.0 + 0.5)


def test_what_is_written_reads_the_same() -> None:
    tree = Split("a", 0.5, Leaf(-1.0), Split("b", 1.0, Leaf(0.25), Leaf(2.0)))
    again = parse(write(Rules((tree, Leaf(0.5)), 1.5, -0.5), ("made by hand",)))
    assert (again.trees, again.slope, again.intercept) == ((tree, Leaf(0.5)), 1.5, -0.5)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a <= x", "line 1: 'x' is no number"),
        ("a <= 1\n +1", "line 1: the split lacks a branch"),
        ("a >= 1\n +1\n -1", "line 1: neither"),
        (" +1", "line 1: stands at the wrong depth"),
        ("slope inf", "line 1: 'inf' is no number"),
        ("\n".join(" " * depth + "a <= 1" for depth in range(99)), "wrong depth"),
    ],
)
def test_errors_name_the_line(source: str, message: str) -> None:
    with pytest.raises(TopicError, match=message):
        parse(source, "x.txt")


def test_a_sigmoid_of_any_size_is_a_probability() -> None:
    assert 0 < sigmoid(-1e9) < 1e-9
    assert sigmoid(math.inf) <= 1
