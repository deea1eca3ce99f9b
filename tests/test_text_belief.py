"""How sure a reading is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.text import belief
from crawler.text.belief import Seen

#: A reading as most are: its words are at home where they stand.
USUAL = Seen("list", 3.0, 0.3, fit=-2.0, frequency=-8.5, spun_frequency=-11.0)
SOURCES = ["list", "list of dongtan", "structure", "learnt", "sibling"]


def sure(seen: Seen, **other: object) -> float:
    return belief.confidence(replace(seen, **other))  # type: ignore[arg-type]


def test_a_rival_makes_a_reading_less_sure() -> None:
    alone, disputed = belief.odds(6.0, ()), belief.odds(6.0, (5.5,))
    assert alone > disputed > 0
    assert 0.3 < sure(USUAL, log_odds=disputed) < sure(USUAL, log_odds=alone) < 1


def test_on_a_page_that_was_swapped_more_a_reading_is_surer() -> None:
    assert sure(USUAL, log_odds=1.0, share=0.1) < sure(USUAL, log_odds=1.0, share=0.8)


def test_where_copies_differ_more_both_may_have_swapped_a_word() -> None:
    seen = replace(USUAL, source="sibling", log_odds=8.0)
    assert sure(seen, share=0.12) < sure(seen, share=0.04)


def test_another_copys_word_that_does_not_fit_may_be_a_swapped_one_however_bad_ours_is() -> None:
    seen = replace(USUAL, source="sibling", log_odds=12.0, share=0.08, spun_frequency=-20.0)
    assert sure(seen) > 0.9
    assert sure(seen, fit=-15.0, frequency=-14.0) < 0.5


@pytest.mark.parametrize("source", SOURCES)
def test_the_better_the_odds_the_surer_whatever_the_source(source: str) -> None:
    told = [sure(USUAL, source=source, log_odds=odds / 4, share=0.1) for odds in range(60)]
    assert told == sorted(told)
    assert told[0] < 0.7
    assert told[-1] > 0.9
    assert sure(USUAL, source=source, log_odds=1e6, share=0.1) == told[-1]


def test_readings_of_the_list_go_by_the_experience_of_the_list() -> None:
    for source in ("list of daiban", "structure"):
        assert sure(USUAL, source=source) == sure(USUAL)


def test_what_was_chosen_for_its_neighbours_has_even_odds_at_least() -> None:
    assert belief.odds(-4.0, (3.0,)) == 0.0


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("odds", [0.0, 1000.0])
@pytest.mark.parametrize("told", [-1000.0, float("-inf"), 100.0])
def test_whatever_is_known_gives_a_confidence(
    source: str, share: float, odds: float, told: float
) -> None:
    alone = min(told, 0.0)
    assert 0 < belief.confidence(Seen(source, odds, share, told, alone, alone)) < 1
