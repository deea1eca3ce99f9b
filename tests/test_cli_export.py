"""``export`` and ``digest`` as a user runs them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from crawler.library import open_store
from tests.journey import Desk
from tests.web_store import ENGLISH, fill


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("export"))
    fill(desk.folder / "news.db")
    return desk


def run(desk, *arguments):
    ended = desk.run("--db", "news.db", *arguments)
    assert ended.code == 0, ended.err
    return ended


def test_json_lines_hold_a_story_each_without_its_text(desk):
    rows = [json.loads(line) for line in run(desk, "export").out.splitlines()]
    assert [row["story"] for row in rows] == [2, 1]
    assert rows[1]["matched"] == ["芯片"]
    assert not [row for row in rows if "text" in row]


def test_texts_are_given_on_request(desk):
    rows = [json.loads(line) for line in run(desk, "export", "--full").out.splitlines()]
    assert rows[0]["text"] == ENGLISH


def test_a_page_that_says_noarchive_keeps_its_text_to_itself(tmp_path):
    desk = Desk(tmp_path)
    with open_store(fill(tmp_path / "news.db")) as store:
        store._sql.execute("UPDATE articles SET noarchive = 1 WHERE language = 'en'")
    ended = run(desk, "export", "--full")
    rows = {row["story"]: row for row in map(json.loads, ended.out.splitlines())}
    assert "text" not in rows[2]
    assert rows[2]["excerpt"]
    assert "商务部" in rows[1]["text"]
    assert "1 page asks not to be archived" in ended.err
    assert ENGLISH[:300] not in run(desk, "export", "--full", "--format", "atom").out
    assert "not to be archived" in run(desk, "show", "2").out


def test_csv_has_a_line_of_names_and_a_line_a_story(desk):
    rows = list(csv.DictReader(io.StringIO(run(desk, "export", "--format", "csv").out)))
    assert [row["story"] for row in rows] == ["2", "1"]
    assert rows[1]["publishers"] == "paper; farm"


@pytest.mark.parametrize(
    ("options", "expected"),
    [(["--lang", "en"], [2]), (["--label", "relevant"], [1]), (["--limit", "1"], [2]), (["--since", "1h"], [])],
)  # fmt: skip
def test_stories_are_chosen(desk, options, expected):
    ended = run(desk, "export", *options)
    assert [json.loads(line)["story"] for line in ended.out.splitlines()] == expected
    assert bool(ended.err) is not bool(expected)


def test_a_digest_puts_the_weightiest_first_and_names_who_carried_them(desk):
    out = run(desk, "digest", "--since", "all", "--review").out
    headings = [line for line in out.splitlines() if line.startswith("#")]
    assert headings[1].startswith("## [三家芯片企业须申领出口许可](https://paper.example/1.html)")
    assert headings[2].startswith("## [A centre for three laboratories]")
    assert headings[3] == "## Sources"
    assert "- farm: 1" in out
    assert "A centre" not in run(desk, "digest", "--since", "all").out


def test_a_digest_of_nothing_says_so(desk):
    far = desk.run("--db", "news.db", "digest", "--since", "0001-01-01T00:00+10:00")
    assert (far.code, "write 24h, 7d" in far.err) == (2, True)
    ended = run(desk, "digest", "--since", "1h")
    assert "try --since all" in ended.err
    assert ended.out.startswith("# ")


def test_more_like_an_article(desk):
    assert run(desk, "search", "--like", "a2", "--json").json == []
    assert desk.run("--db", "news.db", "search", "--like", "two").code == 2
    assert desk.run("--db", "news.db", "search").code == 2
