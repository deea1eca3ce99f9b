"""Strategies for values that our own functions make of what strangers send: trees, pages, entries."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from lxml.html import HtmlElement

from crawler.page import (
    blocks,
    body,
    density,
    facts,
    jsonld,
    published,
    rules,
    tags,
    xml_tree,
    zones,
)
from crawler.page.entry import Place
from crawler.page.feed_fields import Fields, fields
from crawler.text import features, ngrams, relevance, signature, topic
from crawler.text import rules as learnt
from crawler.text.clean import Cleaned, clean
from crawler.text.draft import Draft
from crawler.text.lexicon import Lexicon, own
from crawler.text.member import ArticleLike
from crawler.text.wordmodel import WordModel, load
from storage.records import Article
from tests import inputs
from tests.inputs_types import Strategies, built

_trees = inputs.BY_TYPE[HtmlElement]
_pages = _trees.map(blocks.walk)
_documents = inputs.texts.map(lambda text: xml_tree.Text(f"<rss>{text}", "rss", "</rss>" in text))


def _root(text: xml_tree.Text) -> xml_tree.Element:
    root, _ = xml_tree.parse(text, {"item"})
    return root if root is not None else _root(xml_tree.Text("<rss/>", "rss", True))


_elements = _documents.map(_root)
#: A signal's name has no blanks: it stands in a line of a file.
_nodes = st.recursive(
    st.builds(learnt.Leaf, st.floats(-9, 9)),
    lambda inner: st.builds(
        learnt.Split,
        st.sampled_from(["rivalry@title", "ai+rivalry@sentence"]),
        st.floats(-9, 9),
        inner,
        inner,
    ),
    max_leaves=5,
)
_facets = st.sampled_from(["ai", "rivalry"])
_words = st.sampled_from(["人工智能", "chips", "芯片", "race", "出口管制"])
_weights = st.floats(-5, 5)
_shares = st.dictionaries(_facets, st.floats(0, 2))
_definitions = built(
    topic.Definition,
    inputs.BY_TYPE,
    name=st.just("ai"),
    facets=st.dictionaries(_facets, inputs.texts),
    terms=st.lists(st.builds(topic.Term, _words, _weights, _facets, _words), max_size=4).map(tuple),
    patterns=st.lists(
        st.builds(topic.Pattern, st.sampled_from([r"\d+纳米", "AI|人工"]), _weights, _facets),
        max_size=2,
    ).map(tuple),
    sides=st.lists(
        st.builds(
            topic.Side,
            _words,
            _words,
            st.floats(0.1, 9) | st.just(math.inf),
            st.floats(0, 3),
            _shares,
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    penalty=_shares,
    exclusions=st.just(()) | st.just(("招聘",)),
    reading=built(
        topic.Reading,
        inputs.BY_TYPE,
        ignore=st.lists(_words, max_size=2).map(tuple),
        roundups=st.just(()) | st.just(("早报|8点1氪",)),
    ),
    linear=st.dictionaries(st.sampled_from(["bias", "ai@title", "chinese"]), _weights),
)

BY_TYPE: Strategies = {
    **inputs.BY_TYPE,
    tzinfo: st.sampled_from(
        [ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")]
    ),
    Place: st.builds(
        Place.of,
        st.sampled_from(
            ["https://news.example/2026/a.html", "http://127.0.0.1/", "x", "//b.example"]
        ),
        zone=st.none() | st.sampled_from(["Asia/Shanghai", "No/Where"]),
        language=st.none() | st.sampled_from(["zh", "en"]),
    ),
    published.Reading: st.builds(
        published.Reading,
        now=st.none() | inputs.moments,
        zone=st.just(zones.assumed("https://news.example/", zone=None, language=None)[0]),
        language=st.none() | st.sampled_from(["zh", "en"]),
    ),
    blocks.Page: _pages,
    body.Body: _pages.map(body.find_in),
    facts.Body: _pages.map(body.find_in),
    density.Density: _pages.map(density.measure),
    tags.Tags: _trees.map(tags.collect),
    jsonld.Linked: built(jsonld.Linked, inputs.BY_TYPE),
    xml_tree.Text: _documents,
    xml_tree.Element: _elements,
    Fields: _elements.map(fields),
    Iterable[HtmlElement]: _trees.map(lambda tree: list(tree.iter("a", "p"))),
    rules.Rule: st.sampled_from(rules.shipped()),
    Article: built(Article, inputs.BY_TYPE),
    ArticleLike: built(Article, inputs.BY_TYPE),
    Cleaned: inputs.texts.map(clean),
    Draft: inputs.texts.map(Draft),
    features.Side: inputs.texts.map(features.Side),
    signature.Signature: inputs.texts.map(lambda text: signature.read(text)[0])
    | built(signature.Signature, inputs.BY_TYPE),
    learnt.Rules: st.builds(learnt.Rules, st.lists(_nodes, max_size=3), _weights, _weights),
    topic.Definition: _definitions,
    ngrams.Wording: st.builds(
        ngrams.Wording,
        st.fixed_dictionaries(
            dict.fromkeys(["title", "text"], st.dictionaries(inputs.pieces, _weights, max_size=3))
        ),
        _weights,
        _weights,
    ),
    relevance.Topic: _definitions.map(relevance.Topic),
    Lexicon: st.deferred(lambda: st.just(own())),
    WordModel: st.deferred(lambda: st.just(load())),
}
