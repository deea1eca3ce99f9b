"""Through a proxy: the address check holds, TLS ends at the site, and secrets stay secret."""

from __future__ import annotations

import base64
import dataclasses
import json

import pytest

from crawler import config, opml, proxy, source_toml
from crawler.guard import AllowList, Refused
from crawler.tunnel import targets, trusted_to_proxy
from storage.records import Source
from tests.fetching import fetch
from tests.journey import Desk
from tests.proxy_server import ProxyServer
from tests.server import Page, Site
from tests.test_first_day import feed, page
from tests.tls import Authority

PAGE = Page(b"<p>through</p>")
SECRET = "pass%40word"
NOBODY = AllowList()


def through(server, url, *, resolves=False, secret=False, **settings):
    address = server.url.replace("//", f"//me:{SECRET}@") if secret else server.url
    proxies = {"": {"text": address, "resolves": resolves}}
    settings = {"obey_robots": False, "RETRY_TIMES": 0, **settings}
    return fetch(url, proxies=proxies, **settings)[url]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://10.0.0.2:7890", ("http", "10.0.0.2", 7890)),
        ("https://proxy.example", ("https", "proxy.example", 443)),
        ("http://[::1]:8080/", ("http", "::1", 8080)),
    ],
)
def test_an_address_is_read(text, expected):
    found = proxy.parse(text)
    assert (found.scheme, found.host, found.port) == expected


@pytest.mark.parametrize(
    "text",
    ["socks5://me:hunter2@h:1", "ftp://me:hunter2@h", "me:hunter2@h:80", "http://me:hunter2@h:x"],
)
def test_what_is_no_proxy_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError, match="HOST:PORT") as caught:
        proxy.parse(text)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(config.ConfigError) as told:
        config.parse(f'proxy = "{text}"\n', None)
    assert "hunter2" not in str(told.value)


def test_a_proxy_and_who_uses_it_never_show_its_secrets(monkeypatch):
    one = proxy.parse("http://me:hunter2@10.0.0.2:7890")
    assert base64.b64decode(one.authorization.split()[1]) == b"me:hunter2"
    source = Source(name="s", url="https://s.example/feed", proxy="http://me:hunter2@h:1")
    settings = config.parse('proxy = "http://me:hunter2@h:1"\ncatalogue = false\n', None)
    shown = [repr(one), str(one), repr(source), repr(settings), source_toml.table(source)]
    shown.append(opml.write([source]))
    for text in shown:
        assert "hunter2" not in text
        assert one.authorization.decode() not in text


def test_a_source_may_have_its_own_proxy_or_none(monkeypatch):
    monkeypatch.setenv("MY_PROXY", "http://h:3")
    text = """
    catalogue = false
    proxy = "http://h:1"
    source = [
        { name = "a", url = "https://a.example/" },
        { name = "b", url = "https://b.example/", proxy = "http://h:2" },
        { name = "c", url = "https://c.example/", proxy = "none" },
        { name = "d", url = "https://d.example/", proxy_env = "MY_PROXY" },
        { name = "e", url = "https://e.example/", proxy_resolves = true },
    ]
    """
    settings = config.parse(text, None)
    chosen = proxy.choose(settings, settings.sources)
    ports = {name: one.port if one else None for name, one in chosen.items()}
    assert ports == {"": 1, "b": 2, "c": None, "d": 3, "e": 1}
    assert [name for name, one in chosen.items() if one and one.resolves] == ["e"]
    monkeypatch.delenv("MY_PROXY")
    with pytest.raises(ValueError, match="MY_PROXY is not set"):
        proxy.choose(settings, settings.sources)
    assert proxy.choose(config.parse("catalogue = false", None), ()) == {}


def test_only_addresses_that_the_guard_permits_are_asked_for():
    assert targets(NOBODY, "s.example", ["2606:4700::1", "10.0.0.1", "93.184.216.34"]) == [
        "93.184.216.34", "2606:4700::1",
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"10\.0\.0\.1 \(s\.example\) is not a public address"):
        targets(NOBODY, "s.example", ["10.0.0.1"])


@pytest.mark.parametrize("host", ["localhost", "router", "nas.local", "db.internal", "127.0.0.1"])
def test_a_proxy_that_looks_names_up_is_not_asked_for_inner_ones(host):
    with pytest.raises(Refused):
        trusted_to_proxy(NOBODY, host)
    assert trusted_to_proxy(AllowList([host]), host) == host


def test_tls_goes_through_to_the_site_and_is_verified_there(tmp_path):
    authority = Authority(tmp_path / "ca")
    env = {"SSL_CERT_FILE": str(authority.file)}
    with (
        Site({"/": PAGE}, tls=authority.context("127.0.0.1")) as site,
        Site({"/": PAGE}, tls=authority.context("127.0.0.1", expired=True)) as expired,
        ProxyServer() as server,
    ):
        found = through(server, site.url("/"), secret=True, env=env)
        assert (found.status, found.body) == (200, PAGE.body)
        told = through(server, expired.url("/"), env=env)
        assert "does not verify" in told.error
    first = server.asked[0]
    assert first.startswith(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1")
    credentials = base64.b64encode(b"me:pass@word").decode()
    assert f"Proxy-Authorization: Basic {credentials}" in first
    assert "proxy-authorization" not in site.requests[0].headers


def test_a_name_is_looked_up_here_and_its_address_is_checked():
    with Site({"/": PAGE}) as site, ProxyServer() as server:
        url = site.url("/", host="localhost")
        assert through(server, url, allow_hosts=["127.0.0.1"]).body == PAGE.body
        assert server.asked[0].startswith(f"CONNECT 127.0.0.1:{site.port} ")
        asked = len(server.asked)
        for refused in (url, "http://10.0.0.1/", "https://[::1]/"):
            told = through(server, refused, allow_hosts=[])
            assert "not a public address" in told.error
        assert len(server.asked) == asked


def test_plain_http_is_asked_of_a_proxy_that_opens_no_tunnel_but_checked_first():
    with Site({"/": PAGE}) as site, ProxyServer(status=405) as server:
        assert through(server, site.url("/"), secret=True).body == PAGE.body
        assert [line.split(" ")[0] for line in server.asked] == ["CONNECT", "GET"]
        assert f"GET {site.url('/')} HTTP/1.1" in server.asked[1]
        assert "Proxy-Authorization: Basic" in server.asked[1]
        assert "proxy-authorization" not in site.requests[0].headers
        told = through(server, "http://localhost:9/", allow_hosts=[])
        assert "not a public address" in told.error
        assert not any("localhost" in line for line in server.asked)


def test_a_proxy_may_look_names_up_if_it_is_told_to():
    with Site({"/": PAGE}) as site, ProxyServer(names={"s.example": "127.0.0.1"}) as server:
        found = through(server, f"http://s.example:{site.port}/", resolves=True, allow_hosts=[])
        assert found.body == PAGE.body
        assert server.asked[0].startswith(f"CONNECT s.example:{site.port} ")


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (407, "proxy", "user name and password"),
        (403, "proxy", "no tunnel"),
        (502, "broken", "reach"),
    ],
)
def test_what_a_proxy_refuses_is_told_without_its_secrets(status, kind, says):
    with ProxyServer(status=status) as server:
        told = through(server, "https://127.0.0.1:9/", secret=True)
    assert (told.kind, says in told.error) == (kind, True)
    assert f"127.0.0.1:{server.port}" in told.error
    assert "pass" not in told.error.replace("password", "")


def test_a_proxy_that_is_not_there_or_none_is_told():
    with Site({"/": PAGE}) as site:
        other = dataclasses.make_dataclass("Other", ["url"])(site.url("/").rstrip("/"))
        told = through(other, "https://127.0.0.1:9/")
        assert told.error  # a web server answers CONNECT with some error
        gone = dataclasses.make_dataclass("Other", ["url"])("http://127.0.0.1:9")
        told = through(gone, "https://93.184.216.34/")
        assert told.kind == "connection"
        assert "127.0.0.1:9" in told.error


def test_a_crawl_goes_through_the_proxy_and_tells_nobody_its_password(tmp_path):
    desk = Desk(tmp_path)
    with Site({"/one": page("one", 0)}) as site, ProxyServer() as server:
        site.pages["/feed"] = feed(site, "one")
        (tmp_path / "newsvane.toml").write_text(
            'catalogue = false\ndelay = 0\nallow_hosts = ["127.0.0.1"]\n'
            f'proxy = "{server.url.replace("//", "//me:hunter2@")}"\n'
            f'[[source]]\nname = "s"\nurl = "{site.url("/feed")}"\n'
        )
        crawled = desk.run("crawl", "--record", "evidence.warc.gz", "--json")
        assert (crawled.code, crawled.json[0]["counts"]["new"]) == (0, 1)
        assert len(server.asked) >= 1
        assert site.asked == ["/robots.txt", "/feed", "/one"]
        said = [desk.run("sources", "list", "--json"), desk.run("status", "--json")]
        said += [desk.run("sources", "export"), desk.run("sources", "check", "--json")]
    everything = crawled.out + crawled.err + "".join(one.out + one.err for one in said)
    assert "hunter2" not in everything
    assert json.dumps(base64.b64encode(b"me:hunter2").decode()) not in everything
    assert b"hunter2" not in (tmp_path / "newsvane.db").read_bytes()


def test_a_variable_that_is_not_set_is_told_in_a_line(tmp_path):
    desk = Desk(tmp_path)
    (tmp_path / "newsvane.toml").write_text(
        'catalogue = false\nproxy_env = "NO_SUCH_PROXY"\n'
        '[[source]]\nname = "s"\nurl = "https://s.example/feed"\n'
    )
    told = desk.run("crawl")
    assert told.code == 2
    assert told.err.splitlines()[-1].endswith(
        "proxy_env: the environment variable NO_SUCH_PROXY is not set"
    )
