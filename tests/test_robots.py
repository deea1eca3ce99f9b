"""What robots.txt allows us, and what follows when it cannot be read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import MAX_SIZE, read
from tests.fetching import fetch
from tests.server import Page, Site, redirect, silent

PAGE = "https://news.example/private/1"


def rules(text: str):
    return read(200, text.encode())


def test_a_group_for_us_goes_before_the_group_for_all():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: newsvane\nDisallow: /tmp/\n"
    assert rules(text).allows(PAGE)
    assert not rules(text).allows("https://news.example/tmp/x")


@pytest.mark.parametrize("name", ["newsvane", "NewsVane", "newsvane/2.0", "  newsvane # us"])
def test_our_name_is_known_in_every_spelling(name):
    assert not rules(f"User-agent: {name}\nDisallow: /").allows(PAGE)


@pytest.mark.parametrize("name", ["news", "vane", "newsvanebot", "googlebot", ""])
def test_a_name_that_only_resembles_ours_is_somebody_else(name):
    assert rules(f"User-agent: {name}\nDisallow: /").allows(PAGE)


def test_groups_of_several_agents_keep_together():
    text = "User-agent: a\nUser-agent: newsvane\nUser-agent: b\nDisallow: /private\n"
    assert not rules(text).allows(PAGE)
    assert rules(text).allows("https://news.example/public")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_fault_062_no_robots_file_allows_all(status):
    assert read(status, b"User-agent: *\nDisallow: /").allows(PAGE)


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\nUser-agent: *\nDisallow: /",
        "\n  <HTML><body>\nUser-agent: *\nDisallow: /",
        "\ufeff<html>\nUser-agent: *\nDisallow: /",
    ],
)
def test_fault_062_a_page_in_place_of_the_file_allows_all(page):
    assert rules(page).allows(PAGE)


def test_fault_062_the_first_500_kib_are_read():
    head = "User-agent: *\nDisallow: /private\n"
    filler = "# filler\n" * (MAX_SIZE // 9 + 1)
    assert not rules(head + filler).allows(PAGE)
    assert rules(filler + head).allows(PAGE)


def test_fault_062_a_line_that_the_limit_cuts_is_not_read():
    start = "User-agent: *\n"
    filler = "#" * (MAX_SIZE - len(start) - len("Disallow: /") - 1) + "\n"
    assert rules(f"{start}{filler}Disallow: /elsewhere\n").allows(PAGE)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 301, 399])
def test_fault_061_a_server_in_trouble_allows_nothing(status):
    found = read(status, b"")
    assert not found.allows(PAGE)
    assert str(status) in found.refusal.sentence


@pytest.mark.parametrize(("asked", "delay"), [("2", 2.0), ("60", 60.0), ("0.5", 0.5)])
def test_fault_063_a_delay_is_read(asked, delay):
    assert rules(f"User-agent: *\nCrawl-delay: {asked}").delay == delay


def test_fault_063_a_delay_beyond_the_cap_is_a_refusal():
    found = rules("User-agent: *\nCrawl-delay: 61")
    assert not found.allows(PAGE)
    assert "61 s" in found.refusal.sentence


@pytest.mark.parametrize("asked", ["", "-3", "soon", "nan", "inf", "1e999"])
def test_a_delay_that_means_nothing_is_none(asked):
    found = rules(f"User-agent: *\nCrawl-delay: {asked}")
    assert found.delay is None
    assert found.allows(PAGE)


def test_many_agents_with_many_rules_do_not_multiply():
    # 15,000 agents times 20,000 rules, were each to keep its own.
    text = "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /x\n" * 20_000
    assert rules(text).allows(PAGE)


@given(st.integers(100, 599), st.binary(max_size=2000))
def test_no_file_makes_the_reader_stumble(status, body):
    assert read(status, body).allows(PAGE) in {True, False}


ROBOTS = {
    "allowing": Page(b"User-agent: *\nDisallow: /private", type="text/plain"),
    "absent": Page(b"", 404),
    "html": Page(b"<html>Disallow: /"),
    "failing": Page(b"", 503),
    "silent": silent,
    "moved": redirect("/robots2.txt"),
    "moved inside": redirect("http://127.0.0.2:9/robots.txt"),
    "moved in circles": redirect("/robots.txt"),
    "too slow": Page(b"User-agent: *\nCrawl-delay: 600", type="text/plain"),
}


@pytest.fixture(scope="module")
def sites():
    """One site for each kind of robots.txt, each asked for three pages."""
    opened = {name: Site({"/robots.txt": robots}) for name, robots in ROBOTS.items()}
    for site in opened.values():
        site.__enter__()
        site.pages |= {"/public": Page(b"public"), "/private": Page(b"private")}
        site.pages |= {
            "/to-private": redirect("/private"),
            "/robots2.txt": Page(b"User-agent: *\nDisallow: /private", type="text/plain"),
        }
    asked = [
        {"url": site.url(path), "name": f"{name} {path}"}
        for name, site in opened.items()
        for path in ("/public", "/private", "/to-private")
    ]
    passing = {
        "url": opened["failing"].url("/public"),
        "name": "unasked",
        "meta": {"dont_obey_robotstxt": True},
    }
    fetched = fetch(*asked, passing, allow_hosts=["127.0.0.1/32"], deadline=1.5, RETRY_TIMES=0)
    yield fetched, opened
    for site in opened.values():
        site.__exit__()


def got(sites, name, path="/public"):
    return sites[0][f"{name} {path}"]


def test_fault_060_a_forbidden_page_is_never_asked_for(sites):
    assert got(sites, "allowing").body == b"public"
    assert got(sites, "allowing", "/private").kind == "robots"
    assert not sites[1]["allowing"].asked_for("/private")


def test_fault_060_nor_by_way_of_a_redirect(sites):
    assert got(sites, "allowing", "/to-private").kind == "robots"
    assert got(sites, "moved", "/to-private").kind == "robots"


def test_robots_is_asked_for_once_a_run(sites):
    assert len(sites[1]["allowing"].asked_for("/robots.txt")) == 1


@pytest.mark.parametrize("name", ["absent", "html"])
def test_fault_062_without_rules_pages_are_fetched(sites, name):
    assert got(sites, name, "/private").body == b"private"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("failing", "robots"), ("silent", "timeout"), ("moved in circles", "refused")],
)
def test_fault_061_without_an_answer_nothing_is_fetched(sites, name, kind):
    assert got(sites, name).kind == kind
    assert {request.path for request in sites[1][name].requests} == {"/robots.txt"} | (
        {"/public"} if name == "failing" else set()
    )


def test_a_request_may_pass_unasked(sites):
    assert sites[0]["unasked"].body == b"public"


def test_a_redirect_of_robots_is_followed(sites):
    assert got(sites, "moved").body == b"public"
    assert got(sites, "moved", "/private").kind == "robots"


def test_fault_064_a_redirect_of_robots_to_the_inside_is_refused(sites):
    assert got(sites, "moved inside").kind == "refused"
    assert "127.0.0.2 is not a public address" in got(sites, "moved inside").error


def test_fault_063_crawl_delay_is_kept():
    robots = Page(b"User-agent: *\nCrawl-delay: 0.5", type="text/plain")
    with Site({"/robots.txt": robots, "/": Page(b"page")}) as site:
        fetched = fetch(*[{"url": site.url(), "name": str(n)} for n in range(3)])
    assert {result.status for result in fetched.by_url.values()} == {200}
    times = [request.at for request in site.asked_for("/")]
    assert all(later - earlier > 0.45 for earlier, later in pairwise(times))


def test_fault_063_too_long_a_delay_leaves_the_site_alone(sites):
    assert got(sites, "too slow").kind == "robots"
    assert sites[1]["too slow"].asked == ["/robots.txt"]
