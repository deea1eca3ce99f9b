"""A topic's file with what was learnt put in place of what it said before.

Knows TOML tables as text, so that a person's comments and order stay. Must not know what the
values mean.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_REPLACED = frozenset({"thresholds", "linear"})


def with_taught(topic: str, taught: str) -> str:
    """Return the text of a topic file with its ``[thresholds]`` and ``[linear]`` tables replaced.

    Args:
        topic: The TOML of a topic.
        taught: The two tables as ``training.refit`` wrote them.
    """
    kept: list[str] = []
    inside = ""
    for line in topic.splitlines():
        if match := _HEADER.match(line):
            inside = match[1]
        if inside not in _REPLACED:
            kept.append(line)
    return "\n".join(kept).rstrip() + "\n\n" + taught.strip() + "\n"
