"""A host is asked one thing at a time, with pauses, by all processes of a store together."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from crawler import turns
from crawler.turns import Turns, beside
from tests.journey import Desk
from tests.server import Page, Site
from tests.test_journeys import FEED, GARDEN, ITEM, page

HOLD = """
import asyncio, sys, time
from crawler.turns import beside
async def hold():
    async with beside(sys.argv[1]).turn("a.example", 0.4):
        print("mine", flush=True)
        await asyncio.sleep(60)
asyncio.run(hold())
"""


@pytest.fixture(autouse=True)
def own_objects():
    yield
    beside.cache_clear()


def take(made, host="a.example", delay=0.4, within=20.0):
    async def once():
        async with asyncio.timeout(within), made.turn(host, delay):
            return time.monotonic()

    return asyncio.run(once())


def test_another_process_waits_until_the_first_is_done_and_then_for_the_pause(tmp_path):
    database = str(tmp_path / "news.db")
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, database], stdout=subprocess.PIPE, text=True
    )
    try:
        assert first.stdout.readline() == "mine\n"
        made = beside(database)
        with pytest.raises(TimeoutError):
            take(made, within=0.5)
        assert take(made, "b.example")  # a host of its own is free
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert take(made)  # the kernel has let go of what a killed process held
    finally:
        first.kill()
        first.wait()
        first.stdout.close()


def test_the_pause_is_kept_after_another_process_and_left_to_scrapy_within_one(
    tmp_path, monkeypatch
):
    made = Turns(tmp_path / "news.db.turns")
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(turns.asyncio, "sleep", sleep)
    take(made, delay=100.0)
    take(made, delay=100.0)
    assert slept == []
    own = os.getpid()
    monkeypatch.setattr(turns.os, "getpid", lambda: own + 1)
    take(made, delay=100.0)
    assert 90 < slept.pop() <= 100
    # The machine was started anew meanwhile: what lies ahead of now was noted before.
    monkeypatch.setattr(turns.os, "getpid", lambda: own + 2)
    monkeypatch.setattr(turns.time, "monotonic", lambda: 0.0)
    take(made, delay=100.0)
    assert slept == []


def test_two_turns_within_one_process_hold_a_place_until_both_are_done(tmp_path):
    made = Turns(tmp_path / "news.db.turns")

    async def both():
        async with made.turn("a.example", 0.1):
            async with made.turn("a.example", 0.1):
                pass
            assert sum(made._held.values()) == 1

    asyncio.run(both())
    assert not made._held


def test_without_a_file_nothing_stops_and_it_is_said(tmp_path, caplog):
    assert beside(str(tmp_path / "missing" / "news.db")) is None
    assert "each process asks hosts one thing at a time for itself" in caplog.text
    assert beside("") is None


def test_what_one_host_asks_for_is_known_to_all_processes_and_concerns_no_other(
    tmp_path, monkeypatch
):
    made, other = (Turns(tmp_path / "news.db.turns") for _ in range(2))
    monkeypatch.setattr(turns, "_place", lambda _: 7)
    until = time.time() + 600
    assert other.held("a.example") == 0
    made.hold("a.example", until)
    assert other.held("a.example") == until
    assert other.held("b.example") == 0  # of the same place
    for wrong in (float("nan"), float("inf"), -1.0, time.time() - 1, time.time() + 100_000):
        made.hold("a.example", wrong)
        assert other.held("a.example") == 0
    assert take(other)  # what a turn notes is not what a hold does


def test_a_host_of_articles_that_asks_to_be_left_alone_is_by_the_lists_of_others_too(tmp_path):
    desk = Desk(tmp_path)
    with Site() as far, Site(host="127.0.0.2") as one, Site(host="127.0.0.3") as other:
        text = 'catalogue = false\ndelay = 0.1\ncontact = "t@example.org"\n'
        text += 'allow_hosts = ["127.0.0.0/8"]\n'
        for number, site in enumerate((one, other)):
            link = far.url(f"/{number}.html")
            items = ITEM.format(title=f"Palms {number}", link=link)
            site.pages["/feed.xml"] = Page(
                FEED.format(items=items).encode(), type="application/rss+xml"
            )
            far.pages[f"/{number}.html"] = Page(b"busy", 429, {"Retry-After": "3600"})
            text += f'[[source]]\nname = "wire-{number}"\nurl = "{site.url("/feed.xml")}"\n'
        (tmp_path / "newsvane.toml").write_text(text, encoding="utf-8")
        desk.run("crawl", "wire-0")
        assert far.asked == ["/robots.txt", "/0.html"]
        (report,) = desk.run("crawl", "wire-1", "--json").json
        assert far.asked == ["/robots.txt", "/0.html"]
        assert "asked to be left alone until" in report["errors"][0]


def test_a_file_system_without_locks_stops_nothing_and_is_told_once(tmp_path, monkeypatch, caplog):
    made = Turns(tmp_path / "news.db.turns")

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(turns.fcntl, "lockf", refuse)
    assert take(made)
    assert take(made)
    (record,) = caplog.records
    assert "cannot be locked: No locks available" in record.getMessage()


def test_lists_of_two_children_that_lead_to_one_host_leave_it_in_peace(tmp_path):
    desk = Desk(tmp_path)
    with (
        Site() as far,
        Site(host="127.0.0.2") as one,
        Site(host="127.0.0.3") as other,
    ):
        for number, site in enumerate((one, other)):
            links = [far.url(f"/{number}-{item}.html") for item in range(3)]
            items = "".join(ITEM.format(title=f"Palms {link}", link=link) for link in links)
            site.pages["/feed.xml"] = Page(
                FEED.format(items=items).encode(), type="application/rss+xml"
            )
            for item in range(3):
                far.pages[f"/{number}-{item}.html"] = page(
                    f"Palms {number} {item}", GARDEN.replace("Sunday", f"day {number}-{item}")
                )
        text = 'catalogue = false\ndelay = 0.8\ncontact = "t@example.org"\n'
        text += 'allow_hosts = ["127.0.0.0/8"]\n'
        for number, site in enumerate((one, other)):
            text += f'[[source]]\nname = "wire-{number}"\nurl = "{site.url("/feed.xml")}"\n'
        (tmp_path / "newsvane.toml").write_text(text, encoding="utf-8")
        assert desk.run("crawl", "--jobs", "2").code == 0
        pages = [asked.path for asked in far.requests if asked.path != "/robots.txt"]
        assert len(pages) == 6
        gaps = [b.at - a.at for a, b in pairwise(far.requests)]
        # Scrapy varies the pause by half; two processes are apart by all of it.
        assert min(gaps) >= 0.4 * 0.95
