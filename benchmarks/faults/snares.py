"""Inputs in which each part costs a reader much: what once took seconds or minutes is kept here.

Knows what was dear: links within links, addresses that rules shorten again and again, times and
markup that are nearly sound. Must not know the readers. ``giants`` gives these to each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

Pattern: TypeAlias = tuple[str, Callable[[int], bytes]]

#: A list's head, what stands around each address, and its tail.
_FORMS = {
    "html": ("<html>", "<a href='", "'>Fog</a>", ""),
    "rss": ("<rss><channel>", "<item><link>", "</link></item>", "</channel></rss>"),
    "urlset": ("<urlset>", "<url><loc>", "</loc></url>", "</urlset>"),
    "opml": ("<opml><body>", "<outline text='a' xmlUrl='", "'/>", "</body></opml>"),
    "json": ('{"version":"https://jsonfeed.org/version/1","items":[', '{"url":"', '"},', "{}]}"),
}
#: Nearly a time, over and over.
_WHEN = "2026-01-99T"


def _each(head: str, part: Callable[[int], str], tail: str = "") -> Callable[[int], bytes]:
    """Make bodies of parts that are made anew by their number."""

    def body(size: int) -> bytes:
        made, left, number = [head], size - len(head.encode()) - len(tail.encode()), 0
        while (left := left - len((unit := part(number)).encode())) >= 0:
            made.append(unit)
            number += 1
        return "".join([*made, tail]).encode()

    return body


def _opened(units: str, then: str) -> Callable[[int], bytes]:
    """Make bodies that begin with ``units`` and go on with ``then``."""
    return _each(units, lambda _: then)


def _between(before: str, link: Callable[[int], str], after: str) -> Callable[[int], str]:
    return lambda number: f"{before}{link(number)}{after}"


def _rare(number: int) -> str:
    """Return letters apart that hardly any other part has."""
    return "a".join(chr(0x4E00 + (200 * number + at) % 20_000) for at in range(200))


def _links() -> Iterator[tuple[str, Callable[[int], str]]]:
    yield "rare", lambda n: f"/{n}{_rare(n)}"
    yield "amp", lambda n: f"/{n}{'/amp' * 80}"
    yield "amp and index", lambda n: f"/{n}{'/index.html/amp' * 20}"
    yield "dashed", lambda n: f"/{n}/{'a-' * 900}x/"
    yield "tracked", lambda n: f"/1?utm_x={n}{'x' * 150}"
    yield "nested", lambda n: "https://www.google.com/url?url=" * 40 + f"https://n.example/{n}"
    yield "broken", lambda n: f"https://雾{n}..港/"


def patterns() -> Iterator[Pattern]:
    """Yield each by its name, with what makes it of a size."""
    feed, end = "<rss><channel>", "</channel></rss>"
    for name, link in _links():
        for form, (head, before, after, tail) in _FORMS.items():
            yield f"{form}: {name} links", _each(head, _between(before, link, after), tail)
    inside = "".join(f"<a href='/news/2026/{n}'><div>" for n in range(110))
    yield "html: links in links", _opened(inside, "fog ")
    yield "html: links in links, in lines", _opened(inside, "fog<br>")
    within = "".join(f"<a href='/{n}'>" for n in range(480))
    yield "html: links in links alone", _opened(within, "<b> </b>")
    yield "html: hidden tags", _opened("<html>" + "<div a='<'>" * 2_400, "<a href='/x'/>")
    yield "html: a title and letters", _opened(f"<p><a href='/x'>{'a' * 5_000_000}</a>", "ba<br>")
    yield (
        "html: times nearly",
        _each("<html>", lambda n: f"<p><i><a href='/{n}'>t</a>{_WHEN * 54}</i>"),
    )
    yield (
        "rss: times nearly",
        _each(
            feed,
            lambda n: (
                f"<item><link>/{n}</link><pubDate>{_WHEN * 9}</pubDate>"
                f"<updated>{_WHEN * 9}</updated></item>"
            ),
            end,
        ),
    )
    yield (
        "urlset: times nearly",
        _each(
            "<urlset>",
            lambda n: f"<url><loc>/{n}</loc><lastmod>{_WHEN * 4}{n}</lastmod></url>",
            "</urlset>",
        ),
    )
    yield (
        "rss: tags nearly",
        _each(
            feed, lambda n: f"<item><title>{'&lt;a ' * 300}</title><link>/{n}</link></item>", end
        ),
    )
    yield (
        "rss: authors nearly",
        _each(
            feed, lambda n: f"<item><title>{n}</title><author>{'a.' * 480}@b</author></item>", end
        ),
    )
    yield (
        "rss: links of one item",
        _each(
            feed + "<item><title>a</title>",
            lambda n: f"<link>https://雾{n}..港/</link>",
            "</item>" + end,
        ),
    )
    people = ",".join(f'{{"name":"{"a." * 100}{n}"}}' for n in range(9_000))
    yield (
        "json feed: authors of all",
        _each(
            f'{{"version":"https://jsonfeed.org/version/1","authors":[{people}],"items":[',
            lambda n: f'{{"url":"/{n}"}},',
            "{}]}",
        ),
    )
