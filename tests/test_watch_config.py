"""Schedules in the configuration: per source, per group, with a default; mistakes and their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import ConfigError, parse
from crawler.watching import Watching
from scheduler.batch import Suspect

FILE = Path("newsvane.toml")
SOURCES = """
[[source]]
name = "a"
url = "https://a.example/feed.xml"
groups = ["fast", "slow"]
[[source]]
name = "b"
url = "https://b.example/feed.xml"
groups = ["slow"]
every = "2h"
[[source]]
name = "c"
url = "https://c.example/feed.xml"
"""


def sources(text):
    config = parse(f"catalogue = false\n{text}\n{SOURCES}", FILE)
    return {source.name: source for source in config.sources}


def test_a_group_speaks_for_its_sources_where_they_do_not_speak_themselves():
    found = sources(
        '[group.slow]\nevery = "6h"\nactive = "07:00-23:00"\n[group.fast]\nevery = "5m"\ndelay = 1.0'
    )
    assert (found["a"].every, found["a"].active, found["a"].delay) == ("5m", "07:00-23:00", 1.0)
    assert (found["b"].every, found["b"].active) == ("2h", "07:00-23:00")
    assert (found["c"].every, found["c"].active) == (None, None)


def test_the_default_is_adaptive():
    assert parse("catalogue = false", FILE).every == "adaptive"
    assert parse('catalogue = false\nevery = "adaptive 10m-2h"', FILE).every == "adaptive 10m-2h"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[group.slwo]\nevery = "6h"', r"line 2: no source is in a group called 'slwo'.*'slow'"),
        ('[group.slow]\nevry = "6h"', r"line 3: unknown key 'evry'; did you mean 'every'"),
        ('[group.slow]\nactive = "soon"', r"line 3: active: cannot read the active hours"),
        ('[group.slow]\njitter = "x"', r"line 3: jitter: cannot read the length"),
        ('group = "slow"', r"write each group as a table"),
        ("[[group]]", r"write each group as a table"),
        ('every = "sometimes"', r"line 2: every: .*write adaptive, 15m"),
        ('every = "adaptive 1s-2h"', r"line 2: every: .*at least 1m"),
        ("memory = 1", r"line 2: memory: write a whole number of MiB"),
        ('active = "mon-fri"', r"line 2: active"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(text, said):
    with pytest.raises(ConfigError, match=said):
        sources(text)


def test_fault_095_a_page_is_left_alone_for_long_only_when_its_process_dies_of_it_again(tmp_path):
    file = tmp_path / "newsvane.toml"
    file.write_text(f"catalogue = false\n{SOURCES}", encoding="utf-8")
    config = parse(file.read_text(encoding="utf-8"), file)
    config = replace(config, database=tmp_path / "news.db")
    watching = Watching(config, lambda c: c.sources, lambda *_: [], lambda: config)
    page = Suspect("a", "https://a.example/1.html")
    for longest in (timedelta(hours=1), timedelta(days=7)):
        watching.lost(["a", "b"], "killed by signal 9", page)
        until = watching.store.known(page.url).until
        assert longest * 0.9 < until - datetime.now(UTC) <= longest
    watching.close()
