"""How sure a reading is."""

from __future__ import annotations

import pytest

from crawler.text import belief


def test_a_rival_makes_a_reading_less_sure() -> None:
    alone, disputed = belief.odds(6.0, ()), belief.odds(6.0, (5.5,))
    assert alone > disputed > 0
    sure, unsure = (belief.confidence("list", told, 0.3) for told in (alone, disputed))
    assert 0.3 < unsure < sure < 1


def test_on_a_page_that_was_swapped_more_a_reading_is_surer() -> None:
    little, much = (belief.confidence("list", 2.0, share) for share in (0.1, 0.8))
    assert little < much


@pytest.mark.parametrize("source", ["list", "list of dongtan", "structure", "learnt", "sibling"])
def test_the_better_the_odds_the_surer_whatever_the_source(source: str) -> None:
    told = [belief.confidence(source, odds / 4, 0.1) for odds in range(60)]
    assert told == sorted(told)
    assert told[0] < 0.7
    assert told[-1] > 0.9
    assert belief.confidence(source, 1e6, 0.1) == told[-1]


def test_readings_of_the_list_go_by_the_experience_of_the_list() -> None:
    for source in ("list of daiban", "structure"):
        assert belief.confidence(source, 3.0, 0.3) == belief.confidence("list", 3.0, 0.3)


def test_what_was_chosen_for_its_neighbours_has_even_odds_at_least() -> None:
    assert belief.odds(-4.0, (3.0,)) == 0.0


def test_a_page_without_any_swap_gives_a_confidence_as_well() -> None:
    assert 0 < belief.confidence("sibling", 1.0, 0.0) < 1
    assert 0 < belief.confidence("structure", 1000.0, 1.0) < 1
