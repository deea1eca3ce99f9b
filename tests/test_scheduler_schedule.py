"""Schedules: fixed ones with jitter and active hours, adaptive ones and the rhythm behind them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import rhythm
from scheduler.active import active
from scheduler.adaptive import Limits, decide
from scheduler.plan import PlanError
from scheduler.schedule import grain, schedule

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def due(made, days=1, start=START):
    found, moment = [], start
    while (moment := made.following(moment)) <= start + timedelta(days=days):
        found.append(moment)
    return found


def test_an_interval_keeps_its_due_times_whenever_it_is_begun():
    made = schedule("wire", "15m")
    later = due(made, start=START + HOUR - timedelta(minutes=3), days=0.5)
    assert set(later) <= set(due(made))
    assert len(later) == 48
    assert {b - a for a, b in itertools.pairwise(due(made))} == {timedelta(minutes=15)}


def test_fault_097_a_thousand_sources_of_one_schedule_do_not_begin_at_once_but_can_share_children():
    first = [schedule(f"source-{i}", "1h").following(START) for i in range(1000)]
    counts = [first.count(moment) for moment in set(first)]
    assert len(counts) == 4
    assert max(counts) < 300
    assert max(first) - min(first) < HOUR


def test_the_longer_an_interval_the_more_sources_share_a_due_time():
    minutes = {each: grain(timedelta(minutes=each)).seconds // 60 for each in (2, 5, 10, 30, 60)}
    assert minutes == {2: 1, 5: 1, 10: 2, 30: 5, 60: 15}
    assert grain(timedelta(days=1)) == timedelta(minutes=15)


def test_jitter_can_be_set_and_switched_off():
    assert (
        schedule("a", "at 07:30", jitter="0s").following(START).strftime("%H:%M:%S") == "07:30:00"
    )
    late = [schedule(f"s{i}", "at 07:30", jitter="30m").following(START) for i in range(200)]
    assert len(set(late)) > 100
    assert all(timedelta() <= moment - START - 7.5 * HOUR < HOUR / 2 for moment in late)


def test_active_hours_hold_in_their_zone_and_past_midnight():
    made = schedule("a", "1h", hours="22:00-02:00 Asia/Shanghai", jitter="0s")
    assert [m.strftime("%H:%M") for m in due(made)] == ["14:00", "15:00", "16:00", "17:00"]
    week = schedule("a", "at 12:00", hours="mon-fri 07:00-19:00, sat 11:00-13:00", jitter="0s")
    assert [m.strftime("%a") for m in due(week, days=7)] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
    ]
    night = active("fri 22:00-02:00")
    assert night.holds(datetime(2026, 3, 7, 1, 59, tzinfo=UTC))
    assert not night.holds(datetime(2026, 3, 6, 1, 59, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_active_hours_begin_at_their_local_time_all_year(zone):
    hours = active("08:00-09:00", timezone=zone)
    for day in range(366):
        begins = hours.begins(START + day * DAY)
        assert begins.astimezone(hours.zone).strftime("%H:%M") == "08:00"


def test_active_hours_within_the_hour_that_clocks_leave_out_wait_for_the_next_day():
    hours = active("02:10-02:40", timezone="Europe/Berlin")
    begins = hours.begins(datetime(2026, 3, 28, 12, tzinfo=UTC)).astimezone(hours.zone)
    assert begins.strftime("%m-%d %H:%M") == "03-30 02:10"


@pytest.mark.parametrize(
    ("every", "hours", "jitter", "said"),
    [
        ("15m", "always", None, "active hours"),
        ("15m", "7:00-7:00", None, "hold no time"),
        ("15m", "mon-foo 07:00-08:00", None, "write mon, tue"),
        ("15m", "07:00-08:00 Mars/Base", None, "time zone"),
        ("15m", None, "soon", "length of time"),
        ("15m", None, "2d", "longer than a day"),
        ("adaptive 6h-10m", None, None, "shortest interval first"),
        ("adaptive soon-6h", None, None, "length of time"),
        ("at 07:30", "08:00-09:00", None, "no due time ever"),
        ("at 25:00", None, None, "cannot read"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(every, hours, jitter, said):
    with pytest.raises(PlanError, match=said):
        schedule("a", every, hours=hours, jitter=jitter)


def read(brought, *, every=HOUR, days=21, **options):
    """What is known after looks at fixed intervals, at each of which ``brought(time)`` came."""
    known = rhythm.learn(None, now=START, fresh=0)
    moment = START
    while moment < START + timedelta(days=days):
        moment += every
        known = rhythm.learn(known, now=moment, fresh=brought(moment), **options)
    return known


def wait(known, last=None, limits=None):
    last = last or (known.at if known else START)
    return decide(known, last=last, limits=limits or Limits()).due - last


def test_four_times_as_much_is_looked_at_twice_as_often():
    few, many = read(lambda _: 1), read(lambda _: 4)
    few, many = (wait(k, k.at + 3 * DAY) for k in (few, many))  # what just came is forgotten
    assert few / many == pytest.approx(2, rel=0.1)


def test_a_source_that_sleeps_by_night_is_looked_at_less_then():
    known = read(lambda t: 2 if 8 <= t.hour < 20 else 0)
    by_day, by_night = wait(known, START + 40 * DAY + 12 * HOUR), wait(known, START + 40 * DAY)
    assert by_night > 2.5 * by_day


def test_the_weekend_is_learnt():
    known = read(lambda t: 2 if t.weekday() < 5 else 0, days=42)
    assert wait(known, START + 61 * DAY + 12 * HOUR) > 1.5 * wait(
        known, START + 58 * DAY + 12 * HOUR
    )


def test_what_comes_in_a_burst_is_looked_at_sooner_and_a_while_later_as_before():
    calm = read(lambda _: 0)
    stirred = rhythm.learn(calm, now=calm.at + HOUR, fresh=8)
    assert wait(stirred) < wait(calm) / 3
    assert wait(stirred, stirred.at + DAY) > 2 * wait(stirred)


def test_a_first_list_tells_the_rate_by_the_times_of_its_items():
    published = [START - i * HOUR / 2 for i in range(40)]
    known = rhythm.learn(None, now=START, fresh=40, published=published)
    assert rhythm.Rate(known).mean == pytest.approx(2, rel=0.25)
    old = rhythm.learn(None, now=START, fresh=40, published=[START - 400 * DAY] * 40)
    assert rhythm.Rate(old).mean == pytest.approx(rhythm.Rate(None).mean)


def test_the_rest_of_a_backlog_makes_no_burst():
    first = rhythm.learn(None, now=START, fresh=5, published=[START - DAY] * 5)
    more = rhythm.learn(first, now=START + HOUR / 60, fresh=50, published=[], backlog=True)
    assert wait(more) > wait(first) / 2


def test_limits_hold_and_a_wish_of_the_publisher_lengthens_the_shortest():
    busy = read(lambda _: 500, days=3)
    assert wait(busy) == Limits().fastest
    assert wait(read(lambda _: 500, days=3, asked=3600)) == HOUR
    assert wait(read(lambda _: 500, days=3, asked=400 * 86400)) == DAY
    dead = read(lambda _: 0, days=60)
    assert wait(dead) > 4 * HOUR
    assert wait(dead, limits=Limits(HOUR, 2 * HOUR)) == 2 * HOUR
    assert (
        "asks for"
        in decide(read(lambda _: 500, days=3, asked=3600), last=START, limits=Limits()).why
    )


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 500)), max_size=30))
def test_the_next_look_is_always_ahead_and_within_bounds(looks):
    known, moment = None, START
    for seconds, fresh in looks:
        moment += timedelta(seconds=seconds)
        known = rhythm.learn(known, now=moment, fresh=fresh)
    known = rhythm.from_json(rhythm.to_json(known)) if known else None
    assert Limits().fastest <= wait(known, moment) <= Limits().slowest


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "x", '{"since": 1}', "null"])
def test_a_rhythm_that_cannot_be_read_is_none(text):
    assert rhythm.from_json(text) is None


def test_a_rhythm_known_from_a_later_time_than_its_own_is_none():
    known = rhythm.Rhythm(since=START + HOUR, at=START, hours=(9.0,) * 24)
    assert rhythm.from_json(rhythm.to_json(known)) is None


def test_an_adaptive_due_time_is_put_off_until_the_active_hours():
    made = schedule("a", "adaptive", hours="06:00-22:00", jitter="10m")
    assert made.limits == Limits()
    put_off = made.allowed(START)
    assert timedelta() <= put_off - START - 6 * HOUR < timedelta(minutes=11)
    assert made.allowed(START + 7 * HOUR) == START + 7 * HOUR
