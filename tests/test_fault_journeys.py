"""Faults met by the whole program: real sockets, a real full disk, and what its user then sees."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.journey import Desk
from tests.server import Page, Site
from tests.test_journeys import FEED, ITEM, RIVALRY, configure, page, wire


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    assert made.escaped() == ""


def rows(desk, sql):
    store = sqlite3.connect(desk.folder / "newsvane.db")
    try:
        return store.execute(sql).fetchall()
    finally:
        store.close()


@pytest.mark.parametrize("status", [404, 410])
def test_fault_019_a_feed_that_is_gone_is_told_and_still_asked_for(desk, status):
    with Site() as site:
        wire(site)
        feed = site.pages["/feed.xml"]
        site.pages["/feed.xml"] = Page(b"gone", status)
        configure(desk, site)
        crawled = desk.run("crawl")
        assert crawled.code == 1
        assert f"HTTP {status}" in crawled.err
        told = desk.run("status")
        assert (told.code, f"HTTP {status}" in told.out) == (1, True)
        site.pages["/feed.xml"] = feed
        assert desk.run("crawl", "--json").json[0]["counts"]["new"] == 1
    assert desk.run("status").code == 0


def test_fault_018_a_challenge_that_looks_like_success_is_not_stored(desk):
    guard = b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser"
    with Site() as site:
        wire(site)
        site.pages["/race.html"] = site.pages["/garden.html"] = Page(
            guard + b" before you go on.</p>"
        )
        configure(desk, site)
        crawled = desk.run("crawl", "--json")
    assert crawled.json[0]["counts"]["no_article"] == 2
    texts = [text for (text,) in rows(desk, "SELECT text FROM articles UNION SELECT '' FROM seen")]
    assert not any("Checking" in text for text in texts)
    assert rows(desk, "SELECT DISTINCT why FROM seen") == [("blocked",)]


def _item(name, guid, site):
    item = ITEM.format(
        title=f"US and China race to lead AI, {name}", link=site.url(f"/{name}.html")
    )
    return item.replace("</item>", f"<guid isPermaLink='false'>{guid}</guid></item>")


def test_fault_051_056_whatever_a_feed_does_with_its_items_none_is_lost_or_stored_twice(desk):
    def serve(*items):
        site.pages["/feed.xml"] = Page(FEED.format(items="".join(items)).encode())

    with Site() as site:
        wire(site)
        for name in "abcd":
            text = RIVALRY.replace("Huawei", f"Huawei of {name}") + f"|This is {name}'s own end."
            site.pages[f"/{name}.html"] = page(f"US and China race to lead AI, {name}", text)
        configure(desk, site)
        a, b = _item("a", 1, site), _item("b", 2, site)
        for items in (
            [a, b],
            [b, a],  # another order
            [_item("b", 77, site), _item("a", 78, site)],  # identifiers new at each fetch
            [_item("c", 2, site)],  # the others vanish, an identifier is used again
            [_item("d", 1, site), _item("d", 1, site)],  # all replaced, an item repeated
        ):
            serve(*items)
            assert desk.run("crawl").code == 0
        assert sorted(path for path in site.asked if len(path) == len("/a.html")) == [
            f"/{name}.html" for name in "abcd"
        ]
    urls = [url for (url,) in rows(desk, "SELECT url FROM articles")]
    assert sorted(url[-6] for url in urls) == ["a", "b", "c", "d"]


def test_fault_046_nothing_is_fetched_for_a_document(desk):
    with Site() as site:
        wire(site)
        doctype = (
            f'<!DOCTYPE rss SYSTEM "{site.url("/evil.dtd")}" [<!ENTITY x SYSTEM "{site.url("/x")}">'
            f'<!ENTITY % p SYSTEM "{site.url("/p")}"> %p;]>'
        )
        feed = site.pages["/feed.xml"].body.decode()
        feed = feed.replace("<rss", doctype + "<rss").replace("<title>Palm", "<title>&x; Palm")
        site.pages["/feed.xml"] = Page(feed.encode(), type="application/rss+xml")
        configure(desk, site)
        assert desk.run("crawl", "--json").json[0]["counts"]["found"] == 2
        assert set(site.asked) == {"/robots.txt", "/feed.xml", "/race.html", "/garden.html"}


def test_fault_072_what_strangers_write_does_not_command_the_terminal(desk):
    evil = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e"
    with Site() as site:
        wire(site)
        body = site.pages["/race.html"].body.decode()
        body = body.replace("race to lead", f"race {evil} to lead").replace("Mara", f"Mara{evil}")
        body = body.replace("export controls", f"export {evil}controls")
        site.pages["/race.html"] = Page(body.encode())
        site.pages["/feed.xml"] = [
            site.pages["/feed.xml"],
            Page(b"x", 500, {"X-Evil": "a"}),
            Page(f"<html><title>{evil}</title>".encode()),
        ]
        configure(desk, site)
        done = [desk.run("crawl"), desk.run("crawl"), desk.run("crawl")]
    commands = [["stories", "--since", "all"], ["show", "1"], ["search", "DeepSeek"], ["status"],
                ["digest", "--since", "all"], ["runs"], ["explain", "a1"]]  # fmt: skip
    done += [desk.run(*command) for command in commands]
    assert "export" in done[4].out
    for ended in done:
        assert "Traceback" not in ended.err
        shown = ended.out + ended.err
        assert not [c for c in shown if c in "\x1b\x07\x9b\u202e"], shown


def test_fault_104_a_secret_header_goes_to_its_host_and_nowhere_else(desk):
    secret = "Bearer s3cret-t0ken"
    with Site() as site, Site(host="127.0.0.2") as other:
        wire(site)
        feed = site.pages["/feed.xml"]
        site.pages["/feed.xml"] = [feed, Page(b"busy", 500)]
        other.pages = dict(site.pages)
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        text = config.read_text("utf-8") + f'headers = {{ X-Api-Key = "{secret}" }}\n'
        text = text.replace('"127.0.0.1"]', '"127.0.0.1", "127.0.0.2"]')
        config.write_text(text, "utf-8")
        done = [desk.run("crawl", "--debug", "--record", "all.warc"), desk.run("crawl")]
        assert site.asked_for("/feed.xml")[0].headers["x-api-key"] == secret
        site.pages["/feed.xml"] = Page(b"", 302, {"Location": other.url("/feed.xml")})
        done.append(desk.run("crawl", "--debug"))
        assert other.asked_for("/feed.xml")
        assert not any(secret in asked.headers.values() for asked in other.requests)
        done += [
            desk.run("sources", "list", "--json"), desk.run("sources", "export"),
            desk.run("sources", "check", "wire", "--json"), desk.run("runs", "--json"),
            desk.run("status", "--json"), desk.run("export"), desk.run("explain", "1"),
        ]  # fmt: skip
    for ended in done:
        assert "s3cret" not in ended.out + ended.err
    for path in desk.folder.iterdir():
        if path != config:
            assert b"s3cret" not in path.read_bytes(), path


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few MiB; made only where we may mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if (
        mount is None
        or subprocess.run([mount, *options], capture_output=True, check=False).returncode
    ):
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_fault_076_a_crawl_on_a_full_disk_goes_on_when_there_is_space(desk, small_disk):
    filler = small_disk / "filler"
    database = str(small_disk / "news.db")
    with Site() as site:
        wire(site)
        configure(desk, site, '[disk]\nmin_free = "0 KB"')
        assert desk.run("--db", database, "doctor").code == 2  # there is none yet
        site.pages["/feed.xml"] = Page(FEED.format(items="").encode())
        assert desk.run("--db", database, "crawl").code == 0
        _fill(filler)
        wire(site)
        crawled = desk.run("--db", database, "crawl")
        assert crawled.code in {1, 2}
        assert "full" in crawled.err + crawled.out
        assert "Traceback" not in crawled.err
        filler.unlink()
        assert desk.run("--db", database, "crawl").code == 0
    assert "US and China race" in desk.run("--db", database, "stories", "--since", "all").out
    assert desk.run("--db", database, "doctor").out.strip().endswith("sound")


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    assert os.statvfs(path).f_bavail == 0


def test_fault_055_a_list_that_is_read_in_part_says_so_and_why(desk):
    with Site() as site:
        links = "".join(f"<a href='/{n}'>Story</a>" for n in range(5_001))
        site.pages["/feed.xml"] = Page(f"<html>{links}</html>".encode())
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        added = 'kind = "listing"\nselector = "a"\nmax_items = 1\nfollow = false\n'
        config.write_text(config.read_text("utf-8") + added, "utf-8")
        crawled = desk.run("crawl", "--json")
    ran = crawled.json[0]
    assert (crawled.code, ran["outcome"], ran["counts"]["errors"]) == (0, "partial", 1)
    said = "read in part: more than 5,000 entries"
    assert said in ran["errors"][0]
    assert said in desk.run("runs", "--json").json[0]["errors"][0]
    told = desk.run("status")
    assert (told.code, said in told.out) == (0, True)


def test_fault_044_a_base_that_leads_inside_is_checked_like_any_link(desk):
    with Site() as site:
        wire(site)
        listing = (
            '<base href="http://127.0.0.9/"><ul><li><a href="/inside.html">An inside story</a></li>'
            f'<li><a href="{site.url("/race.html")}">US and China race to lead AI</a></li></ul>'
        )
        site.pages["/list.html"] = Page(listing.encode())
        configure(desk, site)
        config = desk.folder / "newsvane.toml"
        text = config.read_text("utf-8").replace("/feed.xml", "/list.html")
        config.write_text(text + 'kind = "listing"\nselector = "li a"\n', "utf-8")
        crawled = desk.run("crawl", "--json")
    counts = crawled.json[0]["counts"]
    assert (counts["new"], counts["errors"]) == (1, 1)
    assert "127.0.0.9 is not a public address" in crawled.json[0]["errors"][0]
