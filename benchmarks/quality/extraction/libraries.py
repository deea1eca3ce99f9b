"""Other libraries behind one function each, for the side-by-side run.

Knows their calls. A library that does not import is left out, with a word about it. Each gets
the text that our own decoder made, since several cannot decode Chinese pages: what is compared
is the reading, not the decoding. Install those to be compared into an environment of their own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from crawler.page.decode import decode
from crawler.page.extract import extract
from storage.records import Article

#: bytes, URL, language -> text; empty for none.
Reader = Callable[[bytes, str, str], str]


def newsvane(body: bytes, url: str, _language: str) -> str:
    """Ours, from bytes to the finished article."""
    found = extract(body, url)
    return found.text if isinstance(found, Article) else ""


def _trafilatura(library: Any) -> Reader:
    def read(body: bytes, url: str, _language: str) -> str:
        text = library.extract(decode(body).text, url=url, include_comments=False)
        return text or ""

    return read


def _readability(library: Any) -> Reader:
    from lxml import html

    def read(body: bytes, _url: str, _language: str) -> str:
        summary = library.Document(decode(body).text).summary()
        return "\n".join(html.document_fromstring(summary).itertext())

    return read


def _newspaper(library: Any) -> Reader:
    def read(body: bytes, url: str, language: str) -> str:
        article = library.Article(url, language=language)
        article.download(input_html=decode(body).text)
        article.parse()
        return str(article.text)

    return read


def _gne(library: Any) -> Reader:
    def read(body: bytes, _url: str, _language: str) -> str:
        return str(library.GeneralNewsExtractor().extract(decode(body).text)["content"])

    return read


def _resiliparse(library: Any) -> Reader:
    def read(body: bytes, _url: str, _language: str) -> str:
        return str(library.extract_plain_text(decode(body).text, main_content=True))

    return read


def _magic_html(library: Any) -> Reader:
    from lxml import html

    def read(body: bytes, url: str, _language: str) -> str:
        data = library.GeneralExtractor().extract(decode(body).text, base_url=url)
        return "\n".join(html.document_fromstring(data["html"]).itertext())

    return read


def _newsplease(library: Any) -> Reader:
    def read(body: bytes, url: str, _language: str) -> str:
        return library.NewsPlease.from_html(decode(body).text, url=url).maintext or ""

    return read


#: name -> module to import, and what makes a reader of it.
KNOWN: dict[str, tuple[str, Callable[[Any], Reader]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "readability": ("readability", _readability),
    "newspaper4k": ("newspaper", _newspaper),
    "gne": ("gne", _gne),
    "resiliparse": ("resiliparse.extract.html2text", _resiliparse),
    "magic-html": ("magic_html", _magic_html),
    "news-please": ("newsplease", _newsplease),
}


def reader(name: str) -> Reader | None:
    """Return the reader of that name, or ``None`` where its library does not import."""
    if name == "newsvane":
        return newsvane
    module, make = KNOWN[name]
    try:
        return make(importlib.import_module(module))
    except ImportError as error:
        print(f"{name}: left out ({error})")
        return None
