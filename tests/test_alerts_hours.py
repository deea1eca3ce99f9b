"""Quiet hours and digests: over midnight, across clock changes, after downtime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.alerts.hours import digest_due, quiet_until, spans

BERLIN = "Europe/Berlin"


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def until(quiet, text, zone=BERLIN):
    end = quiet_until(spans(quiet), at(text, zone), zone)
    return end and end.astimezone(ZoneInfo(zone)).strftime("%d %H:%M")


def test_quiet_hours_go_over_midnight():
    night = ["22:00-07:00"]
    assert until(night, "2026-03-10 21:59") is None
    assert until(night, "2026-03-10 22:00") == "11 07:00"
    assert until(night, "2026-03-11 06:59") == "11 07:00"
    assert until(night, "2026-03-11 07:00") is None


def test_quiet_hours_are_those_of_their_zone():
    night = spans(["22:00-07:00"])
    noon_in_utc_is_evening_in_auckland = at("2026-06-10 12:00")
    assert quiet_until(night, noon_in_utc_is_evening_in_auckland, "Pacific/Auckland")
    assert quiet_until(night, noon_in_utc_is_evening_in_auckland, "UTC") is None


def test_spans_that_adjoin_are_one_and_a_whole_day_ends():
    assert until(["22:00-24:00", "00:00-06:00"], "2026-03-10 23:00") == "11 06:00"
    assert quiet_until(spans(["08:00-08:00"]), at("2026-03-10 09:00"), "UTC") is not None


@pytest.mark.parametrize("text", ["22-7", "25:00-07:00", "", "always", "22:00"])
def test_a_span_that_cannot_be_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="22:00-07:00"):
        spans([text])


@given(
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"]),
    st.integers(0, 366 * 24 * 4),
    st.sampled_from(["22:00-07:00", "01:30-02:30", "02:00-03:00", "12:00-13:00", "00:00-24:00"]),
)
def test_the_end_is_always_ahead_within_a_day_and_outside(zone, quarter, text):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter)
    quiet = spans([text])
    end = quiet_until(quiet, now, zone)
    if end is not None:
        assert timedelta(0) < end - now <= timedelta(hours=51)
        if text != "00:00-24:00":
            assert quiet_until(quiet, end, zone) is None


def test_a_digest_is_due_once_however_many_were_missed():
    last = at("2026-03-10 08:00", BERLIN)
    every = "at 08:00 and 18:00"
    assert digest_due(every, BERLIN, last, at("2026-03-10 17:59", BERLIN)) is None
    assert digest_due(every, BERLIN, last, at("2026-03-10 18:00", BERLIN)) == at(
        "2026-03-10 18:00", BERLIN
    )
    late = digest_due(every, BERLIN, last, at("2026-03-13 09:00", BERLIN))
    assert late == at("2026-03-13 08:00", BERLIN)
    assert digest_due(every, BERLIN, late, at("2026-03-13 09:30", BERLIN)) is None


def test_a_digest_comes_once_on_the_days_when_clocks_change():
    for day in ("2026-03-29", "2026-10-25"):
        last = at(f"{day} 00:00", BERLIN) - timedelta(hours=2)
        found = []
        for now in [last + timedelta(minutes=10 * step) for step in range(140)]:
            if due := digest_due("at 02:30", BERLIN, last, now):
                found.append(due)
                last = due
        assert len(found) == 1, day
