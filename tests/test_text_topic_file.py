from __future__ import annotations

import pytest

from crawler.text.topic import TopicError
from crawler.text.topic_file import parse

GOOD = """
name = "chess"
[sides.game]
facets = { chess = 1.0 }
[facets.chess]
about = "the game"
[[facets.chess.terms]]
weight = 2.0
zh = ["国际象棋"]
en = ["chess", "grandmaster*"]
[facets.chess.names]
Carlsen = { weight = 1.0, terms = ["carlsen", "卡尔森"] }
[[facets.chess.patterns]]
weight = 1.0
pattern = "[a-h][1-8]"
"""


def test_a_topic_is_read_with_its_terms_names_and_patterns() -> None:
    topic = parse(GOOD)
    assert topic.name == "chess"
    assert {term.text: term.weight for term in topic.terms}["grandmaster*"] == 2.0
    assert {term.name for term in topic.terms} == {"", "Carlsen"}
    assert [item.expression for item in topic.patterns] == ["[a-h][1-8]"]


def test_without_sides_every_facet_is_the_one_side() -> None:
    topic = parse(GOOD.replace("[sides.game]\nfacets = { chess = 1.0 }", ""))
    assert [dict(side.facets) for side in topic.sides] == [{"chess": 1.0}]


@pytest.mark.parametrize(
    ("change", "to", "message"),
    [
        ("weight = 2.0", "wieght = 2.0", r"facets\.chess\.terms\[1\]\.wieght.*'weight'"),
        ('name = "chess"', "nam = 1", r"chess\.toml: nam: unknown key; did you mean 'name'"),
        ("weight = 2.0", 'weight = "2"', "must be a number"),
        ("weight = 2.0", "weight = nan", "must be a number"),
        ('zh = ["国际象棋"]', "zh = []", r"terms\[1\]\.zh: is empty"),
        ('zh = ["国际象棋"]', "zh = [3]", "must list text"),
        ('zh = ["国际象棋"]', 'zh = ["!?"]', "holds no letter"),
        ("{ chess = 1.0 }", "{ ches = 1.0 }", r"sides\.game\.facets\.ches.*'chess'"),
        ('"[a-h][1-8]"', '"[a-h"', "not a regular expression"),
        ('"[a-h][1-8]"', '"(a+)+$"', "can take for ever"),
        ('"[a-h][1-8]"', '"(a|aa)+b"', "can take for ever"),
        ('"[a-h][1-8]"', '"a*"', "match everywhere"),
        ('"[a-h][1-8]"', '"' + "a" * 201 + '"', "longer than 200"),
        ('name = "chess"', 'name = "Chess!"', "small letters"),
        ('name = "chess"', 'name = "chess"\nfacets = 3', "not TOML|must be a table"),
        ('name = "chess"', 'name = "chess"\n[thresholds]\nreview = 2', "review <= relevant"),
        ('name = "chess"', 'name = "chess"\n[reading]\nlatin = -1', r"reading\.latin"),
        ("[sides.game]", "[sides.game]\ncap = 0", r"sides\.game\.cap"),
        ("{ chess = 1.0 }", "{}", "at least one facet"),
    ],
)
def test_errors_name_the_file_the_key_and_what_would_be_right(
    change: str, to: str, message: str
) -> None:
    assert change in GOOD
    with pytest.raises(TopicError, match=message) as raised:
        parse(GOOD.replace(change, to), "chess.toml")
    assert str(raised.value).startswith("chess.toml: ")


def test_what_is_no_toml_is_said_to_be_none() -> None:
    with pytest.raises(TopicError, match="not TOML"):
        parse("= =")


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse("\ufeff" + GOOD).name == "chess"


def test_a_topic_needs_a_facet() -> None:
    with pytest.raises(TopicError, match="at least one facet"):
        parse('name = "empty"')
