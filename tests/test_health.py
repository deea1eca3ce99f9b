"""How a source is doing: what is usual is learnt, what is not is told, and what passes is not."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import health, usual
from crawler.page import list_faults
from storage.source_rows import SourceDay, SourceState

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)  # a Tuesday
FINE = SourceState(
    state="ok", began=NOW - timedelta(days=60), first_look=NOW - timedelta(days=60), entries=20,
    checked=NOW, news=NOW, newest=NOW,
)  # fmt: skip


TODAY = NOW.date()


def days(*news, last=TODAY, **fields):
    """One day after another up to ``last``, each with so many new addresses."""
    first = last - timedelta(days=len(news) - 1)
    return [
        SourceDay(day=first + timedelta(days=n), looks=24, news=count, **fields)
        for n, count in enumerate(news)
    ]


def steady(quiet, a_day=6):
    news = datetime.combine(NOW.date() - timedelta(days=quiet), datetime.min.time(), UTC)
    return replace(FINE, news=news), days(*[a_day] * 30, *[0] * quiet)


def test_a_silence_that_is_not_usual_is_told_with_what_was_usual():
    state, figures = steady(3)
    found = health.judge(state, figures, NOW)
    assert (found.name, found.needs_person) == ("frozen", True)
    assert "usually 6 a day, nothing new for 4 days" in found.sentence
    assert "the same entries" in found.sentence
    assert health.judge(replace(state, entries=0), figures, NOW).name == "silent"


def test_a_day_without_news_is_not_yet_silence():
    assert health.judge(*steady(1), NOW).name == "ok"


def test_a_slow_source_may_be_slow():
    weekly = [1, 0, 0, 0, 0, 0, 0] * 8
    news = NOW - timedelta(days=20)
    quiet = days(*weekly, *[0] * 20)
    assert health.judge(replace(FINE, news=news), quiet, NOW).name == "ok"
    longer = replace(FINE, news=NOW - timedelta(days=45))
    found = health.judge(longer, days(*weekly, *[0] * 45), NOW)
    assert found.name == "frozen"
    assert "a week" in found.sentence


def test_a_weekend_is_no_silence_for_who_rests_at_weekends():
    monday_morning = datetime(2026, 3, 30, 8, tzinfo=UTC)
    figures = [
        SourceDay(day=d, looks=24, news=0 if d.weekday() > 4 or d == monday_morning.date() else 10)
        for d in (monday_morning.date() - timedelta(days=n) for n in range(40, -1, -1))
    ]
    friday = replace(FINE, news=datetime(2026, 3, 27, 18, tzinfo=UTC))
    assert usual.silence(figures, friday.news, monday_morning) is None


def test_who_did_not_look_has_heard_no_silence():
    state, figures = steady(5)
    asleep = figures[:30] + [replace(day, looks=0) for day in figures[30:]]
    assert health.judge(state, asleep, NOW).name == "ok"


def test_bursty_sources_seldom_cry_wolf():
    """A year of each of 60 sources that never die: at most one false alarm in ten source-years."""
    draw, alarms = random.Random(7), 0
    for _ in range(60):
        rate, burst = draw.choice([0.3, 1, 3, 10]), draw.choice([1, 3, 8])
        past: list[SourceDay] = []
        news = None
        alarmed = False
        for n in range(365):
            day = date(2026, 1, 1) + timedelta(days=n)
            slow = 0.2 if day.weekday() > 4 else 1.0
            bursts = sum(draw.random() < slow * rate / burst / 24 for _ in range(24))
            found = sum(draw.randint(1, 2 * burst - 1) for _ in range(bursts))
            past.append(SourceDay(day=day, looks=24, news=found))
            at = datetime(day.year, day.month, day.day, 23, tzinfo=UTC)
            news = at if found else news
            if news and (found or n % 2) and not alarmed:
                alarmed = usual.silence(past[-90:], news, at) is not None
            alarms += bool(found and alarmed)
            alarmed = alarmed and not found
    assert alarms <= 6


@pytest.mark.parametrize("field", ["titles", "times", "texts"])
def test_a_field_that_went_missing_is_told(field):
    had = dict.fromkeys(("articles", "titles", "times", "texts"), 10)
    figures = days(*[10] * 10, last=TODAY - timedelta(days=1), **had)
    now = days(10, **had | {field: 1})
    found = health.judge(FINE, [*figures, *now], NOW)
    assert (found.name, found.needs_person) == ("drifting", True)
    assert health._FIELDS[field] in found.sentence
    assert health.judge(FINE, [*figures, *days(10, **had | {field: 6})], NOW).name == "ok"


def test_pages_that_hold_no_article_any_more_are_told():
    figures = days(*[10] * 10, last=TODAY - timedelta(days=1), articles=10)
    found = health.judge(FINE, [*figures, *days(10, absent=10)], NOW)
    assert "hold none" in found.sentence


def test_a_source_that_never_gave_times_does_not_miss_them():
    had = {"articles": 10, "titles": 10, "times": 0, "texts": 10}
    assert health.judge(FINE, days(*[10] * 20, **had), NOW).name == "ok"


def failed(trouble, times=1, state="failed", **fields):
    failures = times * health.weight(trouble)
    return replace(FINE, state=state, trouble=trouble, failures=failures, **fields)


@pytest.mark.parametrize(
    ("trouble", "times", "person"),
    [
        ("dns", 7, False), ("dns", 8, True),
        ("HTTP 503", 3, False), ("HTTP 503", 4, True),
        ("HTTP 404", 3, False), ("HTTP 404", 4, True),
        ("timeout", 3, False), ("timeout", 4, True),
        ("refused", 1, False), ("refused", 2, True),
    ],
)  # fmt: skip
def test_what_may_pass_needs_a_person_only_after_a_while(trouble, times, person):
    found = health.judge(failed(trouble, times), (), NOW)
    assert found.needs_person is person
    assert found.name == ("failing" if person else "shaky")


@pytest.mark.parametrize(
    ("trouble", "state", "name"),
    [
        ("HTTP 410", "failed", "gone"),
        ("HTTP 401", "blocked", "barred"),
        ("HTTP 403", "blocked", "barred"),
        ("robots", "blocked", "barred"),
        ("challenge", "challenge", "challenge"),
        ("parked", "parked", "parked"),
    ],
)
def test_what_does_not_pass_is_told_at_once(trouble, state, name):
    found = health.judge(failed(trouble, state=state), (), NOW)
    assert (found.name, found.needs_person) == (name, True)
    words = health._AS_A_SENTENCE[name]
    assert found.sentence.startswith(words)
    seen = health.judge(failed(trouble, state=state, detail="https://s.example/: HTTP"), (), NOW)
    assert seen.sentence.startswith(f"{words} (https://s.example/: HTTP)")


def test_what_never_worked_is_told_at_once():
    assert health.judge(failed("HTTP 404", first_look=None), (), NOW).needs_person


@pytest.mark.parametrize(
    ("news", "newest", "age", "name", "person"),
    [
        (None, None, 2, "empty", False),
        (None, None, 8, "empty", True),
        (1, NOW, 60, "empty", False),
        (3, NOW, 60, "emptied", True),
    ],
)
def test_an_empty_list_is_no_success(news, newest, age, name, person):
    state = replace(
        FINE, state="empty", entries=0, newest=newest, first_look=NOW - timedelta(days=age),
        news=NOW - timedelta(days=news) if news else None,
    )  # fmt: skip
    found = health.judge(state, (), NOW)
    assert (found.name, found.needs_person) == (name, person)


def test_a_list_that_was_dead_when_we_came_is_told():
    found = health.judge(replace(FINE, news=None, newest=NOW - timedelta(days=400)), (), NOW)
    assert found.name == "frozen"
    assert "2025-02-24" in found.sentence


@given(st.floats(0, 1e6))
def test_fault_019_a_failing_source_is_asked_ever_more_seldom_and_never_given_up(failures):
    assert timedelta() <= health.rest(failures) <= health.rest(failures + 0.5) <= timedelta(days=1)


def test_the_pulse_is_slow_after_a_week_of_failures():
    assert health.rest(1) == timedelta()
    assert timedelta(minutes=30) <= health.rest(2) <= timedelta(hours=2)
    assert health.rest(10) == health.SLOWEST


def test_health_remembers_since_when():
    early, late = NOW - timedelta(days=2), NOW
    state = health.judged(failed("HTTP 410"), (), early)
    again = health.judged(state, (), late)
    assert (again.health, again.health_since) == ("gone", early)
    assert health.judged(replace(FINE, health="gone"), (), late).health_since == late


PARKED = [
    "<html><title>x.example</title><h1>This domain is for sale</h1></html>",
    "<html><body>该域名正在出售</body></html>",
    '<html><script>window.onload=function(){window.location.href="/lander"}</script></html>',
]


@pytest.mark.parametrize("page", PARKED)
def test_a_parked_domain_has_a_name(page):
    assert list_faults.name("not a feed", page.encode()) == "parked"
    assert list_faults.name("empty", page.encode()) == "parked"


def test_a_challenge_has_a_name_and_a_plain_page_has_none():
    page = b"<html><title>Just a moment...</title></html>"
    assert list_faults.name("not a feed", page) == "challenge"
    assert list_faults.name("not a feed", b"<html><p>We moved.</p></html>") == "not a feed"


def test_a_list_that_was_read_is_never_called_parked():
    feed = "<rss><channel><item><title>This domain is for sale</title></item></channel></rss>"
    assert list_faults.name("ok", feed.encode()) == "ok"


def test_a_list_that_is_too_long_is_told_and_needs_nobody():
    long = replace(
        FINE, state="partial", detail="https://n.example/: read in part: more than 5,000"
    )
    found = health.judge(long, days(*[6] * 30), NOW)
    assert (found.name, found.sentence, found.needs_person) == ("ok", long.detail, False)
    cut = replace(long, detail="https://n.example/1: HTTP 500")
    assert health.judge(cut, days(*[6] * 30), NOW).sentence == ""
