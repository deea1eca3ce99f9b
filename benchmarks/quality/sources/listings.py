# ruff: noqa: ARG005  a form of address is given all that it might use
"""The listing learner: on recorded pages against labels, and on invented ones in many forms.

What counts is what a crawl would find: the learnt selector and pattern are given to the reader of
listings, and its links are compared with those that are articles.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bs4 import BeautifulSoup

from benchmarks.quality.sources import builder, layouts, press
from crawler.page import link_learner, listing
from crawler.page.decode import decode
from crawler.text import urls

LABELS = Path(__file__).parent / "labels.toml"
LAYOUTS = (layouts.plain_list, layouts.cards, layouts.table, layouts.portal, layouts.blog)


@dataclass(frozen=True)
class Score:
    """Links found and wanted, and how many are both."""

    found: int
    wanted: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the links found that are articles."""
        return self.both / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the articles that were found."""
        return self.both / self.wanted if self.wanted else 0.0


def found_on(body: bytes, url: str) -> set[str]:
    """Return what a crawl would find after learning from the page itself."""
    ways = link_learner.learn(body, url)
    if not ways:
        return set()
    read = listing.parse(
        body, url, selector=ways[0].selector, article_pattern=ways[0].article_pattern
    )
    return {urls.canonical(entry.url or "") for entry in read.entries}


def recorded(folder: Path) -> list[Score]:
    """Score the recorded pages in ``folder``; print a line for each."""
    scores = []
    for page in tomllib.loads(LABELS.read_text(encoding="utf-8"))["page"]:
        body = (folder / page["file"]).read_bytes()
        score = compare(found_on(body, page["url"]), labelled(body, page["url"], page["articles"]))
        scores.append(score)
        print(
            f"  {page['file']:22} {score.wanted:4} articles, {score.found:4} found: "
            f"precision {score.precision:.3f}, recall {score.recall:.3f}"
        )
    return scores


def labelled(body: bytes, url: str, articles: str) -> set[str]:
    """Return the links of a page that the label calls articles."""
    soup = BeautifulSoup(decode(body, None).text, "html.parser")
    links = (urls.resolve(url, str(node["href"])) for node in soup.find_all("a", href=True))
    return {urls.canonical(link) for link in links if link and re.search(articles, link)}


def compare(found: set[str], wanted: set[str]) -> Score:
    """Count."""
    return Score(len(found), len(wanted), len(found & wanted))


def invented() -> list[Score]:
    """Score each form of address in each layout and both languages; print what is not found."""
    scores = []
    for form, address in FORMS.items():
        for layout in LAYOUTS:
            for zh in (False, True):
                made = builder.Press("forms", form, address, zh=zh)
                made.front(layout)
                wanted = {urls.canonical(made.root + story.path) for story in made.stories}
                body = made.site.pages[f"{made.root}/"].body
                score = compare(found_on(body, f"{made.root}/"), wanted)
                scores.append(score)
                if min(score.precision, score.recall) < 0.95:
                    tongue = "zh" if zh else "en"
                    print(
                        f"  {form} in {layout.__name__} ({tongue}): precision "
                        f"{score.precision:.2f}, recall {score.recall:.2f}"
                    )
    return scores


def _digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def _words(title: str, first: int, last: int) -> str:
    return "-".join(press.slug(title).split("-")[first:last])


Form = Callable[[int, datetime, str], str]
#: What addresses of articles look like on sites of many kinds.
FORMS: dict[str, Form] = {
    "date and headline": builder.dated,
    "number": builder.numbered,
    "office": builder.office,
    "section and headline": builder.slugged,
    "headline at the root": builder.rooted,
    "hash in sections": builder.hashed,
    "parameter": builder.queried,
    "three words at the root": lambda n, w, t: f"/{_words(t, 0, 3)}{'x' * (n % 4)}",
    "two words in posts": lambda n, w, t: f"/posts/{_words(t, 1, 3)}-{chr(97 + n)}",
    "archives": lambda n, w, t: f"/archives/{3400 + n}.html",
    "?p=": lambda n, w, t: f"/?p={700 + n}",
    "/p/": lambda n, w, t: f"/p/{2900012 + n}",
    "month and headline": lambda n, w, t: f"/{w:%Y/%m}/{press.slug(t)[:40]}/",
    "day and word": lambda n, w, t: f"/{w:%Y/%m/%d}/{_words(t, 0, 1)}{n}/",
    "day and hash": lambda n, w, t: f"/n/{w:%Y%m%d}/{_digest(n)}/c.html",
    "hash with dashes": lambda n, w, t: f"/content/{_digest(n)[:8]}-{_digest(n)[8:16]}",
    "two numbers": lambda n, w, t: f"/a/{780012345 + n * 31}_{120000 + n % 5}",
    "doc": lambda n, w, t: f"/{'cwo'[n % 3]}/{w:%Y-%m-%d}/doc-ina{_digest(n)[:5]}{12345 + n}.shtml",
    "article-number": lambda n, w, t: f"/article-{4300 + n}-1.html",
    "escaped headline": lambda n, w, t: f"/news/{quote(t[:30])}",
    "numbers of a newspaper": lambda n, w, t: f"/n1/{w:%Y/%m%d}/c1002-{40000000 + n}.html",
    "underscored date": lambda n, w, t: f"/{('GuoJi', 'KeJi')[n % 2]}/{w:%Y_%m_%d}_{902400 + n}.shtml",
    "headline and number": lambda n, w, t: f"/{('business', 'tech')[n % 2]}/{press.slug(t)[:30]}-{20014000 + n}",
    "headline, then number": lambda n, w, t: f"/story/{press.slug(t)}/{3300100 + n}/",
    "letters and digits": lambda n, w, t: f"/articles/c{_digest(n)[:11]}",
    "aspx": lambda n, w, t: f"/NewsDetail.aspx?NewsID={5500 + n}",
    "small number": lambda n, w, t: f"/detail/{n + 15}",
    "year, section, number": lambda n, w, t: f"/html/{w:%Y}/{('yaowen', 'shiping')[n % 2]}_{w:%m%d}/{8800 + n}.html",
}  # fmt: skip
