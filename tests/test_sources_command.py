"""``newsvane sources``, from outside: a user points at a site, and has a source."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from crawler.cli.sources import sources
from tests import press
from tests.journey import Desk
from tests.server import Page, Site

OPEN = 'allow_hosts = ["127.0.0.1"]\ndelay = 0.0\ncatalogue = false\n'


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    (tmp_path / "newsvane.toml").write_text(OPEN + "# mine", encoding="utf-8")
    yield made
    assert made.escaped() == ""


@pytest.fixture
def site():
    with Site() as made:
        made.pages |= {
            "/": Page(press.front(press.link("/rss.xml"))),
            "/robots.txt": Page(b"User-agent: *\nDisallow: /section/\n", type="text/plain"),
            "/rss.xml": Page(
                press.rss(made.url(""), age=press.NOW - datetime.now(UTC)),
                type="application/rss+xml",
            ),
        }
        for url, body in press.articles("").items():
            made.pages[url] = Page(body)
        yield made


def toml(desk):
    return (desk.folder / "newsvane.toml").read_text(encoding="utf-8")


def test_a_site_becomes_a_source_that_is_crawled(desk, site):
    added = desk.run("sources", "add", site.url(), "--yes", "--name", "harbour", "--group", "mine")
    assert added.code == 0, added.err
    assert "Council votes to widen the eastern quay" in added.out
    assert "newsvane crawl harbour" in added.err
    assert toml(desk).startswith(OPEN + "# mine\n\n# Found on ")
    (source,) = desk.run("sources", "list", "--json").json
    assert (source["name"], source["kind"], source["groups"]) == ("harbour", "feed", ["mine"])
    assert desk.run("crawl", "harbour").code in (0, 1)
    again = desk.run("sources", "add", site.url(), "--yes")
    assert again.code == 2
    assert "configured already, as 'harbour'" in again.err


def test_without_a_yes_nothing_is_written(desk, site):
    before = toml(desk)
    ended = desk.run("sources", "add", site.url())
    assert ended.code == 1
    assert site.url("/rss.xml") in ended.out
    told = desk.run("sources", "add", site.url(), "--json")
    assert told.code == 0
    assert told.json["proposals"][0]["source"]["url"] == site.url("/rss.xml")
    assert toml(desk) == before


def test_a_page_without_feeds_becomes_a_listing(desk, site):
    site.pages["/"] = Page(press.front())
    del site.pages["/rss.xml"]
    added = desk.run("sources", "add", site.url(), "--yes")
    assert added.code == 0, added.err
    assert 'kind = "listing"' in toml(desk)
    assert desk.run("sources", "check").code == 0


def test_robots_txt_and_private_addresses_are_heeded(desk, site):
    forbidden = desk.run("sources", "add", site.url("/section/"))
    assert forbidden.code == 1
    assert "robots.txt" in forbidden.err
    assert not site.asked_for("/section/")
    (desk.folder / "newsvane.toml").write_text("catalogue = false\n", encoding="utf-8")
    private = desk.run("sources", "add", site.url("/secret"))
    assert private.code == 1
    assert "refused" in private.err
    assert not site.asked_for("/secret")
    for address in ("not an address", "file:///etc/passwd"):
        assert desk.run("sources", "add", address).code == 2


def test_a_check_tells_what_works_from_what_does_not(desk, site):
    site.pages["/dead.xml"] = Page(b"<html><body>Moved</body></html>")
    tables = [
        f'[[source]]\nname = "good"\nurl = "{site.url("/rss.xml")}"\n',
        f'[[source]]\nname = "dead"\nurl = "{site.url("/dead.xml")}"\n',
        f'[[source]]\nname = "barred"\nurl = "{site.url("/section/rss")}"\n',
        f'[[source]]\nname = "off"\nurl = "{site.url("/gone.xml")}"\nenabled = false\n',
    ]
    (desk.folder / "newsvane.toml").write_text(OPEN + "".join(tables), encoding="utf-8")
    checked = desk.run("sources", "check", "--json")
    assert checked.code == 1
    rows = {row["source"]: row for row in checked.json}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "good": "done",
        "dead": "failed",
        "barred": "blocked",
    }
    assert (rows["good"]["entries"], rows["good"]["read"]) == (6, 3)
    assert rows["barred"]["robots"] == "refused"
    everything = desk.run("sources", "check", "--all")
    assert everything.code == 1
    assert "HTTP 404" in everything.err
    assert desk.run("sources", "check", "good").code == 0
    assert not (desk.folder / "newsvane.db").exists()


def test_sources_go_to_other_readers_and_come_back(desk, site):
    add = desk.run(
        "sources", "add", site.url(), "--yes", "--name", "harbour", "--group", "Sea/Quay"
    )
    assert add.code == 0, add.err
    (source,) = desk.run("sources", "list", "--json").json
    assert desk.run("sources", "export", "-o", "out.opml").code == 0
    assert "xmlUrl=" in (desk.folder / "out.opml").read_text(encoding="utf-8")
    known = desk.run("sources", "import", "out.opml", "--yes")
    assert "0 new sources, 1 known already" in known.err
    (desk.folder / "newsvane.toml").write_text(OPEN, encoding="utf-8")
    assert desk.run("sources", "import", "out.opml").code == 1
    assert toml(desk) == OPEN
    assert desk.run("sources", "import", "out.opml", "--yes", "--group", "more").code == 0
    (back,) = desk.run("sources", "list", "--json").json
    assert back == source | {"groups": ["Sea/Quay", "more"]}
    (desk.folder / "big.opml").write_bytes(b"<opml>" + b" " * 11_000_000)
    refused = desk.run("sources", "import", "big.opml")
    assert (refused.code, "larger than 10 MiB" in refused.err) == (2, True)
    (desk.folder / "no.opml").write_text("hello", encoding="utf-8")
    assert desk.run("sources", "import", "no.opml").code == 2


def test_the_list_says_why_something_is_off(tmp_path):
    desk = Desk(tmp_path)
    listed = desk.run("sources", "list", "--all")
    assert "off: blocked" in listed.out
    assert "off: unverified" in listed.out
    rows = {row["name"]: row for row in desk.run("sources", "list", "--all", "--json").json}
    assert len(rows) > 100
    assert rows["guancha-home"]["status"] == "blocked"
    assert rows["ithome"]["enabled"]


@pytest.mark.parametrize("verb", ["add", "check", "import", "export", "list", "search"])
def test_each_verb_has_help_with_an_example(verb):
    ended = CliRunner().invoke(sources, [verb, "--help"])
    assert ended.exit_code == 0
    assert re.search(rf"Examples?:\n +newsvane sources {verb}", ended.output)
