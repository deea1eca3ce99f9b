"""An aligned difference of two texts on a terminal, or as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from crawler.cli import output
from crawler.text.align import Op

#: Equal stretches longer than this are shortened in the middle.
_CONTEXT = 24


def print_diff(operations: Sequence[Op], a: str, b: str) -> None:
    """Print what leads from ``a`` to ``b``: cut red, added green, noise dimmed."""
    line = Text()
    for op in operations:
        old, new = a[op.a_start : op.a_end], b[op.b_start : op.b_end]
        if op.tag == "equal":
            line.append(_shortened(old))
            continue
        if old:
            line.append(f"[-{_marks(old)}-]", style="dim red strike" if op.noise else "red")
        if new:
            line.append(f"{{+{_marks(new)}+}}", style="dim green" if op.noise else "bold green")
    console = output.console()
    console.print(line, soft_wrap=True)
    console.print(
        Text.assemble(
            ("\n[-only in the first-]", "red"),
            " ",
            ("{+only in the second+}", "bold green"),
            " ",
            ("marks and spaces are dim", "dim"),
        )
    )


def to_plain(operations: Sequence[Op], a: str, b: str) -> list[dict[str, Any]]:
    """Return the steps with their texts, for JSON."""
    return [
        {
            "tag": op.tag,
            "noise": op.noise,
            "a": [op.a_start, op.a_end, a[op.a_start : op.a_end]],
            "b": [op.b_start, op.b_end, b[op.b_start : op.b_end]],
        }
        for op in operations
    ]


def _marks(text: str) -> str:
    return text.replace("\n", "⏎\n")


def _shortened(text: str) -> str:
    if len(text) <= 3 * _CONTEXT:
        return text
    return f"{text[:_CONTEXT]} … {text[-_CONTEXT:]}"
