"""How long a host is left alone that asks for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.politeness import DEFAULT_HOLD, MAX_HOLD, parse_retry_after
from tests.fetching import fetch
from tests.server import Page, Site

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sunday, 22-Nov-26 12:01:00 GMT", 60),
        ("Sun Nov 22 12:01:00 2026", 60),
        ("Sun, 22 Nov 2026 20:01:00 +0800", 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
    ],
)
def test_fault_017_both_forms_are_read(value, seconds):
    assert parse_retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["86401", "9" * 5000, "Sun, 22 Nov 2099 12:00:00 GMT"])
def test_fault_017_no_hold_is_longer_than_the_cap(value):
    assert parse_retry_after(value, NOW) == MAX_HOLD


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "²", "Mon, 99 Nov 2026 99:99:99 GMT"])
def test_what_means_nothing_is_none(value):
    assert parse_retry_after(value, NOW) is None


@given(st.text(max_size=200))
def test_no_header_makes_the_reader_stumble(value):
    wait = parse_retry_after(value, NOW)
    assert wait is None or timedelta() <= wait <= MAX_HOLD


def busy(status: int, **headers: str) -> Page:
    return Page(b"busy", status, {name.replace("_", "-"): v for name, v in headers.items()})


LATER = datetime.now(UTC) + timedelta(hours=2)
SITES = {
    "seconds": [busy(429, Retry_After="3600")],
    "date": [busy(503, Retry_After=f"{LATER:%a, %d %b %Y %H:%M:%S} GMT")],
    "silent 429": [busy(429)],
    "soon": [busy(429, Retry_After="1"), Page(b"here")],
    "soon 503": [busy(503, Retry_After="1"), Page(b"here")],
    "failing once": [busy(503), Page(b"here")],
    "failing": [busy(500)],
} | {str(status): [busy(status)] for status in (401, 403, 404, 407, 410)}


@pytest.fixture(scope="module")
def hosts():
    """Each host is one loopback address: first /busy is asked for, then /next."""
    opened = {name: Site({"/busy": pages}) for name, pages in SITES.items()}
    for number, site in enumerate(opened.values(), start=10):
        site.host = f"127.0.0.{number}"
        site.__enter__()
        site.pages["/next"] = site.pages["/after"] = Page(b"next")
    asked = [
        {"url": site.url(path), "name": f"{name} {path}", "priority": priority}
        for path, priority in (("/busy", 1), ("/next", 0), ("/after", 0))
        for name, site in opened.items()
    ]
    held = {"url": "http://127.0.0.99:9/", "name": "held"}
    fetched = fetch(
        *asked,
        held,
        allow_hosts=["127.0.0.0/8"],
        obey_robots=False,
        CONCURRENT_REQUESTS_PER_DOMAIN=1,
        CONCURRENT_REQUESTS=len(SITES),
        retry_at={"127.0.0.99": LATER},
    )
    yield fetched, opened
    for site in opened.values():
        site.__exit__()


@pytest.mark.parametrize("name", ["seconds", "date", "silent 429"])
def test_fault_017_a_host_that_asks_for_it_is_left_alone(hosts, name):
    fetched, opened = hosts
    assert fetched[f"{name} /busy"].status in {429, 503}
    # Both were on their way to the host when it answered.
    assert fetched[f"{name} /next"].kind == fetched[f"{name} /after"].kind == "later"
    assert opened[name].asked == ["/busy"]


def test_fault_017_the_time_is_noted_for_the_next_run(hosts):
    noted = hosts[0].retry_at
    assert set(noted) >= {hosts[1][name].host for name in ("seconds", "date", "silent 429")}
    assert abs(noted[hosts[1]["date"].host] - LATER) < timedelta(seconds=2)
    wait = noted[hosts[1]["silent 429"].host] - datetime.now(UTC)
    assert DEFAULT_HOLD - timedelta(minutes=1) < wait <= DEFAULT_HOLD


def test_fault_017_a_hold_from_an_earlier_run_is_kept(hosts):
    assert hosts[0]["held"].kind == "later"


@pytest.mark.parametrize("name", ["soon", "soon 503"])
def test_a_short_hold_is_waited_out(hosts, name):
    fetched, opened = hosts
    assert fetched[f"{name} /busy"].body == b"here"
    assert fetched[f"{name} /next"].body == b"next"
    times = [request.at for request in opened[name].asked_for("/busy")]
    assert all(later - earlier > 0.9 for earlier, later in pairwise(times))


def test_an_ordinary_failure_is_tried_again(hosts):
    assert hosts[0]["failing once /busy"].body == b"here"


def test_fault_021_at_most_two_retries(hosts):
    assert hosts[0]["failing /busy"].status == 500
    assert len(hosts[1]["failing"].asked_for("/busy")) == 3


def test_fault_021_retries_are_paused_for_longer_each_time():
    with Site({"/": busy(500)}) as site:
        fetch(site.url(), obey_robots=False, NEWSVANE_RETRY_BACKOFF=0.3)
    times = [request.at for request in site.requests]
    first, second = (later - earlier for earlier, later in pairwise(times))
    assert first > 0.25
    assert second > 0.55


@pytest.mark.parametrize("status", [401, 403, 404, 407, 410])
def test_fault_020_refusals_are_not_repeated(hosts, status):
    fetched, opened = hosts
    assert fetched[f"{status} /busy"].status == status
    assert opened[str(status)].asked == ["/busy", "/next", "/after"]
