"""What a page and a robots.txt say about where a site's lists of articles are.

Knows link tags, links that people click, the places where programs usually put feeds, and the
Sitemap lines of robots.txt. Must not know whether anything answers there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from crawler.page import budget, plain
from crawler.page.decode import decode
from crawler.text import urls
from storage.records import NoArticle

_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/(?:rss|atom|x-rss)"
    r"|(?:text|application)/(?:rss|atom|rdf)(?:\+xml)?|(?:text|application)/xml"
    r"|application/json(?!\+)",
    re.IGNORECASE,
)
_FEED_ADDRESS = re.compile(
    r"(?:^|[/._-])(?:rss\d?|atom|rdf|feeds?|backend|xml)(?:$|[/._?&=-])"
    r"|\.(?:rss|rdf|atom)(?:$|\?)|[?&](?:feed|format|type|outputtype)=(?:rss|atom|feed)"
    r"|^feed:|/feeds?\.",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\brss\b|\batom\b|\bfeeds?\b|订阅|訂閱", re.IGNORECASE)
#: Feeds that hold something other than a site's articles.
_ASIDE = re.compile(
    r"/comments?(?:/|$|\.)|comments?[-_/]feed|/feed/comments|评论|評論|回复|[?&]feed=comments"
    r"|\bcomments?\s+(?:feed|rss|on\b)|podcast|/oembed|wp-json|/jobs?/",
    re.IGNORECASE,
)
_NOT_FOR_PROGRAMS = re.compile(
    r"feedburner\.google\.com/fb/a/mailverify|add\.my\.yahoo|feedly\.com/i/subscription"
    r"|/subscribe(?:/|$)|facebook\.com|twitter\.com|mailto:",
    re.IGNORECASE,
)
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_USUAL_FEEDS = (
    "feed", "rss.xml", "rss", "feed.xml", "atom.xml", "index.xml", "feeds/posts/default",
)  # fmt: skip
_USUAL_SITEMAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "sitemap.xml")
_MAX_LINKS = 5_000
_MAX_OFFERS = 20
_MAX_SITEMAPS = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """An address at which there should be a list, as somebody says."""

    url: str
    title: str = ""
    #: ``link tag``, ``link on the page``, ``usual place``, ``robots.txt``.
    why: str = "link tag"


def feeds(body: bytes, url: str, *, content_type: str | None = None) -> tuple[Offer, ...]:
    """Return the feeds that the page at ``url`` offers, those in its head first; never raises.

    Feeds of comments and podcasts are left out.
    """
    if len(body) > budget.MAX_BYTES:
        return ()
    tree = budget.parse(decode(body, content_type).text)
    if isinstance(tree, NoArticle):
        return ()
    base = next((urls.resolve(url, node.get("href") or "") for node in tree.iter("base")), None)
    offers = [*_link_tags(tree, base or url), *_clicked(tree, base or url)]
    unique: dict[str, Offer] = {}
    for offer in offers:
        if not _ASIDE.search(f"{unquote(offer.url)} {offer.title}"):
            unique.setdefault(urls.canonical(offer.url), offer)
    return tuple(unique.values())[:_MAX_OFFERS]


def usual_feeds(url: str) -> tuple[Offer, ...]:
    """Return where feeds of the section and of the site of ``url`` mostly are."""
    return _usual(url, _USUAL_FEEDS, sections=True)


def usual_sitemaps(url: str) -> tuple[Offer, ...]:
    """Return where the sitemaps of the site of ``url`` mostly are, those for news first."""
    return _usual(url, _USUAL_SITEMAPS, sections=False)


def sitemaps(robots: bytes, url: str) -> tuple[Offer, ...]:
    """Return the sitemaps that the robots.txt at ``url`` names, those for news first."""
    found = _SITEMAP_LINE.findall(robots[: 512 * 1024].decode("utf-8", "replace"))
    links = [link for line in found if (link := urls.resolve(url, line))]
    ordered = sorted(dict.fromkeys(links), key=lambda link: "news" not in link.lower())
    return tuple(Offer(link, "", "robots.txt") for link in ordered[:_MAX_SITEMAPS])


def home(url: str) -> str:
    """Return the address of the front page of the host of ``url``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _usual(url: str, names: tuple[str, ...], *, sections: bool) -> tuple[Offer, ...]:
    path = urlsplit(url).path.strip("/")
    # A last segment with a dot is a file.
    is_section = sections and path and "." not in path.rpartition("/")[2]
    folders = [f"{path}/"] if is_section and path.count("/") < 3 else []
    root = home(url)
    offers = [
        Offer(f"{root}{folder}{name}", "", "usual place")
        for folder in folders
        for name in names[:2]
    ]
    return tuple(offers + [Offer(root + name, "", "usual place") for name in names])


def _link_tags(tree: HtmlElement, base: str) -> list[Offer]:
    offers = []
    for node in islice(tree.iter("link"), _MAX_LINKS):
        rels = (node.get("rel") or "").lower().split()
        wanted = "alternate" in rels or "feed" in rels
        if not wanted or "stylesheet" in rels:
            continue
        kind = (node.get("type") or "").split(";")[0].strip()
        untyped = not kind and not node.get("hreflang") and not node.get("media")
        said = untyped and bool(_FEED_ADDRESS.search((node.get("href") or "")[:2_000]))
        if not (_FEED_TYPE.fullmatch(kind) or "feed" in rels or said):
            continue
        if link := _resolve(base, node.get("href") or ""):
            offers.append(Offer(link, plain.line(node.get("title") or "")[:200]))
    return offers


def _clicked(tree: HtmlElement, base: str) -> list[Offer]:
    """Return links whose address or text says feed: first those of which both do."""
    offers: list[tuple[bool, Offer]] = []
    for node in islice(tree.iter("a"), _MAX_LINKS):
        href = node.get("href") or ""
        if _NOT_FOR_PROGRAMS.search(href[:2_000]):
            continue
        text = plain.line(plain.beginning(node.itertext())[:500]) or plain.line(
            node.get("title") or ""
        )
        by_address = bool(_FEED_ADDRESS.search(href[:2_000]))
        by_text = bool(_FEED_WORDS.search(text)) and len(text) <= 40
        link = _resolve(base, href) if by_address or by_text else None
        if link:
            offers.append((by_address and by_text, Offer(link, text[:200], "link on the page")))
    offers.sort(key=lambda pair: not pair[0])
    return [offer for _, offer in offers]


def _resolve(base: str, href: str) -> str | None:
    """Resolve a link; ``feed:`` stands before or in place of ``http:``."""
    bare = re.sub(r"^\s*feed:(?=//|https?:)", "", href, flags=re.IGNORECASE)
    bare = f"https:{bare}" if bare.startswith("//") and bare != href.strip() else bare
    return urls.resolve(base, bare)
