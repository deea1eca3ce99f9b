"""``python -m benchmarks.quality.extraction``: how well and at what cost pages are read.

Prints a row for each library and set of pages. ``--check`` compares ours with ``floors.toml``
and exits 1 below a floor; ``--memory`` reads the pages over and over and prints the growth.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import sys
import time
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from benchmarks.quality.extraction import corpus, libraries, recording
from benchmarks.quality.extraction.scorer import Agreement, Summary, compare, summarise

FLOORS = corpus.HERE / "floors.toml"
#: Pages read by the memory run, and those after which growth counts.
_MEMORY_PAGES, _WARM_UP = 5000, 500


@dataclass
class Tally:
    """What one library made of one set of pages. Times are CPU seconds."""

    pages: list[Agreement] = field(default_factory=list)
    spent: float = 0.0
    parsing: float = 0.0
    worst: list[tuple[float, str]] = field(default_factory=list)

    @property
    def multiple(self) -> float:
        """CPU as a multiple of a plain parse of the same bytes in the same process."""
        return self.spent / self.parsing if self.parsing else 0.0


def measure(reader: libraries.Reader, pages: list[corpus.Page]) -> dict[str, Tally]:
    """Read all pages by one library; an exception counts as no text."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    with contextlib.suppress(Exception):  # what is loaded at the first call is no page's cost
        reader(pages[0].body, pages[0].url, pages[0].language)
    for page in pages:
        tally = tallies[page.group]
        tally.parsing += _parse_seconds(page.body)
        start = time.process_time()
        try:
            text = reader(page.body, page.url, page.language)
        except Exception as error:  # noqa: BLE001 - other libraries raise what they like
            print(f"{page.name}: {type(error).__name__}: {str(error)[:80]}", file=sys.stderr)
            text = ""
        tally.spent += time.process_time() - start
        if page.text:
            agreement = compare(page.text, text, page.language)
            tally.pages.append(agreement)
            tally.worst.append((agreement.f1, page.name))
    return tallies


def _parse_seconds(body: bytes) -> float:
    start = time.process_time()
    with contextlib.suppress(etree.LxmlError, ValueError):
        html.document_fromstring(body)
    return time.process_time() - start


def row(name: str, group: str, tally: Tally, worst: int) -> Summary:
    """Print one line of the table, and the worst pages under it if asked to."""
    it = summarise(tally.pages)
    print(
        f"{name:12} {group:12} {it.pages:5d}  {it.f1:.4f} [{it.low:.3f}, {it.high:.3f}]"
        f"  {it.precision:.4f}  {it.recall:.4f}  {it.poor:4d}  {it.empty:5d}  {tally.multiple:6.1f}"
    )
    for f1, page in sorted(tally.worst)[:worst]:
        print(f"{'':14}{f1:.3f}  {page}")
    return it


def check(group: str, it: Summary, multiple: float) -> list[str]:
    """Return what is below the floors that are pinned for ``group``."""
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8")).get(group, {})
    failures = []
    if it.f1 < floors.get("f1", 0.0):
        failures.append(f"{group}: F1 {it.f1:.4f} is below {floors['f1']}")
    if it.poor > floors.get("poor", it.poor):
        failures.append(f"{group}: {it.poor} pages under 0.8, {floors['poor']} allowed")
    if multiple > floors.get("multiple", multiple):
        failures.append(f"{group}: {multiple:.1f} times a parse, {floors['multiple']} allowed")
    return failures


def memory(pages: list[corpus.Page]) -> None:
    """Read pages over and over and print the peak of resident memory as it grows."""
    for count in range(_MEMORY_PAGES + 1):
        if count % _WARM_UP == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{count:5d} pages  {peak:7.1f} MiB")
        page = pages[count % len(pages)]
        libraries.newsvane(page.body, page.url, page.language)


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.extraction")
    parser.add_argument("--data", type=Path, default=corpus.SHARED, help="folder of shared pages")
    parser.add_argument("--own", action="store_true", help="only the pages that we wrote")
    parser.add_argument("--compare", nargs="*", default=[], choices=sorted(libraries.KNOWN))
    parser.add_argument("--worst", type=int, default=0, help="name the N worst pages of each set")
    parser.add_argument("--check", action="store_true", help="exit 1 below the pinned floors")
    parser.add_argument("--memory", action="store_true", help="read 5,000 pages, print memory")
    parser.add_argument("--warc", type=Path, metavar="FILE", help="write a crawl to be replayed")
    asked = parser.parse_args()

    pages = list(corpus.own())
    if not asked.own:
        pages += corpus.shared(asked.data)
    if asked.warc:
        print(f"{recording.write(asked.warc, pages)} pages in {asked.warc}")
        return 0
    if asked.memory:
        memory(pages)
        return 0
    print(
        f"{'library':12} {'set':12} {'pages':>5}  {'F1':6} {'95 % interval':14}"
        f"  {'P':6}  {'R':6}  <0.8  empty  x parse"
    )
    failures: list[str] = []
    for name in ("newsvane", *asked.compare):
        reader = libraries.reader(name)
        if reader is None:
            continue
        for group, tally in sorted(measure(reader, pages).items()):
            if tally.pages:
                it = row(name, group, tally, asked.worst)
                if asked.check and name == "newsvane":
                    failures += check(group, it, tally.multiple)
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
