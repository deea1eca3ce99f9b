"""Times as news pages and feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import dates

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # 17:00 in China


def read(text: str, **kwargs) -> str | None:
    options = {"now": NOW, "zone": "Asia/Shanghai", "language": "zh"} | kwargs
    moment = dates.parse(text, **options)
    return moment.when.isoformat() if moment else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Chinese, Japanese and Korean forms
        ("2026年3月1日 13:12", "2026-03-01T13:12:00+08:00"),
        ("2026年03月01日13:12:45", "2026-03-01T13:12:45+08:00"),
        ("2026年3月1日 下午1:12", "2026-03-01T13:12:00+08:00"),
        ("2026年3月1日 上午12:05", "2026-03-01T00:05:00+08:00"),
        ("2026年3月1日 晚上8时30分", "2026-03-01T20:30:00+08:00"),
        ("2026-03-01 星期日 13:12", "2026-03-01T13:12:00+08:00"),
        ("2026/3/1 13:12:45", "2026-03-01T13:12:45+08:00"),
        ("２０２６年３月１日　１３：１２", "2026-03-01T13:12:00+08:00"),
        ("2026年3月1日", "2026-03-01T00:00:00+08:00"),
        ("十一月 6th, 2009", "2009-11-06T00:00:00+08:00"),
        ("2026년 3월 1일 오후 1:12", "2026-03-01T13:12:00+08:00"),
        ("2026.03.01. 13:12", "2026-03-01T13:12:00+08:00"),
        # machine forms
        ("2026-03-01T13:12:45+02:00", "2026-03-01T13:12:45+02:00"),
        ("2026-03-01T13:12:45.123456Z", "2026-03-01T13:12:45+00:00"),
        ("2026-03-01T13:12-0500", "2026-03-01T13:12:00-05:00"),
        ("2026-03-01T24:00:00Z", "2026-03-02T00:00:00+00:00"),
        ("2026-03-01T13:12:60Z", "2026-03-01T13:12:59+00:00"),
        ("2026-03-01T13:12:45+15:00", "2026-03-01T13:12:45+08:00"),
        ("20260301", "2026-03-01T00:00:00+08:00"),
        ("20260301T131245Z", "2026-03-01T13:12:45+00:00"),
        ("1567839845", "2019-09-07T07:04:05+00:00"),
        ("1567839845000", "2019-09-07T07:04:05+00:00"),
        ("Sun, 22 Nov 2026 08:00:00 GMT", "2026-11-22T08:00:00+00:00"),
        ("22 Nov 26 10:00:00 +0800", "2026-11-22T10:00:00+08:00"),
        # English prose
        ("March 1, 2026 at 1:12 PM EST", "2026-03-01T13:12:00-05:00"),
        ("March 1, 2026: 1:12 PM ET", "2026-03-01T13:12:00-05:00"),
        ("Mar. 1st, 2026", "2026-03-01T00:00:00+08:00"),
        ("1 March 2026", "2026-03-01T00:00:00+08:00"),
        ("5:00 AM EDT, Fri June 5, 2026", "2026-06-05T05:00:00-04:00"),
        ("Published 4:03 PM ET Nov 12, 2024", "2024-11-12T16:03:00-05:00"),
        # zones in words
        ("2026年3月1日 13:12 北京时间", "2026-03-01T13:12:00+08:00"),
        ("2026年3月1日, 格林尼治标准时间05:12", "2026-03-01T05:12:00+00:00"),
        # words around the time
        ("发布时间：2026-03-01 13:12 来源：某某网", "2026-03-01T13:12:00+08:00"),
    ],
)
def test_reads_absolute_times(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3小时前", "2026-11-22T14:00:00+08:00"),
        ("半小时前", "2026-11-22T16:30:00+08:00"),
        ("15 分鐘前", "2026-11-22T16:45:00+08:00"),
        ("2天前", "2026-11-20T17:00:00+08:00"),
        ("刚刚", "2026-11-22T17:00:00+08:00"),
        ("昨天 18:20", "2026-11-21T18:20:00+08:00"),
        ("前天", "2026-11-20T00:00:00+08:00"),
        ("03-01 13:12", "2026-03-01T13:12:00+08:00"),
        ("3月1日 13:12", "2026-03-01T13:12:00+08:00"),
        ("an hour ago", "2026-11-22T16:00:00+08:00"),
        ("2 days ago", "2026-11-20T17:00:00+08:00"),
        ("Yesterday at 18:20", "2026-11-21T18:20:00+08:00"),
    ],
)
def test_reads_relative_and_yearless_times_against_now(text, expected):
    assert read(text) == expected
    assert read(text, now=None) is None


def test_a_yearless_day_ahead_of_now_was_last_year():
    assert read("12-30 08:00") == "2025-12-30T08:00:00+08:00"
    assert read("11-22 23:50") == "2026-11-22T23:50:00+08:00"


def test_cst_is_chinas_in_chinese_and_chicagos_elsewhere():
    text = "Mon Nov 16 10:00:00 CST 2026"
    assert read(text, language="zh") == "2026-11-16T10:00:00+08:00"
    assert read(text, language="en") == "2026-11-16T10:00:00-06:00"


def test_slashed_days_follow_the_zones_country():
    assert read("03/04/2026", zone="America/New_York", language="en")[:10] == "2026-03-04"
    assert read("03/04/2026", zone="Europe/London", language="en")[:10] == "2026-04-03"
    assert read("25/04/2026", zone="America/New_York", language="en")[:10] == "2026-04-25"


def test_tells_what_was_stated():
    whole = dates.parse("2026-03-01T13:12:45+02:00")
    assert (whole.zone_stated, whole.time_stated) == (True, True)
    bare = dates.parse("2026-03-01", zone="Asia/Tokyo")
    assert (bare.zone_stated, bare.time_stated) == (False, False)
    assert bare.when.utcoffset() == timedelta(hours=9)
    assert dates.parse("3小时前", now=NOW).relative


def test_raw_is_what_was_read():
    assert dates.parse("来源：某网 2026-03-01 13:12 阅读 55").raw == "2026-03-01 13:12"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "no time at all",
        "2999-01-01",
        "2026-11-32",
        "32 November 2026",
        "2026-02-30 10:00",
        "2026-01-02 25:10",
        "12345",
        "10:30",
        "1-0 win",
        "2026",
        "May we go?",
    ],
)
def test_what_is_no_time_is_not_guessed(text):
    assert dates.parse(text, now=NOW) is None


def test_times_well_ahead_of_the_fetch_are_not_believed():
    near = dates.parse("2026-11-23 08:00", zone="UTC")
    far = dates.parse("2026-11-24 08:00", zone="UTC")
    assert dates.believable(near, NOW)
    assert not dates.believable(far, NOW)
    assert dates.believable(far, None)
    assert not dates.believable(dates.parse("1970-01-01T00:00:00Z") or far, NOW)


@pytest.mark.parametrize(
    "unit", ["9", "9 ", "2026-", "2026-01-01 ", "Nov ", "昨天", "1:1", "年月日"]
)
def test_fault_050_floods_end(unit):
    text = unit * 5000
    assert all(moment.when.tzinfo for moment in dates.find(text, now=NOW))


@given(st.text(max_size=60), st.sampled_from([None, "Asia/Shanghai", "nowhere", "+99:99", "UTC"]))
def test_any_text_gives_an_aware_time_or_none(text, zone):
    moment = dates.parse(text, now=NOW, zone=zone, language="zh")
    assert moment is None or moment.when.tzinfo is not None


@given(st.integers(631152000, 4102000000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_iso_times_come_back(moment):
    text = moment.replace(tzinfo=None).isoformat()
    assert read(text, zone="UTC") == moment.isoformat()
    chinese = f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}:{moment.minute:02}"
    assert read(chinese, zone="UTC")[:16] == text[:16]
