"""``newsvane watch`` from outside: one a store, reloads, ledger, kills, and what a child tells."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import threading
import time

import pytest

from benchmarks.watch import kills
from crawler.library import open_store
from tests.journey import CLOSED, Desk
from tests.server import Page, Site
from tests.test_journeys import FEED, GARDEN, ITEM, page, wire


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    assert made.escaped() == ""


def palms(site, count):
    """Let ``site`` list so many articles, all of them off topic."""
    items = "".join(
        ITEM.format(title=f"Palms {i}", link=site.url(f"/{i}.html")) for i in range(count)
    )
    site.pages["/feed.xml"] = Page(FEED.format(items=items).encode(), type="application/rss+xml")
    for i in range(count):
        site.pages[f"/{i}.html"] = page(f"Palms {i}", GARDEN.replace("Sunday", f"day {i}"))


def configure(desk, *urls, extra=""):
    text = (
        'catalogue = false\ndelay = 0.0\ncontact = "t@example.org"\nallow_hosts = ["127.0.0.1"]\n'
    )
    for number, url in enumerate(urls):
        text += f'[[source]]\nname = "wire-{number}"\nurl = "{url}"\n{extra}\n'
    (desk.folder / "newsvane.toml").write_text(text, encoding="utf-8")


def until(condition, seconds=90.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def slots(desk):
    path = desk.folder / "newsvane.db"
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        try:
            return db.execute("SELECT source, outcome, detail FROM slots ORDER BY due").fetchall()
        except sqlite3.OperationalError:
            return []


def test_one_daemon_a_store_that_reloads_and_leaves_what_is_at_work_to_the_next(desk):
    with Site() as site:
        wire(site)
        configure(desk, site.url("/feed.xml"), extra='every = "30s"')
        daemon = desk.start("watch")
        try:
            assert until(lambda: slots(desk))
            second = desk.run("watch")
            assert second.code == 2
            assert f"held by process {daemon.pid}" in second.err

            file = desk.folder / "newsvane.toml"
            sound = file.read_text(encoding="utf-8")
            file.write_text(sound.replace("every", "evry"), encoding="utf-8")
            daemon.send_signal(signal.SIGHUP)
            time.sleep(3)
            looked = len(slots(desk))
            # Children go on by the configuration that was sound, though the file is not.
            assert until(lambda: len(slots(desk)) > looked)
            file.write_text(sound.replace("wire-0", "other"), encoding="utf-8")
            daemon.send_signal(signal.SIGHUP)
            assert until(lambda: any(name == "other" for name, *_ in slots(desk)))
        finally:
            begun = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            _, err = daemon.communicate(timeout=60)
        assert time.monotonic() - begun < 20
        assert daemon.returncode == 0
        assert "kept as it was" in err
        assert "unknown key 'evry'; did you mean 'every'" in err
        assert "Traceback" not in err
        # On a busy machine a look may still be at work when the next is due.
        well = {"done", "unchanged", "late", "skipped"}
        assert {outcome for _, outcome, _ in slots(desk)} <= well
        listed = desk.run("runs", "--slots", "--json").json
        assert {slot["source"] for slot in listed["slots"]} == {"wire-0", "other"}
        assert set(listed["dues"]) == {"other"}
        status = desk.run("status")
        assert "due times of the last day" in status.out


def test_a_single_round_writes_the_ledger_too_and_goes_on_until_all_is_read(desk):
    with Site() as site:
        palms(site, 12)
        configure(desk, site.url("/feed.xml"), extra="delay = 1.0")
        assert desk.run("watch", "--once").code == 0
        assert [(name, outcome) for name, outcome, _ in slots(desk)] == [("wire-0", "done")]
        again = desk.run("watch", "--once")
        assert "0 of 1 sources are due" in again.err
        with open_store(desk.folder / "newsvane.db", read_only=True) as store:
            assert "a day" in store.dues()["wire-0"].why or "a week" in store.dues()["wire-0"].why
            assert store.rhythm("wire-0")


def test_a_look_that_finds_nothing_new_is_one_short_request(desk):
    with Site() as site:
        wire(site)
        feed = site.pages["/feed.xml"]
        validators = {"ETag": '"6560a2c4-5f3a"', "Last-Modified": "Sat, 28 Nov 2026 10:00:00 GMT"}
        site.pages["/feed.xml"] = Page(feed.body, type=feed.type, headers=validators)
        configure(desk, site.url("/feed.xml"))
        assert desk.run("crawl", "--json").json[0]["outcome"] == "done"
        first = list(site.requests)
        assert desk.run("crawl", "--json").json[0]["outcome"] == "unchanged"
        (look,) = site.requests[len(first) :]
    assert look.headers["if-none-match"] == '"6560a2c4-5f3a"'
    assert "t@example.org" in look.headers["user-agent"]
    assert not look.headers.keys() & {"from", "accept-language", "if-modified-since", "cookie"}
    assert len(look.raw) < 230
    # Pages, and whoever is asked for the first time, hear all of it.
    assert all(asked.headers["from"] == "t@example.org" for asked in first)
    assert "accept-language" in next(a for a in first if a.path.endswith(".html")).headers


def test_a_child_tells_of_a_source_that_has_ended_while_another_is_still_at_work(desk):
    release = threading.Event()

    def slow(connection, asked):
        while not release.is_set():
            connection.pause(0.05)
        connection.send_page(Page(status=404), asked)

    with Site() as site, Site({"/feed.xml": slow}, host="127.0.0.2") as other:
        wire(site)
        site.pages["/failed.xml"] = Page(status=404)
        urls = (site.url("/feed.xml"), other.url("/feed.xml"), site.url("/failed.xml"))
        configure(desk, *urls)
        file = desk.folder / "newsvane.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('["127.0.0.1"]', '["127.0.0.0/8"]'), encoding="utf-8")
        command = desk.command("crawl", "--events", "wire-0", "wire-1", "wire-2")
        reports = []
        with subprocess.Popen(
            command, cwd=desk.folder, env=desk.env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True,
        ) as child:  # fmt: skip
            assert child.stdout is not None
            for line in child.stdout:
                told = json.loads(line)
                if told["event"] != "report":
                    continue
                reports.append((told["source"], told["outcome"]))
                if len(reports) == 2:
                    # What it found is kept before it is told.
                    with open_store(desk.folder / "newsvane.db", read_only=True) as store:
                        runs = {run.source: run.outcome for run in store.runs()}
                        assert store.source_state("wire-0").first_look
                    assert runs == {"wire-0": "done", "wire-1": None, "wire-2": "failed"}
                    release.set()
    assert sorted(reports[:2]) == [("wire-0", "done"), ("wire-2", "failed")]
    assert reports[2:] == [("wire-1", "failed")]


def test_a_child_tells_what_it_reads_and_stops_at_its_budget(desk):
    with Site() as site:
        palms(site, 9)
        configure(desk, site.url("/feed.xml"))
        told = []
        for _ in range(2):
            command = desk.command("crawl", "--events", "--pages", "--budget", "0.1", "wire-0")
            done = subprocess.run(
                command, cwd=desk.folder, env=desk.env, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            told.append([json.loads(line) for line in done.stdout.splitlines()])
    reading = [event for event in told[0] if event["event"] == "reading"]
    assert [bool(event["url"]) for event in reading] == [True, False] * 6
    assert [event["list"] for event in reading if event["url"]] == [True, *[False] * 5]
    reports = [events[-1] for events in told]
    # What was left is read by the next look, which asks for the list without conditions.
    assert [report["more"] for report in reports] == [True, False]
    assert [report["counts"]["off_topic"] for report in reports] == [5, 4]
    assert reports[1]["counts"]["seen"] == 5


def test_a_child_ends_when_its_parent_is_gone(desk):
    with Site() as site:
        wire(site)
        site.pages["/feed.xml"] = lambda connection, _: connection.pause(120)
        configure(desk, site.url("/feed.xml"))
        command = desk.command("crawl", "--events", "wire-0")
        child = subprocess.Popen(
            command, cwd=desk.folder, env=desk.env, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert until(lambda: "/feed.xml" in site.asked)
        child.stdin.close()  # as the kernel does for a parent that was killed
        assert child.wait(30) is not None


DEADLY = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("closed", {closed!r})
spec.loader.exec_module(importlib.util.module_from_spec(spec))
if "crawl" in sys.argv:
    import os
    from crawler.page import extract
    sound = extract.extract
    def deadly(body, url, **options):
        if url.endswith("/race.html"):
            os.abort()
        return sound(body, url, **options)
    extract.extract = deadly
"""


def test_a_page_that_kills_its_child_is_left_alone_and_the_rest_is_read(desk, tmp_path):
    (tmp_path / "deadly").mkdir()
    code = DEADLY.format(closed=str(CLOSED / "sitecustomize.py"))
    (tmp_path / "deadly" / "sitecustomize.py").write_text(code, encoding="utf-8")
    with Site() as site:
        wire(site)
        configure(desk, site.url("/feed.xml"))
        env = desk.env | {"PYTHONPATH": str(tmp_path / "deadly")}
        done = subprocess.run(
            desk.command("watch", "--once"), cwd=desk.folder, env=env,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert "died of signal 6, at http" in done.stderr
    assert "Traceback" not in done.stderr
    assert site.asked.count("/race.html") == 1
    assert site.asked.count("/garden.html") >= 1
    assert [outcome for _, outcome, _ in slots(desk)] == ["done"]
    with open_store(desk.folder / "newsvane.db", read_only=True) as store:
        known = store.known(site.url("/race.html"))
        assert "died of signal 6" in known.why
        assert store.known(site.url("/garden.html"))


def test_kills_at_random_moments_lose_and_double_nothing(desk):
    report = kills.run(desk.folder, 5, seed=os.getpid(), env=desk.env)
    assert report.faults == []
    assert sum(report.kills.values()) == 5
