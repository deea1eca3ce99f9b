"""The benchmark of copies measures what it says."""

from __future__ import annotations

import random

import pytest

from benchmarks.quality.copies import pairs, score, spin, streams
from benchmarks.quality.copies.__main__ import below

TEXTS = pairs.own_texts()


def test_the_same_seed_makes_the_same_pairs_and_another_one_others():
    few = {name: TEXTS[name] for name in ("chips-1", "chips-2", "lab-1", "trade-1")}
    assert pairs.generate(few, 1) == pairs.generate(few, 1)
    assert pairs.generate(few, 1) != pairs.generate(few, 1, seed=1)


def test_pairs_survive_being_written_and_read(tmp_path):
    few = {name: TEXTS[name] for name in ("chips-1", "lab-1", "trade-1")}
    made = pairs.generate(few, 1)
    pairs.write(tmp_path / "pairs.jsonl.gz", made)
    read = pairs.read(tmp_path / "pairs.jsonl.gz")
    assert [(p.a, p.b, p.label, p.kind) for p in read] == [
        (p.a, p.b, p.label, p.kind) for p in made
    ]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_sentences_lose_nothing(name):
    assert "".join(spin.sentences(TEXTS[name])) == TEXTS[name]


def test_byte_slips_leave_chinese_text_of_the_same_length():
    text = TEXTS["chips-1"]
    slipped = spin.swap_bytes(text, random.Random(1), times=3)
    assert slipped != text
    assert abs(len(slipped) - len(text)) <= 3


def test_f1_counts_misses_and_false_alarms():
    assert score.f1([(True, True), (True, False), (False, True), (False, False)]) == 0.5
    assert score.f1([(False, False)]) == 0


def test_the_rand_index_is_1_for_the_same_grouping_and_near_0_for_none():
    truth = ["a", "a", "b", "b", "c", "c"]
    assert streams.adjusted_rand(truth, [1, 1, 2, 2, 3, 3]) == 1
    assert streams.adjusted_rand(truth, [1, 1, 1, 1, 1, 1]) == 0
    assert streams.adjusted_rand(truth, [1, 2, 3, 1, 2, 3]) < 0


def test_a_floor_is_missed_from_below_and_a_ceiling_from_above():
    floors = {"f1": 0.9, "false_random": 0.1}
    assert below(floors, {"f1": 0.9, "false_random": 0.1}) == []
    assert len(below(floors, {"f1": 0.89, "false_random": 0.2})) == 2
