"""Boosted trees read from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import crawler
from crawler.text import model
from crawler.text.features import Side, shared
from tests import copied_texts as texts


def _write(path: Path, trees: list) -> Path:
    data = {"features": ["share", "length"], "copy": {"base": 0.0, "trees": trees}}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_a_tree_sends_values_at_or_below_its_threshold_to_the_left(tmp_path):
    loaded = model.load(_write(tmp_path / "model.json", [[0, 0.5, -2.0, [1, 0.1, 0.0, 2.0]]]))
    low = loaded.probability("copy", {"share": 0.5, "length": 1.0})
    middle = loaded.probability("copy", {"share": 0.6, "length": 0.1})
    high = loaded.probability("copy", {"share": 0.6, "length": 0.2, "unused": 3.0})
    assert (low, middle, high) == (
        pytest.approx(0.1192, abs=1e-4),
        0.5,
        pytest.approx(0.8808, abs=1e-4),
    )


def test_no_sum_overflows(tmp_path):
    loaded = model.load(_write(tmp_path / "model.json", [1e6, -1e9]))
    assert loaded.probability("copy", {"share": 0, "length": 0}) == pytest.approx(0)


def test_the_shipped_weights_ask_for_features_that_there_are():
    loaded = model.load(Path(crawler.__file__).parent / "data" / "compare_model.json")
    found = shared(Side(texts.CHIPS), Side(texts.CHIPS)).features
    assert found is not None
    assert set(loaded.features) <= set(found)
    assert set(loaded.boosters) == {"copy", "quote"}
