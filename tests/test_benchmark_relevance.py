"""What the relevance benchmark measures is what it says."""

from __future__ import annotations

import pytest

from benchmarks.quality.relevance.data import Item, folds
from benchmarks.quality.relevance.measures import (
    average_precision,
    best_cut,
    f1,
    interval,
    precision_at_recall,
)

TRUTH = [True, False, True, False]
SCORES = [0.9, 0.8, 0.7, 0.1]


def test_f1_is_the_harmonic_mean() -> None:
    assert f1(TRUTH, [True, True, False, False]) == 0.5
    assert f1([False], [False]) == 0.0


def test_average_precision_is_the_mean_at_each_relevant_item() -> None:
    assert average_precision(TRUTH, SCORES) == pytest.approx((1 + 2 / 3) / 2)


def test_among_equal_scores_the_irrelevant_come_first() -> None:
    assert average_precision([True, False], [0.5, 0.5]) == 0.5


def test_precision_at_recall_takes_the_best_cut_that_finds_enough() -> None:
    assert precision_at_recall(TRUTH, SCORES, 0.5) == 1.0
    assert precision_at_recall(TRUTH, SCORES, 0.8) == pytest.approx(2 / 3)


def test_the_best_cut_keeps_what_makes_f1_highest() -> None:
    assert best_cut(TRUTH, SCORES) == 0.7


def test_an_interval_of_a_lead_over_oneself_is_nothing() -> None:
    chosen = [score > 0.5 for score in SCORES]
    assert interval(TRUTH, chosen, chosen, rounds=50) == (0.0, 0.0)


def test_an_event_its_variants_and_its_copies_share_a_fold() -> None:
    long = "The harbour authority said on Monday that the night ferry will sail again next week."
    items = [
        Item("a", "en", "One", "first text", "other", event="e"),
        Item("b", "en", "Two", "second words", "other", event="e"),
        Item("c", "en", "Three", "third thing", "other", base="a"),
        Item("d", "en", "", long, "other"),
        Item("e", "en", "", long + " More.", "other"),
        *(Item(f"x{n}", "en", "", str(n) * 50, "other") for n in range(8)),
    ]
    for seed in range(5):
        fold = folds(items, 4, seed)
        assert len({*fold[:3]}) == 1
        assert fold[3] == fold[4]
        assert len({*fold}) == 4
