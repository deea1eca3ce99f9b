"""A loopback site of many hosts: what each of them answers, and which sources lead to it.

Every host has an address of its own in 127.0.0.0/8, all listen on one port. Knows nothing of
sockets. The same numbers always give the same site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from xml.sax.saxutils import escape

from benchmarks.speed.articles import Text, write
from benchmarks.speed.pages import render

#: So many pages are made; further ones say the same at addresses of their own, as a site would
#: that is read for months. Enough for every crawl but one: 30,000 pages would fill two gigabytes.
DISTINCT = 3_000
_ROBOTS = b"User-agent: *\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Site:
    """So many articles, dealt to so many hosts in turn.

    ``hosts`` divides by three, and ``DISTINCT`` by ``hosts`` where there are more pages than that.
    """

    pages: int
    hosts: int
    port: int

    def address(self, host: int) -> str:
        """Return the loopback address of a host."""
        return f"127.0.{host // 250}.{host % 250 + 1}"

    def url(self, host: int, path: str) -> str:
        """Return a URL on a host."""
        return f"http://{self.address(host)}:{self.port}{path}"

    def articles(self) -> list[str]:
        """Return the URLs of all articles, hosts in turn."""
        return [self.url(n % self.hosts, _path(n)) for n in range(self.pages)]

    def sources(self) -> list[tuple[str, str]]:
        """Return kind and URL of each host's list: feeds and news sitemaps in turn."""
        return [
            ("sitemap", self.url(host, "/sitemap.xml"))
            if host % 2
            else ("feed", self.url(host, "/feed.xml"))
            for host in range(self.hosts)
        ]

    def config(self) -> str:
        """Return a ``newsvane.toml`` with the site's sources and no pauses."""
        tables = (
            f'[[source]]\nname = "host-{number}"\nkind = "{kind}"\nurl = "{url}"\nmax_items = 5000\n'
            for number, (kind, url) in enumerate(self.sources())
        )
        top = 'catalogue = false\ndelay = 0\nallow_hosts = ["127.0.0.0/8"]\n\n'
        return top + "\n".join(tables)

    def answers(self, host: int) -> dict[str, tuple[str, bytes]]:
        """Return the content type and body of every path of a host but those of repeated pages."""
        encoding = "gbk" if host % 10 == 3 else "utf-8"
        numbers = range(host, self.pages, self.hosts)
        texts = [replace(write(number % DISTINCT), number=number) for number in numbers]
        found = {
            "/robots.txt": ("text/plain", _ROBOTS),
            "/feed.xml": ("application/rss+xml", self._feed(host, texts)),
            "/sitemap.xml": ("application/xml", self._sitemap(host, texts)),
        }
        for text in texts[: len(range(host, min(self.pages, DISTINCT), self.hosts))]:
            path = _path(text.number)
            page = render(text, host, self.url(host, path), encoding)
            found[path] = ("text/html", page)
        return found

    def original(self, path: str) -> str | None:
        """Return the path of the page that the one at ``path`` repeats; None where it is none."""
        name = path.removeprefix("/news/").removesuffix(".html")
        if not name.isdecimal() or not DISTINCT <= int(name) < self.pages:
            return None
        return _path(int(name) % DISTINCT)

    def _feed(self, host: int, texts: Sequence[Text]) -> bytes:
        items = "".join(
            f"<item><title>{escape(text.title)}</title><link>{self.url(host, _path(text.number))}"
            f"</link><pubDate>{format_datetime(text.published)}</pubDate>"
            f"<description>{escape(text.paragraphs[0][:100])}</description></item>"
            for text in texts
        )
        feed = f'<rss version="2.0"><channel><title>Host {host}</title>{items}</channel></rss>'
        return feed.encode()

    def _sitemap(self, host: int, texts: Sequence[Text]) -> bytes:
        entries = "".join(
            f"<url><loc>{self.url(host, _path(text.number))}</loc>"
            f"<lastmod>{text.published.isoformat()}</lastmod></url>"
            for text in texts
        )
        return (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + entries + "</urlset>"
        ).encode()


def _path(number: int) -> str:
    return f"/news/{number}.html"
