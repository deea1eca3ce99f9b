"""The daemon under a supervisor: it says that it is ready, alive, reloading, ending, and how it is."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from crawler.library import open_store
from tests.journey import Desk
from tests.server import Site, silent
from tests.test_journeys import configure, wire


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    assert made.escaped() == ""


def ask(port, path="/health"):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@contextlib.contextmanager
def listening(folder, monkeypatch):
    """Stand in for systemd: collect what is told."""
    told = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(folder / "notify"))
        end.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(folder / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "8000000")

        def heard(word):
            with contextlib.suppress(BlockingIOError):
                while True:
                    told.append(end.recv(4096).decode())
            return any(word in state for state in told)

        yield heard


def test_a_supervised_daemon_says_how_it_is_from_start_to_end(desk, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    upkeep = (
        f'[health]\naddress = "127.0.0.1:{port}"\nmetrics = true\nheartbeat = "beat.json"\n'
        '[backup]\nfolder = "kept"\nkeep = 2\n'
    )
    with Site() as site, listening(desk.folder, monkeypatch) as heard:
        wire(site)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        plain = config.read_text()
        config.write_text(plain + upkeep)
        daemon = desk.start("watch")
        try:
            until(lambda: heard("READY=1"))
            until(lambda: ask(port)[0] == 200)
            until(lambda: "/race.html" in site.asked)
            until(lambda: json.loads(ask(port)[1])["store"].get("stories") == 1)
            assert heard("WATCHDOG=1")
            assert "newsvane_watched_sources 1.0" in ask(port, "/metrics")[1]
            until((desk.folder / "beat.json").exists)
            until(lambda: list((desk.folder / "kept").glob("newsvane-*Z.db")))

            # No room: nothing new is looked at, and it is told; with room it goes on by itself.
            config.write_text(plain + upkeep + '[disk]\nmax_store = "1 KB"\n')
            os.kill(daemon.pid, signal.SIGHUP)
            until(lambda: heard("RELOADING=1"))
            status, body = until(lambda: (a := ask(port))[0] == 503 and a)
            assert (status, "more than max_store" in body) == (503, True)
            config.write_text(plain + upkeep)
            os.kill(daemon.pid, signal.SIGHUP)
            until(lambda: ask(port)[0] == 200)
        finally:
            daemon.terminate()
            _, err = daemon.communicate(timeout=30)
        assert daemon.returncode == 0, err
        assert heard("STOPPING=1")
        assert "no more pages are crawled" in err
        assert "there is room again" in err
        assert "Traceback" not in err


def test_a_full_disk_ends_a_crawl_in_good_order_and_blames_no_source(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        config.write_text(config.read_text() + '[disk]\nmin_free = "900000 TB"\n')
        crawled = desk.run("crawl", "--json")
        assert crawled.code == 2
        assert "less than min_free" in crawled.err
        once = desk.run("watch", "--once")
        assert once.code == 1
        assert "no more pages are crawled" in once.err
        assert site.asked == []


CRAWL = """
from crawler.upkeep.disk import Room
asked = []
Room.held = lambda self: asked.append(1) or ("no room is left" if len(asked) > 2 else "")
from crawler import run
from crawler.config import load
run._ROOM = 0.3
config = load("newsvane.toml")
(report,) = run.crawl(config, config.select())
print(report.outcome, report.errors)
"""


def test_a_disk_that_fills_while_it_crawls_ends_that_in_good_order(desk):
    with Site() as site:
        wire(site)
        site.pages["/race.html"] = silent
        configure(desk, site)
        ended = subprocess.run(
            [sys.executable, "-c", CRAWL], cwd=desk.folder, env=desk.env,
            capture_output=True, text=True, timeout=100, check=True,
        )  # fmt: skip
        assert ended.stdout.startswith("interrupted")
        assert "no room is left" in ended.stdout
        with open_store(desk.folder / "newsvane.db", read_only=True) as store:
            assert store.source_state("wire").failures == 0
            assert [run.outcome for run in store.runs()] == ["interrupted"]


def test_an_address_that_is_taken_ends_the_start_with_one_line(desk):
    with Site() as site, socket.create_server(("127.0.0.1", 0)) as taken:
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        port = taken.getsockname()[1]
        config.write_text(config.read_text() + f'[health]\naddress = "127.0.0.1:{port}"\n')
        ended = desk.run("watch")
        assert ended.code == 2
        assert f"address 127.0.0.1:{port} cannot be used" in ended.err


def test_a_single_round_deletes_what_is_kept_no_longer_and_the_status_stays_short(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        with config.open("a", encoding="utf-8") as file:
            for number in range(8):
                file.write(
                    f'[[source]]\nname = "s{number}"\nurl = "{site.url(f"/{number}.xml")}"\n'
                )
        open_store(desk.folder / "newsvane.db").close()
        said = desk.run("status").out
        assert "not looked at yet: wire, s0, s1, s2, s3 and 4 more" in said
        assert len(desk.run("status", "--json").json["never_checked"]) == 9
        with contextlib.closing(sqlite3.connect(desk.folder / "newsvane.db")) as db, db:
            db.execute(
                "INSERT INTO runs (source, trigger, started, finished, process)"
                " VALUES ('x', 'y', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', '1')"
            )
        desk.run("watch", "--once", "wire")
        with open_store(desk.folder / "newsvane.db", read_only=True) as store:
            assert "x" not in {run.source for run in store.runs()}
