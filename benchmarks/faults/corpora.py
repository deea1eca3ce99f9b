"""``python -m benchmarks.faults.corpora FOLDER...``: files of other people's tests, one by one.

Every file below the folders is given to every reader of strangers' bytes; files that hold many
cases (html5lib's ``.dat`` and ``.test``, lists of JSON) are given case by case too. What must hold:
no exception, no more than 2 s of CPU and 200 MiB an input. Where feedparser can be imported, the
entries that it finds are counted against ours, over the files whose names or beginnings say that
they are feeds. ``--check`` exits with 1 where something does not hold; ``--list`` names the feeds in
which fewer entries were found than feedparser finds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.faults import trial
from benchmarks.faults.readers import READERS, URL
from crawler.page import feed

SECONDS = 2.0
MEMORY = 200.0
ENTRIES = 0.99
#: A case within a file, in html5lib's way of writing them.
_DATA = re.compile(rb"^#data\n(.*?)\n#errors", re.DOTALL | re.MULTILINE)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b|jsonfeed\.org", re.IGNORECASE)
_CASES = ("page", "discovery", "listing", "json anywhere")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--reader", action="append", choices=sorted(READERS))
    arguments = parser.parse_args()
    bad = False
    for folder in arguments.folder:
        bad |= _report(folder, arguments.reader or list(READERS), names=arguments.list)
    sys.exit(bad and arguments.check)


def _report(folder: Path, readers: list[str], *, names: bool) -> bool:
    tried = failed = 0
    slowest = biggest = trial.Outcome("", "")
    for outcome in trial.run(_inputs(folder, readers)):
        tried += 1
        slowest = max(slowest, outcome, key=lambda one: one.seconds)
        biggest = max(biggest, outcome, key=lambda one: one.memory)
        if outcome.error or outcome.seconds > SECONDS or outcome.memory > MEMORY:
            failed += 1
            print(
                f"  {outcome.name} [{outcome.reader}] {outcome.seconds:.2f} s,"
                f" {outcome.memory:.0f} MiB {outcome.error}"
            )
    print(
        f"{folder}: {tried} readings, {failed} not as they must be; slowest {slowest.seconds:.2f} s"
        f" ({slowest.name} [{slowest.reader}]), most memory {biggest.memory:.0f} MiB"
        f" ({biggest.name} [{biggest.reader}])"
    )
    theirs, ours, files, fewer = _entries(folder)
    if theirs:
        share = ours / theirs
        failed += share < ENTRIES
        print(
            f"{folder}: of {theirs} entries that feedparser finds in {files} feeds,"
            f" {ours} found ({share:.2%}); fewer in {len(fewer)} files"
        )
        for line in fewer if names else ():
            print(f"  {line}")
    return failed > 0


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _inputs(folder: Path, readers: list[str]) -> Iterator[tuple[str, bytes, list[str]]]:
    for path in _files(folder):
        body, name = path.read_bytes(), str(path.relative_to(folder))
        yield name, body, readers
        for number, case in enumerate(_cases(path, body)):
            yield f"{name} case {number}", case, [one for one in _CASES if one in readers]


def _cases(path: Path, body: bytes) -> list[bytes]:
    if path.suffix == ".dat":
        return [found[1] for found in _DATA.finditer(body)]
    if path.suffix == ".test":
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return []
        tests = document.get("tests", []) if isinstance(document, dict) else []
        return [
            str(test.get("input", "")).encode("utf-8", "replace")
            for test in tests
            if isinstance(test, dict)
        ]
    return []


def _entries(folder: Path) -> tuple[int, int, int, list[str]]:
    """Count entries of feedparser's that we find too, the files, and the files with fewer."""
    parse = _feedparser()
    theirs = ours = files = 0
    fewer = []
    for path in _files(folder) if parse else ():
        body = path.read_bytes()
        if not _FEED.search(body[:20_000]) or path.suffix in {
            ".py",
            ".rst",
            ".txt",
            ".html",
            ".dat",
        }:
            continue
        wanted = parse(body)
        if not wanted:
            continue
        read = feed.parse(body, URL)
        files += 1
        theirs += wanted
        ours += min(wanted, len(read.entries))
        if len(read.entries) < wanted:
            fewer.append(
                f"{path.relative_to(folder)}: {len(read.entries)} of {wanted} ({read.state})"
            )
    return theirs, ours, files, fewer


def _feedparser() -> Any:
    try:
        module = importlib.import_module("feedparser")
    except ImportError:
        print("feedparser is not installed: entries are not compared", file=sys.stderr)
        return None

    def parse(body: bytes) -> int:
        try:
            return len(module.parse(body).entries)
        except Exception:  # noqa: BLE001 - its own trouble
            return 0

    return parse


if __name__ == "__main__":
    main()
