"""``newsvane pairs``: what one store has learnt can be given to another."""

import json

import pytest

from crawler.library import open_store
from storage.rows import Substitution
from tests.journey import Desk


@pytest.fixture
def desk(tmp_path):
    with open_store(tmp_path / "news.db") as store:
        store.learn(
            [
                Substitution("模子", "模型", "farm.example", 3, "新的模子"),
                Substitution("手艺", "技术", "b.example", 1, ""),
            ]
        )
    return Desk(tmp_path)


def test_pairs_are_listed_by_farm_and_frequency(desk):
    assert "模子" in desk.run("--db", "news.db", "pairs", "list").out
    found = desk.run("--db", "news.db", "pairs", "list", "--farm", "b.example", "--json").json
    assert [pair["spun"] for pair in found] == ["手艺"]


def test_an_export_can_be_imported_into_another_store(desk):
    assert desk.run("--db", "news.db", "pairs", "export", "pairs.jsonl").code == 0
    assert desk.run("--db", "other.db", "pairs", "import", "pairs.jsonl").code == 0
    both = [desk.run("--db", name, "pairs", "export").out for name in ("news.db", "other.db")]
    assert both[0] == both[1]
    assert json.loads(both[0].splitlines()[0])["count"] == 3


def test_a_broken_import_is_told_with_its_line_and_changes_nothing(desk):
    (desk.folder / "bad.jsonl").write_text(
        '{"spun": "甲乙", "original": "丙丁"}\n{"spun": 3}\n', encoding="utf-8"
    )
    ended = desk.run("--db", "news.db", "pairs", "import", "bad.jsonl")
    assert ended.code == 2
    assert "line 2" in ended.err
    assert "甲乙" not in desk.run("--db", "news.db", "pairs", "list").out


def test_forgetting_needs_to_be_told_what(desk):
    assert desk.run("--db", "news.db", "pairs", "forget").code == 2
    assert desk.run("--db", "news.db", "pairs", "forget", "模子").code == 0
    assert "模子" not in desk.run("--db", "news.db", "pairs", "list").out
