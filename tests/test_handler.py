"""One request out, one bounded response in: what servers do to us, over real sockets.

All requests of this module are made by one process (``faults``), each under its own deadline; a
test looks at one outcome. Numbers in names are lines of the fault catalogue.
"""

from __future__ import annotations

import gzip
import socket
import tracemalloc
import zlib

import brotli
import pytest

from crawler.wire import BodyReader
from tests import tls
from tests.fetching import fetch
from tests.server import (
    Page,
    Site,
    close_at_once,
    endless_body,
    endless_header_line,
    endless_headers,
    flood,
    page_then_close,
    raw,
    silent,
    slow_body,
    slow_headers,
)

DEADLINE = 1.0
LIMIT = 1024 * 1024
BOMB = bytes(20 * LIMIT)
TEXT = "<p>一段正文，不长不短。</p>".encode() * 50
GZIPPED = gzip.compress(TEXT)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def encoded(body: bytes, encoding: str, **headers: str) -> Page:
    return Page(body, headers={"Content-Encoding": encoding, **headers})


def zstd(body: bytes) -> bytes:
    from crawler.content import zstd as library

    return library.compress(body)


def sized(length: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + body


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
#: What no client can make sense of, though the first line looks well.
SENSELESS = {
    "/two-lengths": raw(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello"),
    "/negative-length": raw(OK + b"Content-Length: -5\r\n\r\nhello"),
    "/endless-length": raw(OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nhello"),
    "/unknown-transfer": raw(
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "/nul-in-header": raw(OK + b"X\x00Y: a\x00b\r\nContent-Length: 5\r\n\r\nhello"),
    "/switched": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello"),
    "/status-0": raw(b"HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n"),
    "/status-negative": raw(b"HTTP/1.1 -200 OK\r\nContent-Length: 5\r\n\r\nhello"),
    "/status-99999": raw(b"HTTP/1.1 99999 OK\r\nContent-Length: 5\r\n\r\nhello"),
}
PAGES = {
    **SENSELESS,
    "/chunks-with-names": flood(CHUNKED, b"1;" + b"x" * 900 + b"\r\na\r\n"),
    "/tiny-chunks": flood(CHUNKED, b"2\r\nab\r\n"),
    "/trailers": flood(CHUNKED + b"0\r\n", b"X-Late: 1\r\n"),
    "/continue": flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/hints": raw(b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + sized(5, b"hello")),
    "/packed-often": Page(TEXT, headers=[("Content-Encoding", "gzip")] * 20),
    "/good": Page(TEXT),
    "/slow-body": slow_body,
    "/slow-headers": slow_headers,
    "/silent": silent,
    "/endless-body": endless_body,
    "/announced-too-large": raw(sized(10**12, b"x")),
    "/gzip": encoded(GZIPPED, "gzip"),
    "/bomb-gzip": encoded(gzip.compress(BOMB), "gzip"),
    "/bomb-gzip-gzip": encoded(gzip.compress(gzip.compress(BOMB)), "gzip, gzip"),
    "/bomb-deflate": encoded(zlib.compress(BOMB), "deflate"),
    "/bomb-br": encoded(brotli.compress(BOMB), "br"),
    "/bomb-zstd": encoded(zstd(BOMB), "zstd"),
    "/length-too-large": raw(sized(len(TEXT) + 10, TEXT)),
    "/length-too-small": raw(sized(10, TEXT)),
    "/broken-gzip": encoded(GZIPPED[: len(GZIPPED) // 2], "gzip"),
    "/not-gzip": encoded(TEXT, "gzip"),
    "/empty-reply": close_at_once,
    "/garbage": raw(b"\x00\x01\x02 no HTTP here\r\n\r\n"),
    "/http09": raw(b"<html>no status line</html>"),
    "/endless-header-line": endless_header_line,
    "/endless-headers": endless_headers,
    "/cookies": Page(TEXT, headers=[("Set-Cookie", f"c{n}={'x' * 4000}") for n in range(60)]),
    "/cookies-then": Page(TEXT),
    "/stale": page_then_close(Page(TEXT)),
    "/png": Page(PNG),
    "/sitemap.xml.gz": Page(gzip.compress(b"<urlset/>"), type="application/gzip"),
    "/utf-16": Page("<p>一段正文</p>".encode("utf-16-le") * 200, type="text/html; charset=utf-16"),
    "/no-content": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/chunked": raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "/chunked-cut": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "/close-delimited": raw(b"HTTP/1.0 200 OK\r\n\r\nhello"),
}
SLOW = {"/slow-body", "/slow-headers", "/silent"}


def asked_of(site: Site):
    for path in PAGES:
        # The flood must be stopped by its size, with time to spare.
        deadline = DEADLINE if path in SLOW else 20.0
        yield {"url": site.url(path), "name": path, "meta": {"deadline": deadline}}
    yield {"url": "http://no-such-host.invalid/", "name": "unknown host"}
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    yield {"url": f"http://127.0.0.1:{port}/", "name": "closed port"}
    proxy = {"proxy": "http://127.0.0.1:9", "dont_obey_robotstxt": True}
    yield {"url": site.url("/"), "name": "proxy", "meta": proxy}


@pytest.fixture(scope="module")
def faults():
    with Site(PAGES) as site:
        fetched = fetch(*asked_of(site), max_body=LIMIT, RETRY_TIMES=1)
        yield fetched, site


@pytest.fixture
def outcome(faults):
    fetched, _ = faults
    return lambda path: fetched[path]


def test_a_good_page_arrives_as_it_was_sent(outcome):
    result = outcome("/good")
    assert (result.status, result.body, result.flags) == (200, TEXT, [])


@pytest.mark.parametrize("path", ["/chunked", "/close-delimited"])
def test_every_way_to_end_a_body_is_understood(outcome, path):
    assert outcome(path).body == b"hello"


def test_a_response_without_body_does_not_hang(outcome):
    assert outcome("/no-content").status == 204


@pytest.mark.parametrize("path", ["/slow-body", "/silent"])
def test_fault_001_slow_body_ends_at_the_deadline(outcome, path):
    assert outcome(path).kind == "timeout"
    assert "1 s" in outcome(path).error


def test_fault_002_slow_headers_end_at_the_same_deadline(outcome):
    assert outcome("/slow-headers").kind == "timeout"


def test_fault_001_slow_servers_do_not_hold_up_others(outcome):
    assert outcome("/good").seconds < outcome("/slow-body").seconds


def test_fault_003_endless_body_is_stopped_by_its_size(outcome):
    assert outcome("/endless-body").kind == "too large"
    assert outcome("/endless-body").retries == 0


def test_fault_003_too_large_a_body_is_refused_before_it_comes(outcome):
    assert "announced" in outcome("/announced-too-large").error


@pytest.mark.parametrize("path", ["/chunks-with-names", "/tiny-chunks"])
def test_fault_003_chunks_count_as_they_stand_on_the_wire(outcome, path):
    assert outcome(path).kind == "too large"


def test_fault_003_chunks_with_names_end_long_before_their_body_is_too_large(outcome):
    assert "on the wire" in outcome("/chunks-with-names").error


def test_fault_003_a_body_in_tiny_chunks_takes_no_more_memory_than_in_one():
    class Nothing:
        pass

    reader = BodyReader(2 * LIMIT, Nothing())
    tracemalloc.start()
    for _ in range(LIMIT // 2):
        reader.dataReceived(bytes(bytearray(b"ab")))  # a copy each, as from a parser
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 2 * LIMIT


def test_fault_004_twenty_layers_are_refused(outcome):
    assert "compressed 20 times" in outcome("/packed-often").error


@pytest.mark.parametrize("name", ["gzip", "gzip-gzip", "deflate", "br", "zstd"])
def test_fault_004_the_cap_holds_for_decompressed_bytes(outcome, name):
    assert outcome(f"/bomb-{name}").kind == "too large"


def test_fault_004_bombs_cost_little_memory(faults):
    # Five bombs of 20 MiB each and two floods went through; the libraries alone take 80 MiB.
    assert faults[0].peak_mb < 120


def test_compressed_pages_arrive_decompressed(outcome):
    assert outcome("/gzip").body == TEXT
    assert "content-encoding" not in outcome("/gzip").headers


@pytest.mark.parametrize("path", ["/length-too-large", "/chunked-cut"])
def test_fault_005_a_body_shorter_than_announced_has_failed(outcome, path):
    assert outcome(path).kind == "cut off"
    assert outcome(path).retries == 1


def test_fault_006_a_body_longer_than_announced_is_cut_and_marked(outcome):
    result = outcome("/length-too-small")
    assert result.body == TEXT[:10]
    assert "truncated" in result.flags


def test_fault_007_a_broken_stream_is_marked(outcome):
    result = outcome("/broken-gzip")
    assert TEXT.startswith(result.body)
    assert "truncated" in result.flags


def test_fault_007_what_is_not_compressed_at_all_has_failed(outcome):
    assert outcome("/not-gzip").kind == "broken"


@pytest.mark.parametrize("path", ["/empty-reply", "/garbage", "/http09"])
def test_fault_021_no_http_is_an_error_after_the_last_retry(faults, outcome, path):
    assert outcome(path).kind == "broken"
    assert outcome(path).retries == 1
    # A kept connection that answers nothing is replaced, as if it had gone stale, at either try.
    assert 2 <= len(faults[1].asked_for(path)) <= 4


@pytest.mark.parametrize("path", SENSELESS)
def test_fault_021_what_makes_no_sense_as_http_is_an_error(outcome, path):
    assert outcome(path).kind == "broken"
    assert outcome(path).error.startswith("no valid HTTP answer")


def test_what_comes_before_an_answer_is_passed_over(outcome):
    assert outcome("/hints").body == b"hello"


@pytest.mark.parametrize("path", ["/continue", "/trailers"])
def test_fault_022_floods_before_and_after_the_body_are_cut_off(outcome, path):
    assert outcome(path).kind in {"too large", "cut off"}


@pytest.mark.parametrize("path", ["/endless-header-line", "/endless-headers"])
def test_fault_022_floods_of_headers_are_cut_off(outcome, path):
    assert outcome(path).kind in {"too large", "broken"}


def test_fault_023_cookies_are_not_kept(faults, outcome):
    assert outcome("/cookies").status == 200
    assert not any("cookie" in request.headers for request in faults[1].requests)


def test_fault_028_a_connection_that_went_stale_is_replaced_unnoticed():
    with Site({"/stale": page_then_close(Page(TEXT))}) as site:
        asked = [{"url": site.url("/stale"), "name": str(n)} for n in range(4)]
        fetched = fetch(*asked, obey_robots=False, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert [(r.status, r.retries) for r in fetched.by_url.values()] == [(200, 0)] * 4


def test_connections_are_used_again():
    with Site({"/": Page(TEXT)}) as site:
        fetch(
            *[{"url": site.url(), "name": str(n)} for n in range(4)],
            CONCURRENT_REQUESTS_PER_DOMAIN=1,
        )
        assert site.connections == 1


def test_fault_029_what_is_not_text_is_marked(outcome):
    assert "not text" in outcome("/png").flags


@pytest.mark.parametrize("path", ["/sitemap.xml.gz", "/utf-16"])
def test_fault_029_packed_sitemaps_and_wide_encodings_are_let_through(outcome, path):
    assert "not text" not in outcome(path).flags


def test_fault_024_certificates_are_verified(tmp_path):
    authority = tls.Authority(tmp_path)
    servers = {
        "good": authority.context("127.0.0.1"),
        "self-signed": tls.Authority(tmp_path / "other").context("127.0.0.1"),
        "expired": authority.context("127.0.0.1", expired=True),
        "other host": authority.context("192.0.2.1"),
    }
    sites = {name: Site({"/": Page(TEXT)}, tls=context) for name, context in servers.items()}
    for site in sites.values():
        site.__enter__()
    try:
        asked = [{"url": site.url(), "name": name} for name, site in sites.items()]
        insecure = {
            "url": sites["self-signed"].url(),
            "name": "insecure",
            "meta": {"insecure": True},
        }
        trust = {"SSL_CERT_FILE": str(authority.file), "SSL_CERT_DIR": str(tmp_path / "none")}
        fetched = fetch(*asked, insecure, env=trust)
    finally:
        for site in sites.values():
            site.__exit__()
    assert fetched["good"].status == 200
    for name in ("self-signed", "expired", "other host"):
        assert fetched[name].kind == "refused", fetched[name]
        assert "certificate" in fetched[name].error
        assert not sites[name].asked or name == "self-signed"
    assert fetched["insecure"].status == 200


def test_fault_025_an_unknown_host_is_reported_as_such(outcome):
    assert outcome("unknown host").kind == "dns"


def test_a_closed_port_is_reported_as_such(outcome):
    assert outcome("closed port").kind == "connection"


def test_a_proxy_that_the_configuration_does_not_name_is_refused(outcome):
    assert "proxies" in outcome("proxy").error
