"""The store joined with our matcher, segmenter and URL rules: what everyone here opens.

Knows which of our pure functions the store is to use, and loads them when they are needed:
reading a store costs no more than SQLite does. Must not know SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from storage.records import SPUN, Article, Comparison, Origin, Outcome, Verdict
from storage.search_query import fts_query as as_fts_query
from storage.search_text import FoldTable
from storage.store import Store
from storage.values import utc_now

if TYPE_CHECKING:
    from crawler.injected import Brands
    from crawler.rereading import Judge
    from crawler.text.clean import Cleaned


class Library(Store):
    """A store that cleans what reaches it uncleaned, so that every way in gives the same result."""

    #: Judges an article whose words were brought back; without, its verdicts stay as they are.
    judge: Judge | None = None

    def add(self, article: Article, verdict: Verdict | Iterable[Verdict] | None = None) -> Outcome:
        """Keep an article, cleaned; see :meth:`storage.store.Store.add`.

        What its story's other members help to read, or it helps to read of them, is read again.
        """
        article = cleaned(article, store=self)
        outcome = super().add(article, verdict)
        if outcome.kind == "copy" or article.spun >= SPUN:
            from crawler.rereading import revisit  # noqa: PLC0415 - few articles need it

            revisit(self, outcome, article, self.judge)
        return outcome

    def drop_many(self, pairs: Iterable[tuple[Article, Verdict | Iterable[Verdict]]]) -> None:
        """Note why articles are not kept, cleaned; see :meth:`storage.store.Store.drop_many`."""
        super().drop_many([(cleaned(article), verdict) for article, verdict in pairs])


def open_store(
    path: str | Path,
    *,
    read_only: bool = False,
    patience: float = 60.0,
    clock: Callable[[], datetime] = utc_now,
) -> Library:
    """Open the store at ``path``, which is made where there is none, unless for reading only.

    Raises:
        storage.errors.StoreError: the file cannot be used; the message says why and what to do.
    """
    return Library(
        path,
        matcher=None if read_only else _Matcher(),
        segmenter=_words,
        canonical=_canonical,
        aliases=aliases,
        fold=_fold,
        read_only=read_only,
        patience=patience,
        clock=clock,
    )


def cleaned(
    article: Article, brands: Brands | None = None, *, store: Store | None = None
) -> Article:
    """Return the article cleaned, with what the page said where that differs.

    ``brands`` remembers what the host's other pages had injected, and is told what this one had.
    Swapped words of a spun article are brought back by what ``store`` has learnt as well.
    An article that is marked as cleaned is returned as it is.
    """
    if article.cleaned:
        return article
    title, text = cleaning(article, brands.of(article.url) if brands is not None else ())
    if brands is not None:
        brands.learn(article.url, text.brands)
    return replace(
        article,
        cleaned=True,
        text=text.text,
        title=title.text or article.title,
        raw_text=article.text if text.text != article.text else None,
        raw_title=article.title if title.text not in {"", article.title} else None,
        noise=text.noise,
        spun=text.spun,
        restored=_restored(text, store) if text.spun >= SPUN else None,
        boilerplate=(*article.boilerplate, *text.boilerplate),
    )


def cleaning(article: Article, brands: Sequence[str] = ()) -> tuple[Cleaned, Cleaned]:
    """Clean title and text as parts of one page; ``brands`` are known of its host."""
    from crawler.text.clean import clean  # noqa: PLC0415 - not needed to read

    # The lines that reading has set aside are of the page too: a farm's noise is in them as well.
    # A title is too short to show that it is a farm's, or which brand was put into it.
    context = "\n".join((article.text, article.title, *article.boilerplate))
    sites = (article.site,) if article.site else ()
    text = clean(article.text, brands=brands, sites=sites, context=context)
    return clean(article.title, brands=(*brands, *text.brands), context=context), text


def _restored(text: Cleaned, store: Store | None) -> str | None:
    if store is None:
        from crawler.text.restore import restore  # noqa: PLC0415 - loads a dictionary

        reading = restore(text).text
    else:
        from crawler.learnt import read  # noqa: PLC0415

        reading = read(store, text).text
    return reading if reading != text.text else None


def aliases(article: Article) -> list[str]:
    """Return other URLs of the same page: where redirects ended, and its canonical URL.

    One on another site is no alias but a sign that the page is a copy.
    """
    from crawler.text.urls import site  # noqa: PLC0415 - only who writes pays

    names = [article.final_url or ""]
    if article.canonical_url and site(article.canonical_url) == site(article.url):
        names.append(article.canonical_url)
    return [name for name in names if name]


@cache
def _folds() -> FoldTable:
    return FoldTable(_fold)


def fts_query(text: str) -> str:
    """Return any search text as a query for ``articles_fts MATCH``: for use as an SQL function."""
    return as_fts_query(text, _folds())


@lru_cache(maxsize=4_096)
def _canonical(url: str) -> str:
    # Asked for each page when its list is read, and again when it is kept.
    from crawler.text.urls import canonical  # noqa: PLC0415 - a list of stories asks for no URL

    return canonical(url)


class _Matcher:
    """Our way of telling a copy; see :class:`storage.records.Matcher`."""

    def fingerprint(self, text: str) -> Sequence[int]:
        from crawler.text.fingerprint import fingerprint  # noqa: PLC0415 - only who writes pays

        return fingerprint(text)

    def compare(self, a: str, b: str) -> Comparison:
        from crawler.text.compare import compare  # noqa: PLC0415 - only who writes pays

        return compare(a, b)

    def origin(self, members: Sequence[Article]) -> Origin:
        from crawler.text.provenance import find  # noqa: PLC0415 - only who writes pays

        return find(members)


def _words(text: str) -> list[str]:
    from crawler.text.segment import segment_for_search  # noqa: PLC0415 - loads a dictionary

    return segment_for_search(_fold(text))


def _fold(text: str) -> str:
    from crawler.text.terms import fold  # noqa: PLC0415 - makes a table of both scripts

    return fold(text)
