"""Searches as sources: the query a topic makes, and what becomes of an item."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler import search_sources, source_toml
from crawler.config import parse
from crawler.page import feed
from crawler.text import urls
from crawler.text.topic import Definition, Side, Term
from spiders import articles

TOPIC = Definition(
    name="harbours",
    version="1",
    terms=(
        Term("seal", 1.0, "animal"),
        Term("grey seal", 2.0, "animal", name="Grey"),
        Term("greys", 1.0, "animal", name="Grey"),
        Term("seal*", 3.0, "animal"),
        Term("dog", -1.0, "animal"),
        Term("海豹", 2.0, "animal"),
        Term("quay", 1.0, "place"),
        Term("码头", 1.0, "place"),
        Term("storm", 1.0, "other"),
    ),
    sides=(
        Side("what", "", 8.0, 0.0, {"animal": 1.0}),
        Side("where", "", 8.0, 0.0, {"place": 1.0}),
    ),
)


def test_a_query_asks_for_one_weighty_word_of_each_side():
    assert search_sources.query(TOPIC, han=False) == '("grey seal" OR seal) (quay)'
    assert search_sources.query(TOPIC, han=True) == "(海豹) (码头)"


def test_without_words_for_a_side_nothing_is_asked():
    bare = Definition(name="x", version="1", terms=TOPIC.terms[:1], sides=TOPIC.sides)
    assert search_sources.query(bare, han=False) == ""
    assert search_sources.sources(Definition(name="x", version="1")) == ()


def test_each_engine_gets_the_query_in_its_form():
    made = {source.name: source for source in search_sources.sources(TOPIC)}
    assert set(made) == {
        "google-news-harbours-en",
        "google-news-harbours-zh",
        "bing-news-harbours-en",
        "bing-news-harbours-zh",
        "gdelt-harbours",
        "hacker-news-harbours",
    }
    asked = parse_qs(urlsplit(made["google-news-harbours-zh"].url).query)
    assert asked["q"] == ["(海豹) (码头) when:1d"]
    assert asked["ceid"] == ["CN:zh-Hans"]
    assert parse_qs(urlsplit(made["gdelt-harbours"].url).query)["format"] == ["json"]
    assert made["gdelt-harbours"].delay >= 5
    assert all(not source.follow and source.groups == ("search",) for source in made.values())


def test_they_can_be_written_down_and_read_back():
    made = search_sources.sources(TOPIC)
    text = "catalogue = false\n" + "\n".join(map(source_toml.table, made))
    assert parse(text, None).sources == made


@pytest.mark.parametrize(
    ("link", "resolved"),
    [
        ("https://news.google.com/rss/articles/CBMiX?oc=5", False),
        ("https://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fquay.example%2f1&c=1", True),
    ],
)
def test_the_outlet_is_kept_and_a_link_that_says_nothing_is_marked(link, resolved):
    item = (
        f"<item><title>Seals return - Quay Post</title><link>{link.replace('&', '&amp;')}</link>"
        '<source url="https://quay.example">Quay Post</source></item>'
    )
    body = f"<rss><channel><title>Search</title>{item}</channel></rss>".encode()
    source = search_sources.sources(TOPIC)[0]
    (entry,) = feed.parse(body, source.url).entries
    made = articles.from_entry(source, entry, whole=False, fetched=datetime.now(UTC))
    assert (made.title, made.publisher) == ("Seals return", "Quay Post")
    assert (made.origins.get("url") != "unresolved redirect") is resolved
    assert urls.is_opaque(made.url) is not resolved
    assert made.whole is False
