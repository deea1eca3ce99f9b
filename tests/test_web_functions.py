"""Our SQL functions, for whoever opens the store with other tools."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.web import functions
from tests.web_store import fill

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = fill(tmp_path_factory.mktemp("functions") / "newsvane.db")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    functions.register(connection)
    yield connection
    connection.close()


def found(store, words):
    rows = store.execute(
        "SELECT articles.id FROM articles_fts JOIN articles ON articles.search_id = articles_fts.rowid"
        " WHERE articles_fts MATCH fts_query(?) ORDER BY articles.id",
        (words,),
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("芯片", [1, 2]), ("晶", []), ("國產 芯片", [1, 2]), ("芯片 -公布", [1]), ('"three laboratories"', [3]),
        ("laboratories three", [3]), ('"laboratories three"', []), ("labor*", [3]), ("产方", [1, 2]), ("", []),
    ],
)  # fmt: skip
def test_a_query_means_what_it_means_to_the_command(store, words, articles):
    assert found(store, words) == articles


def test_a_snippet_shows_what_was_found(store):
    sql = "SELECT snippet_of('此前，国产芯片还不多。', '國產 -手机')"
    assert store.execute(sql).fetchone()[0] == "此前，[国产]芯片还不多。"


def test_folding_makes_scripts_widths_and_cases_equal(store):
    assert store.execute("SELECT folded('國產ＡＩ') = folded('国产ai')").fetchone()[0] == 1


@given(st.text(), st.text())
def test_functions_take_any_text(text, words):
    assert isinstance(functions.fts_query(words), str)
    shown = functions.snippet_of(text, words)
    assert len(shown) <= 4 * len(text) + 10


def test_the_command_that_readme_gives_works(store, tmp_path):
    (block,) = [
        one for one in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "sqlite-utils" in one
    ]
    path = store.execute("PRAGMA database_list").fetchone()[2]
    arguments = shlex.split(block.replace("newsvane.db", path).replace("人工智能", "芯片"))
    done = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", *arguments[1:]], cwd=tmp_path, check=False,
        capture_output=True, text=True, encoding="utf-8",
        env={"PYTHONPATH": str(Path(__file__).parent.parent), "PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all("[芯片]" in row["found"] for row in json.loads(done.stdout))


def test_anybodys_datasette_has_them(store, tmp_path):
    """By the entry point that pyproject names, without our pages and templates."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["entry-points"]["datasette"]["newsvane-functions"]
    (tmp_path / "found.py").write_text(f"from {named} import prepare_connection\n")
    path = store.execute("PRAGMA database_list").fetchone()[2]
    sql = (
        "SELECT count(*) AS n FROM articles_fts JOIN articles"
        " ON articles.search_id = articles_fts.rowid WHERE articles_fts MATCH fts_query('國產')"
    )
    done = subprocess.run(
        [sys.executable, "-m", "datasette", path, "--plugins-dir", str(tmp_path),
         "--get", "/newsvane.json?" + urlencode({"sql": sql, "_shape": "array"})],
        cwd=tmp_path, check=False, capture_output=True, text=True, encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONUTF8": "1", "DATASETTE_LOAD_PLUGINS": ""},
    )  # fmt: skip
    assert json.loads(done.stdout) == [{"n": 2}], done.stderr
