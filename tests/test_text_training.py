from __future__ import annotations

from dataclasses import replace

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


def test_one_accepted_article_is_enough_to_refit() -> None:
    fitted = training.refit(Topic(parse(TOPIC)), [GOOD, *[BAD, NONE] * 10])
    assert 0 <= fitted.definition.thresholds.review <= fitted.definition.thresholds.relevant <= 1


def test_refitting_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="accepted and rejected"):
        training.refit(Topic(parse(TOPIC)), [GOOD])


def test_a_refit_that_is_no_better_leaves_the_topic_as_it_is() -> None:
    # Every answer is right already.
    topic = Topic(parse(TOPIC))
    fitted = training.refit(topic, [GOOD, NONE] * 15)
    assert not fitted.better
    assert fitted.definition == topic.definition
    assert "[linear]" in fitted.toml


def test_decisions_by_chance_never_make_a_topic_worse() -> None:
    # The same article accepted and rejected in turn: there is nothing to learn.
    items = [replace(item, relevant=number % 2 == 0) for number, item in enumerate(ITEMS)]
    fitted = training.refit(Topic(parse(TOPIC)), items)
    if fitted.better:
        assert fitted.after.f1 >= fitted.before.f1
        assert fitted.after.average_precision >= fitted.before.average_precision
    else:
        assert fitted.definition.linear == {}


def test_new_thresholds_alone_may_be_what_helps() -> None:
    strict = parse(TOPIC + "[thresholds]\nrelevant = 1.0\n")
    fitted = training.refit(Topic(strict), [GOOD, NONE] * 15)
    assert fitted.better
    assert fitted.definition.thresholds.relevant < 1.0


def test_a_topic_explains_itself() -> None:
    page = training.explain(Topic(parse(TOPIC)))
    assert "harbour" in page
    assert "ships" in page
    assert "regatta" in page
