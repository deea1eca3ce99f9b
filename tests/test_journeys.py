"""Whole programs from outside: what a user types, and what they then see and have."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.health import weight
from crawler.library import open_store
from tests.journey import Desk
from tests.server import Page, Site

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Harbour Wire</title>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link>
<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item>"""
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>{title}</h1>
<p class="byline">By Mara Linden</p><time datetime="2026-03-01T08:00:00Z">1 March 2026</time>
{paragraphs}</article><footer>Harbour Wire</footer></body></html>"""

RIVALRY = """The United States and China are racing to lead artificial intelligence, and Washington
wants to slow Beijing down with export controls on the Nvidia chips that train large AI models.
|Officials said the new chip restrictions would close loopholes that let Chinese AI labs such as
DeepSeek and Alibaba rent banned accelerators abroad. Beijing answered that it would speed up its
own AI chips and called the curbs an attempt to contain a rival in the AI race.
|Analysts said that American labs, OpenAI and Anthropic among them, keep a lead of some months over
their Chinese competitors, but that the gap in AI models has narrowed as open models spread.
|Huawei's newest AI chip still trails Nvidia's, they added, while its clusters make up for it by
sheer size and cheap power, and the contest between the two countries is far from decided."""
GARDEN = """The botanical garden on the east shore opened its rebuilt palm house on Sunday after
two years of repairs to the roof, the heating pipes and the iron staircase.
|Visitors queued from early morning, and the gardeners handed out seedlings to the first hundred
families. The director said that the old cycads had survived the move without losing a frond.
|Entry is free until the end of the month. The tram stops at the gate every ten minutes."""


def page(title, text):
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("|"))
    return Page(PAGE.format(title=title, paragraphs=paragraphs).encode())


def wire(site):
    """A small site with one story on topic and one that is not."""
    items = [
        ("US and China race to lead AI as chip curbs bite", "/race.html"),
        ("Palm house opens again", "/garden.html"),
    ]
    feed = FEED.format(items="".join(ITEM.format(title=t, link=site.url(p)) for t, p in items))
    site.pages |= {
        "/robots.txt": Page(b"User-agent: *\nAllow: /\n", type="text/plain"),
        "/feed.xml": Page(feed.encode(), type="application/rss+xml"),
        "/race.html": page(items[0][0], RIVALRY),
        "/garden.html": page(items[1][0], GARDEN),
    }


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    assert made.escaped() == ""


def configure(desk, site, extra=""):
    (desk.folder / "newsvane.toml").write_text(
        'catalogue = false\ndelay = 0.0\ncontact = "test@example.org"\n'
        f'allow_hosts = ["127.0.0.1"]\n{extra}\n'
        f'[[source]]\nname = "wire"\nurl = "{site.url("/feed.xml")}"\nlanguage = "en"\n',
        encoding="utf-8",
    )


def test_from_nothing_to_reading_a_story(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)

        crawled = desk.run("crawl", "--json")
        assert crawled.code == 0, crawled.err
        assert crawled.json[0]["counts"] == {"found": 2, "fetched": 2, "new": 1, "off_topic": 1}

        again = desk.run("crawl", "--json")
        assert again.json[0]["outcome"] == "unchanged" or again.json[0]["counts"]["seen"] == 2
        assert site.asked.count("/race.html") == 1

    listed = desk.run("stories", "--since", "all")
    assert "US and China race" in listed.out
    assert "palm house" not in listed.out.lower()

    shown = desk.run("show", "1")
    assert "Mara Linden" in shown.out
    assert "Why" in shown.out
    assert "export controls" in shown.out

    found = desk.run("search", "DeepSeek", "--json")
    assert [hit["story_id"] for hit in found.json] == [1]

    dropped = desk.run("explain", site.url("/garden.html"), "--json")
    assert dropped.json["verdicts"][0]["label"] == "off-topic"

    assert desk.run("runs", "--json").json[0]["source"] == "wire"
    status = desk.run("status", "--json")
    assert (status.code, status.json["trouble"]) == (0, {})


def test_new_stories_are_told_once(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        desk.run("crawl")
    assert "US and China race" in desk.run("stories", "--new").out
    again = desk.run("stories", "--new")
    assert (again.out, "nothing new" in again.err) == ("", True)


def test_what_the_site_says_has_changed_is_read_again(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        desk.run("crawl")
        later = datetime.now(UTC) + timedelta(minutes=1)
        lastmod = (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
            f"<loc>{site.url('/race.html')}</loc><lastmod>{later.isoformat()}</lastmod>"
            "</url></urlset>"
        )
        site.pages["/sitemap.xml"] = Page(lastmod.encode(), type="application/xml")
        site.pages["/race.html"] = page("US and China race to lead AI", RIVALRY + "|Corrected.")
        with (desk.folder / "newsvane.toml").open("a", encoding="utf-8") as file:
            file.write(
                f'[[source]]\nname = "map"\nkind = "sitemap"\nurl = "{site.url("/sitemap.xml")}"\n'
            )
        second = desk.run("crawl", "map", "--json")
        assert second.json[0]["counts"] == {"found": 1, "fetched": 1, "revisions": 1}
    shown = desk.run("show", "1", "--json").json
    assert len(shown["members"]) == 1


def test_a_recorded_crawl_replays_without_the_site(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        recorded = desk.run("crawl", "--record", "evidence.warc.gz", "--json")
        assert recorded.code == 0, recorded.err
        hits = len(site.asked)
        replayed = desk.run("--db", "other.db", "crawl", "--replay", "evidence.warc.gz", "--json")
        assert len(site.asked) == hits
    assert replayed.json[0]["counts"] == recorded.json[0]["counts"]


def test_a_site_in_trouble_is_named_and_told_by_the_exit_code(desk):
    with Site() as site:
        wire(site)
        site.pages["/feed.xml"] = Page(b"gone", status=500)
        configure(desk, site)
        crawled = desk.run("crawl")
        assert crawled.code == 1
        assert "wire" in crawled.err
        assert "HTTP 500" in crawled.err
        assert "Traceback" not in crawled.err
    status = desk.run("status")
    assert status.code == 1
    assert "wire" in status.out


def test_fault_048_a_broken_list_stays_broken_until_it_is_mended(desk):
    with Site() as site:
        wire(site)
        feed = site.pages["/feed.xml"]
        site.pages["/feed.xml"] = Page(b"<html><body><p>We moved.</p></body></html>")
        configure(desk, site)
        for _ in range(2):
            crawled = desk.run("crawl", "--json")
            assert (crawled.code, crawled.json[0]["outcome"]) == (1, "failed")
            assert "not a feed" in desk.run("status").out
        site.pages["/feed.xml"] = feed
        assert desk.run("crawl", "--json").json[0]["counts"]["new"] == 1
    assert desk.run("status").code == 0


def test_lists_behind_a_list_are_asked_though_it_stays_the_same(desk):
    def urls(*paths):
        return Page(
            "".join(
                [
                    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
                    *(f"<url><loc>{site.url(path)}</loc></url>" for path in paths),
                    "</urlset>",
                ]
            ).encode(),
            type="application/xml",
        )

    with Site() as site:
        wire(site)
        index = (
            '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<sitemap><loc>{site.url('/one.xml')}</loc></sitemap></sitemapindex>"
        )
        site.pages["/map.xml"] = Page(
            index.encode(), type="application/xml", headers={"ETag": '"1"'}
        )
        site.pages["/one.xml"] = [
            Page(b"", 500),
            Page(b"", 500),
            Page(b"", 500),
            urls("/garden.html"),
            urls("/garden.html", "/race.html"),
        ]
        (desk.folder / "newsvane.toml").write_text(
            'catalogue = false\ndelay = 0.0\nallow_hosts = ["127.0.0.1"]\n[[source]]\nname = "map"\n'
            f'kind = "sitemap"\nurl = "{site.url("/map.xml")}"\n',
            encoding="utf-8",
        )
        assert desk.run("crawl", "--json").json[0]["outcome"] == "failed"
        assert desk.run("crawl", "--json").json[0]["counts"]["off_topic"] == 1
        assert desk.run("crawl", "--json").json[0]["counts"]["new"] == 1


def test_a_corrected_configuration_is_heeded_though_the_list_stays_the_same(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        right = config.read_text(encoding="utf-8")
        config.write_text(right + "article_pattern = '/nothing/'\n", encoding="utf-8")
        assert "new" not in desk.run("crawl", "--json").json[0]["counts"]
        config.write_text(right, encoding="utf-8")
        assert desk.run("crawl", "--json").json[0]["counts"]["new"] == 1


def test_fault_017_what_a_host_asked_for_is_remembered_over_runs(desk):
    with Site() as site:
        wire(site)
        site.pages["/feed.xml"] = Page(b"busy", 429, {"Retry-After": "3600"})
        configure(desk, site)
        desk.run("crawl")
        asked = len(site.asked)
        for _ in range(2):
            held = desk.run("crawl", "--json")
            assert (held.code, held.json[0]["outcome"]) == (0, "held")
        assert "/feed.xml" not in site.asked[asked:]


def test_a_page_that_a_recording_lacks_is_not_held_against_the_site(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        folder = desk.folder / "recording"
        folder.mkdir()
        (folder / "feed.xml").write_bytes(site.pages["/feed.xml"].body)
        (folder / "manifest.toml").write_text(
            f'[[page]]\nurl = "{site.url("/feed.xml")}"\nfile = "feed.xml"\n', encoding="utf-8"
        )
        replayed = desk.run("crawl", "--replay", "recording")
        assert "not in the recording" in replayed.err
        assert desk.run("crawl", "--json").json[0]["counts"]["new"] == 1


def test_an_exception_of_ours_on_one_page_is_told_and_costs_only_that_page(desk):
    (desk.folder / "broken.py").write_text(
        "import sys, crawler.page.feed\n"
        "def broken(*_args, **_kwargs): raise ValueError('a bug of ours')\n"
        "crawler.page.feed.parse = broken\n"
        "from crawler.cli import main\nmain(sys.argv[1:])\n",
        encoding="utf-8",
    )
    with Site() as site:
        wire(site)
        configure(desk, site)
        done = subprocess.run([sys.executable, "broken.py", "crawl"], cwd=desk.folder, env=desk.env,
                              capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert f"{site.url('/feed.xml')}: a bug of ours" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_private_address_is_not_crawled_unless_allowed(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        config.write_text(config.read_text(encoding="utf-8").replace('"127.0.0.1"', ""), "utf-8")
        refused = desk.run("crawl")
    assert refused.code == 1
    assert "127.0.0.1" in refused.err
    assert site.asked == []


def test_sources_of_several_hosts_are_crawled_by_several_processes(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        other = site.url("/feed.xml").replace("127.0.0.1", "localhost")
        config = desk.folder / "newsvane.toml"
        text = config.read_text(encoding="utf-8").replace(
            '["127.0.0.1"]', '["127.0.0.1", "localhost"]'
        )
        config.write_text(f'{text}[[source]]\nname = "second"\nurl = "{other}"\n', encoding="utf-8")
        crawled = desk.run("crawl", "--jobs", "2", "--json")
    assert crawled.code == 0, crawled.err
    assert [report["source"] for report in crawled.json] == ["wire", "second"]
    # Both list the same two pages: whoever comes first keeps the story, once.
    store = sqlite3.connect(desk.folder / "newsvane.db")
    assert store.execute("SELECT count(*) FROM stories").fetchone() == (1,)
    assert store.execute("SELECT count(DISTINCT process) FROM runs").fetchone() == (2,)
    store.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_fault_094_a_signal_in_the_middle_leaves_a_sound_store_and_a_run_that_says_so(desk, number):
    def slow(connection, asked):
        connection.pause(60)

    with Site() as site:
        wire(site)
        site.pages["/garden.html"] = slow
        configure(desk, site)
        crawl = desk.start("crawl")
        end = time.monotonic() + 60
        while "/garden.html" not in site.asked and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)
        crawl.send_signal(number)
        before = time.monotonic()
        out, err = crawl.communicate(timeout=30)
        assert time.monotonic() - before < 15
        assert crawl.returncode == 1, err
        assert "interrupted" in out
        assert "Traceback" not in err
    store = sqlite3.connect(desk.folder / "newsvane.db")
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.execute("SELECT outcome FROM runs").fetchall() == [("interrupted",)]
    # The list is read again the next time: its validators were not kept.
    assert store.execute("SELECT etag, body_sha256 FROM sources").fetchall() == [(None, None)]
    store.close()


def test_a_signal_in_the_first_seconds_leaves_no_run_open(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        for delay in (0.3, 0.8, 1.3, 1.8):
            crawl = desk.start("crawl")
            time.sleep(delay)
            crawl.send_signal(signal.SIGTERM)
            _, err = crawl.communicate(timeout=30)
            assert "Traceback" not in err
    if (desk.folder / "newsvane.db").exists():
        store = sqlite3.connect(desk.folder / "newsvane.db")
        assert store.execute("SELECT count(*) FROM runs WHERE finished IS NULL").fetchone() == (0,)
        store.close()


def child_that_crawls(source):
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            arguments = entry.read_bytes().split(b"\0")
            if b"--events" in arguments and arguments[-2:] == [source.encode(), b""]:
                return int(entry.parent.name)
    raise AssertionError(f"nobody crawls {source}")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds processes by /proc")
def test_fault_095_a_killed_child_is_told_and_counts_as_a_failure(desk):
    def slow(connection, asked):
        connection.pause(60)

    with Site() as site:
        wire(site)
        site.pages["/garden.html"] = slow
        configure(desk, site)
        with (desk.folder / "newsvane.toml").open("a", encoding="utf-8") as file:
            file.write('[[source]]\nname = "other"\nurl = "http://localhost:9/feed.xml"\n')
        crawl = desk.start("crawl", "--jobs", "2", "--json")
        end = time.monotonic() + 60
        while "/garden.html" not in site.asked and time.monotonic() < end:
            time.sleep(0.05)
        os.kill(child_that_crawls("wire"), signal.SIGKILL)
        out, err = crawl.communicate(timeout=60)
    assert crawl.returncode == 1, err
    report = next(r for r in json.loads(out) if r["source"] == "wire")
    assert report["outcome"] == "failed"
    store = sqlite3.connect(desk.folder / "newsvane.db")
    assert store.execute("SELECT count(*) FROM runs WHERE finished IS NULL").fetchone() == (0,)
    assert store.execute("SELECT state, failures FROM sources WHERE name = 'wire'").fetchone() == (
        "failed",
        weight("interrupted"),  # a failure, but one that may well pass
    )
    store.close()


def test_the_daemon_does_what_is_due_once_and_then_nothing(desk):
    with Site() as site:
        wire(site)
        configure(desk, site, 'every = "1h"')
        first = desk.run("watch", "--once")
        assert first.code == 0, first.err
        assert "1 of 1 sources are due" in first.err
        second = desk.run("watch", "--once")
        assert "0 of 1 sources are due" in second.err
    assert "US and China race" in desk.run("stories", "--since", "all").out


def test_fault_102_the_daemon_survives_a_source_that_fails_and_stops_on_term(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        with (desk.folder / "newsvane.toml").open("a", encoding="utf-8") as file:
            file.write('[[source]]\nname = "dead"\nurl = "http://127.0.0.1:9/feed.xml"\n')
        daemon = desk.start("watch")
        end = time.monotonic() + 60
        while "/race.html" not in site.asked and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(1)
        daemon.send_signal(signal.SIGTERM)
        _, err = daemon.communicate(timeout=30)
        assert daemon.returncode == 0, err
        assert "Traceback" not in err
    assert "US and China race" in desk.run("stories", "--since", "all").out


def test_compare_tells_a_copy_from_another_text(desk):
    text = RIVALRY.replace("|", "\n")
    (desk.folder / "a.txt").write_text(text, encoding="utf-8")
    (desk.folder / "b.txt").write_text(text.replace(". ", ".. ,, "), encoding="utf-8")
    (desk.folder / "c.txt").write_text(GARDEN.replace("|", "\n"), encoding="utf-8")
    assert desk.run("compare", "a.txt", "b.txt", "--json").json["comparison"]["relation"] == "copy"
    assert "different" in desk.run("compare", "a.txt", "c.txt").out


def test_a_source_can_be_checked_without_keeping_anything(desk):
    with Site() as site:
        wire(site)
        configure(desk, site)
        checked = desk.run("sources", "check", "wire", "--json")
        assert checked.code == 0, checked.err
    row = checked.json[0]
    assert (row["entries"], row["read"], row["with_time"]) == (2, 2, 2)
    assert not (desk.folder / "newsvane.db").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stroies"], "did you mean 'stories'"),
        (["--config", "nowhere.toml", "crawl"], "nowhere.toml: no such file"),
        (["crawl", "nobody"], "no source or group is called 'nobody'"),
        (["--db", "nowhere.db", "stories"], "nowhere.db"),
        (["show", "abc"], "write a story's number"),
        (["stories", "--since", "soon"], "write 24h"),
        (["compare", "a", "b"], "neither a file nor"),
        (["crawl", "--replay", "nowhere"], "nowhere"),
        (["--db", "newsvane.toml", "stories"], "not a SQLite database"),
        (["--db", "none/x.db", "crawl"], "none does not exist"),
        (["crawl", "--replay", "newsvane.toml"], "newsvane.toml"),
        (["crawl", "--record", "/proc/x.warc.gz"], "/proc/x.warc.gz"),
        (["crawl", "--record", "a.warc", "--replay", "."], "exclude each other"),
    ],
)
def test_fault_098_101_a_users_mistake_is_one_line_and_exit_code_2(desk, arguments, said):
    (desk.folder / "newsvane.toml").write_text("delay = 1.0\n# long enough to be no empty file\n")
    open_store(desk.folder / "newsvane.db").close()
    ended = desk.run(*arguments)
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_init_writes_a_file_that_works_and_never_overwrites(desk):
    assert desk.run("init", "--contact", 'a"b\\c@example.org').code == 0
    listed = desk.run("sources", "list", "--json")
    assert listed.code == 0, listed.err
    assert len(listed.json) >= 12
    assert desk.run("init").code == 2


def test_a_closed_pipe_is_no_trouble(desk):
    command = f"{sys.executable} -m crawler.cli sources list | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=desk.folder,
        env=desk.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr


def test_the_closed_network_would_be_noticed(tmp_path):
    desk = Desk(tmp_path)
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=desk.env, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "192.0.2.1" in desk.escaped()
