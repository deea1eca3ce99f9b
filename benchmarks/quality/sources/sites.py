"""Forty invented sites, and for each what a person who knows it would want to be proposed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta

from benchmarks.quality.sources import layouts, press
from benchmarks.quality.sources.builder import (
    XML,
    Press,
    Site,
    dated,
    hashed,
    link,
    numbered,
    office,
    queried,
    rooted,
    slugged,
)
from benchmarks.quality.sources.press import NOW


def all_sites() -> Iterator[Site]:
    yield from _with_feed()
    yield from _with_feeds()
    yield from _with_sitemap()
    yield from _with_listing()
    yield from _with_traps()


def _with_feed() -> Iterator[Site]:
    p = Press("alder", "feed")
    p.front(head=link("/rss.xml"))
    p.feed("/rss.xml")
    yield p.want("/rss.xml")

    p = Press("birch", "feed", slugged)
    p.front(
        layouts.cards,
        head=link("https://www.birch.example/atom.xml", "Birch", "application/atom+xml"),
    )
    p.at("/atom.xml", press.atom(p.stories, p.root), "application/atom+xml")
    yield p.want("/atom.xml")

    p = Press("cedar", "feed", slugged)
    p.front(layouts.blog, head=link("feed.json", "JSON", "application/feed+json"))
    items = [
        {
            "id": s.path,
            "url": p.root + s.path,
            "title": s.title,
            "date_published": s.published.isoformat(),
        }
        for s in p.stories
    ]
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "Cedar", "items": items}
    p.at("/feed.json", json.dumps(body).encode(), "application/feed+json")
    yield p.want("/feed.json")

    p = Press("dogwood", "feed", numbered)
    p.front(head='<base href="/based/">' + link("feeds/all.xml"))
    p.feed("/based/feeds/all.xml")
    yield p.want("/based/feeds/all.xml")

    p = Press("elm", "feed", numbered, zh=True)
    p.front(extra='<a href="/backend.php">RSS订阅</a>')
    p.feed("/backend.php")
    yield p.want("/backend.php")

    p = Press("fir", "feed", dated)
    p.front(layouts.portal)
    p.feed("/feed")
    yield p.want("/feed")

    p = Press("ginkgo", "feed", numbered, zh=True)
    p.front(layouts.portal)
    p.feed("/rss.xml")
    yield p.want("/rss.xml")

    p = Press("hazel", "feed")
    p.feed("/outbound/rss?edition=uk")
    p.site.start = p.root + "/outbound/rss?edition=uk"
    yield p.want("/outbound/rss?edition=uk")

    p = Press("ivy", "feed", dated)
    p.front(head=link("/feed/"))
    p.feed("/feed/")
    p.site.start = p.root + p.stories[3].path
    yield p.want("/feed/")

    p = Press("juniper", "feed", numbered, zh=True)
    p.front(head=link("/rss/news.xml", "要闻"))
    text = (
        press.rss(p.stories, p.root, "要闻")
        .decode()
        .replace('encoding="utf-8"', 'encoding="gb2312"')
    )
    p.at("/rss/news.xml", text.encode("gbk"), "text/xml")
    yield p.want("/rss/news.xml")

    p = Press("kapok", "feed", slugged)
    p.front(layouts.blog, head=link("https://feeds.syndicator.example/kapok"))
    p.feed("https://feeds.syndicator.example/kapok")
    yield p.want("https://feeds.syndicator.example/kapok")


def _with_feeds() -> Iterator[Site]:
    p = Press("larch", "feeds", slugged)
    p.front(
        layouts.blog,
        head=link("/comments/feed/", "Larch » Comments Feed") + link("/feed/", "Larch » Feed"),
    )
    p.feed("/feed/")
    p.feed("/comments/feed/", p.stories[:3], "Comments")
    yield p.want("/feed/")

    p = Press("maple", "feeds", dated, count=30)
    p.front(
        head=link("/feeds/sport/rss", "Sport")
        + link("/feeds/rss", "All stories")
        + link("/feeds/arts/rss", "Arts")
    )
    p.feed("/feeds/rss")
    p.feed("/feeds/sport/rss", p.stories[::3], "Sport")
    p.feed("/feeds/arts/rss", p.stories[1::3], "Arts")
    yield p.want("/feeds/rss")

    p = Press("nettle", "feeds", dated, count=30)
    head = link("/rss.xml", "Nettle") + link("/technology/rss.xml", "Nettle Technology")
    p.front(head=link("/rss.xml", "Nettle"))
    p.front(path="/technology/", head=head, stories=p.stories[::4])
    p.feed("/rss.xml")
    p.feed("/technology/rss.xml", p.stories[::4], "Nettle: technology")
    p.site.start = p.root + "/technology/"
    yield p.want("/technology/rss.xml")

    p = Press("oak", "feeds", numbered)
    p.front(head=link("/rss", "RSS") + link("/atom", "Atom", "application/atom+xml"))
    p.feed("/rss")
    p.at("/atom", press.atom(p.stories, p.root), "application/atom+xml")
    yield p.want("/rss", "/atom")

    p = Press("pine", "feeds", dated)
    old = press.stories(20, dated, zh=False, seed=5, age=timedelta(days=800))
    p.front(head=link("/old/rss.xml", "News"), extra='<a href="/services/rss/top.xml">RSS</a>')
    p.feed("/old/rss.xml", old)
    p.feed("/services/rss/top.xml")
    for story in old:
        p.at(story.path, press.article(story, site=p.label, zh=False))
    yield p.want("/services/rss/top.xml")

    p = Press("quince", "feeds", slugged)
    p.front(
        layouts.cards,
        head=link("/gone.xml"),
        extra='<p><a href="/subscribe">Subscribe</a> <a href="/index.xml">Atom feed</a></p>',
    )
    p.at("/index.xml", press.atom(p.stories, p.root), "text/xml")
    yield p.want("/index.xml")


def _with_sitemap() -> Iterator[Site]:
    p = Press("rowan", "sitemap", dated)
    p.front(layouts.portal)
    p.at(
        "/robots.txt",
        f"User-agent: *\nDisallow: /x\nSitemap: {p.root}/news-map.xml\n".encode(),
        "text/plain",
    )
    p.at("/news-map.xml", press.news_sitemap(p.stories, p.root, "Rowan"), XML)
    yield p.want("/news-map.xml")

    p = Press("spruce", "sitemap", numbered)
    p.front(layouts.portal)
    p.at("/robots.txt", f"sitemap: {p.root}/maps/index.xml".encode(), "text/plain")
    maps = {"/maps/pages.xml": NOW, "/maps/video.xml": NOW, "/maps/news-0.xml": NOW}
    p.at("/maps/index.xml", press.sitemap(maps, p.root, index=True), XML)
    p.at("/maps/pages.xml", press.sitemap({f"/page/{n}": NOW for n in range(9)}, p.root), XML)
    p.at("/maps/news-0.xml", press.news_sitemap(p.stories, p.root, "Spruce"), XML)
    yield p.want("/maps/news-0.xml")

    p = Press("teak", "sitemap", slugged)
    p.front(layouts.cards)
    p.at("/news-sitemap.xml", press.news_sitemap(p.stories, p.root, "Teak"), XML)
    yield p.want("/news-sitemap.xml")

    p = Press("upas", "sitemap", dated)
    p.at(
        "/",
        b"<html><head><title>Upas</title></head><body><div id=app></div><script src=/a.js></script></body></html>",
    )
    p.at("/robots.txt", f"Sitemap: {p.root}/sitemap.xml.gz".encode(), "text/plain")
    paths = {s.path: s.published for s in p.stories} | {
        f"/page/{n}": NOW - timedelta(days=900) for n in range(9)
    }
    p.at("/sitemap.xml.gz", gzip.compress(press.sitemap(paths, p.root)), "application/gzip")
    yield p.want("/sitemap.xml.gz")

    p = Press("viburnum", "sitemap", numbered)
    p.front(layouts.portal)
    lines = [
        f"Sitemap: {p.root}/sitemaps/{name}.xml"
        for name in ("images", "videos", "authors", "latest-news")
    ]
    p.at("/robots.txt", "\n".join(lines).encode(), "text/plain")
    p.at("/sitemaps/images.xml", press.sitemap({f"/i/{n}.jpg": NOW for n in range(9)}, p.root), XML)
    p.at("/sitemaps/latest-news.xml", press.news_sitemap(p.stories, p.root, "Viburnum"), XML)
    yield p.want("/sitemaps/latest-news.xml")

    p = Press("willow", "sitemap", numbered, zh=True)
    p.front(layouts.portal)
    p.at(
        "/robots.txt",
        f"\ufeffUser-agent: *\nAllow: /\nSITEMAP: {p.root}/sitemap_news.xml\n".encode(),
        "text/plain",
    )
    p.at("/sitemap_news.xml", press.news_sitemap(p.stories, p.root, "垂柳"), XML)
    yield p.want("/sitemap_news.xml")


def _with_listing() -> Iterator[Site]:
    forms = (
        ("list", layouts.plain_list, dated, office),
        ("cards", layouts.cards, slugged, numbered),
        ("table", layouts.table, office, office),
        ("portal", layouts.portal, hashed, hashed),
        ("blog", layouts.blog, rooted, queried),
    )
    for name, layout, english, chinese in forms:
        for zh, address in ((False, english), (True, chinese)):
            p = Press(f"{name}{'zh' if zh else 'en'}", f"listing: {name}", address, zh=zh)
            p.front(layout)
            if name == "list":
                # A map of everything is no reason to leave out the page of what is new.
                p.at("/robots.txt", f"Sitemap: {p.root}/sitemap.xml".encode(), "text/plain")
                paths = {s.path: s.published for s in p.stories}
                old = {f"/{2000 + n}/01/01/old-and-forgotten-news-{n}.html": NOW for n in range(20)}
                p.at("/sitemap.xml", press.sitemap(paths | old, p.root), XML)
            yield p.want_articles()


def _with_traps() -> Iterator[Site]:
    p = Press("acacia", "trap: page in place of a feed", dated)
    p.front(head=link("/rss.xml"))
    p.site.missing = p.site.pages[p.root + "/"]
    yield p.want_articles()

    p = Press("bamboo", "trap: empty feed", numbered, zh=True)
    p.front(head=link("/rss.xml"))
    p.feed("/rss.xml", [])
    yield p.want_articles()

    p = Press("clover", "trap: podcast and oEmbed", slugged)
    head = link("/podcast/feed.xml", "The Clover Podcast") + link(
        "/oembed?url=x", "oEmbed", "application/json+oembed"
    )
    p.front(layouts.cards, head=head)
    yield p.want_articles()

    p = Press("dahlia", "trap: given up feed", dated)
    old = press.stories(20, dated, zh=False, seed=8, age=timedelta(days=700))
    p.front(head=link("/feed/"))
    p.feed("/feed/", old)
    for story in old:
        p.at(story.path, press.article(story, site=p.label, zh=False))
    yield p.want_articles()

    p = Press("erica", "trap: a shop", count=3)
    goods = "".join(
        f'<li class="item"><a href="/products/{n}.html">Handmade oak chair with arms, model {n}</a> <b>{n} €</b></li>'
        for n in range(30)
    )
    p.at("/", layouts.page(f"<ul>{goods}</ul>", site="Erica", zh=False))
    for n in range(30):
        p.at(
            f"/products/{n}.html",
            layouts.page(
                f"<h1>Chair {n}</h1><p>Price: {n} €</p><button>Buy</button>", site="Erica", zh=False
            ),
        )
    yield p.want_nothing()

    p = Press("fuchsia", "trap: built by scripts", count=3)
    p.at(
        "/",
        b"<html><head><title>F</title></head><body><div id=root></div><script src=/b.js></script></body></html>",
    )
    yield p.want_nothing()

    p = Press("garlic", "trap: challenge", count=3)
    p.at(
        "/",
        b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>",
    )
    yield p.want_nothing()
