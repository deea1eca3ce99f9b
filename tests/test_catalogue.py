"""The built-in catalogue: complete, consistent, and honest about what is not known."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from crawler import catalogue
from crawler.config import load, parse
from crawler.config_keys import SOURCE
from crawler.text import urls

KNOWN = catalogue.known()
NAMES = {entry.source.name for entry in KNOWN}


def test_names_and_addresses_are_unique():
    assert len(NAMES) == len(KNOWN) > 100
    assert len({(entry.source.url, entry.source.body) for entry in KNOWN}) == len(KNOWN)


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: entry.source.name)
def test_each_source_says_what_it_is_and_where_the_knowledge_comes_from(entry):
    source = entry.source
    assert source.title
    assert source.groups
    assert source.language
    assert source.zone
    assert source.homepage
    assert re.search(r"20\d\d|years", entry.seen)
    assert entry.publisher_class


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: entry.source.name)
def test_what_is_not_checked_at_each_start_is_right(entry):
    source = entry.source
    for key in ("article_pattern", "selector", "zone"):
        if value := getattr(source, key):
            assert SOURCE[key](value) == value
    if source.lists and source.kind == "listing":
        assert SOURCE["selector"](source.lists)


def test_only_what_is_well_known_is_on_by_default():
    on = [entry for entry in KNOWN if entry.source.enabled]
    assert all(entry.confidence == "high" and entry.status == "on" for entry in on)
    for language in ("zh", "en"):
        assert sum(entry.source.language == language for entry in on) >= 12


def test_what_is_blocked_or_dead_says_why():
    doubtful = [entry for entry in KNOWN if entry.status in ("blocked", "dead", "optional")]
    assert doubtful
    assert all(entry.source.note for entry in doubtful)


def test_nothing_in_the_catalogue_pretends_to_be_a_browser():
    for entry in KNOWN:
        assert not {name.lower() for name in entry.source.headers} & {"user-agent", "cookie"}


def test_a_group_switches_on_what_may_work_and_a_name_switches_on_anything():
    blocked = next(entry.source for entry in KNOWN if entry.status == "blocked")
    group = blocked.groups[0]

    def on(include):
        sources = parse(f"include = {include}\n", None).select()
        return {source.name for source in sources}

    by_group, before = on([group]), on([])
    unverified = {e.source.name for e in KNOWN if e.status == "unverified"}
    assert by_group - before
    assert by_group - before <= unverified | {e.source.name for e in KNOWN if e.status != "on"}
    assert blocked.name not in by_group
    assert blocked.name in on([blocked.name])


def test_a_group_selects_what_is_on_unless_all_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSVANE_CONFIG", raising=False)
    config = load()
    some, everything = config.select(["zh-core"]), config.select(["zh-core"], off=True)
    assert all(source.enabled for source in some)
    assert len(some) < len(everything)
    off = next(source for source in config.sources if not source.enabled)
    assert config.select([off.name]) == (off,)


def test_an_address_that_misleads_is_warned_of_in_any_spelling():
    for url in (
        "http://rss.cnn.com/rss/cnn_topstories.rss",
        "https://rss.cnn.com/rss/money_latest.rss",
    ):
        warning = catalogue.warning(url)
        assert warning is not None
        assert "2023" in warning.why
        assert set(warning.instead) <= NAMES
    assert catalogue.warning("https://www.solidot.org/index?rss") is not None
    assert catalogue.warning("https://www.solidot.org/index.rss") is None
    assert catalogue.warning("https://rss.example/") is None
    assert catalogue.warning("") is None


def test_what_is_no_address_misleads_nobody():
    assert catalogue.warning("https://[x/feed") is None


def test_each_warning_has_a_reason_and_a_way_out():
    for bad in catalogue.misleading():
        assert bad.why
        assert bad.seen
        assert set(bad.instead) <= NAMES


def test_sources_of_a_site_are_found_from_any_of_its_pages():
    found = catalogue.at("https://www.ithome.com/1/001/052.htm")
    assert [entry.source.name for entry in found] == ["ithome"]
    assert catalogue.at("https://www.scmp.com/rss/4/feed")[0].source.name == "scmp-china"
    assert catalogue.at("https://nowhere.example/") == ()
    assert catalogue.at("not an address") == ()


def test_no_working_source_is_called_misleading():
    for entry in KNOWN:
        if entry.status in ("on", "unverified"):
            assert catalogue.warning(entry.source.url) is None, entry.source.name


def test_the_files_can_be_read_by_people():
    folder = resources.files("crawler") / "data" / "sources"
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert "\t" not in text
    assert all(urls.is_web(entry.source.url) for entry in KNOWN)
