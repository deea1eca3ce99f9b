"""Articles in JSON-LD, as sites write it."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import jsonld

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "A model for spring",
    "datePublished": "2026-03-01T13:12:00+08:00",
    "dateModified": "2026-03-02T08:00:00+08:00",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    "publisher": {"@type": "Organization", "name": "Example Daily"},
    "image": {"@type": "ImageObject", "url": "https://example.com/a.jpg"},
    "articleSection": "Technology",
    "isAccessibleForFree": "False",
}


def read(*values, url=""):
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    return jsonld.read(texts, url)


def test_a_plain_article():
    assert read(ARTICLE) == jsonld.Linked(
        kind="NewsArticle",
        headline="A model for spring",
        published="2026-03-01T13:12:00+08:00",
        updated="2026-03-02T08:00:00+08:00",
        authors=("Jane Doe", "John Roe"),
        publisher="Example Daily",
        image="https://example.com/a.jpg",
        section="Technology",
        free=False,
    )


@pytest.mark.parametrize(
    "nested",
    [
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Example"}, ARTICLE]},
        [[{"@type": "BreadcrumbList"}], [[ARTICLE]]],
        {"@type": "WebPage", "name": "Page", "mainEntity": ARTICLE},
        {"data": {"props": {"article": ARTICLE}}},
    ],
)
def test_any_nesting_is_followed(nested):
    assert read(nested).headline == "A model for spring"


def test_people_are_found_by_reference():
    found = read(
        {
            "@graph": [
                {"@type": "Article", "headline": "H", "author": {"@id": "#p1"}},
                {"@type": "Person", "@id": "#p1", "name": "Jane Doe"},
            ]
        }
    )
    assert found.authors == ("Jane Doe",)


def test_related_stories_and_comments_are_not_the_article():
    related = ARTICLE | {"headline": "Another story"}
    found = read(
        {"@type": "ItemList", "itemListElement": [{"item": related}]},
        {"@type": "WebPage", "name": "The page", "hasPart": related, "comment": [related]},
    )
    assert found.headline == "The page"


def test_of_several_articles_the_pages_own_wins():
    other = ARTICLE | {"headline": "Another story", "url": "https://example.com/other"}
    own = {
        "@type": "Article",
        "headline": "This one",
        "mainEntityOfPage": "http://example.com/own/",
    }
    assert read(other, own, url="https://example.com/own?from=feed").headline == "This one"


def test_an_article_beats_its_page():
    page = {"@type": "WebPage", "name": "Page", "datePublished": "2020-01-01", "author": "x"}
    assert read(page, {"@type": "NewsArticle", "headline": "Story"}).headline == "Story"


@pytest.mark.parametrize(
    "broken",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Story"} -->',
        '/* <![CDATA[ */ {"@type": "NewsArticle", "headline": "Story"} /* ]]> */',
        '{"@type": "NewsArticle", "headline": "Story",}',
        '{"@type": "NewsArticle", "headline": "Story"};',
        '{"@type": "NewsArticle", "description": "two\nlines", "headline": "Story"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Story&quot;}",
        '{"@type": "NewsArticle", "headline": "Story", "articleBody": "an "unescaped" quote"}',
        '{"@type": "NewsArticle", "headline": "Story", "datePublished": "2026-',
    ],
)
def test_broken_json_is_mended_or_searched(broken):
    assert read(broken).headline == "Story"


def test_names_are_saved_from_a_broken_script():
    broken = '{"headline": "S", "author": [{"@type": "Person", "name": "Jane Doe"}], oops'
    assert read(broken).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "value", [None, 3, [], {}, [[]], {"@value": 3}, True, {"name": ["x"]}, "  "]
)
@pytest.mark.parametrize(
    "key", ["headline", "datePublished", "author", "image", "publisher", "@type"]
)
def test_fault_041_wrong_types_are_ignored(key, value):
    found = read(ARTICLE | {key: value})
    assert isinstance(found, jsonld.Linked)
    assert all(isinstance(name, str) for name in found.authors)
    assert found.headline is None or isinstance(found.headline, str)


@pytest.mark.parametrize(
    "unit", ["[", '{"a":', '[{"@type":"NewsArticle"},', '"', "\\", '{"author":[']
)
def test_fault_041_floods_end(unit):
    assert read(unit * 200_000).published is None


def test_fault_041_more_than_python_can_hold_is_not_built():
    flood = '[{"@type": "NewsArticle", "headline": "Fog"}, ' + "{}," * 250_000 + "{}]"
    tracemalloc.start()
    read(flood)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10 * len(flood)


def test_numbers_may_be_epoch_seconds():
    assert read(ARTICLE | {"datePublished": 1567839845}).published == "1567839845"


def test_long_values_are_cut():
    assert len(read(ARTICLE | {"author": "x" * 32_000}).authors[0]) <= 2000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ARTICLE, "@graph", "@id", "name"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(json_values)
def test_fault_041_any_json_is_safe(value):
    assert isinstance(read(value), jsonld.Linked)


@given(st.text(max_size=100))
def test_any_text_is_safe(text):
    assert isinstance(read(text), jsonld.Linked)
