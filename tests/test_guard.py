"""Where a stranger's link may not lead us: addresses, URLs, redirects."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import AllowList, is_public, redirect_fault, url_fault
from tests.fetching import fetch
from tests.server import Page, Site, redirect

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",  # IPv4-compatible
    "::ffff:127.0.0.1",  # IPv4-mapped
    "::ffff:0:127.0.0.1",  # IPv4-translated
    "64:ff9b::127.0.0.1",  # NAT64
    "64:ff9b:1::1",  # local NAT64
    "100::1",  # discard
    "2001::1",  # Teredo
    "2001:db8::1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2002:a00:1::",  # 6to4 of 10.0.0.1
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "223.5.5.5",
    "2400:3200::1",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
    "2002:101:101::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_fault_010_addresses_inside_are_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_outside_are_public(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_does_not_make_it_public(address: IPv4Address):
    number = int(address)
    wrapped = [(0xFFFF << 32) | number, (0x2002 << 112) | (number << 80), (0x64FF9B << 96) | number]
    assert {is_public(IPv6Address(w)) for w in wrapped} == {is_public(address)}


@pytest.mark.parametrize(
    ("entry", "host", "address", "permitted"),
    [
        ("10.0.0.0/8", "x.corp", "10.1.2.3", True),
        ("10.0.0.0/8", "x.corp", "::ffff:10.1.2.3", True),
        ("10.0.0.0/8", "x.corp", "192.168.0.1", False),
        ("10.0.0.7", "x.corp", "10.0.0.7", True),
        ("10.0.0.7", "x.corp", "10.0.0.8", False),
        ("[::1]", "x.corp", "::1", True),
        ("News.Corp.", "news.corp", "10.1.2.3", True),
        ("news.corp", "news.corp.", "10.1.2.3", True),
        ("news.corp", "evil.example", "10.1.2.3", False),
        ("news.corp", "evil.news.corp", "10.1.2.3", False),
        ("news.corp", "news.corp", "no address", False),
    ],
)
def test_an_allow_list_opens_what_it_names_and_no_more(entry, host, address, permitted):
    assert AllowList([entry]).permits(host, address) is permitted


@pytest.mark.parametrize("entry", ["", "http://news.corp/", "10.0.0.0/99", "a b", "news.corp:80"])
def test_an_entry_that_means_nothing_is_an_error(entry):
    with pytest.raises(ValueError, match="no host, address or network"):
        AllowList([entry])


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://169.254.169.254:8888\\@host/", "backslash"),
        ("http://user:secret@example.org/", "user name"),
        ("http://example.org@10.0.0.1/", "user name"),
        ("http://exam\tple.org/", "control"),
        ("http://example.org/a\r\nHost: b", "control"),
        ("http://example.org/\x00", "control"),
        ("http://example.org/\x85", "control"),
        ("http://example.org/a b", "space"),
        ("file:///etc/passwd", "file:"),
        ("gopher://example.org/", "gopher:"),
        ("javascript:alert(1)", "javascript:"),
        ("//example.org/", "scheme"),
        ("http:///path", "no host"),
        ("http://[::1", "cannot be read"),
        ("http://[fe80::1%25eth0]/", "not a host"),
        ("http://example.org:99999/", "cannot be read"),
        ("http://example.org:0/", "not a host"),
        ("http://example.org/" + "a" * 3000, "longer"),
    ],
)
def test_fault_012_urls_that_parsers_read_differently_are_refused(url, word):
    assert word in (url_fault(url) or "")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://例子.中国/新闻?q=人工智能",
        "http://[2606:4700::1111]:8080/",
        "https://example.org/a%0Ab?u=http://x@y#z",
        "HTTP://EXAMPLE.ORG/",
    ],
)
def test_ordinary_urls_pass(url):
    assert url_fault(url) is None


@given(st.text(max_size=100))
def test_no_url_makes_the_guard_stumble(url):
    assert isinstance(url_fault(url), str | None)
    assert isinstance(redirect_fault(url.encode("utf-8", "surrogatepass")), str | None)


@pytest.mark.parametrize(
    "location", [b"/a", b"?b", b"//example.org/", b"https://example.org/?q=\\d", "/新闻".encode()]
)
def test_ordinary_redirects_pass(location):
    assert redirect_fault(location) is None


INSIDE = [
    "http://127.0.0.2:{port}/secret",
    "http://2130706434:{port}/secret",
    "http://0x7f000002:{port}/secret",
    "http://0177.0.0.2:{port}/secret",
    "http://127.2:{port}/secret",
    "http://[::1]:{port}/secret",
    "http://[::ffff:127.0.0.2]:{port}/secret",
    "http://0.0.0.0:{port}/secret",
    "http://0x7f.2:{port}/secret",
    "http://①②⑦.0.0.2:{port}/secret",
    "http://127。0。0。2:{port}/secret",
    "http://[64:ff9b::7f00:2]:{port}/secret",
    "http://１２７.0.0.2:{port}/secret",
]
SCHEMES = ["file:///etc/passwd", "data:text/html,x", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"]
#: Only a redirect can be made of these: Scrapy takes them for addresses without a scheme.
SOCKETS = [
    "unix:///var/run/x.sock",
    "http+unix://%2Fvar%2Frun%2Fx.sock/",
    "view-source:http://127.0.0.2/",
]
#: Addresses that name no host or port, as a redirect may write them.
NO_HOST = [
    "http://xn--a/", "http://.../", "http://" + "ü" * 300 + ".example/", "http://[fe80::1%25lo]:{port}/secret",
    "http://[::1%lo]/", "http://%31%32%37.0.0.2:{port}/secret", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/",
]  # fmt: skip
DIFFERENTIAL = ["http://127.0.0.2:{port}\\@127.0.0.1/", "http://127.0.0.1:{port}@127.0.0.2/"]


@pytest.fixture(scope="module")
def hops():
    """Everything that must not be reached, asked for directly and by a redirect from outside.

    127.0.0.1 plays the open internet; the rest of the loopback network is inside.
    """
    with Site(host="0.0.0.0") as site:
        targets = [t.format(port=site.port) for t in INSIDE + DIFFERENTIAL] + SCHEMES
        site.pages["/secret"] = Page(b"secret")
        site.pages["/refresh"] = Page(
            f'<meta http-equiv="refresh" content="0;url=http://127.0.0.2:{site.port}/secret">'.encode()
        )
        for number, target in enumerate(targets):
            site.pages[f"/to/{number}"] = redirect(target)
        for number, target in enumerate(NO_HOST):
            site.pages[f"/no-host/{number}"] = redirect(target.format(port=site.port))
        for number, target in enumerate(SOCKETS):
            site.pages[f"/socket/{number}"] = redirect(target)
        site.pages["/dotted"] = redirect(f"http://127.0.0.2.:{site.port}/secret")
        site.pages["/loop"] = redirect("/loop")
        site.pages["/once"] = redirect("/end", status=301)
        site.pages["/end"] = Page(b"end")
        asked = [{"url": t, "name": t} for t in targets]
        outside = [f"/to/{n}" for n in range(len(targets))] + [
            "/refresh",
            "/loop",
            "/once",
            "/dotted",
        ]
        outside += [f"/no-host/{n}" for n in range(len(NO_HOST))]
        outside += [f"/socket/{n}" for n in range(len(SOCKETS))]
        asked += [{"url": f"http://127.0.0.1:{site.port}{path}", "name": path} for path in outside]
        # Without robots.txt, whose refusal would hide what is meant to be seen.
        fetched = fetch(*asked, allow_hosts=["127.0.0.1/32"], obey_robots=False)
        yield targets, fetched, site


def test_fault_010_no_spelling_of_an_inside_address_is_reached(hops):
    targets, fetched, site = hops
    assert "/secret" not in site.asked
    for target in targets[: len(INSIDE)]:
        assert fetched[target].kind == "refused", target
        assert "is not a public address" in fetched[target].error


def test_fault_010_no_redirect_leads_inside(hops):
    targets, fetched, _ = hops
    for number, target in enumerate(targets[: len(INSIDE)]):
        assert fetched[f"/to/{number}"].kind == "refused", target
        assert "is not a public address" in fetched[f"/to/{number}"].error


def test_fault_009_no_redirect_leaves_http(hops):
    targets, fetched, _ = hops
    for number, target in enumerate(targets):
        if target in SCHEMES:
            assert fetched[f"/to/{number}"].kind == "refused"
            assert f"{target.split(':')[0]}:" in fetched[f"/to/{number}"].error
    for number, target in enumerate(SOCKETS):
        assert f"leads to {target.split(':')[0]}:" in fetched[f"/socket/{number}"].error
    assert "the redirect leads to file:" in fetched.log


def test_fault_009_other_schemes_are_refused_outright(hops):
    _, fetched, _ = hops
    assert {fetched[scheme].kind for scheme in SCHEMES} == {"refused"}


def test_fault_012_redirects_with_two_readings_are_refused(hops):
    targets, fetched, _ = hops
    for number in range(len(INSIDE), len(INSIDE) + len(DIFFERENTIAL)):
        assert fetched[f"/to/{number}"].kind == "refused", targets[number]


def test_fault_012_redirects_to_no_host_are_refused_in_words(hops):
    _, fetched, _ = hops
    for number, target in enumerate(NO_HOST):
        result = fetched[f"/no-host/{number}"]
        assert result.kind == "refused", target
        assert "not a host" in result.error or "cannot be read" in result.error


def test_fault_010_a_dot_behind_an_address_makes_it_a_name(hops):
    assert hops[1]["/dotted"].kind in {"dns", "refused"}


def test_fault_013_meta_refresh_is_not_followed(hops):
    _, fetched, _ = hops
    assert fetched["/refresh"].status == 200
    assert not fetched["/refresh"].redirects


def test_fault_008_a_redirect_loop_ends_after_five_hops(hops):
    _, fetched, site = hops
    assert fetched["/loop"].kind == "refused"
    assert len(site.asked_for("/loop")) == 6


def test_an_honest_redirect_is_followed(hops):
    _, fetched, _ = hops
    assert fetched["/once"].body == b"end"
