"""An aligned difference of two texts, for a person to read.

Knows how to put two texts side by side. Must not know colours, terminals or the web.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Op:
    """One step from ``a`` to ``b``: the spans it concerns, as offsets into the texts given."""

    tag: Literal["equal", "replace", "insert", "delete"]
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    #: The step concerns marks and spaces only.
    noise: bool = False


def diff(a: str, b: str) -> list[Op]:
    """Return the steps from ``a`` to ``b``, covering both wholly and in order."""
    matcher = SequenceMatcher(None, a[:_MAX], b[:_MAX], autojunk=True)
    ops: list[Op] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        changed = a[a1:a2] + b[b1:b2]
        noise = tag != "equal" and not any(c.isalnum() for c in changed)
        ops.append(Op(tag, a1, a2, b1, b2, noise))
    return ops
