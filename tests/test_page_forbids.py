"""What pages forbid: meta elements and headers."""

import pytest

from crawler.page.extract import extract
from crawler.page.forbids import archiving, archiving_by_header
from storage.records import Article

TEXT = "<p>The ministry said on Friday that three laboratories will share a new centre.</p>" * 9


@pytest.mark.parametrize(
    ("directives", "expected"),
    [
        ("noarchive", True), ("noindex, NOARCHIVE", True), ("nocache", True), ("index,follow", False),
        ("noarchive-not", False), ("", False), ("noindex;noarchive", True), ("none", False),
    ],
)  # fmt: skip
def test_directives(directives, expected):
    assert archiving(directives) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noarchive", True), ("newsvane: noarchive", True), ("googlebot: noarchive", True),
        ("otherbot: noarchive", False), ("unavailable_after: 25 Jun 2027, noarchive", True),
        ("max-snippet:20", False),
    ],
)  # fmt: skip
def test_a_header_may_be_meant_for_another(value, expected):
    assert archiving_by_header(value) is expected


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ('<meta name="robots" content="max-image-preview:large">', False),
        ('<META NAME="Robots" CONTENT="index, NoArchive">', True),
        ('<meta name="robots" content="index"><meta name="googlebot" content="noarchive">', True),
        ('<meta name="description" content="noarchive">', False),
    ],
)
def test_a_page_that_forbids_archiving_is_read_and_says_so(meta, expected):
    page = f"<html><head><title>Three laboratories share a centre</title>{meta}</head><body><h1>Three laboratories share a centre</h1>{TEXT}</body></html>"
    read = extract(page.encode(), "https://paper.example/1.html")
    assert isinstance(read, Article)
    assert read.noarchive is expected
