"""What a crawl is started with."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from crawler.settings import build, user_agent
from tests.fetching import fetch
from tests.server import Page, Site


def settings(**given):
    return build(user_agent="newsvane/0", **given)


def test_every_key_is_one_that_somebody_reads():
    known = set(default_settings.__all__)
    assert {key for key in settings() if not key.startswith("NEWSVANE_")} <= known


@pytest.mark.parametrize("door", ["REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED"])
def test_doors_that_the_library_leaves_open_are_shut(door):
    assert getattr(default_settings, door)
    assert not settings()[door]


def test_only_http_and_https_are_handled():
    handlers = default_settings.DOWNLOAD_HANDLERS_BASE | settings()["DOWNLOAD_HANDLERS"]
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


@pytest.mark.parametrize("replay", [None, Path("recording")])
def test_what_is_named_exists(replay):
    made = settings(replay=replay)
    named = [made["TWISTED_DNS_RESOLVER"], *made["DOWNLOAD_HANDLERS"].values()]
    named += made["DOWNLOADER_MIDDLEWARES"]
    assert all(callable(load_object(name)) for name in named if name)


def test_what_the_user_adds_wins():
    assert settings(LOG_LEVEL="DEBUG")["LOG_LEVEL"] == "DEBUG"


def test_a_replay_neither_waits_nor_records():
    made = settings(replay=Path("recording"), delay=5.0, host_delays={"a.example": 9.0})
    assert made["DOWNLOAD_DELAY"] == 0
    assert not made["DOWNLOAD_SLOTS"]
    with pytest.raises(ValueError, match="nothing to record"):
        settings(replay=Path("a"), record=Path("b"))


@pytest.mark.parametrize(
    ("contact", "end"),
    [
        (None, ""),
        ("", ""),
        ("https://example.org/bot", " (+https://example.org/bot)"),
        ("me@example.org", " (+me@example.org)"),
        ("me@example.org\r\nHost: evil", " (+me@example.orgHost: evil)"),
        ("我", ""),
    ],
)
def test_the_user_agent_is_honest_and_one_line(contact, end):
    name, _, rest = user_agent(contact).partition("/")
    version, _, _ = rest.partition(" ")
    assert name == "newsvane"
    assert version[0].isdigit()
    assert user_agent(contact) == f"newsvane/{version}{end}"


def test_servers_learn_who_asks_and_nothing_else():
    pages = {"/": Page(b"", 302, {"Location": "/end", "Set-Cookie": "a=b"}), "/end": Page(b"end")}
    with Site(pages) as site:
        fetch(site.url(), user_agent=user_agent("me@example.org"), contact="me@example.org")
    assert site.asked == ["/robots.txt", "/", "/end"]
    for request in site.requests:
        assert request.headers["user-agent"] == user_agent("me@example.org")
        assert request.headers["from"] == "me@example.org"
        assert not {"referer", "cookie", "authorization"} & request.headers.keys()


def test_requests_to_one_host_keep_their_distance():
    with Site({"/": Page(b"page")}) as site:
        asked = [{"url": site.url(), "name": str(n)} for n in range(3)]
        fetch(*asked, host_delays={"127.0.0.1": 0.4}, obey_robots=False, DOWNLOAD_DELAY_JITTER=0)
    times = [request.at for request in site.requests]
    assert len(times) == 3
    assert all(later - earlier > 0.35 for earlier, later in pairwise(times))
