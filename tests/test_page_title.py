"""Titles by agreement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import title

HEADLINE = "三家公司竞相发布小模型 价格战提前到来"


def choose(headings=(), *, sites=(), **stated):
    places = {name.replace("_", "-"): text for name, text in stated.items()}
    return title.choose(places, list(headings), sites=sites)


def test_the_heading_that_the_document_title_begins_with():
    headings = [("h1", "科技频道"), ("h1", HEADLINE), ("h3", "相关新闻")]
    assert choose(headings, title=f"{HEADLINE}_科技频道_某某网") == (HEADLINE, "h1")


@pytest.mark.parametrize(
    "hung",
    ["_某某网", "_科技_某某网", "-某某网", " - 某某网", "|芯片|模型_某某新闻", "--科技--某某网"],
)
def test_names_and_keywords_are_cut_off_chinese_titles(hung):
    assert choose(title=HEADLINE + hung)[0] == HEADLINE


@pytest.mark.parametrize(
    "hung", [" - Example News", " | Example", " – Example.com", " » Business | Example News"]
)
def test_names_are_cut_off_english_titles(hung):
    assert (
        choose(title="Three labs race to cut prices" + hung)[0] == "Three labs race to cut prices"
    )


@pytest.mark.parametrize(
    "whole",
    [
        "Prices could fall by half - here's how",
        "Spider-Man studio bets on small models",
        "Chips, tariffs - and what comes next for the makers of both",
        "价格战：谁先降价-谁先出局？专家这样说",
    ],
)
def test_what_belongs_to_the_headline_stays(whole):
    assert choose([("h1", whole)], title=whole, og=whole)[0] == whole


def test_a_clause_stays_where_the_heading_has_it():
    whole = "Talks 'may make the deal harder' - Patten"
    assert choose([("h1", whole)], title=whole + " - Example News")[0] == whole


def test_a_known_name_is_cut_at_either_end():
    assert choose(title="Example: Prices fall again", sites=["Example"])[0] != ""
    assert choose(title="Example | Prices fall again", sites=["Example"])[0] == "Prices fall again"


def test_ascii_quotes_are_not_a_titles_end():
    whole = '奖金七百万元！"小诺贝尔奖"首位获奖者是谁？'
    assert choose([("h1", whole)], og="奖金七百万元！", title=whole + "_某某网")[0] == whole


def test_the_sites_banner_is_no_headline():
    headings = [("h1", "某某网：权威资讯_行情_分析"), ("div", HEADLINE)]
    assert choose(headings, title="明日行情--" + HEADLINE)[0] == HEADLINE
    assert choose([("h1", "Example Daily")], title="Prices fall", sites=["Example Daily"])[0] == (
        "Prices fall"
    )


def test_an_editors_headline_beats_its_lengthened_form():
    long = "Police to investigate reports of information leaks to violent gangs"
    short = "Police to investigate reports of leaks to violent gangs"
    assert choose([("h1", long)], json_ld=long, og=short, title=long)[0] == short


def test_a_cut_off_title_is_not_a_shorter_one():
    long = "Police to investigate reports of leaks to violent gangs in the north"
    cut = "Police to investigate reports of leaks to violent gangs in the…"
    assert choose([("h1", long)], og=cut, title=long)[0] == long


def test_titles_are_plain_text():
    said = "A &amp;amp; B <script>alert(1)</script><b>rise</b>\u0000\n again"
    assert choose(json_ld=said)[0] == "A & B rise again"


def test_without_witnesses_there_is_no_title():
    assert choose() == ("", "")
    assert choose(title="   ", og=None) == ("", "")


def test_hung_on_parts_are_told_apart_from_the_headline():
    assert title.hung_on(f"{HEADLINE}_科技_某某网", HEADLINE) == ["科技", "某某网"]


@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=60), st.text(max_size=60))
def test_any_strings_give_one_printable_line(headings, og, document):
    found, place = choose([("h1", text) for text in headings], og=og, title=document)
    assert "\n" not in found
    assert bool(found) == bool(place)
    found.encode("utf-8")


@pytest.mark.parametrize("unit", ["|", " - ", "a|", "_", "<", "&amp;", "一-"])
def test_floods_end(unit):
    assert len(choose(title=unit * 20_000)[0]) <= 500
