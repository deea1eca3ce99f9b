from __future__ import annotations

from crawler.text.relevance import Topic
from crawler.text.topic_file import parse

TOPIC = Topic(
    parse(
        """
name = "test"
[sides.who]
facets = { firm = 1.0 }
[sides.what]
facets = { fight = 1.0 }
[facets.firm.names]
Acme = { weight = 1.0, terms = ["acme", "acme's boss"] }
Blix = { weight = 1.0, terms = ["blix"] }
[[facets.fight.terms]]
weight = 2.0
en = ["fight"]
"""
    )
)


def test_two_terms_of_one_thing_are_one_name() -> None:
    seen = TOPIC.signals("Acme", "Acme's boss spoke. Acme grew.")
    assert seen["firm#text"] == 1.0
    assert TOPIC.signals("", "Acme and Blix.")["firm#sentence"] == 2.0


def test_facets_meet_only_within_a_sentence() -> None:
    assert TOPIC.signals("", "Acme will fight. Nothing else.")["firm+fight@sentence"] > 0
    assert "firm+fight@sentence" not in TOPIC.signals("", "Acme grew. They fight.")


def test_the_title_is_a_place_of_its_own() -> None:
    seen = TOPIC.signals("Acme in fight", "Nothing.")
    assert seen["firm@title"] > 0
    assert seen["firm+fight@title"] > 0
    assert "firm@text" not in seen


def test_a_word_of_contest_between_two_names_is_told_from_one_beside_a_single_name() -> None:
    two = TOPIC.signals("Acme in fight with Blix", "")
    assert two["firm<fight>firm@title"] > 0
    assert two["firm<fight>firm@sentence"] > 0
    one = TOPIC.signals("Acme in fight with Acme's boss", "")
    assert not any(name.startswith("firm<fight>firm") for name in one)
    apart = TOPIC.signals("", "Acme will fight. Blix grew.")
    assert "firm<fight>firm@sentence" not in apart
