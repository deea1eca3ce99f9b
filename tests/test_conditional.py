"""Asking only for what has changed, and not believing servers that say nothing ever does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import conditional
from tests.fetching import fetch
from tests.server import Page, Site

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BODY = b"<rss/>"
SHA = sha256(BODY).hexdigest()


@dataclass(frozen=True)
class State:
    """The part of a source's stored state that matters here."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    checked: datetime | None = None
    changed: datetime | None = None
    unconditional: datetime | None = None


KNOWN = State('"1"', "Sat, 21 Nov 2026 12:00:00 GMT", SHA, unconditional=NOW - timedelta(days=1))


def check(state=KNOWN, status=200, headers=None, body=BODY, asked=True):
    return conditional.check(
        state, status=status, headers=headers or {}, body=body, asked=asked, now=NOW
    )


DATE = "Sat, 21 Nov 2026 12:00:00 GMT"


def test_the_date_is_sent_only_without_an_etag_beside_which_it_counts_for_nothing():
    assert conditional.headers(KNOWN) == {"If-None-Match": '"1"'}
    assert conditional.headers(replace(KNOWN, etag=None)) == {"If-Modified-Since": DATE}


def test_an_etag_that_does_not_help_gives_way_to_the_date_for_good_where_that_helps():
    served = {"ETag": '"1-gzip"', "Last-Modified": DATE}
    useless = check(headers=served)
    assert useless.unchanged
    assert conditional.headers(useless.state) == {"If-Modified-Since": DATE}
    helped = check(useless.state, status=304, headers=served, body=b"")
    assert conditional.headers(helped.state) == {"If-Modified-Since": DATE}
    # Nothing helps here: the ETag has its turn again. New bytes give both another chance.
    neither = check(useless.state, headers=served)
    assert conditional.headers(neither.state) == {"If-None-Match": '"1-gzip"'}
    news = check(useless.state, headers=served, body=b"new")
    assert conditional.headers(news.state) == {"If-None-Match": '"1-gzip"'}
    # A full look names nothing, and tells nothing of what would have helped.
    full = check(headers=served, asked=False)
    assert conditional.headers(full.state) == {"If-None-Match": '"1-gzip"'}


def test_nothing_is_sent_where_nothing_is_known():
    assert conditional.headers(State()) == {}


@pytest.mark.parametrize("etag", ["", '"a\r\nHost: b"', '"' + "x" * 600 + '"', '"é"', "\ud800"])
def test_a_validator_that_cannot_be_a_header_is_not_sent(etag):
    assert conditional.headers(State(etag=etag)) == {}


def test_fault_016_a_full_look_is_taken_now_and_then():
    last = KNOWN.unconditional
    assert conditional.headers(KNOWN, last + conditional.EVERY - timedelta(seconds=1))
    assert not conditional.headers(KNOWN, last + conditional.EVERY)


def test_fault_016_a_clock_that_was_set_back_does_not_postpone_it():
    assert not conditional.headers(KNOWN, KNOWN.unconditional - timedelta(days=1))


def test_an_unmodified_page_is_unchanged_and_stays_known():
    found = check(status=304, body=b"")
    assert found.unchanged
    assert found.problem is None
    assert found.state == replace(KNOWN, checked=NOW)


def test_a_304_may_renew_the_validators():
    assert check(status=304, headers={"ETag": '"2"'}).state.etag == '"2"'


def test_fault_014_a_304_that_nobody_asked_for_is_an_error():
    found = check(status=304, body=b"", asked=False)
    assert not found.unchanged
    assert "not modified" in found.problem
    assert conditional.headers(found.state) == {}


def test_fault_015_a_new_etag_on_the_same_bytes_is_no_change():
    found = check(headers={"etag": '"2"'})
    assert found.unchanged
    assert found.state.etag == '"2"'
    assert found.state.changed == KNOWN.changed


def test_new_bytes_are_a_change_also_under_the_same_etag():
    found = check(headers={"ETAG": '"1"'}, body=b"new")
    assert not found.unchanged
    assert found.state.changed == NOW
    assert found.state.body_sha256 == sha256(b"new").hexdigest()


def test_validators_that_are_gone_are_forgotten():
    assert conditional.headers(check(body=b"new").state) == {}


@pytest.mark.parametrize("asked", [True, False])
def test_only_a_request_without_validators_counts_as_a_full_look(asked):
    found = check(asked=asked)
    assert found.state.unconditional == (KNOWN.unconditional if asked else NOW)


@pytest.mark.parametrize("status", [204, 206, 403, 404, 500])
def test_other_answers_teach_nothing(status):
    found = check(status=status, body=b"error", headers={"ETag": '"error"'})
    assert not found.unchanged
    assert found.state == replace(KNOWN, checked=NOW)


@given(st.text(max_size=50), st.dictionaries(st.text(max_size=10), st.text(max_size=50)))
def test_what_is_sent_can_stand_in_a_header(etag, headers):
    state = check(State(etag=etag), headers={"etag": etag, **headers}).state
    for value in conditional.headers(state).values():
        assert value.isascii()
        assert value.isprintable()


def test_fault_016_over_the_wire_an_unchanged_page_costs_no_body():
    page = Page(BODY, headers={"ETag": KNOWN.etag}, type="application/rss+xml")
    with Site({"/feed": page}) as site:
        first = fetch(site.url("/feed"), obey_robots=False)[site.url("/feed")]
        state = check(State(), headers=first.headers, asked=False).state
        again = {"url": site.url("/feed"), "name": "again", "headers": conditional.headers(state)}
        second = fetch(again, obey_robots=False)["again"]
    assert (first.status, first.body) == (200, BODY)
    assert (second.status, second.body) == (304, b"")
    assert check(state, second.status, second.headers, second.body).unchanged
