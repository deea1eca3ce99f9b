"""Known holes of packages, held against what is pinned and what is allowed.

Knows the forms of advisories.toml, constraints.txt and pyproject.toml. Asks nobody: that is
``tests.audit``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
_ADVISORIES = Path(__file__).with_name("advisories.toml")
_PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """A hole in a package; the file says what each field means."""

    package: str
    ids: tuple[str, ...]
    what: str
    source: str
    checked: date
    fixed: str = ""
    reached: str = ""
    unreached: str = ""
    judged: str = ""

    def __post_init__(self) -> None:
        """Refuse what says too much or too little.

        Raises:
            ValueError: It must say how it is reached or why it is not, or where nothing is mended
                why that is no harm.
        """
        if not self.ids or not self.what or not self.source:
            raise ValueError(f"{self.package}: ids, what and source must be given")
        said = [name for name in ("reached", "unreached", "judged") if getattr(self, name)]
        if len(said) != 1 or bool(self.judged) == bool(self.fixed):
            raise ValueError(
                f"{self.package} {self.ids[0]}: needs fixed with reached or unreached, else judged"
            )

    def __str__(self) -> str:
        return f"{self.package}: {self.ids[0]}"


def read(path: Path = _ADVISORIES) -> tuple[Advisory, ...]:
    """Return the advisories of a file.

    Raises:
        ValueError: One of them lacks something.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["advisory"]
    return tuple(Advisory(**{**entry, "ids": tuple(entry["ids"])}) for entry in entries)


def pins(constraints: str) -> dict[str, Version]:
    """Return package -> version of a constraints file; the newest where Pythons differ."""
    found: dict[str, Version] = {}
    for line, given in _PIN.findall(constraints):
        name, version = canonicalize_name(line), Version(given)
        found[name] = max(found.get(name, version), version)
    return found


def bounds(project: Mapping[str, Any]) -> dict[str, Version]:
    """Return package -> lowest version that any group of requirements admits, if it names one."""
    table = project["project"]
    groups = [table["dependencies"], *table.get("optional-dependencies", {}).values()]
    lowest: dict[str, Version] = {}
    for requirement in map(Requirement, (line for group in groups for line in group)):
        name = canonicalize_name(requirement.name)
        for limit in requirement.specifier:
            if limit.operator in {">=", "=="}:
                version = Version(limit.version)
                lowest[name] = min(lowest.get(name, version), version)
    return lowest


def shortcomings(
    advisories: Iterable[Advisory], pinned: Mapping[str, Version], lowest: Mapping[str, Version]
) -> list[str]:
    """Return what is wrong: pins below a mended version, and bounds that admit a reached hole."""
    found: list[str] = []
    for advisory in advisories:
        name = canonicalize_name(advisory.package)
        if name not in pinned:
            found.append(f"{advisory}: not pinned in constraints.txt")
        if not advisory.fixed:
            continue
        fixed = Version(advisory.fixed)
        if name in pinned and pinned[name] < fixed:
            found.append(f"{advisory}: pinned {pinned[name]}, mended in {fixed}")
        if advisory.reached and (name not in lowest or lowest[name] < fixed):
            found.append(f"{advisory}: pyproject.toml admits versions before {fixed}")
    return found
