"""Strategies for values that our own functions make of what strangers send: trees, pages, entries."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from lxml.html import HtmlElement

from crawler.export import entry as export
from crawler.page import blocks, body, dates, published, rules, xml_tree, zones
from crawler.page.entry import Place
from crawler.page.feed_fields import Fields, fields
from crawler.page.header import Line
from crawler.text.clean import Cleaned, clean
from crawler.text.lexicon import Lexicon, own
from crawler.text.member import ArticleLike
from crawler.text.wordmodel import WordModel, load
from storage.records import Article
from tests import inputs

_places = st.builds(
    Place.of,
    st.sampled_from(["https://news.example/2026/a.html", "http://127.0.0.1/", "x", "//b.example"]),
    zone=st.none() | st.sampled_from(["Asia/Shanghai", "No/Where"]),
    language=st.none() | st.sampled_from(["zh", "en"]),
)
_readings = st.builds(
    published.Reading,
    now=st.none() | inputs.moments,
    zone=st.just(zones.assumed("https://news.example/", zone=None, language=None)[0]),
    language=st.none() | st.sampled_from(["zh", "en"]),
)
_pages = inputs.BY_TYPE[HtmlElement].map(blocks.walk)
_documents = inputs.texts.map(lambda text: xml_tree.Text(f"<rss>{text}", "rss", "</rss>" in text))


def _root(text: xml_tree.Text) -> xml_tree.Element:
    root, _ = xml_tree.parse(text, {"item"})
    return root if root is not None else _root(xml_tree.Text("<rss/>", "rss", True))


_elements = _documents.map(_root)
_moments = st.builds(
    dates.Moment, inputs.moments, inputs.texts, st.booleans(), st.booleans(), st.booleans()
)
_found = st.builds(published.Found, _moments, inputs.texts)


def _built(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Make a value of a dataclass by the types of its fields, those without a known one left out."""
    hints = typing.get_type_hints(cls)
    known = {
        **inputs.BY_TYPE,
        int: st.integers(0, 9_999),
        float | None: st.none() | st.floats(0, 1),
    }
    return st.builds(
        cls,
        **{f.name: known[hints[f.name]] for f in dataclasses.fields(cls) if hints[f.name] in known},
    )


_articles = _built(Article)
_entries = _built(export.Entry)

BY_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    **inputs.BY_TYPE,
    Place: _places,
    published.Reading: _readings,
    blocks.Page: _pages,
    body.Body: _pages.map(body.find_in),
    xml_tree.Text: _documents,
    xml_tree.Element: _elements,
    Fields: _elements.map(fields),
    Iterable[HtmlElement]: inputs.BY_TYPE[HtmlElement].map(lambda tree: list(tree.iter("a", "p"))),
    dates.Moment: _moments,
    published.Found | None: st.none() | _found,
    Sequence[published.Found]: st.lists(_found, max_size=4),
    Sequence[Line]: st.lists(_built(Line), max_size=4),
    rules.Rule: st.sampled_from(rules.shipped()),
    ArticleLike: _articles,
    Sequence[ArticleLike]: st.lists(_articles, max_size=4),
    export.Entry: _entries,
    Iterable[export.Entry]: st.lists(_entries, max_size=4),
    Cleaned | str: inputs.texts | inputs.texts.map(clean),
    Lexicon: st.deferred(lambda: st.just(own())),
    Lexicon | None: st.none(),
    WordModel: st.deferred(lambda: st.just(load())),
    WordModel | None: st.none(),
}
