"""Who may ask, and what a browser may do with the answer."""

from __future__ import annotations

import csv
import io
import re

import pytest

pytest.importorskip("datasette", reason="the extra 'web' is not installed")

from crawler.library import open_store
from crawler.web.app import build
from crawler.web.guard import _DATASETTES, _hash
from tests.hostile import FORMULA
from tests.web_store import LEAD, Visitor, article, fill

PAGES = ["/", "/story/1", "/story/1/diff", "/search?q=芯片", "/sources", "/trends", "/story/99"]
DATASETTES = ["/newsvane", "/newsvane/articles", "/newsvane/search?words=芯片", "/-/versions"]


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    path = fill(tmp_path_factory.mktemp("guard") / "news.db")
    with open_store(path) as store:
        store.add(article("formula.example", "=1+1", LEAD[::-1], publisher="@SUM(A1)"))
    asking = Visitor(build(path))
    yield asking
    asking.close()


@pytest.mark.parametrize("path", [*PAGES, *DATASETTES, "/assets/newsvane.css"])
def test_fault_068_every_answer_says_what_a_browser_may_do(visitor, path):
    headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert "http:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_our_pages_hold_no_script_or_style_in_line_and_load_nothing_from_elsewhere(visitor, path):
    text = visitor.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=\"(?!/)", text)


@pytest.mark.parametrize("path", DATASETTES)
def test_scripts_in_line_on_datasettes_pages_are_those_that_the_policy_names(visitor, path):
    for script in re.findall(r"<script>(.*?)</script>", visitor.get(path).text, re.DOTALL):
        assert _hash(script) in _DATASETTES


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "a@b:c"])
def test_another_host_name_is_refused(visitor, host):
    got = visitor.get("/", host=host)
    assert got.status in (400, 421)
    assert "芯片" not in got.text


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1:1", "[::1]:8001", "LOCALHOST"])
def test_this_machine_is_answered_under_its_own_names(visitor, host):
    assert visitor.get("/", host=host).status == 200


@pytest.mark.parametrize(
    "path", ["/stories.csv", "/newsvane/articles.csv", "/newsvane/articles.csv?_dl=1"]
)
def test_fault_069_no_csv_holds_a_formula(visitor, path):
    got = visitor.get(path)
    cells = [cell for row in csv.reader(io.StringIO(got.text)) for cell in row]
    assert "'=1+1" in cells
    assert "'@SUM(A1)" in cells
    assert not [cell for cell in cells if cell.startswith(FORMULA)]


def test_the_file_itself_cannot_be_downloaded(visitor):
    assert visitor.get("/newsvane.db").status in (403, 404)
