"""The budget: costly pages end with a clear outcome before they cost much."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.page.budget import MAX_ATTRIBUTES, MAX_CHARS, MAX_TAGS, parse
from storage.records import NoArticle


def attributes(count, value=""):
    return "<p " + " ".join(f"a{i}{value}" for i in range(count)) + ">text</p>"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<p>" + "x" * MAX_CHARS, "too large"),
        (attributes(100_000), "too large"),
        (attributes(100_000, "=1"), "too large"),
        (attributes(100_000, '=">"'), "too large"),
        (attributes(100_000, "='<b>'"), "too large"),
        (attributes(100_000).replace(" ", "/"), "too large"),
        (attributes(3_000, "=1") * 50, "too large"),
        (attributes(900, "=1") * 500, "too large"),
        (attributes(900) * 500, "too large"),
        ("<b a c d e f g h i j k l m n o p q r s t u v w x y z>" * 20_000, "too large"),
        ("<b a='1'c='2'd='3'e='4'f='5'g='6'h='7'i='8'>" * 60_000, "too large"),
        ("<b a/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z>" * 20_000, "too large"),
        ("<div>" * 100_000 + "deep", "too deep"),
        ("<!-- nothing -->", "empty"),
    ],
)
def test_fault_034_035_036_refused_with_a_reason(text, reason):
    outcome = parse(text)
    assert isinstance(outcome, NoArticle)
    assert outcome.reason == reason


@pytest.mark.parametrize(
    "before",
    [
        "<!--<script>-->",
        "<!-- > <script>-->",
        "<!-- <p a='-->",
        "<!-- <p a='--!>",
        "<!--><!-- -- - --->",
        "<!x <script>",
        "<?x <script>",
        "</x <script>",
        "</><",
        '<p a">',
        '<p ">',
        '<p a==">',
        '<p =">',
        '<p a=b">',
        "<title><p a='</title>",
        "<textarea><p a='</TextArea>",
        "<xmp><p a='</xmp>",
        "<iframe><p a='</iframe>",
        "<style><!--</style>",
        "<script>'</b><!--'</script>",
        "<svg><![CDATA[<p a=']]>",
    ],
)
def test_fault_036_a_tag_of_many_attributes_does_not_hide(before):
    outcome = parse(before + attributes(30_000))
    assert isinstance(outcome, NoArticle)
    assert outcome.reason == "too large"


@pytest.mark.parametrize(
    "inside", ["<!-- {} -->", "<script>{}</script>", "<a title='{}'>x</a>", "<title>{}</title>"]
)
def test_fault_036_what_only_looks_like_a_tag_is_no_reason_to_refuse(inside):
    text = inside.format(attributes(30_000)) + "<p>text</p>"
    assert isinstance(parse(text), html.HtmlElement)


@pytest.mark.parametrize(
    "text",
    [
        "<p>" + "1" * 3_000_000,
        "<p data-state='" + '{"a":1, "b":[2, 3]}' * 20_000 + "'>x</p>",
        "<script>" + "if (a<b) { c = '>'; }" * 30_000 + "</script><p>x</p>",
        "<p title='unclosed " + "x " * 20_000,
        attributes(MAX_ATTRIBUTES // 2),
        "<table><td colspan=9007199254740991>x</table>",
    ],
)
def test_fault_038_042_large_but_harmless_pages_are_parsed(text):
    assert isinstance(parse(text), html.HtmlElement)


@pytest.mark.parametrize("unit", ["<a/>", "<p>x", "<br>", "<", "<b a=1>"])
def test_fault_037_a_page_of_elements_alone_is_not_built(unit):
    outcome = parse(unit * (MAX_TAGS + 1))
    assert isinstance(outcome, NoArticle)
    assert (outcome.reason, outcome.detail) == ("too large", "more than 250000 tags")


def test_comments_do_not_split_text():
    tree = parse("<p>one <!-- two --> three</p>")
    assert isinstance(tree, html.HtmlElement)
    assert tree.findtext(".//p") == "one  three"


def test_fault_040_characters_that_utf8_cannot_hold_do_not_raise():
    tree = parse("<p>a\ud800b&#xD800;</p>")
    assert isinstance(tree, html.HtmlElement)
    tree.text_content().encode()
