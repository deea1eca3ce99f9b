"""How well texts are cleaned: what is undone, what is missed, and what is harmed.

``python -m benchmarks.quality.cleaning [--data DIR] [--check]``. With ``--data``, a folder that
holds ``copies`` and ``farms``, everything is measured; without it only our own small texts. With
``--check`` a figure below its floor in ``cleaning.toml`` ends the run with an error.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.text.clean import Cleaned, clean
from crawler.text.variants import fold

HERE = Path(__file__).parent
OWN = HERE / "cleaning_own.jsonl"
FLOORS = HERE / "cleaning.toml"
#: What the spinner's brands look like: a name and a line of business, then the legal form.
_BRAND = re.compile("(?=([\u4e00-\u9fff]{6}有限公司))")


@dataclass(frozen=True)
class Figure:
    """One measured share: ``hits`` of ``total``, or a mean of ``total`` values."""

    name: str
    value: float
    low: float
    high: float
    total: int
    note: str = ""

    def __str__(self) -> str:
        line = f"{self.name:44} {self.value:.4f}  [{self.low:.4f}, {self.high:.4f}]  n={self.total}"
        return f"{line}  {self.note}".rstrip()


def share(name: str, hits: int, total: int, note: str = "") -> Figure:
    """Return a proportion with its 95 % Wilson interval."""
    if not total:
        return Figure(name, 0.0, 0.0, 1.0, 0, note)
    z, p = 1.96, hits / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return Figure(name, p, max(0.0, middle - half), min(1.0, middle + half), total, note)


def mean(name: str, values: list[float], note: str = "") -> Figure:
    """Return a mean with its 95 % normal interval."""
    total = len(values)
    average = sum(values) / total if total else 0.0
    spread = math.sqrt(sum((value - average) ** 2 for value in values) / max(1, total - 1))
    half = 1.96 * spread / math.sqrt(max(1, total))
    return Figure(name, average, average - half, average + half, total, note)


def distance(a: str, b: str) -> int:
    """Return the edit distance of ``a`` and ``b`` (Myers' bit vectors, as Hyyrö gives them)."""
    if not a:
        return len(b)
    places: Counter[str] = Counter()
    for place, character in enumerate(a):
        places[character] |= 1 << place
    mask, top = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, score = mask, 0, len(a)
    for character in b:
        equal = places[character]
        diagonal = (((equal & up) + up) ^ up) | equal | down
        rise, fall = down | (~(diagonal | up) & mask), up & diagonal
        score += bool(rise & top) - bool(fall & top)
        rise, fall = ((rise << 1) | 1) & mask, (fall << 1) & mask
        up, down = fall | (~((equal | down) | rise) & mask), rise & (equal | down)
    return score


def accuracy(wanted: str, got: str) -> float:
    """Return the share of ``wanted`` that ``got`` has right, by edit distance."""
    return 1 - distance(wanted, got) / max(1, len(wanted))


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON-lines file, gzipped or not."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    for line in content.splitlines():
        yield json.loads(line)


def own(path: Path = OWN) -> Iterator[Figure]:
    """Measure our own texts: traps that must stay, noisy ones that must come out right."""
    clean_rows: list[tuple[dict[str, Any], Cleaned]] = []
    noisy_rows: list[tuple[dict[str, Any], Cleaned]] = []
    for row in rows(path):
        (noisy_rows if row["noisy"] else clean_rows).append((row, clean(row["raw"])))
    kept = [row["id"] for row, cleaned in clean_rows if cleaned.text != row["clean"]]
    yield share("own traps unchanged", len(clean_rows) - len(kept), len(clean_rows), " ".join(kept))
    calm = sum(cleaned.spun < 0.5 for _, cleaned in clean_rows)
    yield share("own traps not called spun", calm, len(clean_rows))
    wrong = [row["id"] for row, cleaned in noisy_rows if cleaned.text != row["clean"]]
    yield share(
        "own noisy texts exact", len(noisy_rows) - len(wrong), len(noisy_rows), " ".join(wrong)
    )


def pairs(path: Path) -> Iterator[Figure]:
    """Measure noisy copies of known originals."""
    accuracies: dict[str, list[float]] = {}
    spun: dict[str, list[bool]] = {}
    brands: Counter[str] = Counter()
    for row in rows(path):
        kind = row["kind"]
        noisy = re.search(r"punct|syn|gbk", kind) and row["label"] == 1 and ", ," in row["text_b"]
        if not noisy and kind not in ("boiler", "en_boiler", "en_punct"):
            continue
        cleaned = clean(row["text_b"])
        if noisy:
            spun.setdefault(kind, []).append(cleaned.spun >= 0.5)
            _count_brands(row, cleaned, brands)
        if kind in ("punct", "punct+brand", "trad+punct", "en_punct", "boiler", "en_boiler"):
            wanted, got = clean(row["text_a"]).text, cleaned.text
            if kind == "trad+punct":
                wanted, got = fold(wanted), fold(got)
            accuracies.setdefault(kind, []).append(accuracy(wanted, got))
    for kind, values in sorted(accuracies.items()):
        yield mean(f"accuracy {kind}", values)
    for kind, hits in sorted(spun.items()):
        yield share(f"called spun {kind}", sum(hits), len(hits))
    yield share("brands found", brands["found"], brands["injected"], f"{brands['false']} false")


def _count_brands(row: dict[str, Any], cleaned: Cleaned, brands: Counter[str]) -> None:
    counts = Counter(_BRAND.findall(row["text_b"]))
    injected = {name for name, count in counts.items() if count > 1 and name not in row["text_a"]}
    brands["injected"] += len(injected)
    brands["found"] += len(injected & set(cleaned.brands))
    brands["false"] += len(set(cleaned.brands) - injected)


def clean_texts(path: Path) -> Iterator[Figure]:
    """Measure what happens to clean articles: nothing should, but for boilerplate."""
    total = spun = branded = unstable = harmed = 0
    classes: Counter[str] = Counter()
    for row in rows(path):
        cleaned = clean(row["text"])
        total += 1
        spun += cleaned.spun >= 0.5
        branded += bool(cleaned.brands)
        unstable += clean(cleaned.text).text != cleaned.text
        harmed += any(not removal.why.startswith("boil") for removal in cleaned.removals)
        classes.update({removal.why for removal in cleaned.removals})
    yield share("clean texts not called spun", total - spun, total, f"{spun} are")
    yield share("clean texts without a false brand", total - branded, total, f"{branded} have one")
    yield share("clean texts stable", total - unstable, total)
    yield share("clean texts with boilerplate at most", total - harmed, total, str(dict(classes)))


def farms(path: Path) -> Iterator[Figure]:
    """Measure fragments of real pages, each read as a part of a page of its family."""
    families: dict[str, list[dict[str, Any]]] = {}
    for row in rows(path):
        families.setdefault(row["family"], []).append(row)
    traps = families.pop("clean", [])
    kept = sum(clean(row["text"]).text == row["text"] for row in traps)
    yield share("farms: traps unchanged", kept, len(traps))
    glossed = [row["text"] for row in families.get("pinyin_gloss", [])]
    for family, members in sorted(families.items()):
        known = [row for row in members if row["restored"]]
        page = "\n".join([row["text"] for row in members] + glossed * (family == "gbk_misaligned"))
        yield from _family(family, known, page)


def _family(family: str, known: Iterable[dict[str, Any]], page: str) -> Iterator[Figure]:
    right = worse = total = 0
    for row in known:
        wanted = fold(row["restored"])
        got = fold(clean(row["text"], context=page).text)
        total += 1
        right += got == wanted
        worse += distance(wanted, got) > distance(wanted, fold(row["text"]))
    if total:
        yield share(f"farms: {family} right", right, total, f"{worse} made worse")


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield every figure that the texts at hand allow."""
    yield from own()
    if data:
        yield from farms(data / "farms" / "dev.jsonl")
        yield from pairs(data / "copies" / "dev.jsonl.gz")
        yield from clean_texts(data / "copies" / "clean_texts.jsonl.gz")


def failures(figures: Iterable[Figure], floors: dict[str, float]) -> list[str]:
    """Return a sentence for each figure below its floor."""
    return [
        f"{figure.name}: {figure.value:.4f} is below its floor {floors[figure.name]:.4f}"
        for figure in figures
        if figure.value < floors.get(figure.name, 0.0)
    ]


def main() -> int:
    """Print the figures; with ``--check``, compare them with their floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with copies/ and farms/")
    parser.add_argument("--check", action="store_true", help="fail below the floors")
    options = parser.parse_args()
    figures = []
    for figure in measure(options.data):
        print(figure, flush=True)
        figures.append(figure)
    if not options.check:
        return 0
    below = failures(figures, tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"])
    for sentence in below:
        print(sentence, file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
