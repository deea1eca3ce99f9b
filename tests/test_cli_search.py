"""``search`` as a user runs it."""

from __future__ import annotations

import json

import pytest

from crawler.library import open_store
from tests.journey import Desk
from tests.web_store import LEAD, article, fill


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("search"))
    with open_store(fill(desk.folder / "news.db")) as store:
        store.add(article("bank.example", "投资4.1亿元", "这家公司今年投资不少。" + LEAD[60:]))
        store.add(article("mint.example", "投资", "另一家公司今年投资34.1亿元。" + LEAD[90:]))
    return desk


def run(desk, *arguments):
    ended = desk.run("--db", "news.db", "search", *arguments)
    assert ended.code == 0, ended.err
    return ended


def test_whole_numbers_come_first_and_what_holds_them_inside_is_told_apart(desk):
    lines = run(desk, "4.1亿元").out.splitlines()
    apart = lines.index("Only inside longer words or numbers:")
    whole, within = "\n".join(lines[:apart]), "\n".join(lines[apart:])
    assert "bank.example" in whole
    assert "mint.example" not in whole
    assert "mint.example" in within
    assert [hit["within"] for hit in json.loads(run(desk, "4.1亿元", "--json").out)] == [
        False,
        True,
    ]


def test_a_phrase_is_found_exactly(desk):
    assert "mint.example" not in run(desk, '"4.1亿元"').out


def test_nothing_found_is_said_on_the_other_stream(desk):
    ended = run(desk, "无此词语也")
    assert not ended.out.strip()
    assert "nothing found" in ended.err
