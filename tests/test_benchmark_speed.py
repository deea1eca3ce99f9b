"""The speed benchmark measures crawls that do what they are measured for."""

from __future__ import annotations

import json

from benchmarks.speed import crawls, report, stages
from benchmarks.speed.__main__ import own_pages, summarise
from benchmarks.speed.bars import Bar, Panel, draw
from benchmarks.speed.floors import check
from benchmarks.speed.site import DISTINCT, Site


def test_whole_crawls_of_a_tiny_site_are_measured_and_put_in_relation():
    runs = crawls.alternate(pages=12, hosts=3, repeat=1, kinds=("defaults", "bare", "1 child"))

    crawled = summarise(runs, stages.Clock())["crawls"]
    assert list(crawled) == ["defaults", "bare", "1 child"]
    assert crawled["bare"]["share"] == crawled["defaults"]["of_defaults"] == 1
    # How much it took says nothing on twelve pages: what starting costs has been taken off.
    assert all({"cpu_ms", "rate", "peak_mib"} <= set(it) for it in crawled.values())


def test_every_page_of_the_site_goes_through_every_stage():
    clock = stages.measure(own_pages(40, 6))

    assert {clock.calls[stage] for stage in stages.EVERY} == {20}
    assert clock.calls["drop"] == 20


def test_a_missed_floor_is_named():
    figures = {"stages": {"extract": {"parses": 1e6}, "clean": {"parses": 0.0}}}

    (missed,) = check(figures)
    assert missed.startswith("extract: 1000000.00")


def test_the_page_on_speed_is_made_of_the_figures_that_were_kept():
    known = json.loads(report.RESULTS.read_text(encoding="utf-8"))

    assert report.page(known) == (report.DOCS / "speed.md").read_text(encoding="utf-8")
    assert report.picture(known) == (report.DOCS / "speed.svg").read_text(encoding="utf-8")


def test_bars_are_as_long_as_their_values_and_labels_are_text():
    drawn = draw([Panel("a & b", [Bar("<x>", 1.0, "1", low=0.5, high=2.0), Bar("y", 2.0, "2")])])

    widths = [float(part.split('"')[0]) for part in drawn.split(' width="')[2:]]
    assert widths == [185.0, 370.0]
    assert "a &amp; b" in drawn
    assert "&lt;x&gt;" in drawn
    assert drawn.count("<path") == 1


def test_pages_beyond_the_distinct_ones_say_the_same_at_their_own_address():
    site = Site(DISTINCT + 3, 3, 80)

    assert site.original("/news/2999.html") is None
    assert site.original(f"/news/{DISTINCT + 2}.html") == "/news/2.html"
    assert site.original(f"/news/{DISTINCT + 3}.html") is None
    assert site.original("/news/x.html") is None
