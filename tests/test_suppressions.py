"""Each exception from the linter's security rules says why it is none of the danger."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_EXCEPTION = re.compile(r"# noqa: (?:[A-Z]+\d+, *)*S\d{3}\b(.*)")


def test_exceptions_from_security_rules_carry_a_reason():
    bare = []
    for folder in ("crawler", "spiders", "storage", "scheduler"):
        for file in (ROOT / folder).rglob("*.py"):
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                found = _EXCEPTION.search(line)
                if found and not re.match(r"(?:, *[A-Z]+\d+)* - \w", found[1]):
                    bare.append(f"{file.relative_to(ROOT)}:{number}")
    assert not bare
