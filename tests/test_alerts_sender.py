"""Sending through Apprise to a loopback service that misbehaves, and what is concluded from it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import pytest

from crawler.alerts import observe
from crawler.alerts.channel import Channel
from crawler.alerts.compose import Message
from crawler.alerts.secret import Secret
from crawler.alerts.sender import AppriseSender, ChannelError
from crawler.alerts.verdict import Exchange, judge
from tests.server import Page, Site, close_at_once, endless_body, raw, silent, slow_body

MESSAGE = Message("Chips move", "Origin: unknown\nhttps://ledger.example/1")
TOKEN = "T0k3nT0k3nT0k3n"
OK = Page(b"{}", type="application/json")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    from crawler.alerts import sender

    monkeypatch.setattr(sender, "_READ", 0.5)
    monkeypatch.setattr(observe, "_READING", 0.5)


def channel(url):
    return Channel(name="desk", url=Secret("url", url), topic="ai-competition")


def hook(site, path=f"/{TOKEN}"):
    return f"json://127.0.0.1:{site.port}{path}"


def send(answer, *, times=1):
    with Site({f"/{TOKEN}": answer}) as site:
        sender = AppriseSender()
        verdicts = [sender.send(channel(hook(site)), MESSAGE) for _ in range(times)]
        assert all(request.method == "POST" for request in site.requests)
        return verdicts[-1], site.requests


def test_a_message_arrives_once_and_as_it_was_written():
    verdict, (asked,) = send(OK)
    assert verdict.state == "sent"
    sent = json.loads(asked.body)
    assert (sent["title"], sent["message"]) == (MESSAGE.title, MESSAGE.body)
    assert asked.headers["user-agent"] == "newsvane"


@pytest.mark.parametrize(
    ("answer", "state", "detail"),
    [
        (Page(b"no", 500), "failed", "HTTP 500"),
        (Page(b"no", 403), "failed", "HTTP 403"),
        (Page(b"no", 301, {"Location": "/elsewhere"}), "failed", "HTTP 301: the address has moved"),
        (Page(b"no", 504), "undecided", "HTTP 504"),
        (silent, "undecided", "no answer in time"),
        (close_at_once, "undecided", "the connection broke off"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"), "undecided", "broke off"),
        (raw(b"garbage"), "undecided", "broke off"),
        (slow_body, "sent", ""),
        (endless_body, "sent", ""),
    ],
)
def test_what_certainly_did_not_arrive_differs_from_what_perhaps_did(answer, state, detail):
    verdict, requests = send(answer)
    assert verdict.state == state
    assert detail in verdict.detail
    assert len(requests) == 1  # nothing is tried again behind our back


def test_a_service_that_asks_to_be_left_alone_is_heard():
    verdict, _ = send(Page(b"", 429, {"Retry-After": "120"}))
    assert (verdict.state, verdict.wait) == ("failed", 120.0)
    verdict, _ = send(Page(b'{"parameters": {"retry_after": 7}}', 429))
    assert verdict.wait == 7.0


def test_retries_and_splitting_in_the_address_do_not_count():
    with Site({f"/{TOKEN}": Page(b"", 500)}) as site:
        target = channel(hook(site) + "?retry=3&wait=0&overflow=split")
        assert AppriseSender().send(target, MESSAGE).state == "failed"
        assert len(site.requests) == 1


def test_nobody_there_is_certainly_not_sent():
    with Site() as site:
        port = site.port
    verdict = AppriseSender().send(channel(f"json://127.0.0.1:{port}/{TOKEN}"), MESSAGE)
    assert (verdict.state, verdict.detail) == ("failed", "no connection")


@pytest.mark.parametrize("url", ["nosuchthing://x/y", "mailto://", "json://"])
def test_an_address_that_apprise_does_not_know_is_told_without_showing_it(url):
    with pytest.raises(ChannelError) as caught:
        AppriseSender().service(channel(f"{url}?{TOKEN}"))
    assert TOKEN not in str(caught.value)
    assert "channel 'desk'" in str(caught.value)


def test_no_log_and_no_detail_holds_a_secret(capfd):
    logging.basicConfig(level=logging.DEBUG, force=True)
    said = f"bad token {TOKEN}"
    with Site({f"/{TOKEN}": Page(json.dumps({"ok": False, "error": said}).encode())}) as site:
        target = channel(f"json://user:{TOKEN}@127.0.0.1:{site.port}/{TOKEN}?+X-Auth={TOKEN}")
        verdict = AppriseSender().send(target, MESSAGE)
    with Site() as site:
        port = site.port
    AppriseSender().send(channel(f"json://127.0.0.1:{port}/{TOKEN}"), MESSAGE)
    out, err = capfd.readouterr()
    assert TOKEN not in out + err + verdict.detail + repr(target)
    assert verdict.detail == "refused: bad token ***"
    logging.basicConfig(level=logging.WARNING, force=True)


@pytest.mark.parametrize("scheme", ["dingtalk", "wecombot", "feishu", "lark", "tgram", "slack"])
def test_the_known_services_are_known_to_apprise(scheme):
    addresses = {
        "dingtalk": f"dingtalk://{TOKEN}/",
        "wecombot": f"wecombot://{TOKEN}/",
        "feishu": f"feishu://{TOKEN}/",
        "lark": f"lark://{TOKEN}/",
        "tgram": "tgram://123456789:abcdefghijklmnopqrstuvwxyz123456789/12315544/",
        "slack": "slack://TAAAAAAAA/BBBBBBBBB/CCCCCCCCCCCCCCCCCCCCCCCC/#general",
    }
    found = AppriseSender().service(channel(addresses[scheme]))
    assert found.pace > 0
    assert found.size <= 20_000


@pytest.mark.parametrize(
    ("scheme", "limit"), [("dingtalk", 20_000), ("feishu", 20_000), ("lark", 20_000)]
)
def test_the_largest_message_stays_within_what_robots_take(scheme, limit, monkeypatch):
    """What goes over the wire, not what we think of it."""
    import requests

    bodies = []

    def post(url, data=None, **_):
        bodies.append(data if isinstance(data, bytes) else data.encode())
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "post", post)
    target = channel(f"{scheme}://{TOKEN}/")
    sender = AppriseSender()
    offered = sender.service(target)
    body = '芯片"管制"\n👍' * 10_000
    while offered.measure(body) > offered.size - offered.measure(MESSAGE.title) - 10:
        body = body[: int(len(body) * 0.95)]
    sender.send(target, Message(MESSAGE.title, body))
    assert 0.8 * limit < len(bodies[0]) <= limit


@pytest.mark.parametrize(
    ("said", "exchanges", "options", "state"),
    [
        (True, [Exchange("POST", 200)], {}, "sent"),
        (True, [Exchange("POST", 200, '{"errcode": 310000}')], {"refusal": "errcode"}, "failed"),
        (True, [Exchange("POST", 200, '{"errcode": 0}')], {"refusal": "errcode"}, "sent"),
        (False, [Exchange("POST", 200, '{"code": 9499}')], {"refusal": "code"}, "failed"),
        (False, [Exchange("POST", 200), Exchange("POST", 500)], {"targets": 2}, "undecided"),
        (False, [Exchange("POST", 500), Exchange("POST", 500)], {"targets": 2}, "failed"),
        (False, [Exchange("GET", 200), Exchange("POST", 500)], {}, "failed"),
        (False, [Exchange("GET", 200), Exchange("POST", None, perhaps=True)], {}, "undecided"),
        (False, [Exchange("MAIL", 200)], {}, "undecided"),
        (False, [Exchange("MAIL", 552)], {}, "failed"),
        (False, [], {}, "failed"),
        (False, [], {"observed": False}, "undecided"),
    ],
)
def test_what_follows_from_what_was_exchanged(said, exchanges, options, state):
    assert judge(said, exchanges, **options).state == state


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("Fri, 20 Nov 2026 12:01:00 GMT", 60.0),
        ("90", 90.0),
        ("soon", None),
        ("-5", None),
        ("999999999", 86400.0),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(stated, seconds):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    one = Exchange("POST", 429, retry_after=stated)
    assert judge(False, [one], now=now).wait == seconds
