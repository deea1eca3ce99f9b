"""Which shape of source is tried on what: the catalogue's own entries on pages that others recorded.

Run on a folder of recordings (``index.jsonl`` is not needed). For each shape that the catalogue
has, the entry, the recording, and what the entry's reader and pattern find in it. A recording of
a sister (another section of the same publisher) is read with the entry's pattern all the same.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from scrapy.http import Response

from crawler import catalogue
from spiders.news import AllSpider

#: Shape, entry of the catalogue, recording, least number of articles that the pattern must admit.
_TRIED = (
    ("RSS 2.0, Chinese", "ithome", "ithome_rss_trimmed_2026-09.xml", 1),
    ("RSS 2.0, padded CDATA", "wallstreetcn", "wallstreetcn_rss_trimmed_2026-09.xml", 1),
    ("RSS 2.0, tracking parameters", "bbc-zhongwen", "bbc_zhongwen_rss_trimmed_2026-09.xml", 1),
    ("RSS 2.0, blank line first", "cn-nytimes", "cn_nytimes_rss_2025-03.xml", 20),
    ("RSS 2.0, blank line first", "ft-tech", "ft_world_rss_2025-03.xml", 20),
    ("RSS 2.0", "cnbc-world", "cnbc_world_rss_2026-03.xml", 25),
    ("RSS 2.0", "nyt-tech", "nytimes_business_rss_2026-03.xml", 40),
    ("RSS 2.0", "bbc-tech", "bbc_news_rss_2026-04.xml", 25),
    ("RSS 2.0", "bloomberg-tech", "bloomberg_rss_2026-03.xml", 10),
    ("Atom, whole texts", "theverge-ai", "theverge_science_atom_2025-03.xml", 8),
    ("RSS 2.0, search, outlets", "google-news-q", "google_news_reuters_rss_2026-03.xml", 10),
    ("news sitemap", "cnn-news", "cnn_news_sitemap_2026-08.xml", 1),
    ("listing, wrong nesting, repeats", "guancha-home", "guancha_home_trimmed_2026-09.html", 2),
    ("listing with times", "guancha-intl", "guancha_column_trimmed_2026-09.html", 1),
    ("listing, protocol-relative links", "cac-zcfg", "cac_gov_list_trimmed_2026-06.html", 1),
    ("generated from a listing", "anthropic-news", "gen_anthropic_news_2026-08.xml", 200),
    ("generated from a listing", "deepseek-news", "gen_deepseek_news_2026-04.xml", 10),
    ("generated from a listing", "moonshot-blog", "gen_moonshot_2026-04.xml", 8),
    ("generated from a listing", "mistral-news", "gen_mistral_2026-08.xml", 40),
)  # fmt: skip


def run(folder: Path) -> float:
    """Print the table; return the share of recordings that were read as expected."""
    known = {entry.source.name: entry.source for entry in catalogue.known()}
    good = 0
    for shape, name, file, least in _TRIED:
        source = known[name]
        # What was generated from a listing tells its addresses; the page itself is not recorded.
        kind = "feed" if file.startswith("gen_") else source.kind
        response = Response(source.url, body=(folder / file).read_bytes())
        listed = AllSpider.readers[kind](response, source)
        pattern = re.compile(source.article_pattern or "")
        fit = [entry for entry in listed.entries if entry.url and _fits(pattern, entry.url)]
        timed = sum(entry.published is not None for entry in fit)
        right = len(fit) >= least
        good += right
        print(
            f"  {'ok ' if right else 'BAD'} {shape:34} {name:16} {file:42} {listed.state:8} "
            f"{len(fit):3} of {len(listed.entries):3} fit, {timed:3} timed"
        )
    print(
        "  JSON, JSONP, inline JSON, POST, two steps, GBK: own samples, tests/test_catalogue_shapes"
    )
    return good / len(_TRIED)


def _fits(pattern: re.Pattern[str], url: str) -> bool:
    return bool(pattern.search(url) or pattern.search(unquote(url)))
