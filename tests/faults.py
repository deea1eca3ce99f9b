"""Joins the catalogue of faults with the tests that carry their numbers.

    python -m tests.faults           writes docs/faults.md
    python -m tests.faults 45 46     prints the tests of these faults, as pytest takes them

Knows the names of tests by reading their files. Imports none of them.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "faults.md"
_WORDS = Path(__file__).with_name("faults.toml")
_NUMBERED = re.compile(r"test_fault((?:_\d{2,3})+)_[a-z]")
_HEAD = """# What can go wrong, and what newsvane does then

Written by `python -m tests.faults` from `tests/faults.toml` and the names of the tests; a test
fails when it is out of date. Run the tests of a line with
`python -m pytest $(python -m tests.faults 45)`.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the catalogue."""

    number: int
    group: str
    what: str
    then: str
    #: What cannot be tested here, and why; empty where all of it is.
    untested: str = ""


def catalogue() -> list[Fault]:
    """Return the faults in their order."""
    groups = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return [
        Fault(int(number), group, *words)
        for group, faults in groups.items()
        for number, words in faults.items()
    ]


def tests() -> Mapping[int, list[str]]:
    """Return the tests of each fault, as ``file::name`` or ``file::class::name``."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for name in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            numbered = _NUMBERED.match(name.rpartition("::")[2])
            for number in numbered[1].strip("_").split("_") if numbered else ():
                found[int(number)].append(f"tests/{path.name}::{name}")
    return found


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}::{inner.name}"


def render() -> str:
    """Return the table as Markdown."""
    covering = tests()
    lines = [_HEAD]
    group = ""
    for fault in catalogue():
        if fault.group != group:
            group = fault.group
            lines += [f"\n## {group}\n", "| | fault | what happens | tests |", "|---|---|---|---|"]
        then = fault.then + (f" *Not tested: {fault.untested}*" if fault.untested else "")
        names = "<br>".join(f"`{name.removeprefix('tests/')}`" for name in covering[fault.number])
        lines.append(f"| {fault.number} | {fault.what} | {then} | {names} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    if wanted := sys.argv[1:]:
        covering = tests()
        print(" ".join(dict.fromkeys(name for n in wanted for name in covering[int(n)])))
        return
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
