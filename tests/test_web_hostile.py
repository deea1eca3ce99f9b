"""Hostile input at each entrance: no error page, no injection, no formula in CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from xml.etree import ElementTree as ET

import pytest
from lxml import html

pytest.importorskip("datasette", reason="the extra 'web' is not installed")

from crawler.cli import main
from crawler.export.table import csv_text, made_safe
from crawler.library import open_store
from crawler.web import functions
from crawler.web.app import build
from storage.records import Source
from tests.hostile import FORMULA, INPUTS, SHORT
from tests.web_store import NOON, Visitor, article, fill

#: A server takes 64 KiB of address, in which a Chinese character is nine long.
LONGEST = 5_000
PARAMETERS = "since until lang label score publisher after limit by what a b article like"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A store whose every visible field is hostile somewhere, beside one decent story."""
    path = fill(tmp_path_factory.mktemp("hostile") / "news.db")
    with open_store(path) as store:
        for number, text in enumerate(SHORT):
            store.add(
                article(
                    f"host{number}.example", text, f"{text} {number} {text}", publisher=text,
                    authors=(text,), site=text, language=text, published=None, published_raw=text,
                    boilerplate=(text,), section=text, cleaned=True, raw_title=text, raw_text=text,
                )
            )  # fmt: skip
            store.finish_run(store.start_run(text, "x"), text, {"new": 1}, [text])
            store.record_slot(text, NOON, text, text)
    return path


@pytest.fixture(scope="module")
def visitor(path):
    sources = tuple(Source(name=text or "x", url=text, title=text) for text in SHORT)
    asking = Visitor(build(path, sources=sources, saved={text: text for text in SHORT}))
    yield asking
    asking.close()


def encodable(text):
    return text.encode("utf-8", "replace").decode()


def assert_harmless(text):
    tree = html.fromstring(text)
    assert [node.get("src") for node in tree.iter("script")] == ["/assets/newsvane.js"]
    assert not list(tree.iter("style", "iframe", "base", "img", "object"))
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        assert not [name for name in node.attrib if name.startswith("on") or name == "style"]
        assert re.match(r"/|#|https?://|$|\?", node.get("href") or ""), node.get("href")


@pytest.mark.parametrize("place", range(0, len(INPUTS), 10))
def test_fault_068_070_pages_take_anything(visitor, place):
    for text in map(encodable, INPUTS[place : place + 10]):
        got = visitor.get("/search", q=text[:LONGEST])
        assert got.status == 200
        assert_harmless(got.text)
        everywhere = dict.fromkeys(PARAMETERS.split(), text[:500])
        for page in ("/", "/story/1", "/story/1/diff", "/trends"):
            assert visitor.get(page, **everywhere).status == 200
        assert visitor.get("/newsvane/search", words=text[:LONGEST]).status == 200


def test_fault_053_068_pages_show_anything(visitor, path):
    count = len(SHORT)
    for page in [
        "/?limit=200",
        "/sources",
        "/trends?by=publisher&since=2000-01-01",
        "/search?q=example&limit=200",
    ]:
        got = visitor.get(page)
        assert got.status == 200
        assert_harmless(got.text)
    assert len(html.fromstring(visitor.get("/?limit=200").text).cssselect(".card")) > count // 2
    with sqlite3.connect(path) as db:
        stories = [row[0] for row in db.execute("SELECT id FROM stories")]
    for story in stories:
        got = visitor.get(f"/story/{story}")
        assert got.status == 200
        assert_harmless(got.text)


def test_feeds_and_csv_hold_anything(visitor):
    ET.fromstring(visitor.get("/stories.atom?limit=200").text)
    json.loads(visitor.get("/stories.json?limit=200").text)
    for page in (
        "/stories.csv",
        "/sources.csv",
        "/search.csv?q=芯片",
        "/newsvane/articles.csv",
        "/newsvane/runs.csv",
    ):
        rows = list(csv.reader(io.StringIO(visitor.get(page).text, newline="")))
        assert len(rows) > 1
        assert not [cell for row in rows for cell in row if is_formula(cell)]


def is_formula(cell):
    try:
        float(cell)
    except ValueError:
        return cell.startswith(FORMULA)
    return False


def test_fault_069_cells_are_no_formulas_and_numbers_stay_numbers():
    rows = list(
        csv.reader(io.StringIO(csv_text([{"a": text} for text in INPUTS], ["a"]), newline=""))
    )
    assert not [row for row in rows if row and is_formula(row[0])]
    assert (
        csv_text([{"a": -1.5, "b": None, "c": ["x", "y"]}], ["a", "b", "c"]).splitlines()[1]
        == "-1.5,,x; y"
    )
    assert made_safe("a,b\r\n-1.5,=1\r\n").splitlines()[1] == "-1.5,'=1"


def test_fault_070_071_sql_functions_take_anything(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        functions.register(db)
        found = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH fts_query(?)"
        for text in [*map(encodable, INPUTS), None, 1, -0.5, b"\xff\x00"]:
            assert db.execute(found, (text,)).fetchone()[0] >= 0
            shown = db.execute("SELECT snippet_of(?1, ?1), folded(?1)", (text,)).fetchone()
            assert all(isinstance(one, str) for one in shown)
    db.close()


def test_fault_070_the_command_takes_anything(path, capsys):
    for text in INPUTS:
        for arguments in (
            ["search", "--json", "--", text],
            ["search", "--by", "relevance", "--", text],
        ):
            with pytest.raises(SystemExit) as ended:
                main(["--db", str(path), *arguments])
            assert ended.value.code in (0, 2), text[:100]
            out = capsys.readouterr()
            assert "Traceback" not in out.err
    for arguments in (["show", "1"], ["stories", "--lang", "x"], ["search", "--like", "x"]):
        for text in map(encodable, SHORT):  # or capsys fails at the error message
            with pytest.raises(SystemExit) as ended:
                main(["--db", str(path), *arguments[:-1], "--", text] if arguments[0] == "show" else
                     ["--db", str(path), *arguments[:-1], text])  # fmt: skip
            assert ended.value.code in (0, 2), text[:100]
            capsys.readouterr()


@pytest.mark.parametrize("form", ["jsonl", "csv", "atom", "markdown"])
def test_exports_hold_anything(path, form, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(path), "export", "--format", form, "--full"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    if form == "jsonl":
        assert all(json.loads(line)["story"] for line in out.splitlines())
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(out, newline="")))
        assert not [cell for row in rows for cell in row if is_formula(cell)]
    elif form == "atom":
        ET.fromstring(out)
    else:
        assert not re.search(r"^\s*<\w", out, re.MULTILINE)
        assert "](javascript:" not in out
