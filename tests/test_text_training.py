from __future__ import annotations

import pytest

from crawler.text import training
from crawler.text.relevance import Topic
from crawler.text.topic_file import parse
from crawler.text.training import Example

TOPIC = """
name = "harbour"
[calibration]
slope = 3
intercept = -2
[[facets.ships.terms]]
weight = 2
en = ["harbour", "ferry"]
[[facets.sport.terms]]
weight = 0.1
en = ["regatta"]
"""
GOOD = Example("Ferry delayed", "The ferry left the harbour late.", relevant=True)
BAD = Example("Regatta", "The regatta in the harbour was won by a student.", relevant=False)
NONE = Example("Cooking", "Boil the water.", relevant=False)
ITEMS = [GOOD, BAD, NONE] * 15


def test_a_report_counts_and_shows_the_worst_errors() -> None:
    report = training.test(Topic(parse(TOPIC)), ITEMS)
    assert (report.articles, report.relevant) == (45, 15)
    assert report.recall == 1.0
    assert report.precision == 0.5
    assert {item.title for _, item in report.worst} == {"Regatta"}


def test_refitting_learns_what_was_rejected() -> None:
    topic = Topic(parse(TOPIC))
    fitted = training.refit(topic, ITEMS)
    assert fitted.after.f1 > fitted.before.f1
    assert fitted.definition.linear["sport@title"] < 0
    taught = Topic(fitted.definition)
    assert taught.judge(GOOD.title, GOOD.text).label == "relevant"
    assert taught.judge(BAD.title, BAD.text).label != "relevant"


def test_what_was_refitted_can_be_written_into_the_topics_file() -> None:
    fitted = training.refit(Topic(parse(TOPIC)), ITEMS)
    again = parse(TOPIC + fitted.toml)
    assert again.linear == fitted.definition.linear
    assert again.thresholds == fitted.definition.thresholds


def test_refitting_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="accepted and rejected"):
        training.refit(Topic(parse(TOPIC)), [GOOD])


def test_a_topic_starts_from_examples() -> None:
    background = ["The weather is fine and the student reads."] * 20
    examples = [
        Example("渡轮停航", "港口的渡轮因大风停航。", relevant=True),
        Example("渡轮复航", "渡轮今天在港口复航。", relevant=True),
        GOOD,
        GOOD,
        NONE,
    ]
    source = training.start("my-harbour", examples, background)
    topic = Topic(parse(source))
    terms = {term.text for term in topic.definition.terms}
    assert {"ferry", "harbour", "渡轮"} <= terms
    assert "the" not in terms
    assert topic.judge("Ferry", "The ferry in the harbour.").score > topic.judge("", "fine").score


def test_a_topic_needs_an_example() -> None:
    with pytest.raises(ValueError, match="at least one"):
        training.start("x", [NONE], [])


def test_a_topic_explains_itself() -> None:
    page = training.explain(Topic(parse(TOPIC)))
    assert "harbour" in page
    assert "ships" in page
    assert "regatta" in page
