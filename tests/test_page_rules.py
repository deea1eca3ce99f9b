"""Dated rules for single sites, each with a page of our own making."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.page import metadata, rules

RECORDED = Path(__file__).parent / "recorded" / "rules"

TWO = """
[[rule]]
name = "example-2020"
host = "example.com"
valid_from = 2020-01-01
valid_until = 2024-12-31
title = "h2.old"

[[rule]]
name = "example-2025"
host = "example.com"
valid_from = 2025-01-01
title = "h2.new"
"""


@pytest.mark.parametrize("rule", rules.shipped(), ids=lambda rule: rule.name)
def test_each_rule_reads_its_recorded_page(rule):
    markup = (RECORDED / f"{rule.name}.html").read_text(encoding="utf-8")
    expected = json.loads((RECORDED / f"{rule.name}.json").read_text(encoding="utf-8"))
    assert rules.find(expected.pop("url"), rule.valid_from) == rule
    found = rules.apply(rule, markup)
    assert found.missing == ()
    assert found.outcome() == rule.name
    for field, value in expected.items():
        said = getattr(found, field)
        assert (list(said) if isinstance(said, tuple) else said) == value, field
    assert rule.why, "a rule says what general reading gets wrong"


@pytest.fixture
def example(monkeypatch):
    loaded = rules.load(TWO)
    monkeypatch.setattr(rules, "shipped", lambda: loaded)
    return loaded


@pytest.mark.parametrize(
    ("url", "on", "name"),
    [
        ("https://example.com/a", date(2022, 5, 1), "example-2020"),
        ("https://news.example.com/a", date(2025, 1, 1), "example-2025"),
        ("https://example.com/a", None, "example-2025"),
        ("https://example.com/a", date(2019, 1, 1), None),
        ("https://notexample.com/a", None, None),
        ("", None, None),
        ("https://[broken", None, None),
    ],
)
def test_the_rule_in_force(example, url, on, name):
    found = rules.find(url, on)
    assert (found.name if found else None) == name


def test_a_rule_that_stops_matching_is_told(example):
    tree = html.document_fromstring("<h1>Prices fall again</h1><h2 class='newer'>x</h2>")
    read = metadata.read(tree, "https://example.com/a")
    assert read.origins["rule"] == "example-2025: title did not match"
    assert read.title == "Prices fall again"


def test_a_rule_overrules_general_reading(example):
    tree = html.document_fromstring("<h1>Banner</h1><h2 class='new'>Prices <b>fall</b> again</h2>")
    read = metadata.read(tree, "https://example.com/a")
    assert (read.title, read.origins["title"]) == ("Prices fall again", "rule")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (TWO.replace("title", "tilte"), "unknown key 'tilte'"),
        (TWO.replace("h2.new", "h2..new"), "'title' is no selector"),
        (TWO.replace('host = "example.com"', ""), "'host' is missing"),
        (TWO.replace("2025-01-01", "'soon'"), "'valid_from' is no date"),
        (TWO.replace('2020"', '2025"', 1), "stands there twice"),
        ("[[rule", "Expected"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_name_and_key(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        rules.load(text)


@given(st.text(max_size=200))
def test_any_markup_is_safe(markup):
    (rule, *_) = rules.shipped()
    assert rules.apply(rule, markup).rule == rule.name


def test_markup_that_is_no_unicode_is_safe():
    (rule, *_) = rules.shipped()
    assert rules.apply(rule, "no tag \ud800").title is None


def test_pages_of_other_sites_do_not_load_the_machinery():
    program = (
        "import sys; from crawler.page.extract import extract;"
        "extract(b'<title>x</title><p>text', 'https://example.com/a');"
        "sys.exit('soupsieve' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_no_reader_sees_is_no_witness():
    (rule, *_) = rules.shipped()
    page = html.document_fromstring(
        f"<script>1</script><div id='{rule.body.lstrip('#')}'><style>p {{}}</style><p>Seen.</p></div>"
    )
    meta = metadata.read(page, f"https://{rule.host}/s/1")
    assert meta.body == "Seen."
    assert page.find(".//style") is not None, "the page itself stays as it is"
