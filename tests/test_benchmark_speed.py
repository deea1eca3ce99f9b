"""The speed benchmark measures crawls that do what they are measured for."""

from __future__ import annotations

from benchmarks.speed import crawls, stages
from benchmarks.speed.__main__ import check, own_pages, summarise


def test_whole_crawls_of_a_tiny_site_are_measured_and_put_in_relation():
    runs = crawls.alternate(pages=12, hosts=3, repeat=1, kinds=("bare", "1 child"))

    crawled = summarise(runs, stages.Clock())["crawls"]
    assert list(crawled) == ["bare", "1 child"]
    assert crawled["bare"]["share"] == 1
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
