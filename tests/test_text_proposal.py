from __future__ import annotations

import pytest

from crawler.text.proposal import start
from crawler.text.relevance import Topic
from crawler.text.topic_file import parse
from crawler.text.training import Example

FERRIES = [
    Example(
        "渡轮停航",
        "港口的一名官员今天表示，渡轮因大风停航，新一代导航系统没有启用。",
        relevant=True,
    ),
    Example("渡轮复航", "一名官员表示，渡轮明天在港口复航，导航系统已经启用。", relevant=True),
    Example(
        "Ferry strike ends", "The EU port authority said the night ferry sails.", relevant=True
    ),
    Example("Ferry delayed", "The night ferry left the port late, the EU said.", relevant=True),
]
OTHERS = [
    "The weather is fine and the student reads about the night sky.",
    "一名官员今天表示，天气很好。",
] * 10


def proposed(examples: list[Example], background: list[str]) -> list[str]:
    return [term.text for term in parse(start("harbour", examples, background)).terms]


def test_terms_are_words_and_not_fragments() -> None:
    terms = proposed(FERRIES, OTHERS)
    assert {"渡轮", "港口", "导航系统", "ferry", "port"} <= {*terms}
    assert not [term for term in terms if term in {"一名官员", "名官员", "一代", "轮停", "表示"}]


def test_words_without_a_subject_are_left_out_even_without_a_background() -> None:
    assert not {"the", "said", "一名", "表示"} & {*proposed(FERRIES, [])}


def test_two_latin_letters_are_a_term_in_capitals_only() -> None:
    assert "EU" in proposed(FERRIES, OTHERS)


def test_a_phrase_is_a_term_where_its_words_are_common() -> None:
    examples = [Example("", f"Open source software won {n}.", relevant=True) for n in "abc"]
    background = ["The open door.", "A source of water by an open door.", "No source."] * 5
    assert "open source" in proposed(examples, background)
    assert "source" not in proposed(examples, background)


def test_the_topic_can_be_used_at_once() -> None:
    topic = Topic(parse(start("harbour", FERRIES, OTHERS)))
    about = topic.judge("Ferry", "The ferry is in the port.").score
    assert about > topic.judge("", OTHERS[0]).score
    assert topic.judge("", "渡轮在港口。").score > topic.judge("", OTHERS[1]).score


def test_an_example_in_the_background_does_not_speak_against_itself() -> None:
    stored = [f"{item.title}\n{item.text}" for item in FERRIES]
    assert proposed(FERRIES, [*OTHERS, *stored]) == proposed(FERRIES, OTHERS)


@pytest.mark.parametrize("text", ["", "\x00\ud800", "a" * 100_000, '"\\'])
def test_any_text_may_be_an_example(text: str) -> None:
    assert 'name = "x"' in start("x", [Example(text, text, relevant=True)], [text])


def test_a_topic_needs_an_example() -> None:
    with pytest.raises(ValueError, match="at least one"):
        start("x", [Example("a", "b", relevant=False)], [])
