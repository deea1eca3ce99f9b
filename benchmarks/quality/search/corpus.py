"""The texts that are searched, the queries, and which texts hold them as substrings.

What a text holds is found without the program under test: by Unicode's compatibility forms, lower
case, and OpenCC's table of characters.
"""

from __future__ import annotations

import gzip
import json
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import opencc

HERE = Path(__file__).parent
SHARED = HERE.parents[3] / "shared" / "quality" / "copies" / "clean_texts.jsonl.gz"
OWN = HERE.parent / "copies" / "texts"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its folded form."""

    title: str
    body: str
    language: str
    folded: str
    folded_title: str


def folded(text: str) -> str:
    """Return a text in Simplified characters, plain forms and lower case."""
    return _converter().convert(unicodedata.normalize("NFKC", text)).lower()


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def texts(shared: bool) -> list[Text]:
    """Return the shared texts, or the project's own."""
    return list(_shared() if shared else _own())


def _shared() -> Iterator[Text]:
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield _text(row["title"] or "", row["text"] or "", row["lang"])


def _own() -> Iterator[Text]:
    for path in sorted(OWN.glob("*.txt")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        yield _text(title, body.strip(), "en" if path.name.startswith("en") else "zh")


def _text(title: str, body: str, language: str) -> Text:
    return Text(title, body, language, folded(f"{title}\n{body}"), folded(title))


def queries(shared: bool) -> list[tuple[str, str]]:
    """Return (kind, query) pairs."""
    table = tomllib.loads((HERE / "queries.toml").read_text(encoding="utf-8"))
    kinds = table["shared" if shared else "own"]
    return [(kind, query) for kind, listed in kinds.items() for query in listed]


def holding(query: str, collection: Sequence[Text], *, kind: str) -> list[int]:
    """Return the texts that hold a query; of kind ``both`` each of its words."""
    parts = [folded(part) for part in (query.split() if kind == "both" else [query])]
    return [n for n, text in enumerate(collection) if all(part in text.folded for part in parts)]


def best(query: str, found: Sequence[int], collection: Sequence[Text], *, kind: str) -> set[int]:
    """Return those that a reader would want first: with the words in the title, else most often."""
    parts = [folded(part) for part in (query.split() if kind == "both" else [query])]
    titled = {n for n in found if all(part in collection[n].folded_title for part in parts)}
    if titled:
        return titled
    counts = {n: sum(collection[n].folded.count(part) for part in parts) for n in found}
    most = max(counts.values(), default=0)
    return {n for n in found if counts[n] == most}
