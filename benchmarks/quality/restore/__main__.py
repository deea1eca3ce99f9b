"""Measures restoring: ``python -m benchmarks.quality.restore [--texts N] [--shared FOLDER]``.

Knows the rows of the table. The pairs of our list are cut in halves by their originals: one half is
listed, the other is the farm's and unknown. Texts are the project's own, or with ``--shared`` those
that the word counts were not made from.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import random
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.quality.restore.farm import Farm, Pairs
from benchmarks.quality.restore.score import Tally
from crawler.text.clean import Cleaned, clean
from crawler.text.learn import learn
from crawler.text.lexicon import Lexicon, Pair, listed
from crawler.text.restore import restore

OWN = Path(__file__).parents[1] / "copies" / "texts"
SEED = Path("tests/recorded/seed_article.txt")
READING = Path("crawler/data/demo/restored/article.html")
#: A farm's pages teach from so many pairs of copy and original.
LESSONS = 100


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=40, help="texts a row")
    parser.add_argument("--shared", type=Path, help="folder with quality/copies and quality/farms")
    arguments = parser.parse_args()
    texts = list(_shared(arguments.shared) if arguments.shared else _own())
    random.Random(1).shuffle(texts)
    tested, lessons = texts[: arguments.texts], texts[arguments.texts :][:LESSONS]
    stated = list[tuple[float, bool, str]]()
    for name, tally, cost in _rows(tested, lessons):
        stated += tally.stated
        print(f"{name:55} errors {tally.before:6} removed {tally.removed:7.1%}  x clean {cost:.1f}")
    _print_calibration(stated)
    _print_seed()
    if arguments.shared:
        _print_clean(arguments.shared)
        _print_farms(arguments.shared)


def _rows(texts: Sequence[str], lessons: Sequence[str]) -> Iterator[tuple[str, Tally, float]]:
    everything = listed()[""]
    known = [pair for pair in everything if zlib.crc32(pair[1].encode()) % 2 == 0]
    unknown = [pair for pair in everything if pair not in set(known)]
    half, stranger, friend = Lexicon(known), Farm(unknown), Farm(everything)
    learnt = half.with_learnt(_learn(stranger, lessons))

    def clean_copy(text: str, _rng: random.Random) -> list[str]:
        return [text]

    def spun_copy(text: str, rng: random.Random) -> list[str]:
        return [stranger.publish(text, rng, 0.3)[1]]

    yield "unlisted, one clean sibling", *_row(texts, stranger, half, clean_copy)
    yield "unlisted, one sibling spun otherwise", *_row(texts, stranger, half, spun_copy)
    yield f"unlisted, learnt from {len(lessons)} pairs", *_row(texts, stranger, learnt)
    yield "unlisted, nothing learnt", *_row(texts, stranger, half)
    yield "listed, no sibling", *_row(texts, friend, None)
    yield "listed, no sibling, half the words swapped", *_row(texts, friend, None, share=0.5)
    yield "nothing swapped, only noise", *_row(texts, friend, None, share=0.0)


def _row(
    texts: Sequence[str],
    farm: Farm,
    lexicon: Lexicon | None,
    siblings: Callable[[str, random.Random], list[str]] = lambda _text, _rng: [],
    share: float = 0.3,
) -> tuple[Tally, float]:
    rng, tally = random.Random(5), Tally()
    cleaning = restoring = 0.0
    for text in texts:
        _, page = farm.publish(text, rng, share)
        copies = siblings(text, rng)
        started = time.process_time()
        cleaned = clean(page)
        between = time.process_time()
        restored = restore(cleaned, siblings=copies, lexicon=lexicon)
        cleaning += between - started
        restoring += time.process_time() - between
        tally.add(cleaned.text, restored, clean(text).text)
    return tally, restoring / cleaning if cleaning else 0.0


def _learn(farm: Farm, texts: Sequence[str]) -> list[Pair]:
    rng, counts = random.Random(9), Counter[tuple[str, str]]()
    for text in texts:
        page = clean(farm.publish(text, rng, 0.3)[1]).text
        for pair in learn(page, clean(text).text):
            counts[pair.spun, pair.original] += pair.count
    return [Pair(spun, original, count) for (spun, original), count in counts.items()]


def _print_calibration(stated: Sequence[tuple[float, bool, str]]) -> None:
    for source in sorted({source for *_, source in stated}):
        bands: dict[int, list[tuple[float, bool]]] = {}
        for confidence, right, whence in stated:
            if whence == source:
                bands.setdefault(min(9, int(confidence * 10)), []).append((confidence, right))
        told = ", ".join(
            f"{sum(c for c, _ in band) / len(band):.2f}: {sum(r for _, r in band) / len(band):.2f}"
            f" of {len(band)}"
            for _, band in sorted(bands.items())
        )
        print(f"stated confidence: share right ({source}): {told}")


def _print_seed() -> None:
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
    for name, lexicon in (("with", None), ("without", bare)):
        tally = Tally()
        tally.add(cleaned.text, restore(cleaned, lexicon=lexicon), original)
        print(
            f"seed, {name} its own pairs: {tally.before} wrong characters, {1 - tally.removed:.1%} left"
        )


def _plain(text: str) -> str:
    return text.replace("（", "(").replace("）", ")").replace("：", ":")


def _print_clean(shared: Path) -> None:
    changed = total = 0
    with gzip.open(shared / "quality/copies/clean_texts.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            text = clean(row["title"] + "\n" + row["text"])
            total += 1
            changed += restore(text).text != text.text
    print(f"clean texts changed: {changed} of {total}")


def _print_farms(shared: Path) -> None:
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
    for family, seen in sorted(families.items()):
        print(f"{family:22}", ", ".join(f"{n} {what}" for what, n in sorted(seen.items())))


def _own() -> Iterator[str]:
    for path in sorted(OWN.glob("*.txt")):
        if not path.name.startswith("en-"):
            yield path.read_text(encoding="utf-8")


def _shared(folder: Path) -> Iterator[str]:
    """Yield the texts that the word counts were not made from: those of the labelled pairs."""
    copies = folder / "quality" / "copies"
    with gzip.open(copies / "dev.jsonl.gz", "rt", encoding="utf-8") as rows:
        held = {
            row["id_a"] for row in map(json.loads, rows) if row["label"] and row["lang"] == "zh"
        }
    with gzip.open(copies / "clean_texts.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["id"] in held and len(row["text"]) > 300:
                yield row["text"][:2000]


if __name__ == "__main__":
    main()
