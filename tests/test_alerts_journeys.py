"""Alerts from outside: a site, a webhook, the command; nothing told twice, nothing leaked."""

from __future__ import annotations

import json
import signal
import time

import pytest

from tests.journey import Desk
from tests.server import Page, Site, silent
from tests.test_journeys import GARDEN, RIVALRY, configure, page

TOKEN = "T0k3nT0k3nT0k3n"
HOOK = f"/hook/{TOKEN}"
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Harbour Wire</title>{}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>{link}</link></item>"


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    assert made.escaped() == ""


def publish(site, *items):
    """Put these (title, path, text) into the feed, and their pages on the site."""
    listed = "".join(ITEM.format(title=title, link=site.url(path)) for title, path, _ in items)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nAllow: /\n", type="text/plain")
    site.pages["/feed.xml"] = Page(FEED.format(listed).encode(), type="application/rss+xml")
    for title, path, text in items:
        site.pages[path] = page(title, text).body and _undated(page(title, text))


def _undated(made):
    # Published when it is fetched: the pages of other journeys are from March.
    body = made.body.replace(b'<time datetime="2026-03-01T08:00:00Z">1 March 2026</time>', b"")
    return Page(body)


def channel(site, *, extra="", secret='url_env = "HOOK"'):
    return f'[[channel]]\nname = "desk"\n{secret}\n{extra}\n'


OLD = ("Palm house opens again", "/garden.html", GARDEN)
NEW = ("US and China race to lead AI as chip curbs bite", "/race.html", RIVALRY)
FIRST = (
    "AI export rules: China and US trade blows",
    "/first.html",
    RIVALRY.replace("Huawei", "ZTE"),
)


def told(hook):
    return [json.loads(asked.body)["title"] for asked in hook.requests]


def test_watch_tells_of_what_is_new_once_and_never_of_the_first_day(desk, monkeypatch):
    with Site() as site, Site({HOOK: Page(b"ok")}) as hook:
        monkeypatch.setenv("HOOK", f"json://127.0.0.1:{hook.port}{HOOK}")
        publish(site, OLD, FIRST)
        configure(desk, site, 'every = "30s"')
        config = desk.folder / "newsvane.toml"
        config.write_text(config.read_text() + channel(hook))

        first = desk.run("watch", "--once")
        assert told(hook) == [], first.err
        copy = ("Chips again", "/copy.html", RIVALRY.replace("Huawei", "ZTE"))
        different = ("Beijing answers", "/new.html", NEW_TEXT)
        publish(site, OLD, FIRST, copy, different)
        crawled = desk.run("crawl")
        assert crawled.code == 0, crawled.err
        assert told(hook) == []  # a crawl by hand tells nobody

        sent = desk.run("alerts", "send")
        assert (sent.code, told(hook)) == (0, ["Beijing answers"]), sent.err
        body = json.loads(hook.requests[0].body)["message"]
        assert site.url("/new.html") in body
        assert "Matched: " in body
        desk.run("alerts", "send")
        assert len(hook.requests) == 1

        shown = desk.run("alerts", "--json").json[0]
        assert (shown["sent"], shown["undecided"], shown["waiting"]) == (1, 0, 0)
        listed = desk.run("alerts", "list")
        assert "Beijing answers" in listed.out
        said = first.out + first.err + sent.out + sent.err + listed.out + listed.err
        assert TOKEN not in said
        assert TOKEN.encode() not in (desk.folder / "newsvane.db").read_bytes()


#: On topic, and no copy of the others.
NEW_TEXT = """Beijing said on Friday that it would answer new American limits on artificial
intelligence chips with support for its own makers of accelerators.
|The commerce ministry called the export controls an attempt by Washington to keep China from
catching up in AI models, and named Huawei and SMIC as firms that would get cheaper loans.
|American officials replied that the race for AI leadership with China was a matter of national
security, and that rivals such as DeepSeek had trained their models on smuggled Nvidia parts."""


def test_a_test_message_says_how_it_went_and_hides_the_address(desk):
    answers = [Page(b"ok"), Page(f"bad {TOKEN}".encode(), 403), silent]
    with Site() as site, Site({HOOK: answers}) as hook:
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        secret = f'url = "json://127.0.0.1:{hook.port}{HOOK}?rto=1"'
        config.write_text(config.read_text() + channel(hook, secret=secret))
        good = desk.run("alerts", "test", "desk")
        assert (good.code, good.err.strip()) == (0, "desk: sent")
        bad = desk.run("alerts", "test", "desk")
        assert (bad.code, bad.err.strip()) == (1, "desk: failed: HTTP 403")
        slow = desk.run("alerts", "test", "desk")
        assert slow.code == 1
        assert slow.err.strip() == "desk: undecided: no answer in time"
        wrong = desk.run("alerts", "test", "desc")
        assert (wrong.code, "did you mean 'desk'" in wrong.err) == (2, True)
        assert TOKEN not in good.err + bad.err + slow.err


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        (
            'url_env = "NO_SUCH_HOOK"',
            "channel 'desk': the environment variable NO_SUCH_HOOK is not",
        ),
        ('url_file = "none.txt"', "channel 'desk': none.txt cannot be read: No such file"),
        ('url = "nosuch://T0k3n"', "channel 'desk': Apprise cannot use the address"),
    ],
)
def test_a_channel_that_cannot_be_used_is_one_line(desk, secret, says):
    with Site() as site:
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        config.write_text(config.read_text() + channel(site, secret=secret))
        ended = desk.run("alerts", "test", "desk")
        assert ended.code == 2
        assert says in ended.err
        assert len(ended.err.strip().splitlines()) == 1


def test_a_sender_that_is_killed_leaves_one_undecided_which_a_person_decides(desk, monkeypatch):
    with Site() as site, Site({HOOK: silent}) as hook:
        monkeypatch.setenv("HOOK", f"json://127.0.0.1:{hook.port}{HOOK}")
        publish(site, OLD)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        config.write_text(config.read_text() + channel(hook))
        assert desk.run("watch", "--once").code == 0
        publish(site, OLD, ("Beijing answers", "/new.html", NEW_TEXT), NEW)
        desk.run("crawl")

        sending = desk.start("alerts", "send")
        deadline = time.monotonic() + 60
        while not hook.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        sending.send_signal(signal.SIGKILL)
        sending.communicate()
        assert len(hook.requests) == 1

        hook.pages[HOOK] = Page(b"ok")
        desk.run("alerts", "send")
        assert len(set(told(hook))) == len(told(hook)) == 2
        status = desk.run("status")
        assert (status.code, "1 alert is undecided" in status.out) == (1, True)
        (open_one,) = desk.run("alerts", "list", "--state", "undecided", "--json").json
        again = desk.run("alerts", "again", str(open_one["id"]))
        assert again.code == 0, again.err
        assert len(told(hook)) == 3
        assert desk.run("alerts", "again", str(open_one["id"])).code == 2
        assert desk.run("status").code == 0
