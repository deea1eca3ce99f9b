"""Keeping a crawl, and living it again without a network."""

from __future__ import annotations

import gzip
import socket
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.replay import RecordingError
from crawler.replay.handler import open_recording
from crawler.replay.recording import NOT_RECORDED
from crawler.replay.warc import Recorder
from tests.fetching import fetch
from tests.server import Page, Site, raw, redirect

MANIFEST = """
[[page]]
url = "https://news.example/新闻/1#top"
file = "one.html"
headers = { ETag = '"1"', Last-Modified = "Sat, 21 Nov 2026 12:00:00 GMT" }

[[page]]
url = "https://news.example/gone"
status = 410

[[page]]
url = "https://news.example/twice"
file = "one.html"

[[page]]
url = "https://news.example/twice"
file = "two.xml"

[[page]]
url = "https://news.example/api"
method = "POST"
file = "two.xml"
headers = { content-type = "application/json" }
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "one.html").write_bytes(b"<p>one")
    (tmp_path / "two.xml").write_bytes(b"<two/>")
    return tmp_path


@pytest.fixture
def recording(folder):
    return open_recording(folder)


def get(recording, path, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return recording.answer("GET", f"https://news.example{path}", named)


def test_a_page_of_a_folder_is_answered_in_every_spelling_of_its_url(recording):
    for path in ("/新闻/1", "/%E6%96%B0%E9%97%BB/1", "/新闻/1#end"):
        answer = get(recording, path)
        assert (answer.status, answer.body) == (200, b"<p>one")


def test_the_type_follows_from_the_file_unless_it_is_given(recording):
    assert get(recording, "/新闻/1").header("Content-Type") == "text/html"
    answer = recording.answer("POST", "https://news.example/api", {})
    assert [v for n, v in answer.headers if n.lower() == "content-type"] == ["application/json"]


def test_a_page_may_be_a_status_alone(recording):
    assert get(recording, "/gone").status == 410


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/other"), ("GET", "/api"), ("POST", "/gone")]
)
def test_what_is_not_recorded_is_a_404_that_says_so(recording, method, path):
    answer = recording.answer(method, f"https://news.example{path}", {})
    assert answer.status == 404
    assert answer.header(NOT_RECORDED) == "not recorded"


def test_pages_with_one_url_are_answered_in_turn(recording):
    bodies = [get(recording, "/twice").body for _ in range(3)]
    assert bodies == [b"<p>one", b"<two/>", b"<two/>"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"1"'}, 304),
        ({"if_none_match": 'W/"1", "2"'}, 304),
        ({"if_none_match": '"2"'}, 200),
        ({"if_none_match": '"2"', "if_modified_since": "Sat, 21 Nov 2026 12:00:00 GMT"}, 200),
        ({"if_modified_since": "Sat, 21 Nov 2026 12:00:00 GMT"}, 304),
        ({"if_modified_since": "Fri, 20 Nov 2026 12:00:00 GMT"}, 200),
    ],
)
def test_validators_are_answered_as_the_server_would_have(recording, headers, status):
    answer = get(recording, "/新闻/1", **headers)
    assert answer.status == status
    assert answer.header("ETag") == '"1"'
    assert bool(answer.body) == (status == 200)


@pytest.mark.parametrize(
    ("manifest", "word"),
    [
        ("", "[[page]]"),
        ("pages = 1", "[[page]]"),
        ("[[page]]\n[site]", "[[page]]"),
        ("[[page]\n", "manifest.toml"),
        ("[[page]]\nfile = 'one.html'", "page 1: url is missing"),
        ("[[page]]\nurl = 'https://a'\nfiel = 'x'", "unknown key 'fiel'"),
        ("[[page]]\nurl = 'https://a'\nfile = 'none.html'", "does not exist"),
        ("[[page]]\nurl = 'https://a'\nfile = '../secret'", "outside"),
        ("[[page]]\nurl = 'https://a'\nfile = '/etc/passwd'", "outside"),
        ("[[page]]\nurl = 'https://a'\nstatus = true", "status"),
        ("[[page]]\nurl = 'https://a'\nstatus = 99", "status"),
        ("[[page]]\nurl = 'https://a'\nheaders = 'x'", "headers"),
        ("[[page]]\nurl = 'https://a'\nheaders = { a = 1 }", "headers"),
        ("[[page]]\nurl = 'https://a'\nmethod = 1", "method"),
        ("page = [1]", "page 1: not a table"),
        ("[[page]]\nurl = 'https://[a'", "page 1"),
    ],
)
def test_a_manifest_that_cannot_be_meant_is_an_error_with_its_place(folder, manifest, word):
    (folder.parent / "secret").write_text("")
    (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
    with pytest.raises(RecordingError) as error:
        open_recording(folder)
    assert word in str(error.value)
    assert "manifest.toml" in str(error.value)


@pytest.mark.parametrize("content", [None, b"", b"no archive\n" * 100, b"\x1f\x8b\x08broken"])
def test_what_is_no_recording_is_an_error_or_empty(tmp_path, content):
    path = tmp_path / "file.warc.gz"
    if content is not None:
        path.write_bytes(content)
    if content == b"":
        assert get(open_recording(path), "/").status == 404
        return
    with pytest.raises(RecordingError, match=r"file\.warc\.gz"):
        open_recording(path)


def test_an_archive_whose_record_is_of_no_address_is_an_error(tmp_path):
    path = tmp_path / "file.warc"
    Recorder(path).add(
        "https://news.example/", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nx"
    )
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"WARC-Target-URI", b"WARC-Target-XXX"))
    with pytest.raises(RecordingError, match=r"file\.warc"):
        open_recording(path)
    path.write_bytes(whole.replace(b"https://news.example/", b"https://[.example/"))
    assert get(open_recording(path), "/").status == 404


@cache
def archive(name):
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
        Recorder(path).add("https://news.example/", b"GET / HTTP/1.1\r\n\r\n", answer)
        return path.read_bytes()


@given(
    st.sampled_from(["file.warc", "file.warc.gz"]),
    *(st.integers(0, 2_000), st.binary(max_size=4), st.integers(0, 6)),
)
@settings(max_examples=60)
def test_a_damaged_archive_is_read_or_an_error(name, place, put, cut):
    whole = archive(name)
    place %= len(whole)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(whole[:place] + put + whole[place + cut :])
        try:
            status = get(open_recording(path), "/").status
        except RecordingError:
            return
        assert 0 <= status < 1000


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_an_archive_holds_the_exact_bytes(tmp_path, name):
    request = b"GET /x HTTP/1.1\r\nHost: a.example\r\nx-ODD:  header\r\n\r\n"
    response = b"HTTP/1.1 200 Fine\r\nContent-length:3\r\nX-Odd:\r\n\r\nabc and more"
    for _ in range(2):
        Recorder(tmp_path / name).add("http://a.example/x", request, response, "192.0.2.1")
    with (tmp_path / name).open("rb") as file:
        checked = ArchiveIterator(file, check_digests="raise")
        assert len([record.content_stream().read() for record in checked]) == 5
    with (tmp_path / name).open("rb") as file:
        records = [
            (record.rec_type, record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True)
        ]
    assert [kind for kind, _ in records] == ["warcinfo"] + ["response", "request"] * 2
    assert records[1:3] == [("response", response), ("request", request)]
    assert open_recording(tmp_path / name).answer("GET", "http://a.example/x", {}).body == b"abc"


TEXT = "<p>一段正文</p>".encode() * 100
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
PAGES = {
    "/page": Page(TEXT, headers={"ETag": '"1"'}),
    "/gzip": Page(gzip.compress(TEXT), headers={"Content-Encoding": "gzip"}),
    "/broken": Page(gzip.compress(TEXT)[:50], headers={"Content-Encoding": "gzip"}),
    "/chunked": raw(CHUNKED),
    "/moved": redirect("/page"),
    "/two-cookies": Page(TEXT, headers=[("X-A", "1"), ("X-A", "2")]),
    "/新闻": Page(TEXT),
    "/missing": Page(b"gone", 404),
    "/post": Page(b"{}", type="application/json"),
    "/robots.txt": Page(b"User-agent: *\nDisallow: /private", type="text/plain"),
}


@pytest.fixture(scope="module")
def crawls(tmp_path_factory):
    """One crawl of the site, recorded; and its replay after the site has gone."""
    archive = tmp_path_factory.mktemp("recording") / "crawl.warc.gz"
    with Site(PAGES) as site:
        asked = [{"url": site.url(path), "name": path} for path in [*PAGES, "/private"]]
        asked += [{"url": site.url("/post"), "name": "post", "method": "POST", "body": "q=1"}]
        live = fetch(*asked, record=archive)
    replayed = fetch(*asked, replay=archive)
    return live, replayed, archive


@pytest.mark.parametrize("name", [*PAGES, "/private", "post"])
def test_a_replay_gives_what_the_crawl_gave(crawls, name):
    live, replayed = crawls[0][name], crawls[1][name]
    assert (live.status, live.kind) != (0, "")
    for attribute in ("url", "status", "headers", "body", "kind", "error", "redirects"):
        assert getattr(replayed, attribute) == getattr(live, attribute), attribute
    if live.status:
        assert replayed.flags == ["replayed", *live.flags]


def test_the_archive_holds_compressed_bodies_as_they_came(crawls):
    with crawls[2].open("rb") as file:
        bodies = [record.raw_stream.read() for record in ArchiveIterator(file)]
    assert gzip.compress(TEXT, mtime=0)[10:] in {body[10:] for body in bodies}


NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        print("OPENED", event, arguments, file=sys.stderr)
        raise OSError(event)
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
import runpy
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """Processes that fetch may not open a connection, and say so if they try."""
    hook = tmp_path / "hook.py"
    hook.write_text(NO_NETWORK, encoding="utf-8")
    monkeypatch.setattr("tests.fetching.COMMAND", [sys.executable, str(hook)])


@pytest.mark.usefixtures("watched")
def test_a_replay_opens_no_connection(folder):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        unrecorded = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        fetched = fetch("https://news.example/新闻/1", unrecorded, replay=folder)
    assert fetched["https://news.example/新闻/1"].body == b"<p>one"
    assert fetched[unrecorded].status == 404
    assert "OPENED" not in fetched.log


@pytest.mark.usefixtures("watched")
def test_the_check_for_connections_would_see_one():
    with Site({"/": Page()}) as site:
        fetched = fetch(site.url(), deadline=1.0)
    assert "OPENED" in fetched.log
    assert not site.asked
