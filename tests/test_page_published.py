"""Which of a page's times is the article's."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import dates, published
from crawler.page.header import Line

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
READING = published.Reading(NOW, ZoneInfo("Asia/Shanghai"), "zh")


def found(text, origin="json-ld"):
    moment = dates.parse(text, now=NOW, zone=READING.zone, language="zh")
    return published.Found(moment, origin) if moment else None


def choose(shown=None, machine=(), url=None, *, header_first=True):
    best = published.choose(
        found(shown, "header") if shown else None,
        [found(text) for text in machine],
        found(url, "url") if url else None,
        fetched=NOW,
        header_first=header_first,
    )
    return (best.moment.when.isoformat(), best.origin) if best else None


def test_the_readers_time_beats_the_machines_on_the_same_day():
    assert choose("2026-03-01 04:04", ["2026-03-01T06:52:51+08:00"]) == (
        "2026-03-01T04:04:00+08:00",
        "header",
    )


def test_elsewhere_the_machines_time_knows_its_zone():
    best = choose("2026-03-01 04:04", ["2026-03-01T09:04:11Z"], header_first=False)
    assert best == ("2026-03-01T09:04:11+00:00", "json-ld")


def test_one_clock_in_both_takes_the_machines_zone():
    best = choose("2026-03-01 13:12", ["2026-03-01T13:12:00+09:00"])
    assert best == ("2026-03-01T13:12:00+09:00", "json-ld")


def test_another_days_header_is_another_storys():
    assert choose("2025-01-01 04:04", ["2026-03-01T06:52:51+08:00"])[1] == "json-ld"


def test_unless_the_address_sides_with_it():
    best = choose("2026-03-01 04:04", ["2026-05-09T06:52:51+08:00"], "2026-03-01")
    assert best == ("2026-03-01T04:04:00+08:00", "header")


def test_a_header_with_the_hour_completes_a_machines_day():
    assert choose("2026-03-01 04:04", ["2026-03-01"])[1] == "header"


def test_a_relative_time_only_where_nothing_is_exact():
    assert choose("3小时前", ["2026-11-22T14:05:00+08:00"])[1] == "json-ld"
    assert choose("3小时前") == ("2026-11-22T14:00:00+08:00", "header")


def test_of_machines_the_first_that_knows_the_hour():
    assert choose(None, ["2026-03-01", "2026-03-01T13:12:00Z"])[0] == "2026-03-01T13:12:00+00:00"


def test_the_future_is_not_believed():
    assert choose("2026-12-24 10:00", ["2026-12-25T10:00:00Z"], "2026-12-24") is None
    assert choose("2026-12-24 10:00", ["2026-03-01T10:00:00Z"])[1] == "json-ld"


def test_the_address_is_the_last_resort():
    assert choose(url="2026-03-01") == ("2026-03-01T00:00:00+08:00", "url")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.com/2026/03/01/story", "2026-03-01"),
        ("https://e.com/2026-03-01/story.html", "2026-03-01"),
        ("https://e.com/n1/20260301/c1-2.html", "2026-03-01"),
        ("https://e.com/a/t20260301_12345.shtml", "2026-03-01"),
        ("https://e.com/world/2026/mar/01/story", "2026-03-01"),
        ("https://e.com/2026/3/1/story", "2026-03-01"),
    ],
)
def test_days_in_addresses(url, day):
    assert published.in_url(url, READING).moment.when.date().isoformat() == day


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://e.com/story-1234567890",
        "https://e.com/?d=2026-03-01",
        "https://e.com/20261345/x",
    ],
)
def test_addresses_without_a_day(url):
    assert published.in_url(url, READING) is None


def lines(*texts):
    return [Line(text) for text in texts]


def test_labelled_updates_are_not_the_publication():
    shown, updated = published.visible(
        lines("最后更新: 2026-03-02 15:14", "2026-03-01 15:10 来源：某某网"), READING
    )
    assert shown.moment.raw == "2026-03-01 15:10"
    assert updated.moment.raw == "2026-03-02 15:14"


def test_each_time_in_a_line_has_its_own_label():
    shown, updated = published.visible(
        lines("Updated March 2, 2026 8:00 AM Published March 1, 2026 1:12 PM"), READING
    )
    assert shown.moment.raw == "March 1, 2026 1:12 PM"
    assert updated.moment.raw == "March 2, 2026 8:00 AM"


def test_at_the_foot_only_labelled_times_count():
    foot = lines("2026-02-02 02:02 相关新闻", "发布日期：2026-03-01")
    shown, _ = published.visible(foot, READING, labelled=True)
    assert shown.moment.raw == "2026-03-01"


def test_dates_in_sentences_are_not_the_articles():
    shown, _ = published.visible(
        lines("据某某社3月1日电，2025年11月12日14:00，三家企业在河岸市签署了协议。" * 2), READING
    )
    assert shown is None


def test_the_hour_beats_the_mere_day():
    shown, _ = published.visible(lines("2026-03-01", "2026-03-01 13:12"), READING)
    assert shown.moment.time_stated


def test_a_time_elements_own_word_completes_what_it_shows():
    line = Line("March 1, 2026", stated="2026-03-01T13:12:00+08:00")
    shown, _ = published.visible([line], READING)
    assert shown.moment.when.isoformat() == "2026-03-01T13:12:00+08:00"


@given(st.lists(st.text(max_size=80), max_size=5), st.text(max_size=80))
def test_any_lines_and_addresses_are_safe(texts, url):
    published.visible(lines(*texts), READING)
    published.in_url(url, READING)
