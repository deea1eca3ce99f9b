"""Which zone is meant by times that name none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import zones

WINTER = datetime(2026, 1, 15)  # noqa: DTZ001 - zones are asked about a wall clock


def offset(url: str, *, zone: str | None = None, language: str | None = None) -> float:
    found, _ = zones.assumed(url, zone=zone, language=language)
    return found.utcoffset(WINTER) / timedelta(hours=1)


def test_the_sources_zone_comes_first():
    assert offset("https://news.example.cn/1", zone="Europe/Berlin", language="zh") == 1
    assert "of the source" in zones.assumed("https://a.cn/", zone="Asia/Tokyo", language="zh")[1]


def test_then_the_sites_country():
    assert offset("https://www.example.co.jp/a", language="en") == 9
    assert offset("https://news.example.com.au/a", language="en") == 11


def test_large_sites_under_neutral_domains_are_known():
    assert offset("https://www.scmp.com/tech/1", language="en") == 8
    assert offset("https://edition.cnn.com/1", language="en") == -5


def test_then_the_languages_country():
    found, why = zones.assumed("https://example.com/1", zone=None, language="zh-Hant")
    assert found.utcoffset(WINTER) == timedelta(hours=8)
    assert why == "assumed zone Asia/Shanghai (of the language)"


def test_else_utc():
    assert zones.assumed("", zone=None, language="en") == (UTC, "assumed zone UTC (nothing tells)")


@pytest.mark.parametrize(("name", "hours"), [("+08:00", 8), ("-0330", -3.5), ("UTC", 0)])
def test_zones_may_be_named_by_offset(name, hours):
    assert zones.named(name).utcoffset(WINTER) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", [None, "", "Mars/Base", "../../etc/passwd", "+99:00", "x" * 999, "\0"]
)
def test_what_is_no_zone_is_none(name):
    assert zones.named(name) is None


@given(st.text(max_size=40))
def test_any_address_has_a_zone(url):
    assert zones.assumed(url, zone=url, language=url)[1]
