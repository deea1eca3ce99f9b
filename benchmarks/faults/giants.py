"""``python -m benchmarks.faults.giants``: the largest inputs that readers take, made to cost most.

Each pattern (wide, deep, one line, one attribute, text without markup, characters for which Python
stores four bytes each, packed twice, ...) fills a body up to the limits of the readers and beyond.
What must hold: no exception, no more than 2 s of CPU, 200 MiB of memory beside the body itself.
``--check`` exits with 1 where something does not hold; ``--all`` shows each reading.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TypeAlias

from benchmarks.faults import snares, trial
from benchmarks.faults.readers import READERS

_Pattern: TypeAlias = tuple[str, Callable[[int], bytes]]

MEMORY = 200.0
MIB = 1 << 20
#: What lists may have, what pages may have in bytes, what sitemaps may have, and too much for all.
_LIST, _PAGE, _SITEMAP, _HUGE = (size - 64 for size in (10 * MIB, 20 * MIB, 50 * MIB, 100 * MIB))
#: CPU that a reading may take, of whatever size.
_SECONDS = 2.0
#: Not bounded itself: whoever calls it gives it no more than the largest list.
_DECODE = "decode"
#: Undo what is packed, to a limit of their own.
_PACKED = ("unzip", "gzip", "deflate", "br", "zstd")
#: Takes four bytes in each character of a text that holds one.
#: Turns noise into what GB18030 takes for characters, many of them of four bytes.
_HIGH = bytes(0x81 + code % 0x7E if code > 40 else 0x30 + code % 10 for code in range(256))
_WIDE = "\U0001f600".encode()
_LOC = b"<url><loc>https://n.example/%d</loc></url>"
_ITEM = b"<item><title>Fog %d</title><link>https://n.example/%d</link></item>"


def _fill(head: bytes, unit: bytes, tail: bytes = b"") -> Callable[[int], bytes]:
    """Make bodies of ``unit`` over and over."""
    return lambda size: head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def _count(head: bytes, unit: bytes, tail: bytes = b"") -> Callable[[int], bytes]:
    """Make bodies of units that are numbered, so that no two are alike."""

    def body(size: int) -> bytes:
        times = unit.count(b"%d")
        count = (size - len(head) - len(tail)) // (len(unit) + 6 * times)
        return head + b"".join(unit % ((n,) * times) for n in range(count)) + tail

    return body


def _roots() -> Iterator[tuple[str, bytes, bytes]]:
    yield "urlset", b"<urlset>", b"</urlset>"
    yield "rss", b"<rss><channel>", b"</channel></rss>"
    yield "html", b"<html><body>", b"</body></html>"
    yield "opml", b"<opml><body>", b"</body></opml>"


def _wide(of: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Make bodies in UTF-16."""
    return lambda size: of(size // 2).decode().encode("utf-16")[:size]


def _markup() -> Iterator[_Pattern]:
    for name, head, tail in _roots():
        yield f"{name}: empty elements", _fill(head, b"<a/>", tail)
        yield f"{name}: names all different", _count(head, b"<a%d/>", tail)
        yield f"{name}: long names", _count(head, b"<a" + b"n" * 4_000 + b"%d/>", tail)
        yield f"{name}: opened only", _fill(head, b"<a>")
        yield f"{name}: closed only", _fill(head, b"</a>", tail)
        yield f"{name}: deep", _fill(head, b"<div>")
        yield f"{name}: text alone", _fill(head, b"Fog lies over the harbour. ", tail)
        yield f"{name}: one word", _fill(head, b"x", tail)
        yield f"{name}: wide text", _fill(head, _WIDE, tail)
        yield f"{name}: one wide character", _fill(head + _WIDE, b"x" * 99 + b" ", tail)
        yield f"{name}: wide and elements", _fill(head + _WIDE, b"<p>x</p>", tail)
        yield f"{name}: references", _fill(head, b"&amp;", tail)
        yield f"{name}: numbered references", _fill(head, b"&#128512;", tail)
        yield f"{name}: unknown entities", _fill(head, b"&lol9;", tail)
        yield f"{name}: bare ampersands", _fill(head, b"& ", tail)
        yield f"{name}: brackets", _fill(head, b"<", tail)
        yield f"{name}: brackets set apart", _fill(head, b"< ", tail)
        yield f"{name}: empty CDATA", _fill(head, b"<![CDATA[]]>", tail)
        yield f"{name}: CDATA without end", _fill(head, b"<![CDATA[")
        yield f"{name}: one CDATA", _fill(head + b"<![CDATA[", b"<p>Fog</p>", b"]]>" + tail)
        yield f"{name}: comments", _fill(head, b"<!---->", tail)
        yield f"{name}: comments without end", _fill(head, b"<!--")
        yield f"{name}: instructions", _fill(head, b"<?a?>", tail)
        yield f"{name}: attributes", _count(head + b"<a ", b"b%d='' ", b"/>" + tail)
        yield f"{name}: one attribute", _fill(head + b"<a b='", b"x", b"'/>" + tail)
        yield f"{name}: few attributes each", _fill(head, b"<a b='1' c='2' d='3' e='4'/>", tail)
        yield f"{name}: quotes", _fill(head + b"<a ", b"'\"", tail)
        yield f"{name}: namespaces", _count(head, b"<a xmlns:b%d='c%d'/>", tail)
        yield f"{name}: controls", _fill(head, b"\x01\x02<b>", tail)
        yield f"{name}: junk before", _fill(b"", b"<br/>\n", head + tail)
        yield f"{name}: instructions before", _fill(b"", b"<?a?>", head + tail)
        yield f"{name}: no valid UTF-8", _fill(head, b"\xb9\xfa<p>\xd6\xd0\xff", tail)
        yield f"{name}: UTF-16", _wide(_fill(head, b"<a>x</a>", tail))
        yield f"{name}: links", _count(head, b"<a href='https://n.example/%d'>Fog %d</a>", tail)
        yield (
            f"{name}: links in paragraphs",
            _count(head, b"<p>Fog <a href='/%d'>lies</a> on.", tail),
        )


def _lists() -> Iterator[_Pattern]:
    yield "urlset: addresses", _count(b"<urlset>", _LOC, b"</urlset>")
    yield "urlset: no addresses", _fill(b"<urlset>", b"<url/>", b"</urlset>")
    yield (
        "urlset: long addresses",
        _count(
            b"<urlset>",
            b"<url><loc>https://n.example/" + b"x" * 1_900 + b"%d</loc></url>",
            b"</urlset>",
        ),
    )
    for name, link in (("odd", b'a"' * 450), ("escaped apart", b"a%%e4" * 400),
                       ("escaped", b"%%e4%%b8%%ad" * 200), ("Chinese", "雾".encode() * 200)):  # fmt: skip
        yield (
            f"urlset: {name} addresses",
            _count(b"<urlset>", _LOC[:-12] + link + _LOC[-12:], b"</urlset>"),
        )
        yield f"lines of {name} addresses", _count(b"", b"https://n.example/%d" + link + b"\n")
        yield f"rss: {name} addresses", _count(
            b"<rss><channel>", b"<item><link>https://n.example/%d" + link + b"</link></item>",
            b"</channel></rss>",
        )  # fmt: skip
        yield (
            f"html: {name} links",
            _count(b"<html>", b"<a href='/%d" + link + b"'>Fog lies on</a>"),
        )
    yield "urlset: hosts", _count(
        b"<urlset>", "<url><loc>https://雾%d.港口港口港口%d.例子/</loc></url>".encode(), b"</urlset>"
    )  # fmt: skip
    for name, when in (("times", b"2026-01-02T03:04:05.%d+08:00"), ("no times", b"1.1.1 12 " * 5)):
        yield f"urlset: {name}", _count(
            b"<urlset>", _LOC[:-6] + b"<lastmod>" + when + b"</lastmod></url>", b"</urlset>"
        )  # fmt: skip
    yield "urlset: one of everything", _fill(b"<urlset><url>", b"<loc/>", b"</url></urlset>")
    yield "urlset: wide addresses", _count(b"<urlset>" + _WIDE, _LOC, b"</urlset>")
    yield "urlset: news", _count(
        b"<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>",
        _LOC[:-6] + b"<n:news><n:title>" + b"Fog lies over the harbour " * 10 + b"</n:title></n:news></url>",
        b"</urlset>",
    )  # fmt: skip
    yield "index: children", _count(
        b"<sitemapindex>", b"<sitemap><loc>https://n.example/%d.xml</loc></sitemap>",
        b"</sitemapindex>",
    )  # fmt: skip
    yield "lines of addresses", _count(b"", b"https://n.example/%d\n")
    yield "one line of addresses", _count(b"", b"https://n.example/%d ")
    yield "rss: items", _count(b"<rss><channel>", _ITEM, b"</channel></rss>")
    yield "rss: empty items", _fill(b"<rss><channel>", b"<item/>", b"</channel></rss>")
    yield (
        "rss: one item of everything",
        _fill(b"<rss><channel><item>", b"<title/>", b"</item></channel></rss>"),
    )
    yield "rss: wide items", _count(b"<rss><channel>" + _WIDE, _ITEM, b"</channel></rss>")
    yield "rss: one large text", _fill(
        b"<rss><channel><item><title>Fog</title><description>", b"&lt;p&gt;Fog&lt;/p&gt;",
        b"</description></item></channel></rss>",
    )  # fmt: skip
    yield "rss: large texts", _fill(
        b"<rss><channel>", b"<item><title>Fog</title><description>" + b"&lt;p&gt;Fog lies" * 5_000
        + b"</description></item>", b"</channel></rss>",
    )  # fmt: skip
    yield "atom: entries", _count(
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<entry><title>Fog</title><link href='https://n.example/%d'/></entry>", b"</feed>",
    )  # fmt: skip
    yield (
        "opml: outlines",
        _count(
            b"<opml><body>", b"<outline text='a' xmlUrl='https://n.example/%d'/>", b"</body></opml>"
        ),
    )


def _json() -> Iterator[_Pattern]:
    version = b'{"version": "https://jsonfeed.org/version/1.1", "items": ['
    yield (
        "json feed: items",
        _count(version, b'{"id": "%d", "url": "https://n.example/%d"},', b"{}]}"),
    )
    yield "json feed: empty", _fill(version, b"{},", b"{}]}")
    yield "json: lists", _fill(b'{"items": [', b"[],", b"[]]}")
    yield "json: nested", _fill(b"", b"[")
    yield "json: numbers", _fill(b"[", b"1,", b"1]")
    yield "json: keys", _count(b"{", b'"%d":1,', b'"a":1}')
    yield "json: one string", _fill(b'["', b"x", b'"]')
    yield "json: one number", _fill(b"[", b"1", b"]")
    yield "json: escapes", _fill(b'["', b"\\ud83d\\ude00", b'"]')
    yield "json: in a script", _fill(b"<script>items = [", b'{"url":"/a"},', b"0]</script>")
    yield "json: names in a script", _fill(b"<script>", b"items = [0,", b"</script>")
    yield "json-ld", _fill(
        b"<html><script type='application/ld+json'>[", b'{"@type":"NewsArticle","headline":"Fog"},',
        b"0]</script><p>Fog.</html>",
    )  # fmt: skip


def _others() -> Iterator[_Pattern]:
    yield "robots: rules", _count(b"User-agent: *\n", b"Disallow: /%d*a$\n")
    yield "robots: stars", _fill(b"User-agent: *\nDisallow: /", b"*a", b"\n")
    yield "robots: agents", _count(b"", b"User-agent: a%d\n")
    yield "robots: sitemaps", _count(b"", b"Sitemap: https://n.example/%d\n")
    yield "noise", lambda size: random.Random(1).randbytes(size)
    yield "noise of high bytes", lambda size: random.Random(1).randbytes(size).translate(_HIGH)
    yield "page of noise", lambda size: b"<html><p>" + random.Random(1).randbytes(size - 9)
    yield "zeros", _fill(b"", b"\0")
    yield "blanks", _fill(b"", b" ")
    yield "lines", _fill(b"", b"\n")
    yield (
        "paragraphs",
        _fill(b"<html><body>", b"<p>Fog lies over the harbour, and no ferry ran. </p>"),
    )
    yield "tables", _fill(b"<table>", b"<tr><td>Fog</td><td>1,024</td></tr>")
    yield "scripts", _fill(b"<html>", b"<script>a</script>")
    yield "metas", _count(b"<html>", b"<meta name='a%d' content='b%d'>")
    yield "headings", _fill(b"<html><body>", b"<h1>Fog lies over the harbour</h1>")
    yield "breaks", _fill(b"<html><body>", b"Fog<br>")
    yield (
        "bylines",
        _fill(b"<html><body>", "<p>记者 张三 2026年3月1日 13:12 来源：新华社</p>".encode()),
    )
    yield "Chinese", _fill(b"<html><body><p>", "美国和中国在人工智能领域的竞争。".encode())


PATTERNS: Mapping[str, Callable[[int], bytes]] = dict(
    chain(_markup(), _lists(), _json(), _others(), snares.patterns())
)


def _inputs(wanted: list[str], readers: list[str]) -> Iterator[tuple[str, bytes, list[str]]]:
    for name, body in PATTERNS.items():
        if wanted and not any(part in name for part in wanted):
            continue
        small = [one for one in readers if one not in _PACKED]
        for size, those in (
            (_LIST, small),
            (_PAGE, [one for one in small if one in {"page", "discovery", "learner"}]),
            (_SITEMAP, [one for one in small if one == "sitemap"]),
            # By its size alone a reader refuses this, whatever it is.
            (_HUGE, [one for one in small if one != _DECODE and "text alone" in name]),
        ):
            if not those:
                continue
            made = body(size)
            yield f"{size // MIB + 1} MiB of {name}", made, those
            if size == _SITEMAP:
                packed = gzip.compress(made, 1)
                del made
                yield f"{name}, packed", packed, [one for one in those if one != "json"]
                yield f"{name}, packed twice", gzip.compress(packed, 1), those


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", help="patterns with this in their name (all)")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--reader", action="append", choices=sorted(READERS))
    arguments = parser.parse_args()
    tried = failed = 0
    slowest = biggest = trial.Outcome("", "")
    for outcome in trial.run(_inputs(arguments.part, arguments.reader or list(READERS))):
        tried += 1
        slowest = max(slowest, outcome, key=lambda one: one.seconds)
        biggest = max(biggest, outcome, key=lambda one: one.memory)
        bad = bool(outcome.error) or outcome.seconds > _SECONDS or outcome.memory > MEMORY
        failed += bad
        if bad or arguments.all:
            print(
                f"  {outcome.name} [{outcome.reader}] found {outcome.found}, {outcome.seconds:.2f} s,"
                f" {outcome.memory:.0f} MiB {outcome.error}",
                flush=True,
            )
    print(
        f"{tried} readings, {failed} not as they must be; slowest {slowest.seconds:.2f} s"
        f" ({slowest.name} [{slowest.reader}]), most memory {biggest.memory:.0f} MiB"
        f" ({biggest.name} [{biggest.reader}])"
    )
    sys.exit(bool(failed) and arguments.check)


if __name__ == "__main__":
    main()
