"""Labelled pairs: copies and quotes made by ``spin``, and articles which are neither.

Knows which families belong together and what label they have. Must not know the matcher.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.copies import spin

#: Labels of a pair.
DIFFERENT, COPY, QUOTE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, what they are to each other, and by which mechanism."""

    a: str
    b: str
    label: int
    kind: str
    language: str
    #: The article that ``a`` was made from: pairs of one article are not independent.
    group: str
    #: The article that ``b`` was made from, where that is another one.
    group_b: str = ""


Spinner = Callable[[str, random.Random], str]


def _spun(share: float, *, shift: bool = False) -> Spinner:
    def apply(text: str, rng: random.Random) -> str:
        text = spin.swap_words(text, rng, share)
        if shift and spin.language(text) == "zh":
            text = spin.swap_bytes(text, rng)
        return spin.brand(spin.punctuation(text, rng), rng)

    return apply


SPINNERS: dict[str, Spinner] = {
    "exact": lambda text, _rng: text,
    "punctuation": spin.punctuation,
    "punctuation+brand": lambda t, r: spin.brand(spin.punctuation(t, r), r),
    "words5": _spun(0.05),
    "words15": _spun(0.15),
    "words30": _spun(0.30),
    "seed-like": _spun(0.15, shift=True),
    "reorder+words5": lambda t, r: spin.reorder(_spun(0.05)(t, r), r),
    "cut50": lambda t, r: spin.cut(t, r, 0.5),
    "cut50+words15": lambda t, r: _spun(0.15)(spin.cut(t, r, 0.5), r),
    "wrap": spin.wrap,
    "wrap+words15": lambda t, r: spin.wrap(_spun(0.15)(t, r), r),
    "wrap+cut70": lambda t, r: spin.wrap(spin.cut(t, r, 0.7), r),
    "traditional": lambda t, r: spin.punctuation(spin.traditional(t, r), r),
}


def own_texts() -> dict[str, str]:
    """Return the articles written for this benchmark, by name."""
    return {
        path.stem: path.read_text(encoding="utf-8").strip()
        for path in sorted((spin.HERE / "texts").glob("*.txt"))
    }


def related(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names of two reports of one event, or of two uses of one template."""
    for name in texts:
        if name.endswith("-1") and f"{name[:-1]}2" in texts:
            yield name, f"{name[:-1]}2"


def generate(texts: dict[str, str], rounds: int, seed: int = 0) -> list[Pair]:
    """Return ``rounds`` pairs of every kind and article."""
    pairs: list[Pair] = []
    names = sorted(texts)
    for number in range(rounds):
        for name in names:
            rng = random.Random(f"{seed}/{number}/{name}")
            pairs += _of_article(name, texts, rng)
    return pairs


def _of_article(name: str, texts: dict[str, str], rng: random.Random) -> list[Pair]:
    text = texts[name]
    language = spin.language(text)
    strangers = [
        other
        for other in sorted(texts)
        if other[:-2] != name[:-2] and spin.language(texts[other]) == language
    ]
    found = [
        Pair(text, make(text, rng), COPY, kind, language, name)
        for kind, make in SPINNERS.items()
        if language == "zh" or kind not in {"traditional", "seed-like"}
    ]
    stranger = texts[rng.choice(strangers)]
    found.append(Pair(text, spin.edit(text, rng, stranger), COPY, "edited", language, name))
    quoting = spin.quote(text, stranger, rng)
    found.append(Pair(text, quoting, QUOTE, "quote30", language, name))
    spun = _spun(0.15)(quoting, rng)
    found.append(Pair(text, spun, QUOTE, "quote30+words15", language, name))
    other = texts[rng.choice(strangers)]
    found.append(Pair(text, other, DIFFERENT, "random", language, name))
    found.append(same_wrapper(text, other, rng, language, name))
    for first, second in related(texts):
        if name == first:
            kind = "template" if name.rsplit("-", 1)[0] in TEMPLATES else "same event"
            left, right = texts[first], texts[second]
            found.append(Pair(left, right, DIFFERENT, kind, language, name))
            noisy = _spun(0.05)(right, rng)
            found.append(Pair(left, noisy, DIFFERENT, f"{kind}, spun", language, name))
    return found


def same_wrapper(a: str, b: str, rng: random.Random, language: str, group: str) -> Pair:
    """Return two strangers under the menu and footer of one site."""
    state = rng.getstate()
    left = spin.wrap(a, rng)
    rng.setstate(state)
    kind = "same wrapper"
    if language.startswith("+"):
        language, kind = language[1:], f"+{kind}"
    return Pair(left, spin.wrap(b, rng), DIFFERENT, kind, language, group)


#: Articles whose second version is the same form with other facts.
TEMPLATES = {"report", "weather", "en-results"}


def read(path: Path) -> list[Pair]:
    """Read pairs in the layout of ``README.md`` from a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Pair(
            row["text_a"],
            row["text_b"],
            row["label"],
            row["kind"],
            row["lang"],
            row["id_a"].removesuffix("_w"),
            row["id_b"].removesuffix("_w"),
        )
        for row in rows
    ]


def write(path: Path, pairs: Sequence[Pair]) -> None:
    """Write ``pairs`` so that ``read`` and other tools can load them."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for number, pair in enumerate(pairs):
            row = {
                "id_a": pair.group,
                "text_a": pair.a,
                "id_b": pair.group_b or f"b{number}",
                "text_b": pair.b,
                "label": pair.label,
                "kind": pair.kind,
                "lang": pair.language,
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
