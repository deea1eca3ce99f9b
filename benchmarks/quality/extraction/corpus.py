"""The labelled pages: our own, and those of a folder of shared data where it is present.

Knows how both are stored. Must not know how pages are read or scored.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OWN = HERE / "pages"
SHARED = HERE.parents[2].parent / "shared" / "quality" / "extraction"


@dataclass(frozen=True, slots=True)
class Page:
    """A page's bytes and what a person says that it says; ``None`` where nobody said it."""

    name: str
    group: str
    language: str
    url: str
    body: bytes
    text: str | None = None
    title: str | None = None
    whole: bool = True


def own() -> Iterator[Page]:
    """Yield the pages that we wrote ourselves, in the shapes of real sites."""
    for path in sorted(OWN.glob("*.html")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        group = f"own-{gold['lang']}"
        yield _page(path.stem, group, gold, path.read_bytes())


def shared(folder: Path) -> Iterator[Page]:
    """Yield the pages of ``folder``: every ``*.jsonl`` in it names gzipped pages beside it."""
    for listing in sorted(folder.glob("*.jsonl")):
        for line in listing.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            group = "zh" if gold["lang"] == "zh" else gold["set"]
            yield _page(
                gold["id"], group, gold, gzip.decompress((folder / gold["html"]).read_bytes())
            )


def _page(name: str, group: str, gold: dict[str, Any], body: bytes) -> Page:
    url = gold.get("url") or f"https://unknown.example/{name}.html"
    return Page(
        name, group, gold["lang"], url, body,
        text=gold.get("text") or None, title=gold.get("title"), whole=gold.get("whole", True),
    )  # fmt: skip
