"""The elements of a page that carry metadata."""

from __future__ import annotations

from lxml import html

from crawler.page import tags


def collect(markup: str) -> tags.Tags:
    return tags.collect(html.document_fromstring(markup))


def test_meta_is_found_by_name_property_and_itemprop_in_any_case():
    found = collect(
        "<meta name='Author' content='a'><meta property='og:title' content='b'>"
        "<meta itemprop='datePublished' content='c'><meta charset='utf-8'><meta name='x'>"
    )
    assert found.meta == {"author": ["a"], "og:title": ["b"], "datepublished": ["c"]}


def test_the_first_content_that_is_not_blank():
    found = collect(
        "<meta name='a' content=' '><meta name='b' content='x'><meta name='b' content='y'>"
    )
    assert found.first("a", "b") == "x"
    assert found.first("c") is None


def test_headings_come_by_rank_and_links_by_rel():
    found = collect(
        "<h2>two</h2><h1>one</h1><link rel='Canonical' href='/a'>"
        "<svg><title>icon</title></svg><script type='application/ld+json'>{}</script><script>1</script>"
    )
    assert [heading.text for heading in found.headings] == ["one", "two"]
    assert found.links == {"canonical": ["/a"]}
    assert found.jsonld == ["{}"]


def test_the_pages_own_title_stands_before_an_icons():
    assert collect("<title>Page</title><svg><title>icon</title></svg>").title == "Page"


def test_microdata_and_author_links():
    tree = html.document_fromstring(
        "<meta itemprop='author' content='x'><p itemprop='author Name'>y</p><a rel='author'>z</a>"
    )
    found = tags.microdata(tree)
    assert {name: [node.text for node in nodes] for name, nodes in found.items()} == {
        "author": ["y"],
        "name": ["y"],
    }
    assert [link.text for link in tags.author_links(tree.iter("a"))] == ["z"]


def test_text_leaves_out_scripts_and_joins_lines():
    tree = html.fromstring("<h1>a<script>x</script> <b>b</b><br>c<!-- d -->e<style>f</style></h1>")
    assert tags.text_of(tree) == "a b ce"
    assert tags.text_of(html.fromstring("<p>" + "x" * 9000), 50) == "x" * 50
