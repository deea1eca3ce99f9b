"""robots.txt between runs: asked once a day, and what was kept means what was answered."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import for_us, read
from crawler.robots_shelf import KEPT, KEPT_TROUBLE, RobotsShelf, lasts
from tests.journey import Desk
from tests.server import Page, Site
from tests.storage_fakes import open_fake

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORIGIN = "https://s.example"
FILE = b"""# a comment
User-agent: elsewhere
Disallow: /

User-agent: other
User-agent: newsvane/1.0
Disallow: /private # not for you
Crawl-delay: 3
Sitemap: https://s.example/sitemap.xml

User-agent: *
Disallow: /all
"""


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, KEPT), (404, KEPT), (401, KEPT), (429, KEPT_TROUBLE), (503, KEPT_TROUBLE)],
)
def test_rules_last_a_day_and_trouble_a_while(status, expected):
    assert lasts(status) == expected


def test_only_what_speaks_to_us_is_kept():
    kept = for_us(FILE)
    assert b"elsewhere" not in kept
    assert b"comment" not in kept
    for body in (FILE, kept):
        rules = read(200, body)
        assert not rules.allows(f"{ORIGIN}/private")
        assert rules.allows(f"{ORIGIN}/all")
        assert rules.delay == 3


@given(st.binary(max_size=300), st.sampled_from(["/", "/a", "/private", "/?q"]))
def test_what_is_kept_means_the_same(body, path):
    again = for_us(body)
    assert for_us(again) == again
    assert read(200, again).allows(ORIGIN + path) == read(200, body).allows(ORIGIN + path)


def test_the_shelf_forgets_in_time_and_tells_origins_apart(tmp_path):
    now = [NOW]
    with open_fake(tmp_path / "news.db") as store:
        shelf = RobotsShelf(store, lambda: now[0])
        shelf.put(ORIGIN, insecure=False, status=200, body=b"User-agent: *\nDisallow: /")
        shelf.save()
        kept = shelf.get(ORIGIN, insecure=False)
        assert (kept.status, kept.fetched, kept.until) == (200, NOW, NOW + timedelta(days=1))
        assert shelf.get(ORIGIN, insecure=True) is None
        assert shelf.get(f"{ORIGIN}:8443", insecure=False) is None
        now[0] += timedelta(days=1)
        assert shelf.get(ORIGIN, insecure=False) is None


def feed(site):
    item = f"<item><title>t</title><link>{site.url('/private')}</link></item>"
    return Page(f"<rss><channel>{item}</channel></rss>".encode(), type="application/rss+xml")


def config(folder, site):
    (folder / "newsvane.toml").write_text(
        f'catalogue = false\ndelay = 0\nallow_hosts = ["127.0.0.1"]\n'
        f'[[source]]\nname = "s"\nurl = "{site.url("/feed")}"\n'
    )
    return Desk(folder)


def test_robots_is_asked_for_once_a_day_and_obeyed_all_day(tmp_path):
    rules = Page(b"User-agent: *\nDisallow: /private", type="text/plain")
    with Site({"/robots.txt": rules}) as site:
        site.pages["/feed"] = feed(site)
        desk = config(tmp_path, site)
        for _ in range(2):
            assert desk.run("crawl").code in (0, 1)
        assert site.asked == ["/robots.txt", "/feed", "/feed"]
        with sqlite3.connect(tmp_path / "newsvane.db") as db:
            db.execute("UPDATE robots SET until = '2020-01-01T00:00:00Z'")
        db.close()
        desk.run("crawl")
        assert site.asked[3:5] == ["/robots.txt", "/feed"]


def test_a_server_in_trouble_is_left_alone_for_a_while(tmp_path):
    with Site({"/robots.txt": Page(b"", 500)}) as site:
        desk = config(tmp_path, site)
        for _ in range(2):
            report = desk.run("crawl", "--json").json[0]
            assert report["outcome"] == "blocked"
            assert "robots.txt answered 500" in report["errors"][0]
        assert set(site.asked) == {"/robots.txt"}
        asked = len(site.asked)
        desk.run("crawl")
        assert len(site.asked) == asked
