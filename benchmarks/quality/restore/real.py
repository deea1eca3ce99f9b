"""What no farm of ours made: the recorded seed, clean texts, fragments of real farms' pages.

Knows how each is read and counted. Must not know which figures are good enough.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.quality.restore.farm import Pairs
from benchmarks.quality.restore.score import Tally
from crawler.text.clean import Cleaned, clean
from crawler.text.learn import learn
from crawler.text.lexicon import Lexicon, listed
from crawler.text.restore import restore

SEED = Path("tests/recorded/seed_article.txt")
READING = Path("crawler/data/demo/restored/article.html")


def seed() -> Iterator[tuple[str, Tally]]:
    """Yield what is brought back of the seed with our list, and without what the seed shows."""
    from lxml import html

    page = html.fromstring(READING.read_text(encoding="utf-8"))
    lines = [p.text_content().strip() for p in page.xpath('//div[@class="article-content"]/p')]
    original = _plain(clean("\n".join(line for line in lines if line)).text)
    cleaned = clean(SEED.read_text(encoding="utf-8"))
    body = cleaned.text.split("\n", 2)[2]
    cleaned = Cleaned(_plain(body), cleaned.raw, cleaned.noise, cleaned.spun)
    shown = {(p.spun, p.original) for p in learn(cleaned.text, original)}

    def without(pairs: Pairs) -> list[tuple[str, str]]:
        return [pair for pair in pairs if pair not in shown]

    bare = Lexicon(without(listed()[""]), families={"classic": without(listed()["classic"])})
    for name, lexicon in (("with its own pairs", None), ("without its own pairs", bare)):
        tally = Tally()
        tally.add(cleaned.text, restore(cleaned, lexicon=lexicon), original)
        yield f"seed, {name}", tally


def _plain(text: str) -> str:
    return text.replace("（", "(").replace("）", ")").replace("：", ":")


def changed(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many clean texts were changed, of how many."""
    altered = total = 0
    for text in map(clean, texts):
        total += 1
        altered += restore(text).text != text.text
    return altered, total


def clean_texts(shared: Path) -> Iterator[str]:
    """Yield the titles and texts of real news."""
    with gzip.open(shared / "quality/copies/clean_texts.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield row["title"] + "\n" + row["text"]


def fragments(shared: Path) -> Mapping[str, Counter[str]]:
    """Read each fragment as part of a page that is known to be spun; traps as they are."""
    families: dict[str, Counter[str]] = {}
    with (shared / "quality/farms/dev.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            seen = families.setdefault(row["family"], Counter())
            text = clean(row["text"])
            if row["family"] == "clean":
                seen["changed" if restore(text).text != text.text else "unchanged"] += 1
            elif row["restored"]:
                read = restore(dataclasses.replace(text, spun=1.0)).text
                if text.text == row["restored"]:
                    seen["clean before, changed" if read != text.text else "clean before"] += 1
                else:
                    seen["restored" if read == row["restored"] else "not wholly restored"] += 1
    return families
